import CZlib
import Shipped

/// The bytes of a table's file, unpacked where gzip has packed them.
struct TableBytes {
  let path: String

  /// Most bytes that a packed file may hold, so that a small one cannot fill the memory.
  static let mostUnpacked = 1 << 30
  static let pieceSize = 1 << 18

  /// Hands on the file piece by piece, without the mark that some programs begin it with; `body`
  /// says whether it wants more. `progress` is told how many bytes of the file have been read.
  func read(
    progress: (Int) -> Void = { _ in }, _ body: (UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    if var text = ShippedFiles.text(at: path) {
      _ = try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
      return
    }
    guard let file = gzopen(path, "rb") else { throw failure("cannot be read") }
    defer { gzclose_r(file) }
    gzbuffer(file, UInt32(Self.pieceSize))
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
    defer { piece.deallocate() }
    var total = 0
    while true {
      let count = Int(gzread(file, piece.baseAddress, UInt32(Self.pieceSize)))
      var code: Int32 = 0
      let words: UnsafePointer<CChar>? = gzerror(file, &code)
      let text = words.map { String(cString: $0) } ?? ""
      guard count >= 0, code == Z_OK || code == Z_STREAM_END else {
        throw failure(
          code == Z_BUF_ERROR
            ? "cannot be unpacked: the end is missing"
            : code == Z_ERRNO ? "cannot be read" : "cannot be unpacked: \(text)")
      }
      guard count > 0 else { return }
      total += count
      guard total <= Self.mostUnpacked || gzdirect(file) == 1 else {
        throw failure("cannot be unpacked: it is over 1 GiB unpacked")
      }
      progress(Int(gzoffset(file)))
      var bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
      if total == count { bytes = try withoutMark(bytes) }
      guard try body(bytes) else { return }
    }
  }

  /// The bytes after UTF-8's mark; UTF-16's is an error.
  private func withoutMark(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      return UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3))
    }
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw failure("is UTF-16 text; save it as UTF-8")
    }
    return bytes
  }

  private func failure(_ reason: String) -> TableError {
    TableError(file: path, line: 1, column: 1, reason: reason)
  }
}

/// Makes one tab of the blanks between cells, outside of quotes, and none of those around a line.
struct BlankFilter {
  private var isQuoted = false
  private var isPending = false
  private var isAtStart = true

  mutating func filtered(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        if isQuoted { result.append(byte) } else { isPending = !isAtStart }
        continue
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if !isQuoted { (isPending, isAtStart) = (false, true) }
      default:
        if isPending { result.append(UInt8(ascii: "\t")) }
        (isPending, isAtStart) = (false, false)
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      }
      result.append(byte)
    }
    return result
  }
}
