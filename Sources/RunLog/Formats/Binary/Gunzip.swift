import CZlib

/// Unpacks a gzip file as its bytes come.
final class Gunzip {
  private var stream = z_stream()
  private var isOpen: Bool

  init() {
    // 16 tells zlib to expect gzip's own head.
    isOpen =
      inflateInit2_(
        &stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit { inflateEnd(&stream) }

  /// Calls `body` with what the bytes unpack to, piece by piece.
  func add(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard isOpen, let start = bytes.baseAddress else { return }
    stream.next_in = UnsafeMutablePointer(mutating: start)
    stream.avail_in = UInt32(bytes.count)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { buffer in
      repeat {
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        let count = buffer.count - Int(stream.avail_out)
        if count > 0 { body(UnsafeBufferPointer(rebasing: buffer[..<count])) }
        if status == Z_STREAM_END {
          // Files that were put together unpack to one.
          inflateReset(&stream)
        } else if status != Z_OK {
          isOpen = status == Z_BUF_ERROR
          return
        }
      } while stream.avail_in > 0 || stream.avail_out == 0
    }
  }
}
