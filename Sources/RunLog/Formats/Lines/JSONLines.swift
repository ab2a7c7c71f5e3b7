import Run

/// One JSON object a line: any program's, ours, and a whole document such as `trainer_state.json`
/// over many lines.
struct JSONLines: LineFormat {
  private var keys = KeyMemory()
  private var ours = OurLog()
  private var document: JSONDocument?
  private var mmengine = MMEngine()

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    if let open = document, !open.mayGoOn(with: line.bytes) { document = nil }
    if var open = document {
      document = nil
      guard let value = open.add(line.bytes) else {
        document = open.isTooLong ? nil : open
        return []
      }
      return JSONDocument.pieces(value)
    }
    guard let start = Self.start(line.bytes) else {
      // Beside our own objects anything else is for people.
      return ours.isOpen ? [] : nil
    }
    let pieces = line.bytes.withUnsafeBufferPointer { bytes in
      object(UnsafeBufferPointer(rebasing: bytes[start...]))
    }
    if pieces == nil, start == 0, let several = objects(line) { return several }
    if pieces == nil, start == 0, JSONDocument.isBeginning(line.bytes) {
      var open = JSONDocument()
      if let value = open.add(line.bytes) { return JSONDocument.pieces(value) }
      document = open
      return []
    }
    return pieces
  }

  /// Objects that no line feed parts.
  private mutating func objects(_ line: LogLine) -> [LogPiece]? {
    var pieces: [LogPiece] = []
    var start = 0
    while start < line.bytes.count {
      let end = line.find("}{", from: start).map { $0 + 1 } ?? line.bytes.count
      // One that is left is no row of several.
      guard start > 0 || end < line.bytes.count else { return nil }
      let found = line.bytes.withUnsafeBufferPointer { bytes in
        object(UnsafeBufferPointer(rebasing: bytes[start..<end]))
      }
      guard let found else { return nil }
      pieces += found
      start = end
    }
    return pieces
  }

  /// Where the object begins: at once, or after a logger's `2024-01-01 00:00:00 | INFO | train | `.
  private static func start(_ bytes: [UInt8]) -> Int? {
    if bytes.first == UInt8(ascii: "{") { return 0 }
    if bytes.first == UInt8(ascii: "[") { return bytes.count == 1 ? 0 : nil }
    guard bytes.last == UInt8(ascii: "}"), let index = bytes.firstIndex(of: UInt8(ascii: "{")),
      index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"")
    else { return nil }
    return index
  }

  /// A flat object in one step, as millions of lines are: an epoch of our own log, or the numbers of any
  /// other program. Nil for what needs a closer look.
  mutating func flat(_ bytes: UnsafeBufferPointer<UInt8>) -> LogPiece? {
    guard document == nil, let flat = keys.read(bytes) else { return nil }
    switch flat.event {
    case .epoch:
      let own = flat.own
      return own.epoch == nil && own.record.step == nil
        ? nil : .record(own.record, epoch: own.epoch)
    case .missing:
      var reading = flat.reading
      mmengine.correct(&reading)
      return .reading(reading)
    case .other: return nil
    }
  }

  private mutating func object(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogPiece]? {
    if let piece = flat(bytes) { return [piece] }
    guard let value = JSONBytes.value(bytes), case .object = value else { return nil }
    if let event = value["event"]?.asText { return ours.pieces(event, value) }
    if value["log_history"] != nil { return JSONDocument.pieces(value) }
    var reading = Reading()
    value.eachNumber { reading.add(key: $0, $1) }
    // Python prints its settings as a dictionary, too.
    if bytes.count > 1, bytes[1] == UInt8(ascii: "'"), !reading.hasPlace, !reading.isMeasured {
      return []
    }
    mmengine.correct(&reading)
    return [.reading(reading)]
  }
}

/// Reads flat objects of numbers, remembering the keys of the last one: they come again in the
/// same order, and a name that is known need not be made a string again.
struct KeyMemory {
  private struct Key {
    var bytes: ContiguousArray<UInt8>
    var name: String
    var role: Role
  }
  private enum Role { case epoch, done, step, seconds, event, value, unread }
  private var known: [Key] = []

  /// What the `event` of an object is.
  enum Event { case missing, epoch, other }

  struct Flat {
    var event = Event.missing
    var record = Record()
    /// The epoch as a fraction, of our own log.
    var done: Double?

    /// As our own logs mean it.
    var own: (record: Record, epoch: Double?) {
      var record = record
      let epoch = record.epoch
      record.epoch = done ?? epoch
      return (record, epoch)
    }

    var reading: Reading {
      var reading = Reading()
      (reading.epoch, reading.seconds) = (record.epoch, record.seconds)
      reading.step = record.step.map(Double.init)
      reading.values = record.values.map { Reading.Value($0.name, $0.number) }
      return reading
    }
  }

  /// nil for what is not a flat object of numbers, with at most an `event` beside them.
  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Flat? {
    var reader = JSONBytes(bytes)
    guard reader.take(UInt8(ascii: "{")) else { return nil }
    var flat = Flat()
    flat.record.values.reserveCapacity(known.count)
    var index = 0
    while true {
      guard let range = reader.plainString(), reader.take(UInt8(ascii: ":")) else { return nil }
      if index >= known.count || !reader.equals(range, known[index].bytes) {
        remember(reader, range, at: index)
      }
      let role = known[index].role
      if role == .event {
        guard let text = reader.plainString() else { return nil }
        flat.event = reader.equals(text, Self.epochWord) ? .epoch : .other
      } else {
        guard let number = reader.number() else { return nil }
        switch role {
        case .done: flat.done = number
        case .epoch where flat.record.epoch == nil: flat.record.epoch = number
        case .step where flat.record.step == nil: flat.record.step = Int(exactly: number.rounded())
        case .seconds where flat.record.seconds == nil: flat.record.seconds = number
        case .epoch, .step, .seconds, .unread: break
        default: flat.record.values.append(Record.Value(known[index].name, number))
        }
      }
      index += 1
      if reader.take(UInt8(ascii: ",")) { continue }
      guard reader.take(UInt8(ascii: "}")) else { return nil }
      reader.skipBlanks()
      return reader.position == bytes.count ? flat : nil
    }
  }

  private static let epochWord = ContiguousArray("epoch".utf8)

  private mutating func remember(_ reader: JSONBytes, _ range: Range<Int>, at index: Int) {
    let name = reader.text(range)
    let lower = name.lowercased()
    let role: Role =
      name == "event"
      ? .event
      : name == "epochs_done"
        ? .done
        : SeriesWords.epochKeys.contains(lower)
          ? .epoch
          : SeriesWords.stepKeys.contains(lower)
            ? .step
            : SeriesWords.secondsKeys.contains(lower)
              ? .seconds : SeriesWords.unread.contains(lower) ? .unread : .value
    let key = Key(bytes: reader.copy(range), name: name, role: role)
    if index < known.count { known[index] = key } else { known.append(key) }
  }
}

/// MMEngine calls the epoch `step` in the lines of a validation.
struct MMEngine {
  private var epoch: Double?

  mutating func correct(_ reading: inout Reading) {
    if let named = reading.epoch {
      epoch = named
    } else if let step = reading.step, step == epoch {
      (reading.epoch, reading.step) = (step, nil)
    }
  }
}
