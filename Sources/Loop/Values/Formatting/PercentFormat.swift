import Autograd

// `"%d of %s" % (a, b)`

extension Machine {
  func percentFormat(_ format: String, _ value: Value) throws -> String {
    var items: [Value]
    var (isTuple, mapping): (Bool, DictObject?) = (false, nil)
    switch value {
    case .tuple(let tuple): (items, isTuple) = (tuple.items, true)
    case .dict(let dict): (items, mapping) = ([value], dict)
    default: items = [value]
    }
    let scalars = Array(format.unicodeScalars)
    var result = ""
    var (index, used, usedMapping) = (0, 0, false)
    func nextItem() throws -> Value {
      guard used < items.count else {
        throw LoopError.type("not enough arguments for format string")
      }
      used += 1
      return items[used - 1]
    }
    while index < scalars.count {
      guard scalars[index] == "%" else {
        result.unicodeScalars.append(scalars[index])
        index += 1
        continue
      }
      index += 1
      var item: Value?
      if index < scalars.count, scalars[index] == "(" {
        guard let mapping else { throw LoopError.type("format requires a mapping") }
        let start = index + 1
        while index < scalars.count, scalars[index] != ")" { index += 1 }
        guard index < scalars.count else { throw LoopError.value("incomplete format key") }
        let name = StringObject(scalars[start..<index])
        guard let found = mapping.value(.string(name.text)) else {
          throw LoopError("KeyError", StringText.quoted(name.text))
        }
        item = found
        usedMapping = true
        index += 1
      }
      var flags = ""
      while index < scalars.count, "-+ #0".unicodeScalars.contains(scalars[index]) {
        flags.unicodeScalars.append(scalars[index])
        index += 1
      }
      func number() throws -> Int? {
        if index < scalars.count, scalars[index] == "*" {
          index += 1
          guard let value = try nextItem().integer else { throw LoopError.type("* wants int") }
          return value
        }
        var value: Int?
        while index < scalars.count, isDigit(scalars[index]) {
          value = (value ?? 0) * 10 + Int(scalars[index].value - 48)
          if let value, value > 1 << 31 { throw LoopError.value("width too big") }
          index += 1
        }
        return value
      }
      var width = try number() ?? 0
      if width < 0 {
        flags += "-"
        width = width == .min ? .max : -width
      }
      var precision: Int?
      if index < scalars.count, scalars[index] == "." {
        index += 1
        precision = max(try number() ?? 0, 0)
      }
      while index < scalars.count, "hlL".unicodeScalars.contains(scalars[index]) { index += 1 }
      guard index < scalars.count else { throw LoopError.value("incomplete format") }
      let type = scalars[index]
      index += 1
      if type == "%" {
        result += "%"
        continue
      }
      let word = try percent(type, try item ?? nextItem(), flags, precision, index - 1)
      try allocate(width)
      result += try pad(word, width, flags, isNumber: !"scra".unicodeScalars.contains(type))
      try allocate(result.utf8.count)
    }
    if used < items.count, isTuple || (mapping == nil && !usedMapping) {
      if !isTuple, case .list = value { return result }
      throw LoopError.type("not all arguments converted during string formatting")
    }
    return result
  }

  private func percent(
    _ type: Unicode.Scalar, _ value: Value, _ flags: String, _ precision: Int?, _ place: Int
  ) throws -> String {
    if let precision { try allocate(precision) }
    switch type {
    case "s": return cut(try text(value), precision)
    case "r": return cut(try representation(value), precision)
    case "a": return cut(StringText.ascii(try representation(value)), precision)
    case "d", "i", "u":
      let number = try percentNumber(value, type)
      return signed(
        digits("\(number.magnitude)", precision), number < 0, flags)
    case "x", "X", "o":
      guard let number = value.integer else {
        throw LoopError.type("%\(type) format: an integer is required, not \(value.typeName)")
      }
      let word = String(number.magnitude, radix: type == "o" ? 8 : 16, uppercase: type == "X")
      return signed(
        (flags.contains("#") ? "0\(type)" : "") + digits(word, precision), number < 0, flags)
    case "e", "E", "f", "F", "g", "G":
      let number = try percentFloat(value)
      let word = FloatText.printf(
        number.magnitude, Character(type), precision ?? 6, alternate: flags.contains("#"))
      return signed(word, number.sign == .minus && !number.isNaN, flags)
    case "c":
      if case .string(let text) = value, text.count == 1 { return text.text }
      if let number = value.integer, let code = UInt32(exactly: number),
        let scalar = Unicode.Scalar(code)
      {
        return String(scalar)
      }
      throw LoopError.type("%c requires int or char")
    default:
      let code = String(type.value, radix: 16)
      throw LoopError.value(
        "unsupported format character '\(type)' (0x\(code)) at index \(place)")
    }
  }

  private func cut(_ word: String, _ precision: Int?) -> String {
    precision.map { String(word.unicodeScalars.prefix($0)) } ?? word
  }

  private func digits(_ word: String, _ precision: Int?) -> String {
    let missing = (precision ?? 0) - word.count
    return missing > 0 ? String(repeating: "0", count: missing) + word : word
  }

  private func signed(_ word: String, _ isNegative: Bool, _ flags: String) -> String {
    if isNegative { return "-" + word }
    return flags.contains("+") ? "+" + word : flags.contains(" ") ? " " + word : word
  }

  private func percentNumber(_ value: Value, _ type: Unicode.Scalar) throws -> Int {
    switch value {
    case .float(let number): return try Self.truncated(number)
    case .tensor(let tensor):
      if tensor.count == 1 { return try Self.truncated(tensor.item()) }
      throw TorchError(
        .runtime, "a Tensor with \(tensor.count) elements cannot be converted to Scalar")
    default:
      if let number = value.integer { return number }
      throw LoopError.type("%\(type) format: a real number is required, not \(value.typeName)")
    }
  }

  private func percentFloat(_ value: Value) throws -> Double {
    if let number = value.number { return number.double }
    if case .tensor(let tensor) = value { return try tensor.item() }
    if let array = value.array, array.tensor.count == 1 { return try array.tensor.item() }
    throw LoopError.type("must be real number, not \(value.typeName)")
  }

  /// `int(float)`
  static func truncated(_ value: Double) throws -> Int {
    if value.isNaN { throw LoopError.value("cannot convert float NaN to integer") }
    if value.isInfinite { throw LoopError.overflow("cannot convert float infinity to integer") }
    guard let whole = Int(exactly: value.rounded(.towardZero)) else {
      throw LoopError.integerOverflow
    }
    return whole
  }

  private func pad(_ word: String, _ width: Int, _ flags: String, isNumber: Bool) throws -> String {
    let room = width - word.unicodeScalars.count
    guard room > 0 else { return word }
    if flags.contains("-") { return word + String(repeating: " ", count: room) }
    if isNumber, flags.contains("0"), !word.contains("n") {
      let sign = word.prefix { "+- ".contains($0) }
      return sign + String(repeating: "0", count: room) + word.dropFirst(sign.count)
    }
    return String(repeating: " ", count: room) + word
  }
}
