import Run

/// Reads a log that comes in lines: bytes in as they arrive, items out.
public struct TextReader {
  private var lines = TerminalLines()
  private var formats = LineFormats()
  private var assembler = Assembler()
  private var exceptions = Exceptions()
  private var hasEnded = false
  private var hasFailed = false
  private var isOurs = false

  public init() {}

  /// The items that some more bytes complete.
  public mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogItem] {
    // A copy of the splitter, so that its lines may be read into the rest of this value.
    var lines = TerminalLines()
    swap(&lines, &self.lines)
    lines.add(bytes) { line, isRedrawn in read(line, isRedrawn: isRedrawn) }
    swap(&lines, &self.lines)
    return assembler.take()
  }

  public mutating func read(_ bytes: [UInt8]) -> [LogItem] {
    bytes.withUnsafeBufferPointer { read($0) }
  }

  /// The items that are clear by now, when nothing has come for a while.
  public mutating func rest() -> [LogItem] {
    assembler.rest()
    return assembler.take()
  }

  /// The items that are left when nothing more comes.
  public mutating func end() -> [LogItem] {
    var lines = TerminalLines()
    swap(&lines, &self.lines)
    lines.end { line, isRedrawn in read(line, isRedrawn: isRedrawn) }
    assembler.end()
    if assembler.hasRun, !hasEnded {
      assembler.pass(.end(hasFailed ? .failed : isOurs ? .interrupted : .finished))
      hasEnded = true
    }
    return assembler.take()
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, isRedrawn: Bool) {
    if bytes.first == UInt8(ascii: "{"), let piece = formats.json.flat(bytes) {
      return use(piece)
    }
    if bytes.first != UInt8(ascii: "{"), !isOurs {
      if let failure = exceptions.failure(in: Array(bytes)) {
        assembler.end()
        assembler.pass(.failure(failure))
        hasFailed = true
        return
      }
      if exceptions.isOpen { return }
    }
    let line = LogLine(bytes, isRedrawn: isRedrawn, knowsPlace: assembler.knowsPlace)
    if !line.bytes.isEmpty {
      for piece in formats.read(line) { use(piece) }
    }
  }

  private mutating func use(_ piece: LogPiece) {
    switch piece {
    case .reading(let reading):
      // What an exception ended says nothing more: another run began, or it was caught.
      if !reading.values.isEmpty { hasFailed = false }
      assembler.add(reading)
    case .record(let record, let epoch): assembler.pass(record, epoch: epoch)
    case .rest(let line): for piece in formats.read(line) { use(piece) }
    case .item(let item):
      if case .run = item { (isOurs, hasEnded, hasFailed) = (true, false, false) }
      if case .end = item { (hasEnded, isOurs) = (true, false) }
      assembler.pass(item)
    }
  }
}
