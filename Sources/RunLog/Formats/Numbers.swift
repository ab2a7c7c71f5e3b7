import Foundation

/// A number at the start of some bytes.
enum Numbers {
  /// Powers of ten that fit into 64 bits.
  private static let powers: [UInt64] = {
    var powers: [UInt64] = [1]
    while powers.count < 20 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()

  /// Reads `-1.25e-3` from `position` on; nil, and nothing read, when there is none.
  ///
  /// As exact as the C library: up to 19 digits are one integer division.
  /// `hundredth` reads a percentage, which dividing afterwards would round twice.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, hundredth: Bool = false
  ) -> Double? {
    var index = position
    let isNegative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
    if isNegative || (index < bytes.count && bytes[index] == UInt8(ascii: "+")) { index += 1 }
    var digits: UInt64 = 0
    var (digitCount, places, hasPoint, hasDigit) = (0, 0, false, false)
    while index < bytes.count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit < 10 {
        hasDigit = true
        if digitCount > 0 || digit > 0 { digitCount += 1 }
        if digitCount < 20 { digits = digits &* 10 &+ UInt64(digit) }
        if hasPoint { places += 1 }
      } else if bytes[index] == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        break
      }
      index += 1
    }
    guard hasDigit else { return nil }
    // `1.` is a number in a sentence that ends, or Python's.
    var exponent = 0
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      var end = index + 1
      var isNegativePower = false
      if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") {
        isNegativePower = bytes[end] == UInt8(ascii: "-")
        end += 1
      }
      let start = end
      while end < bytes.count, bytes[end] &- UInt8(ascii: "0") < 10, end - start < 6 {
        exponent = exponent * 10 + Int(bytes[end] - UInt8(ascii: "0"))
        end += 1
      }
      if end > start {
        index = end
        if isNegativePower { exponent = -exponent }
      } else {
        exponent = 0
      }
    }
    let text = position..<index
    position = index
    let power = exponent - places - (hundredth ? 2 : 0)
    var result: Double
    if digits == 0, digitCount == 0 {
      result = 0
    } else if digitCount < 20, (-19...0).contains(power) {
      result = quotient(digits, powers[-power])
    } else {
      let number = Double(String(decoding: bytes[text], as: UTF8.self))
      return hundredth ? number.map { $0 / 100 } : number
    }
    if isNegative { result = -result }
    return result
  }

  /// `dividend / divisor`, rounded once.
  private static func quotient(_ dividend: UInt64, _ divisor: UInt64) -> Double {
    if divisor == 1 { return Double(dividend) }
    // Both are exact as doubles, and so the division rounds once.
    if dividend < 1 << 53, divisor < 1 << 53 { return Double(dividend) / Double(divisor) }
    // Shifted so that the quotient has 63 or 64 bits, more than a double keeps; the last one says
    // whether anything was left over.
    let wide = dividend << UInt64(dividend.leadingZeroBitCount)
    let bits = 63 - divisor.leadingZeroBitCount
    let (whole, rest) = divisor.dividingFullWidth((wide >> UInt64(64 - bits), wide << UInt64(bits)))
    let exponent = -(dividend.leadingZeroBitCount + bits)
    return Double(sign: .plus, exponent: exponent, significand: Double(whole | (rest == 0 ? 0 : 1)))
  }

  static func read(_ text: some StringProtocol) -> Double? {
    var text = String(text)
    return text.withUTF8 { bytes in
      var position = 0
      guard let number = read(bytes, &position), position == bytes.count else {
        return word(String(decoding: bytes, as: UTF8.self))
      }
      return number
    }
  }

  /// `nan`, `-inf` and their other spellings.
  static func word(_ text: String) -> Double? {
    // Most words are too long, or begin otherwise, and need not be copied.
    guard text.utf8.count < 10, let first = text.utf8.first, "nNiI+-".utf8.contains(first) else {
      return nil
    }
    return switch text.lowercased() {
    case "nan": .nan
    case "inf", "+inf", "infinity", "+infinity": .infinity
    case "-inf", "-infinity": -.infinity
    default: nil
    }
  }
}
