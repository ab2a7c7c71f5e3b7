/// Numbers, words and choices taken from an input's bytes; zeros after its end.
struct ByteSource {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

  mutating func below(_ bound: Int) -> Int { byte() % max(bound, 1) }

  mutating func flag() -> Bool { byte() & 1 == 1 }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// Small numbers mostly, and now and then one of the largest.
  mutating func int() -> Int {
    let byte = byte()
    switch byte {
    case 255: return .max
    case 254: return .min
    case 253: return -1
    case 252: return 1 << 40
    case 240..<252: return byte * 4099
    default: return byte % 64
    }
  }

  mutating func double() -> Double {
    let byte = byte()
    switch byte {
    case 255: return .nan
    case 254: return .infinity
    case 253: return -.infinity
    case 252: return .greatestFiniteMagnitude
    case 251: return -.greatestFiniteMagnitude
    case 250: return .leastNonzeroMagnitude
    case 249: return -1e300
    case 248: return 1e19
    default: return Double(byte) / 100 - 0.3
    }
  }

  static let words = [
    "", "loss", "train/loss", "a/b", "0.weight", "loss.backward()", "x = model(X_train)",
    "\u{1b}[2J", "\u{202e}", "\r\n", "日本", "e\u{301}", "👨‍👩‍👧", "\u{0}", "\u{200b}",
    "loss = loss_fn(logits, y)",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(", "[", "\\", "…",
  ]

  mutating func text() -> String {
    (0..<(1 + below(3))).map { _ in pick(Self.words) }.joined()
  }

  /// So many of something, at most seven.
  mutating func list<Element>(_ body: (inout ByteSource) -> Element) -> [Element] {
    (0..<below(8)).map { _ in body(&self) }
  }
}
