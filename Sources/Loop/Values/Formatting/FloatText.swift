#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Floats as Python writes them.
enum FloatText {
  /// The shortest digits that read back as the same number, as `repr` shows them.
  static func shortest(_ value: Double) -> String {
    guard value.isFinite else { return special(value) }
    let (digits, exponent) = self.digits(value)
    let sign = value.sign == .minus ? "-" : ""
    if exponent < -4 || exponent >= 16 {
      return sign + scientific(digits, exponent)
    }
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
    }
    if digits.count <= exponent + 1 {
      return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count) + ".0"
    }
    let point = digits.index(digits.startIndex, offsetBy: exponent + 1)
    return sign + digits[..<point] + "." + digits[point...]
  }

  static func special(_ value: Double) -> String {
    value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }

  private static func scientific(_ digits: String, _ exponent: Int) -> String {
    let head = digits.prefix(1)
    let tail = digits.dropFirst()
    let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    return head + (tail.isEmpty ? "" : "." + tail) + "e" + (exponent < 0 ? "-" : "+") + size
  }

  /// The shortest digits without a point, and the power of ten of the first.
  private static func digits(_ value: Double) -> (String, Int) {
    let text = "\(value.magnitude)"
    let parts = text.split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa[0]
    let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
    var digits = whole + fraction
    exponent += whole.count - 1
    while digits.count > 1, digits.hasPrefix("0") {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
    if digits == "0" { exponent = 0 }
    return (String(digits), exponent)
  }

  /// C's `printf` of one double, for `e`, `f` and `g`.
  static func printf(
    _ value: Double, _ letter: Character, _ precision: Int, alternate: Bool = false
  )
    -> String
  {
    guard value.isFinite else {
      let word = special(value)
      return letter.isUppercase ? word.uppercased() : word
    }
    let format = "%\(alternate ? "#" : "").*\(letter)"
    return withVaList([Int32(clamping: precision), value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 64)
      let length = format.withCString { vsnprintf(&buffer, buffer.count, $0, arguments) }
      if length < buffer.count { return text(buffer, Int(length)) }
      return withVaList([Int32(clamping: precision), value]) { again in
        var long = [CChar](repeating: 0, count: Int(length) + 1)
        _ = format.withCString { vsnprintf(&long, long.count, $0, again) }
        return text(long, Int(length))
      }
    }
  }

  private static func text(_ buffer: [CChar], _ length: Int) -> String {
    String(decoding: buffer.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
