#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Chart {
  /// From values to rows of dots, counted from the bottom.
  struct Scale {
    let limits: ClosedRange<Double>
    let isLogarithmic: Bool
    let dots: Int
    private let low: Double
    private let high: Double

    init(limits: ClosedRange<Double>, isLogarithmic: Bool, dots: Int) {
      self.limits = limits
      self.isLogarithmic = isLogarithmic
      self.dots = dots
      low = isLogarithmic ? log10(limits.lowerBound) : limits.lowerBound
      high = isLogarithmic ? log10(limits.upperBound) : limits.upperBound
    }

    /// The row of dots of a value; off the scale it is negative, or `dots` and more, but never
    /// further than a plot away. Nil where there is no such place.
    func dot(_ value: Double) -> Int? {
      guard value.isFinite, dots > 0, !isLogarithmic || value > 0 else { return nil }
      let place = isLogarithmic ? log10(value) : value
      // Halves, since the span of two huge numbers is infinite.
      let at = high > low ? (place / 2 - low / 2) / (high / 2 - low / 2) : 0.5
      guard at.isFinite else { return nil }
      return Int((min(max(at, -1), 2) * Double(dots - 1)).rounded())
    }

    /// Round values and how they are written.
    func ticks(atMost count: Int) -> [(value: Double, label: String)] {
      guard isLogarithmic, low.isFinite, high.isFinite, high - low >= 1 else {
        let ticks = Ticks(limits, atMost: count)
        return ticks.values.map { ($0, ticks.label($0)) }
      }
      let first = Int(ceil(low - 1e-9))
      let powers = first...max(Int(floor(high + 1e-9)), first)
      if powers.count * 3 <= count {
        return (powers.lowerBound - 1...powers.upperBound).flatMap { power in
          [1.0, 2, 5].map { $0 * pow(10, Double(power)) }
        }.filter { limits.contains($0) }.map { ($0, significant($0, 1)) }
      }
      let step = max((powers.count + count - 1) / max(count, 1), 1)
      return stride(from: powers.lowerBound, through: powers.upperBound, by: step).map {
        let value = pow(10, Double($0))
        return (value, significant(value, 1))
      }
    }
  }
}
