/// A line chart in braille: several series on one pair of axes.
///
/// Each column shows the smallest and the largest value of what it covers, so that a spike of a
/// single point stays visible at any zoom. Values that are no numbers get a mark and never reach
/// the scale; values off the scale get an arrow at its edge.
public struct Chart: Sendable {
  /// What a half-column of the chart covers.
  public struct Column: Sendable, Equatable {
    public var minimum: Double
    public var maximum: Double
    public var first: Double
    public var last: Double
    /// A NaN lies here.
    public var hasNaN: Bool
    /// An infinity lies here.
    public var hasInfinity: Bool
    /// There is a finite value here.
    public var hasValue: Bool

    public init(
      minimum: Double, maximum: Double, first: Double, last: Double, hasNaN: Bool = false,
      hasInfinity: Bool = false, hasValue: Bool = true
    ) {
      self.minimum = minimum
      self.maximum = maximum
      self.first = first
      self.last = last
      self.hasNaN = hasNaN
      self.hasInfinity = hasInfinity
      self.hasValue = hasValue
    }

    /// A single value.
    public init(_ value: Double) {
      self.init(
        minimum: value, maximum: value, first: value, last: value, hasNaN: value.isNaN,
        hasInfinity: value.isInfinite, hasValue: value.isFinite)
    }
  }

  /// How a line is drawn, so that series are told apart without colour.
  public enum Line: Sendable, Equatable {
    case solid, dashed, dotted
    /// One dot high, without the range of what a column covers.
    case thin
  }

  public struct Series: Sendable {
    public var name: String
    public var role: Role
    public var line: Line
    /// Behind the others and without marks, e.g. an earlier run.
    public var isFaint: Bool
    /// Written at the line's right end, where there is room; empty for nothing.
    public var label = ""
    /// Two for each column of the plot; nil where there is nothing.
    public var columns: [Column?]
    /// The nearest values left and right of the plot, in half-columns, to draw the line up to its
    /// edges.
    public var before: (x: Double, y: Double)?
    public var after: (x: Double, y: Double)?

    public init(
      name: String, role: Role, line: Line = .solid, isFaint: Bool = false, columns: [Column?]
    ) {
      self.name = name
      self.role = role
      self.line = line
      self.isFaint = isFaint
      self.columns = columns
    }
  }

  /// A vertical line, e.g. where a bug raised.
  public struct Mark: Sendable, Equatable {
    public var x: Double
    public var glyph: String
    public var role: Role
    /// What it says, for a legend.
    public var name: String

    public init(x: Double, glyph: String, role: Role, name: String = "") {
      self.x = x
      self.glyph = glyph
      self.role = role
      self.name = name
    }
  }

  /// A character at a place of the plot, e.g. at the best epoch.
  public struct Point: Sendable, Equatable {
    public var x: Double
    public var y: Double
    public var glyph: String
    public var role: Role
    /// What it says, for a legend.
    public var name: String

    public init(x: Double, y: Double, glyph: String, role: Role, name: String = "") {
      self.x = x
      self.y = y
      self.glyph = glyph
      self.role = role
      self.name = name
    }
  }

  /// A reading line, and what is read there, a line a series.
  public struct Crosshair: Sendable, Equatable {
    public struct Reading: Sendable, Equatable {
      public var text: String
      public var role: Role

      public init(_ text: String, _ role: Role) {
        self.text = text
        self.role = role
      }
    }

    public var x: Double
    public var readings: [Reading]

    public init(x: Double, readings: [Reading]) {
      self.x = x
      self.readings = readings
    }
  }

  /// Where the limits of y come from.
  public enum Limits: Sendable, Equatable {
    /// The smallest and the largest value, with a little air.
    case fit
    /// The same without the outermost twentieth on each side.
    case robust
    case fixed(ClosedRange<Double>)
    /// This range, or a little more above it.
    case whole(ClosedRange<Double>)
  }

  public var series: [Series]
  public var xRange: ClosedRange<Double>
  /// What follows the numbers of the x axis, e.g. ` s`.
  public var xUnit = ""
  public var yLimits: Limits
  public var isLogarithmic: Bool
  public var marks: [Mark]
  public var points: [Point] = []
  public var crosshair: Crosshair?
  public var glyphs: Glyphs

