#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Round numbers to label an axis with.
public struct Ticks: Sendable, Equatable {
  public let values: [Double]
  public let step: Double

  /// At most `count` multiples of 1, 2 or 5 times a power of ten inside the range.
  public init(_ range: ClosedRange<Double>, atMost count: Int) {
    let span = range.upperBound - range.lowerBound
    // Of the smallest spans there is no part.
    var step = count > 0 ? pow(10, floor(log10(span / Double(count)))) : 0
    guard span > 0, span.isFinite, step > 0 else {
      values = [range.lowerBound]
      self.step = 0
      return
    }
    for factor in [1.0, 2, 5, 10, 20] where span / (step * factor) <= Double(count) {
      step *= factor
      break
    }
    self.step = step
    let first = ceil(range.lowerBound / step - 1e-9)
    let last = floor(range.upperBound / step + 1e-9)
    values =
      last < first ? [] : (0...Int(min(last - first, 1000))).map { (first + Double($0)) * step }
  }

  /// As short as the step allows: `0.5`, `1200`, `1e-05`.
  public func label(_ value: Double) -> String { shortNumber(value, step: step) }
}

/// A number with as many decimals as a step needs.
public func shortNumber(_ value: Double, step: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-inf" : "inf" }
  let magnitude = Swift.max(abs(value), step)
  if magnitude >= 1e6 || (magnitude > 0 && magnitude < 1e-4) { return exponential(value) }
  let decimals = step > 0 ? Swift.min(Swift.max(-Int(floor(log10(step) + 1e-9)), 0), 6) : 3
  return decimal(value, decimals)
}

/// Three significant digits, or as many: `0.0123`, `12.3`, `1.2e8`.
public func significant(_ value: Double, _ digits: Int = 3) -> String {
  if !value.isFinite { return shortNumber(value, step: 0) }
  let magnitude = abs(value)
  if magnitude == 0 { return "0" }
  if magnitude >= 1e5 || magnitude < 1e-3 { return exponential(value) }
  return decimal(value, Swift.max(digits - 1 - Int(floor(log10(magnitude) + 1e-12)), 0))
}

/// A number with a fixed count of decimals; only called for finite values.
public func decimal(_ value: Double, _ decimals: Int) -> String {
  if !value.isFinite { return shortNumber(value, step: 0) }
  let scale = pow(10, Double(decimals))
  let scaled = (abs(value) * scale).rounded()
  guard scaled < 1e15 else { return exponential(value) }
  let whole = Int(scaled) / Int(scale)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard decimals > 0 else { return "\(sign)\(whole)" }
  let fraction = String(Int(scaled) % Int(scale))
  return "\(sign)\(whole)." + String(repeating: "0", count: decimals - fraction.count) + fraction
}

/// A part of one as a whole percentage, `42 %`; `- %` for what is too large for one, or no number.
public func percent(_ part: Double) -> String {
  Int(exactly: (part * 100).rounded()).map { "\($0) %" } ?? "- %"
}

private func exponential(_ value: Double) -> String {
  if value == 0 { return "0" }
  var exponent = Int(floor(log10(abs(value))))
  var mantissa = decimal(value / pow(10, Double(exponent)), 1)
  if mantissa == "10.0" || mantissa == "-10.0" {
    exponent += 1
    mantissa = mantissa.hasPrefix("-") ? "-1.0" : "1.0"
  }
  if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
  return "\(mantissa)e\(exponent)"
}
