/// Reads a number as a table writes it: digits, a point, an exponent. Nil for any other text, also
/// for what C reads beside these (`0x1p3`, `inf`, `nan`).
///
/// Numbers of up to 15 digits are made exactly by one product or quotient of exact numbers (Clinger,
/// 1990); longer ones by Swift's own reading.
func number(_ text: UnsafeBufferPointer<UInt8>, pointIsComma: Bool) -> Double? {
  guard let start = text.baseAddress else { return nil }
  let end = start + text.count
  var at = start
  let isNegative = at < end && at.pointee == UInt8(ascii: "-")
  if isNegative || at < end && at.pointee == UInt8(ascii: "+") { at += 1 }
  var (mantissa, digits, scale) = (0 as UInt64, 0, 0)
  var isAfterPoint = false
  while at < end {
    let digit = at.pointee &- UInt8(ascii: "0")
    if digit < 10 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      digits += 1
      if isAfterPoint { scale -= 1 }
    } else if !isAfterPoint,
      at.pointee == UInt8(ascii: ".") || pointIsComma && at.pointee == UInt8(ascii: ",")
    {
      isAfterPoint = true
    } else {
      break
    }
    at += 1
  }
  guard digits > 0 else { return nil }
  if at < end {
    guard let exponent = exponent(at, end) else { return nil }
    scale += exponent
  }
  guard digits <= 15, scale.magnitude <= 22 else { return longNumber(text) }
  let value =
    scale < 0 ? Double(mantissa) / powersOfTen[-scale] : Double(mantissa) * powersOfTen[scale]
  return isNegative ? -value : value
}

/// `e-12` to the end of the text.
private func exponent(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int? {
  var at = start
  guard at.pointee | 0x20 == UInt8(ascii: "e") else { return nil }
  at += 1
  let isNegative = at < end && at.pointee == UInt8(ascii: "-")
  if isNegative || at < end && at.pointee == UInt8(ascii: "+") { at += 1 }
  guard at < end else { return nil }
  var value = 0
  while at < end {
    let digit = at.pointee &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    value = min(value * 10 + Int(digit), 100_000)
    at += 1
  }
  return isNegative ? -value : value
}

/// Infinite for what is beyond a `Double`.
private func longNumber(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  let point = text.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
  return Double(String(decoding: point, as: UTF8.self))
}

/// Those that a `Double` holds exactly.
private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

/// Whether a cell says that there is no value: empty, `?`, `-`, `.`, or `NA`, `N/A`, `NaN`, `null` and
/// `#N/A`, large or small.
func isGap(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  switch text.count {
  case 0: return true
  case 1:
    return text[0] == UInt8(ascii: "?") || text[0] == UInt8(ascii: "-")
      || text[0] == UInt8(ascii: ".")
  case 2...4:
    let first = text[0] | 0x20
    guard first == UInt8(ascii: "n") || text[0] == UInt8(ascii: "#") else { return false }
    return gapWords.contains(String(decoding: text, as: UTF8.self).lowercased())
  default: return false
  }
}

private let gapWords: Set<String> = ["na", "n/a", "nan", "null", "#n/a"]

/// `inf`, `-Infinity`: numbers of which nothing can be learned.
func isInfinity(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  guard (3...9).contains(text.count) else { return false }
  let word = String(decoding: text, as: UTF8.self).lowercased().drop { $0 == "+" || $0 == "-" }
  return word == "inf" || word == "infinity"
}

/// A cell without blanks around it.
func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  var (start, end) = (0, text.count)
  while start < end, isBlank(text[start]) { start += 1 }
  while start < end, isBlank(text[end - 1]) { end -= 1 }
  return start == 0 && end == text.count
    ? text : UnsafeBufferPointer(rebasing: text[start..<end])
}

/// A blank, a tab, or what ends lines.
private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || (9...13).contains(byte)
}
