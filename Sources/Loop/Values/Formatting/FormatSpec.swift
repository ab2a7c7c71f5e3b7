import Autograd

/// Python's format mini-language: `[[fill]align][sign][#][0][width][grouping][.precision][type]`.
struct FormatSpec {
  var fill: Unicode.Scalar = " "
  var align: Unicode.Scalar?
  var sign: Unicode.Scalar = "-"
  var isAlternate = false
  var hasZero = false
  var width = 0
  var grouping: Unicode.Scalar?
  var precision: Int?
  var type: Unicode.Scalar?
  let text: String

  /// Throws `ValueError` for what is no format; `typeName` is the value's.
  init(_ text: String, for typeName: String) throws {
    self.text = text
    let scalars = Array(text.unicodeScalars)
    var index = 0
    func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
      index + ahead < scalars.count ? scalars[index + ahead] : nil
    }
    func isAlign(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { "<>=^".unicodeScalars.contains($0) } ?? false
    }
    if isAlign(peek(1)), let first = peek() {
      (fill, align) = (first, peek(1))
      index += 2
    } else if isAlign(peek()) {
      align = peek()
      index += 1
    }
    if let next = peek(), "+- ".unicodeScalars.contains(next) {
      sign = next
      index += 1
    }
    if peek() == "#" {
      isAlternate = true
      index += 1
    }
    if peek() == "0" {
      hasZero = true
      index += 1
      if align == nil {
        align = "="
        fill = "0"
      }
    }
    func number() throws -> Int? {
      var value: Int?
      while let digit = peek(), isDigit(digit) {
        let (product, overflow) = (value ?? 0).multipliedReportingOverflow(by: 10)
        if overflow || product > 1 << 40 {
          throw LoopError.value("Too many decimal digits in format string")
        }
        value = product + Int(digit.value - 48)
        index += 1
      }
      return value
    }
    width = try number() ?? 0
    if let next = peek(), next == "," || next == "_" {
      grouping = next
      index += 1
      if peek() == "," || peek() == "_" {
        throw LoopError.value("Cannot specify both ',' and '_'.")
      }
    }
    if peek() == "." {
      index += 1
      guard let value = try number() else {
        throw LoopError.value("Format specifier missing precision")
      }
      precision = value
    }
    if let last = peek() {
      type = last
      index += 1
    }
    if index < scalars.count {
      throw LoopError.value("Invalid format specifier '\(text)' for object of type '\(typeName)'")
    }
  }

  /// A word in its width.
  func padded(_ word: String, defaultAlign: Unicode.Scalar, machine: Machine) throws -> String {
    let count = word.unicodeScalars.count
    guard width > count else { return word }
    try machine.allocate(width)
    let room = width - count
    func blanks(_ count: Int) -> String { String(repeating: String(fill), count: count) }
    switch align ?? defaultAlign {
    case "<": return word + blanks(room)
    case "^": return blanks(room / 2) + word + blanks(room - room / 2)
    case "=":
      let signs = word.unicodeScalars.prefix { "+- ".unicodeScalars.contains($0) }
      return String(signs) + blanks(room) + String(word.unicodeScalars.dropFirst(signs.count))
    default: return blanks(room) + word
    }
  }
}

extension Machine {
  /// Python's `format(value, spec)`.
  func formatted(_ value: Value, _ spec: String) throws -> String {
    if spec.isEmpty {
      // A tensor without dimensions is formatted as its number, though it prints as a tensor.
      if case .tensor(let tensor) = value, tensor.dim == 0 { return try text(item(of: tensor)) }
      return try text(value)
    }
    switch value {
    case .int(let number): return try format(number, FormatSpec(spec, for: "int"))
    case .bool(let flag):
      return try format(flag ? 1 : 0, FormatSpec(spec, for: "bool"))
    case .float(let number): return try format(number, FormatSpec(spec, for: "float"))
    case .string(let text): return try format(text.text, FormatSpec(spec, for: "str"))
    case .tensor(let tensor):
      guard tensor.dim == 0 else { throw unsupportedFormat("Tensor") }
      return try formatted(item(of: tensor), spec)
    case .object(let object):
      if let array = object as? ArrayObject, array.tensor.dim == 0 {
        return try formatted(item(of: array.tensor), spec)
      }
      throw unsupportedFormat(value.typeName)
    default: throw unsupportedFormat(value.typeName)
    }
  }

  private func unsupportedFormat(_ typeName: String) -> LoopError {
    .type("unsupported format string passed to \(typeName).__format__")
  }

  private func unknown(_ spec: FormatSpec, _ typeName: String) -> LoopError {
    .value(
      "Unknown format code '\(spec.type.map(String.init) ?? "")' for object of type '\(typeName)'")
  }

  private func format(_ text: String, _ spec: FormatSpec) throws -> String {
    if spec.type != nil, spec.type != "s" { throw unknown(spec, "str") }
    if spec.sign != "-" { throw LoopError.value("Sign not allowed in string format specifier") }
    if spec.isAlternate {
      throw LoopError.value("Alternate form (#) not allowed in string format specifier")
    }
    if let grouping = spec.grouping {
      throw LoopError.value("Cannot specify '\(grouping)' with 's'.")
    }
    if spec.align == "=" {
      // A zero before the width pads on the right for strings.
      guard spec.hasZero, spec.fill == "0" else {
        throw LoopError.value("'=' alignment not allowed in string format specifier")
      }
      var left = spec
      left.align = "<"
      return try left.padded(cut(text, left), defaultAlign: "<", machine: self)
    }
    return try spec.padded(cut(text, spec), defaultAlign: "<", machine: self)
  }

