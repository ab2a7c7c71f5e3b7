import Testing

@testable import RunLog

@Suite struct NumberTests {
  /// As exact as the C library, to the last digit.
  @Test func digits() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let number = Double(
        sign: Bool.random() ? .plus : .minus, exponent: Int.random(in: -70...40),
        significand: Double.random(in: 1..<2, using: &generator))
      #expect(Numbers.read("\(number)") == number)
    }
  }

  @Test(arguments: [
    ("0", 0.0), ("-0.0", 0), ("1.", 1), (".5", 0.5), ("1e3", 1000), ("4.5e-05", 4.5e-05),
    ("9007199254740993", 9_007_199_254_740_992), ("0.30000000000000004", 0.30000000000000004),
    ("18446744073709551615", 18_446_744_073_709_551_616),
    ("123456789012345678901234", 1.2345678901234568e23),
    ("inf", .infinity), ("-Infinity", -.infinity), ("5e-324", .leastNonzeroMagnitude),
    ("1e999", .infinity),
  ])
  func spelling(_ text: String, _ number: Double) {
    #expect(Numbers.read(text) == number)
  }

  @Test(arguments: ["", "-", ".", "abc", "1.2.3", "0x10", "1e", "--1"])
  func noNumber(_ text: String) {
    #expect(Numbers.read(text) == nil)
  }
}
