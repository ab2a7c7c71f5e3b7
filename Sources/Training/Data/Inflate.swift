import Foundation

/// Unpacks gzip files (RFC 1952) and the deflate streams within (RFC 1951).
///
/// Foundation has no gunzip on Linux, and one small decoder is less to carry than another system
/// library. Every read is checked: a cut or damaged file is an error, never a trap.
enum Inflate {
  /// What is wrong with the packed bytes.
  struct Damage: Error { let message: String }

  /// Whether the bytes begin as a gzip file does.
  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// Most bytes to unpack, so that a small file cannot fill the memory.
  static let limit = 1 << 30

  /// The unpacked bytes of all members of a gzip file, their checksums compared.
  static func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var output: [UInt8] = []
    var position = 0
    repeat {
      let start = output.count
      position = try header(bytes, position)
      var stream = Stream(bytes: bytes, position: position)
      try stream.inflate(into: &output)
      let trailer = stream.nextByte
      guard trailer + 8 <= bytes.count else { throw Damage(message: "the end is missing") }
      guard number(bytes, trailer) == checksum(output[start...]),
        number(bytes, trailer + 4) == UInt32(truncatingIfNeeded: output.count - start)
      else { throw Damage(message: "the checksum is wrong") }
      position = trailer + 8
    } while position < bytes.count
    return output
  }

  /// Where the deflate stream begins.
  private static func header(_ bytes: [UInt8], _ start: Int) throws -> Int {
    guard start + 10 <= bytes.count, bytes[start] == 0x1f, bytes[start + 1] == 0x8b,
      bytes[start + 2] == 8
    else { throw Damage(message: "not a gzip file") }
    let flags = bytes[start + 3]
    var position = start + 10
    func need(_ count: Int) throws {
      guard position + count <= bytes.count else { throw Damage(message: "the header is cut") }
    }
    if flags & 4 != 0 {
      try need(2)
      position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
    }
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      try need(1)
      while bytes[position] != 0 {
        position += 1
        try need(1)
      }
      position += 1
    }
    if flags & 2 != 0 { position += 2 }
    try need(0)
    return position
  }

  private static func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
  }

  private static let checksumTable: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { value, _ in
      value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320
    }
  }

  /// CRC-32.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(0xffff_ffff) { value, byte in
      value >> 8 ^ checksumTable[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
    }
  }

  // MARK: - Deflate

  /// A deflate stream, bits from the low end of each byte.
  private struct Stream {
    let bytes: [UInt8]
    var position: Int
    private var buffer: UInt64 = 0
    private var bitCount = 0

    init(bytes: [UInt8], position: Int) { (self.bytes, self.position) = (bytes, position) }

    /// The first byte of which no bit has been taken.
    var nextByte: Int { position - bitCount / 8 }

    private mutating func fill() {
      while bitCount <= 48, position < bytes.count {
        buffer |= UInt64(bytes[position]) << UInt64(bitCount)
        position += 1
        bitCount += 8
      }
    }

    private mutating func bits(_ count: Int) throws -> Int {
      if bitCount < count { fill() }
      guard bitCount >= count else { throw Damage(message: "the stream is cut") }
      let value = Int(buffer & (1 << UInt64(count) - 1))
      buffer >>= UInt64(count)
      bitCount -= count
      return value
    }

    mutating func inflate(into output: inout [UInt8]) throws {
      let start = output.count
      var isLast = false
      while !isLast {
        isLast = try bits(1) == 1
        switch try bits(2) {
        case 0: try stored(&output)
        case 1:
          let fixed = try Code.fixed.get()
          try block(fixed.literals, fixed.distances, &output, start)
        case 2:
          let (literals, distances) = try codes()
          try block(literals, distances, &output, start)
        default: throw Damage(message: "unknown kind of block")
        }
      }
    }

    private mutating func stored(_ output: inout [UInt8]) throws {
      _ = try bits(bitCount % 8)
      let (length, inverse) = (try bits(16), try bits(16))
      guard length == ~inverse & 0xffff else { throw Damage(message: "a length is wrong") }
      for _ in 0..<length { output.append(UInt8(try bits(8))) }
    }

    /// The next symbol of a code.
    private mutating func symbol(_ code: Code) throws -> Int {
      if bitCount < 15 { fill() }
      let entry = code.table[Int(buffer & 0x7fff)]
      let length = Int(entry & 15)
      guard length > 0, length <= bitCount else { throw Damage(message: "a code is wrong") }
      buffer >>= UInt64(length)
      bitCount -= length
      return Int(entry >> 4)
    }

    private mutating func block(
      _ literals: Code, _ distances: Code, _ output: inout [UInt8], _ start: Int
    ) throws {
      while true {
        let value = try symbol(literals)
        if value < 256 {
          output.append(UInt8(value))
          continue
        }
        if value == 256 { return }
        guard value <= 285 else { throw Damage(message: "a length is wrong") }
        let length = lengthBase[value - 257] + (try bits(lengthBits[value - 257]))
        let near = try symbol(distances)
        guard near < 30 else { throw Damage(message: "a distance is wrong") }
        let distance = distanceBase[near] + (try bits(distanceBits[near]))
        guard distance <= output.count - start else { throw Damage(message: "a distance is wrong") }
        guard output.count + length <= Inflate.limit else {
          throw Damage(message: "more than \(Inflate.limit) bytes")
        }
        for _ in 0..<length { output.append(output[output.count - distance]) }
      }
    }

    /// A block's own codes, themselves packed by a third.
    private mutating func codes() throws -> (Code, Code) {
      let (literals, distances) = (try bits(5) + 257, try bits(5) + 1)
      let count = try bits(4) + 4
      var small = [UInt8](repeating: 0, count: 19)
      for index in 0..<count { small[codeOrder[index]] = UInt8(try bits(3)) }
      let code = try Code(small)
      var lengths: [UInt8] = []
      while lengths.count < literals + distances {
        switch try symbol(code) {
        case let length where length < 16: lengths.append(UInt8(length))
        case 16:
          guard let last = lengths.last else { throw Damage(message: "a code is wrong") }
          lengths += Array(repeating: last, count: 3 + (try bits(2)))
        case 17: lengths += Array(repeating: 0, count: 3 + (try bits(3)))
        default: lengths += Array(repeating: 0, count: 11 + (try bits(7)))
        }
      }
      guard lengths.count == literals + distances else { throw Damage(message: "a code is wrong") }
      return (try Code(Array(lengths[..<literals])), try Code(Array(lengths[literals...])))
    }
  }

  /// A Huffman code: for every 15 bits that may come next, the symbol and its length.
  private struct Code {
    private(set) var table = [UInt16](repeating: 0, count: 1 << 15)

    /// From the length of each symbol's code word, 0 for symbols that do not occur.
    init(_ lengths: [UInt8]) throws {
      var next = 0
      for length in 1...15 {
        next <<= 1
        for (symbol, own) in lengths.enumerated() where own == length {
          guard next < 1 << length else { throw Damage(message: "a code is wrong") }
          // Code words come high bit first, all else low bit first.
          var reversed = 0
          for bit in 0..<length where next >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
          for index in stride(from: reversed, to: 1 << 15, by: 1 << length) {
            table[index] = UInt16(symbol << 4 | length)
          }
          next += 1
        }
      }
    }

    /// The codes of blocks that bring none of their own.
    static let fixed = Result {
      (
        literals: try Code((0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }),
        distances: try Code(Array(repeating: 5, count: 30))
      )
    }
  }

  private static let codeOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]
  private static let lengthBits =
    Array(repeating: 0, count: 8) + (1...5).flatMap { Array(repeating: $0, count: 4) } + [0]
  private static let lengthBase =
    (0..<28).map { code in 3 + lengthBits[..<code].reduce(0) { $0 + 1 << $1 } } + [258]
  private static let distanceBits = [0, 0] + (0...13).flatMap { [$0, $0] }
  private static let distanceBase = (0..<30).map { code in
    1 + distanceBits[..<code].reduce(0) { $0 + 1 << $1 }
  }
}
