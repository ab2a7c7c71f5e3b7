import Run

/// Reads JSON from bytes, and what Python prints for the same: single quotes, `None`, `NaN`.
///
/// Foundation reads 11 to 17 MB a second, and a log has a hundred of them.
struct JSONBytes {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var position = 0
  private static let deepest = 64

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// A value with nothing after it; nil for what is no JSON.
  static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> JSON? {
    var reader = JSONBytes(bytes)
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipBlanks()
    return reader.position == bytes.count ? value : nil
  }

  // MARK: - Pieces

  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  mutating func skipBlanks() {
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
  }

  /// Takes one mark with the blanks around it.
  mutating func take(_ mark: UInt8) -> Bool {
    skipBlanks()
    guard next == mark, position < bytes.count else { return false }
    position += 1
    return true
  }

  /// The bytes within quotes, as long as there is no escape among them.
  mutating func plainString() -> Range<Int>? {
    skipBlanks()
    let quote = next
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    var end = position + 1
    while end < bytes.count, bytes[end] != quote {
      if bytes[end] == UInt8(ascii: "\\") { return nil }
      end += 1
    }
    guard end < bytes.count else { return nil }
    let range = position + 1..<end
    position = end + 1
    return range
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func equals(_ range: Range<Int>, _ key: ContiguousArray<UInt8>) -> Bool {
    bytes[range].elementsEqual(key)
  }

  func copy(_ range: Range<Int>) -> ContiguousArray<UInt8> { ContiguousArray(bytes[range]) }

  /// A number, or a string or word that stands for one.
  mutating func number() -> Double? {
    skipBlanks()
    let start = position
    let first = next
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard let range = plainString() else { return nil }
      let inner = UnsafeBufferPointer(rebasing: bytes[range])
      var end = 0
      if let number = Numbers.read(inner, &end), end == inner.count { return number }
      if let number = Numbers.word(text(range)) { return number }
      position = start
      return nil
    }
    if let number = Numbers.read(bytes, &position) { return number }
    var end = position
    while end < bytes.count, bytes[end] | 0x20 &- 0x61 < 26 || bytes[end] == UInt8(ascii: "-") {
      end += 1
    }
    guard end > position, let number = Numbers.word(text(position..<end)) else { return nil }
    position = end
    return number
  }

  // MARK: - Whole values

  mutating func value(depth: Int) -> JSON? {
    skipBlanks()
    guard depth < Self.deepest, position < bytes.count else { return nil }
    switch next {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["), UInt8(ascii: "("): return list(depth: depth)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string().map(JSON.text)
    default:
      for (word, value) in Self.words where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      return number().map(JSON.number)
    }
  }

  private static let words: [(String, JSON)] = [
    ("null", .null), ("None", .null), ("true", .bool(true)), ("True", .bool(true)),
    ("false", .bool(false)), ("False", .bool(false)),
  ]

  private mutating func object(depth: Int) -> JSON? {
    position += 1
    var fields: [(String, JSON)] = []
    if take(UInt8(ascii: "}")) { return .object(fields) }
    while true {
      guard let key = string(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else {
        return nil
      }
      fields.append((key, value))
      if take(UInt8(ascii: ",")) {
        if take(UInt8(ascii: "}")) { return .object(fields) }
        continue
      }
      return take(UInt8(ascii: "}")) ? .object(fields) : nil
    }
  }

  private mutating func list(depth: Int) -> JSON? {
    let end: UInt8 = next == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: ")")
    position += 1
    var values: [JSON] = []
    if take(end) { return .list(values) }
    while true {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
      if take(UInt8(ascii: ",")) {
        if take(end) { return .list(values) }
        continue
      }
      return take(end) ? .list(values) : nil
    }
  }

  /// A string with its escapes resolved.
  mutating func string() -> String? {
    if let range = plainString() { return text(range) }
    let quote = next
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    position += 1
    var result: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote { return String(decoding: result, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\"), position < bytes.count else {
        result.append(byte)
        continue
      }
      let kind = bytes[position]
      position += 1
      switch kind {
      case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "u"):
        guard let scalar = unicode() else { return nil }
        result += Array(String(Character(scalar)).utf8)
      default: result.append(kind)
      }
    }
    return nil
  }

  /// The scalar of `\u0041`, of one or two units; what is no scalar is replaced.
  private mutating func unicode() -> Unicode.Scalar? {
    guard let first = unit() else { return nil }
    if (0xd800..<0xdc00).contains(first), next == UInt8(ascii: "\\") {
      let mark = position
      position += 2
      if let second = unit(), (0xdc00..<0xe000).contains(second) {
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
      }
      position = mark
    }
    return Unicode.Scalar(first) ?? "\u{fffd}"
  }

  private mutating func unit() -> UInt32? {
    guard position + 4 <= bytes.count else { return nil }
    defer { position += 4 }
    return UInt32(text(position..<position + 4), radix: 16)
  }
}

extension JSON {
  subscript(key: String) -> JSON? {
    guard case .object(let fields) = self else { return nil }
    return fields.first { $0.0 == key }?.1
  }

  /// A number, or a string that stands for one.
  var asNumber: Double? {
    switch self {
    case .number(let number): number
    case .int(let number): Double(number)
    case .text(let text): Numbers.read(text)
    default: nil
    }
  }

  var asInteger: Int? { asNumber.flatMap { Int(exactly: $0.rounded()) } }

  var asText: String? {
    if case .text(let text) = self { text } else { nil }
  }

  var asList: [JSON] {
    if case .list(let values) = self { values } else { [] }
  }

  /// All numbers, those in objects within under `outer/inner`.
  func eachNumber(_ prefix: String = "", _ body: (String, Double) -> Void) {
    guard case .object(let fields) = self else { return }
    for (key, value) in fields {
      let name = prefix.isEmpty ? key : "\(prefix)/\(key)"
      if case .object = value {
        value.eachNumber(name, body)
      } else if let number = value.asNumber {
        body(name, number)
      } else if case .list(let list) = value, list.count == 1, let number = list[0].asNumber {
        // `"lr": [0.001]`, a rate for each group of parameters.
        body(name, number)
      }
    }
  }

  /// What a setting's value is shown as: 16 rather than 16.0.
  var plainText: String {
    if case .text(let text) = self { text } else { plain.text }
  }

  private var plain: JSON {
    switch self {
    case .number(let number): .plain(number)
    case .list(let values): .list(values.map(\.plain))
    case .object(let fields): .object(fields.map { ($0, $1.plain) })
    default: self
    }
  }
}

extension Reading {
  /// A number of an object or a table, by its key.
  mutating func add(key: String, _ number: Double) {
    let name = key.lowercased()
    if SeriesWords.epochKeys.contains(name) {
      epoch = epoch ?? number
    } else if SeriesWords.stepKeys.contains(name) {
      step = step ?? number
    } else if SeriesWords.secondsKeys.contains(name) {
      seconds = seconds ?? number
    } else if !SeriesWords.unread.contains(name) {
      values.append(Value(key, number))
    }
  }
}