  private func cut(_ text: String, _ spec: FormatSpec) -> String {
    guard let precision = spec.precision else { return text }
    return String(text.unicodeScalars.prefix(precision))
  }

  private func format(_ number: Int, _ spec: FormatSpec) throws -> String {
    switch spec.type {
    case nil, "d", "n":
      if spec.precision != nil {
        throw LoopError.value("Precision not allowed in integer format specifier")
      }
      return try numeric("\(number.magnitude)", number < 0, spec)
    case "b", "o", "x", "X":
      if spec.precision != nil {
        throw LoopError.value("Precision not allowed in integer format specifier")
      }
      let radix = spec.type == "b" ? 2 : spec.type == "o" ? 8 : 16
      let digits = String(number.magnitude, radix: radix, uppercase: spec.type == "X")
      let prefix = spec.isAlternate ? "0\(spec.type.map(String.init) ?? "")" : ""
      return try numeric(prefix + digits, number < 0, spec)
    case "c":
      guard let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else {
        throw LoopError.overflow("%c arg not in range(0x110000)")
      }
      return try spec.padded(String(scalar), defaultAlign: "<", machine: self)
    case "e", "E", "f", "F", "g", "G", "%": return try format(Double(number), spec)
    default: throw unknown(spec, "int")
    }
  }

  private func format(_ number: Double, _ spec: FormatSpec) throws -> String {
    let magnitude = number.magnitude
    let isNegative = number.sign == .minus && !number.isNaN
    if let precision = spec.precision {
      if precision > Int(Int32.max) { throw LoopError.value("precision too big") }
      try allocate(precision)
    }
    var word: String
    switch spec.type {
    case nil:
      if let precision = spec.precision {
        word = Self.general(magnitude, precision, spec.isAlternate)
      } else {
        word = FloatText.shortest(magnitude)
      }
    case "e", "E", "f", "F":
      let letter = Character(spec.type ?? "f")
      word = FloatText.printf(magnitude, letter, spec.precision ?? 6, alternate: spec.isAlternate)
    case "g", "G", "n":
      let letter: Character = spec.type == "G" ? "G" : "g"
      word = FloatText.printf(magnitude, letter, spec.precision ?? 6, alternate: spec.isAlternate)
    case "%":
      word = FloatText.printf(magnitude * 100, "f", spec.precision ?? 6) + "%"
    default: throw unknown(spec, "float")
    }
    return try numeric(word, isNegative, spec)
  }

  /// A float without a type but with a precision: `g`, with a point.
  private static func general(_ value: Double, _ precision: Int, _ alternate: Bool) -> String {
    guard value.isFinite else { return FloatText.special(value) }
    let digits = max(precision, 1)
    // `g` writes an exponent from `digits` places on, this form from one place earlier.
    let scientific = FloatText.printf(value, "e", digits - 1)
    let exponent =
      scientific.split(separator: "e").last.flatMap { Int($0) } ?? 0
    if exponent >= digits - 1 || exponent < -4 {
      let parts = scientific.split(separator: "e")
      var mantissa = String(parts[0])
      if mantissa.contains(".") {
        while mantissa.hasSuffix("0") { mantissa.removeLast() }
        if mantissa.hasSuffix(".") { mantissa.removeLast() }
      }
      return mantissa + "e" + parts[1]
    }
    let word = FloatText.printf(value, "g", digits, alternate: alternate)
    return word.contains(".") || word.contains("e") ? word : word + ".0"
  }

  /// Sign, grouping and padding of a number's digits.
  private func numeric(_ word: String, _ isNegative: Bool, _ spec: FormatSpec) throws -> String {
    let sign = isNegative ? "-" : spec.sign == "-" ? "" : String(spec.sign)
    guard let grouping = spec.grouping else {
      return try spec.padded(sign + word, defaultAlign: ">", machine: self)
    }
    let (digits, tail) = Self.splitDigits(word)
    var size = 3
    if let type = spec.type, "boxX".unicodeScalars.contains(type) { size = 4 }
    var padded = digits
    if spec.fill == "0", spec.align == "=", spec.width > 0 {
      try allocate(spec.width)
      // Zeros are grouped too; a mark never comes first, so the number may be one longer.
      let room = spec.width - sign.utf8.count - tail.utf8.count
      var wanted = max(room - room / (size + 1), 0)
      while wanted > 0, wanted - 1 + (wanted - 2) / size >= room { wanted -= 1 }
      while wanted + (wanted - 1) / size < room { wanted += 1 }
      padded = String(repeating: "0", count: max(wanted - digits.utf8.count, 0)) + digits
    }
    let grouped = Self.grouped(padded, size, grouping)
    return try spec.padded(sign + grouped + tail, defaultAlign: ">", machine: self)
  }

  private static func splitDigits(_ word: String) -> (String, String) {
    let digits = word.prefix { $0.isHexDigit && $0 != "e" }
    return (String(digits), String(word.dropFirst(digits.count)))
  }

  private static func grouped(_ digits: String, _ size: Int, _ mark: Unicode.Scalar) -> String {
    var result: [UInt8] = []
    let count = digits.utf8.count
    for (place, digit) in digits.utf8.enumerated() {
      if place > 0, (count - place) % size == 0 { result.append(UInt8(ascii: mark)) }
      result.append(digit)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// `tensor.item()`: a float, an int or a bool, as the tensor holds.
  func item(of tensor: Tensor) throws -> Value {
    switch tensor.dtype {
    case .float32, .float64: .float(try tensor.item())
    case .bool: .bool(try tensor.itemInt(readBy: "item()") != 0)
    default: .int(try tensor.itemInt(readBy: "item()"))
    }
  }
}
