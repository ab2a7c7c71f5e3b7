/// Debiased exponential moving averages of a series, for a few fixed weights at once.
///
/// `m ← w·m + (1 − w)·x`, read as `m / (1 − wⁿ)` (Kingma and Ba, 2014, section 3), so that the
/// first values are not drawn towards zero. What is no number is left out.
public struct Smoothing: Sendable, Equatable {
  /// What one can choose from: the part of the past that stays.
  public static let weights: [Double] = [kept[0], kept[1], kept[2]]

  // Worked out each time, for what is stored is asked each time whether it has been made.
  private static var kept: SIMD4<Double> { SIMD4(0.6, 0.9, 0.97, 0) }
  private var mean = SIMD4<Double>.zero
  /// The weights to the power of the values seen.
  private(set) var decay = SIMD4<Double>(repeating: 1)
  /// None of these counts any more beside one.
  private var isSettled = false

  public init() {}

  /// Takes the next value.
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    mean = mean * Self.kept + (1 - Self.kept) * value
    if isSettled { return }
    decay *= Self.kept
    // Far below what counts beside one, and before it is subnormal, which is slow for ever after.
    decay.replace(with: 0, where: decay .< 1e-30)
    isSettled = decay == .zero
  }

  /// The averages, one for each weight; NaN before the first number.
  public var averages: SIMD4<Float> { SIMD4<Float>(mean / (1 - decay)) }
}
