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
    case .unknown, .packed, .wandb: return []
    }
  }

  /// The items that are left when nothing more comes.
  public mutating func end() -> [LogItem] {
    var items: [LogItem] = []
    if case .unknown = form { items = decide() }
    switch form {
    case .unknown: break
    case .text(var reader), .packed(_, var reader): items += reader.end()
    case .events(var reader): items += reader.end()
    case .wandb(var reader): items += reader.end()
    }
    form = .unknown
    return items
  }

  /// So many bytes tell every format.
  private static let needed = 16

  private mutating func decide() -> [LogItem] {
    let bytes = first
    first = []
    form =
      bytes.starts(with: [0x1f, 0x8b])
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
    case .text(var reader):
      defer { form = .text(reader) }
      return reader.read(bytes)
    case .packed(let packed, var reader):
      defer { form = .packed(packed, reader) }
      var items: [LogItem] = []
      packed.add(bytes) { items += reader.read($0) }
      return items
    case .events(var reader):
      defer { form = .events(reader) }
      return reader.read(bytes)
    case .wandb(var reader):
      defer { form = .wandb(reader) }
      return reader.read(bytes)
    }
  }
}
