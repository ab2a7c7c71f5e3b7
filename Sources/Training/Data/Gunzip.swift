import CZlib

/// Unpacks gzip files (RFC 1952) with zlib.
enum Gunzip {
  /// What is wrong with the packed bytes.
  struct Damage: Error { let message: String }

  /// Most bytes to unpack, so that a small file cannot fill the memory.
  static let limit = 1 << 30

  /// Whether the bytes begin as a gzip file does.
  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// The unpacked bytes of all members of a gzip file, their checksums compared.
  ///
  /// Throws `Damage` for a file that is cut, damaged, or larger than `limit` unpacked.
  static func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    // 16 tells zlib to expect gzip's own head.
    guard
      inflateInit2_(
        &stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw Damage(message: "out of memory") }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var packed = bytes
    try packed.withUnsafeMutableBufferPointer { source in
      stream.next_in = source.baseAddress
      stream.avail_in = uInt(clamping: source.count)
      while true {
        let status = chunk.withUnsafeMutableBufferPointer { room in
          stream.next_out = room.baseAddress
          stream.avail_out = uInt(room.count)
          return inflate(&stream, Z_NO_FLUSH)
        }
        output += chunk.prefix(chunk.count - Int(stream.avail_out))
        guard output.count <= limit else { throw Damage(message: "it is over 1 GiB unpacked") }
        switch status {
        case Z_OK: continue
        case Z_STREAM_END:
          // Another member may follow.
          if stream.avail_in == 0 { return }
          inflateReset(&stream)
        case Z_BUF_ERROR: throw Damage(message: "the end is missing")
        default: throw Damage(message: stream.msg.map { String(cString: $0) } ?? "it is damaged")
        }
      }
    }
    return output
  }
}