  public init(
    series: [Series], xRange: ClosedRange<Double>, yLimits: Limits = .fit,
    isLogarithmic: Bool = false, marks: [Mark] = [], glyphs: Glyphs = .unicode
  ) {
    self.series = series
    self.xRange = xRange
    self.yLimits = yLimits
    self.isLogarithmic = isLogarithmic
    self.marks = marks
    self.glyphs = glyphs
  }

  /// Columns the y labels take.
  public static let labelWidth = 7

  /// The part of a chart's rectangle that holds the lines.
  public static func plot(in rect: Rect) -> Rect {
    var plot = rect
    _ = plot.takeLeft(labelWidth)
    _ = plot.takeBottom(1)
    return plot
  }

  /// Half-columns a chart of this width asks of each series.
  public static func resolution(width: Int) -> Int { max(width - labelWidth, 0) * 2 }

  /// The limits of y. With a logarithmic scale they are above zero.
  public var limits: ClosedRange<Double> {
    let range =
      switch yLimits {
      case .fixed(let range), .whole(let range): range
      case .fit: withAir(extent)
      case .robust: withAir(robustExtent ?? extent)
      }
    guard isLogarithmic, range.lowerBound <= 0 else { return range }
    let high = range.upperBound > 0 ? range.upperBound : 1
    return min(extent?.lowerBound ?? high / 100, high / 10)...high
  }

  /// The limits of a plot of so many rows: with a little more room above, so that round numbers stand
  /// at even distances.
  func evenLimits(rows: Int) -> ClosedRange<Double> {
    let limits = limits
    switch yLimits {
    case .fixed, .robust: return limits
    case .fit, .whole: break
    }
    guard !isLogarithmic, rows >= 6 else { return limits }
    let span = limits.upperBound - limits.lowerBound
    var best: Double?
    for count in 3...max(rows / 2, 3) {
      let step = Ticks(limits, atMost: count).step
      guard step > 0, span / step >= 2 else { continue }
      // Rows from one number to the next, of which the whole part is kept.
      let between = (step / span * (Double(rows) - 0.25)).rounded(.down)
      guard between >= 2 else { continue }
      let wanted = step * (Double(rows) - 0.25) / between
      if wanted <= span * 1.1, wanted < best ?? .infinity { best = wanted }
    }
    guard let best, (limits.lowerBound + best).isFinite else { return limits }
    return limits.lowerBound...(limits.lowerBound + best)
  }

  /// The smallest and the largest value that can be drawn.
  private var extent: ClosedRange<Double>? {
    var (low, high) = (Double.infinity, -Double.infinity)
    for one in series {
      for case let column? in one.columns where column.hasValue {
        if isLogarithmic && column.maximum <= 0 { continue }
        low = min(low, isLogarithmic && column.minimum <= 0 ? column.maximum : column.minimum)
        high = max(high, column.maximum)
      }
    }
    return low <= high ? low...high : nil
  }

  /// From the 5th to the 95th percentile of what the columns of the series in front hold.
  private var robustExtent: ClosedRange<Double>? {
    var values: [Double] = []
    for one in series where !one.isFaint {
      for case let column? in one.columns where column.hasValue {
        for value in [column.minimum, column.maximum] where !isLogarithmic || value > 0 {
          values.append(value)
        }
      }
    }
    guard values.count >= 20 else { return nil }
    values.sort()
    let cut = values.count / 20
    return values[cut]...values[values.count - 1 - cut]
  }

  private func withAir(_ extent: ClosedRange<Double>?) -> ClosedRange<Double> {
    guard let extent else { return isLogarithmic ? 0.1...1 : 0...1 }
    var (low, high) = (extent.lowerBound, extent.upperBound)
    if isLogarithmic { return low == high ? (low / 2)...(high * 2) : low...high }
    if low >= 0 && low < 0.35 * high { low = 0 }
    if low == high {
      return (low - max(abs(low) * 0.1, 1e-9))...(high + max(abs(high) * 0.1, 1e-9))
    }
    let air = (high - low) * 0.02
    return low...(air.isFinite ? high + air : high)
  }
}
