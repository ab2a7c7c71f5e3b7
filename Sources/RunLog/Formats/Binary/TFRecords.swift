/// The frames that TensorBoard's event files are made of: a length, its checksum, the data, and the
/// data's checksum.
struct TFRecords {
  private var buffer: [UInt8] = []
  private var start = 0
  /// Something is wrong with the file; what follows cannot be found.
  private(set) var isBroken = false
  /// A longer record is a mistake.
  private static let longest: UInt64 = 1 << 30

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    if !isBroken { buffer += bytes }
  }

  /// The next complete record's data.
  mutating func next() -> [UInt8]? {
    guard !isBroken, buffer.count - start >= 12 else { return nil }
    let head = buffer[start..<start + 8]
    let length = Self.integer(head)
    guard length < Self.longest,
      UInt64(Self.masked(head)) == Self.integer(buffer[(start + 8)..<(start + 12)])
    else {
      isBroken = true
      return nil
    }
    let end = start + 12 + Int(length)
    guard buffer.count >= end + 4 else { return nil }
    let data = buffer[(start + 12)..<end]
    guard UInt64(Self.masked(data)) == Self.integer(buffer[end..<end + 4]) else {
      isBroken = true
      return nil
    }
    start = end + 4
    return Array(data)
  }

  /// Whether a file begins with a record.
  static func isBeginning(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 12 else { return false }
    return UInt64(masked(bytes[0..<8])) == integer(bytes[8..<12])
  }

  /// A record as it stands in a file.
  static func frame(_ data: [UInt8]) -> [UInt8] {
    let length = bytes(UInt64(data.count), 8)
    return length + bytes(UInt64(masked(length[...])), 4) + data
      + bytes(UInt64(masked(data[...])), 4)
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
  }

  /// The CRC-32C, turned and moved, so that a checksum of checksums is one as well.
  private static func masked(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes { crc = table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8) }
    crc = ~crc
    return (crc >> 15 | crc << 17) &+ 0xa282_ead8
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1
    }
  }
}
