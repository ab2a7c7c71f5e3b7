/// Reads a run from bytes of any format: which one it is, the first bytes say.
public struct RunReader {
  private var form = Form.unknown
  private var first: [UInt8] = []

  private enum Form {
    case unknown
    case text(TextReader)
  }

  public init() {}

  /// The items that some more bytes complete.
  public mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogItem] {
    guard case .unknown = form else { return pass(bytes) }
    first += bytes
    guard first.count >= Self.needed else { return [] }
    return decide()
  }

  /// The items that are left when nothing more comes.
  public mutating func end() -> [LogItem] {
    var items = decide()
    if case .text(var reader) = form {
      items += reader.end()
      form = .text(reader)
    }
    return items
  }

  /// So many bytes tell every format.
  private static let needed = 16

  private mutating func decide() -> [LogItem] {
    guard case .unknown = form else { return [] }
    form = .text(TextReader())
    let bytes = first
    first = []
    return bytes.withUnsafeBufferPointer { pass($0) }
  }

  private mutating func pass(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogItem] {
    switch form {
    case .unknown: return []
    case .text(var reader):
      // Taken out, so that the reader is not copied.
      form = .unknown
      defer { form = .text(reader) }
      return reader.read(bytes)
    }
  }
}
