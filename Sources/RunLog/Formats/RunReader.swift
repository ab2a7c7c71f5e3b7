import Files

/// Reads a run from bytes of any format: which one it is, the first bytes say.
public struct RunReader {
  private var form = Form.unknown
  private var first: [UInt8] = []

  private enum Form {
    case unknown
    case text(TextReader)
    case packed(Gunzip, TextReader)
    case events(EventFileReader)
    case wandb(WandBReader)
    /// Nothing more can be read.
    case over
  }

  public init() {}

  /// The items that some more bytes complete.
  public mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogItem] {
    guard case .unknown = form else { return pass(bytes) }
    first += bytes
    return first.count < Self.needed ? [] : decide()
  }

  /// The items that are clear by now, when nothing has come for a while.
  public mutating func rest() -> [LogItem] {
    switch form {
    case .text(var reader):
      defer { form = .text(reader) }
      return reader.rest()
    case .events(var reader):
      defer { form = .events(reader) }
      return reader.rest()
    case .unknown, .packed, .wandb, .over: return []
    }
  }

  /// The items that are left when nothing more comes.
  public mutating func end() -> [LogItem] {
    var items: [LogItem] = []
    if case .unknown = form { items = decide() }
    switch form {
    case .unknown, .over: break
    case .text(var reader): items += reader.end()
    case .packed(let packed, var reader):
      items += reader.end()
      if !packed.isWhole { items.append(Self.damaged("the end is missing")) }
    case .events(var reader): items += reader.end()
    case .wandb(var reader): items += reader.end()
    }
    form = .unknown
    return items
  }

  /// So many bytes tell every format.
  private static let needed = 16

  private mutating func decide() -> [LogItem] {
    // A byte order mark is not part of the first line.
    let bytes = Array(first.starts(with: [0xef, 0xbb, 0xbf]) ? first.dropFirst(3) : first[...])
    first = []
    form =
      Gunzip.isGzip(bytes)
      ? .packed(Gunzip(), TextReader())
      : WandBReader.isBeginning(bytes)
        ? .wandb(WandBReader())
        : TFRecords.isBeginning(bytes) ? .events(EventFileReader()) : .text(TextReader())
    return bytes.withUnsafeBufferPointer { pass($0) }
  }

  private mutating func pass(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogItem] {
    // Each reader is taken out while it reads, so that nothing of it is copied.
    let taken = form
    form = .unknown
    switch taken {
    case .unknown: return []
    case .over:
      form = .over
      return []
    case .text(var reader):
      defer { form = .text(reader) }
      return reader.read(bytes)
    case .packed(let packed, var reader):
      var items: [LogItem] = []
      do {
        try packed.add(bytes) { items += reader.read($0) }
        form = .packed(packed, reader)
      } catch {
        // What came before the damage counts.
        items += reader.end()
        items.append(Self.damaged((error as? Gunzip.Damage)?.message ?? "\(error)"))
        form = .over
      }
      return items
    case .events(var reader):
      defer { form = .events(reader) }
      return reader.read(bytes)
    case .wandb(var reader):
      defer { form = .wandb(reader) }
      return reader.read(bytes)
    }
  }

  private static func damaged(_ reason: String) -> LogItem {
    .message("the file cannot be unpacked any further: \(reason)")
  }
}
