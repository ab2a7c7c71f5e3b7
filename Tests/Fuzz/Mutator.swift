/// Makes inputs of those that there are, the same ones for the same seed.
struct Mutator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    // SplitMix64.
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

  /// What programs stumble over: the ends of their numbers, and what ends or opens something.
  private static let pieces = [
    "0", "-1", "9223372036854775807", "-9223372036854775808", "4611686018427387904", "1e308",
    "1e-320", "NaN", "Infinity", "\"\"", "[]", "{}", "true", "null", "~", "\n", "\r", "\t", "\0",
    "\u{1b}[2J", "\u{202e}", "\u{feff}", "'", "\"", "\\", "[[[[", "{{", "((", "&a *a", "<<: ", "- ",
    ": ", ",", ";", "%s", "日", "\u{ff}",
  ].map { Array($0.utf8) }

  /// One of the inputs with up to four changes.
  mutating func input(of corpus: [[UInt8]], longest: Int) -> [UInt8] {
    var bytes = corpus[below(corpus.count)]
    for _ in 0...below(4) { change(&bytes, corpus) }
    return bytes.count > longest ? Array(bytes[..<longest]) : bytes
  }

  private mutating func change(_ bytes: inout [UInt8], _ corpus: [[UInt8]]) {
    let at = below(bytes.count + 1)
    let end = min(at + 1 + below(16), bytes.count)
    switch below(8) {
    case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(below(8))
    case 1 where at < bytes.count: bytes[at] = UInt8(below(256))
    case 2: bytes.removeSubrange(at..<end)
    case 3: bytes.insert(contentsOf: bytes[at..<end], at: below(bytes.count + 1))
    case 4: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: at)
    case 5: bytes.replaceSubrange(at..<end, with: Self.pieces[below(Self.pieces.count)])
    case 6:
      // The rest of another one.
      let other = corpus[below(corpus.count)]
      bytes.replaceSubrange(at..., with: other[below(other.count + 1)...])
    default: replaceNumber(&bytes, from: at)
    }
  }

  /// Another number in place of the first one from some place on.
  private mutating func replaceNumber(_ bytes: inout [UInt8], from start: Int) {
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard let first = bytes[start...].firstIndex(where: isDigit) else { return }
    let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(first..<end, with: Self.pieces[below(14)])
  }
}
