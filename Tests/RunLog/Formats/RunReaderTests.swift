import CZlib
import Run
import Testing

@testable import RunLog

@Suite struct RunReaderTests {
  /// What came before the damage counts, and the damage is said.
  @Test(arguments: [1, 60, 400])
  func aPackedLogThatIsDamaged(_ tail: Int) throws {
    let text = (1...400).map { "epoch \($0) loss \(1 / Double($0))\n" }.joined()
    var packed = try gzip(Array(text.utf8))
    for index in packed.count - tail..<packed.count { packed[index] ^= 0x5a }
    var reader = RunReader()
    let items = packed.withUnsafeBufferPointer { reader.read($0) } + reader.end()
    let said = items.compactMap { if case .message(let text) = $0 { text } else { nil } }
    #expect(said.count == 1 && said[0].hasPrefix("the file cannot be unpacked any further: "))
    let points = items.filter { $0.values != nil }.count
    #expect(tail < 60 ? points == 400 : points < 400)
  }

  /// `bytes` as `gzip -n` packs them.
  private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    // 16 asks zlib for gzip's own head.
    try #require(
      deflateInit2_(
        &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY,
        ZLIB_VERSION, size) == Z_OK)
    defer { deflateEnd(&stream) }
    var bytes = bytes
    var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    bytes.withUnsafeMutableBufferPointer { bytes in
      packed.withUnsafeMutableBufferPointer { packed in
        (stream.next_in, stream.avail_in) = (bytes.baseAddress, UInt32(bytes.count))
        (stream.next_out, stream.avail_out) = (packed.baseAddress, UInt32(packed.count))
        #expect(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      }
    }
    return Array(packed.prefix(Int(stream.total_out)))
  }
}
