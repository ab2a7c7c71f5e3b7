import CZlib

/// Unpacks gzip files (RFC 1952) with zlib, as their bytes come.
public final class Gunzip {
  /// What is wrong with the packed bytes.
  public struct Damage: Error {
    public let message: String

    public init(message: String) { self.message = message }
  }

  private var stream = z_stream()
  private let isOpen: Bool
  private var damage: Damage?
  /// Whether a member of the file ends with the last byte that came.
  public private(set) var isWhole = false

  public init() {
    // 16 tells zlib to expect gzip's own head.
    isOpen =
      inflateInit2_(
        &stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit { inflateEnd(&stream) }

  /// Whether the bytes begin as a gzip file does.
  public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// Calls `body` with what the bytes unpack to, piece by piece, their checksums compared.
  ///
  /// Throws `Damage` for bytes that are damaged, and for all that come after them.
  public func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    guard isOpen else { throw Damage(message: "out of memory") }
    if let damage { throw damage }
    guard let start = bytes.baseAddress else { return }
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { room in
      // zlib counts in 32 bits.
      for begin in stride(from: 0, to: bytes.count, by: 1 << 30) {
        stream.next_in = UnsafeMutablePointer(mutating: start + begin)
        stream.avail_in = uInt(min(bytes.count - begin, 1 << 30))
        while try step(room, body) {}
      }
    }
  }

  /// Unpacks up to a room's fill; false when more must come.
  private func step(
    _ room: UnsafeMutableBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws -> Bool {
    if stream.avail_in > 0 { isWhole = false }
    stream.next_out = room.baseAddress
    stream.avail_out = uInt(room.count)
    let status = inflate(&stream, Z_NO_FLUSH)
    let count = room.count - Int(stream.avail_out)
    if count > 0 { try body(UnsafeBufferPointer(rebasing: room[..<count])) }
    switch status {
    case Z_OK: break
    case Z_STREAM_END:
      isWhole = true
      // Another member may follow: files that were put together unpack to one.
      inflateReset(&stream)
    case Z_BUF_ERROR: return false
    default:
      let found = Damage(message: stream.msg.map { String(cString: $0) } ?? "it is damaged")
      damage = found
      throw found
    }
    return stream.avail_in > 0 || stream.avail_out == 0
  }

  /// Most bytes to unpack at once, so that a small file cannot fill the memory.
  static let limit = 1 << 30

  /// The unpacked bytes of all members of a whole gzip file.
  ///
  /// Throws `Damage` for a file that is cut, damaged, or larger than 1 GiB unpacked.
  public static func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    let gunzip = Gunzip()
    var output: [UInt8] = []
    try bytes.withUnsafeBufferPointer { packed in
      try gunzip.add(packed) { piece in
        output += piece
        guard output.count <= limit else { throw Damage(message: "it is over 1 GiB unpacked") }
      }
    }
    guard gunzip.isWhole else { throw Damage(message: "the end is missing") }
    return output
  }
}
