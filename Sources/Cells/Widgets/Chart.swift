#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A line chart in braille: several series on one pair of axes.
///
/// Each column shows the smallest and the largest value of what it covers, so that a spike of a
/// single point stays visible at any zoom. Values that are no numbers get a mark and never reach
/// the scale.
public struct Chart: Sendable {
  /// What a half-column of the chart covers.
  public struct Column: Sendable, Equatable {
    public var minimum: Double
    public var maximum: Double
    public var first: Double
    public var last: Double
    /// A NaN or an infinity lies here.
    public var hasNonFinite: Bool
    /// There is a finite value here.
    public var hasValue: Bool

    public init(
      minimum: Double, maximum: Double, first: Double, last: Double, hasNonFinite: Bool = false,
      hasValue: Bool = true
    ) {
      self.minimum = minimum
      self.maximum = maximum
      self.first = first
      self.last = last
      self.hasNonFinite = hasNonFinite
      self.hasValue = hasValue
    }
  }

  public struct Series: Sendable {
    public var name: String
    public var role: Role
    /// Drawn with gaps, so that it is told apart without colour.
    public var isDashed: Bool
    /// Behind the others, e.g. an earlier run.
    public var isFaint: Bool
    /// Two for each column of the plot; nil where there is nothing.
    public var columns: [Column?]

    public init(
      name: String, role: Role, isDashed: Bool = false, isFaint: Bool = false, columns: [Column?]
    ) {
      self.name = name
      self.role = role
      self.isDashed = isDashed
      self.isFaint = isFaint
      self.columns = columns
    }
  }

  /// A vertical line, e.g. where a bug raised.
  public struct Mark: Sendable, Equatable {
    public var x: Double
    public var glyph: String
    public var role: Role

    public init(x: Double, glyph: String, role: Role) {
      self.x = x
      self.glyph = glyph
      self.role = role
    }
  }

  public var series: [Series]
  public var xRange: ClosedRange<Double>
  /// Fixed limits; nil to fit the data.
  public var yRange: ClosedRange<Double>?
  public var isLogarithmic: Bool
  public var marks: [Mark]
  /// A reading line at this x.
  public var crosshair: Double?
  public var glyphs: Glyphs

  public init(
    series: [Series], xRange: ClosedRange<Double>, yRange: ClosedRange<Double>? = nil,
    isLogarithmic: Bool = false, marks: [Mark] = [], crosshair: Double? = nil,
    glyphs: Glyphs = .unicode
  ) {
    self.series = series
    self.xRange = xRange
    self.yRange = yRange
    self.isLogarithmic = isLogarithmic
    self.marks = marks
    self.crosshair = crosshair
    self.glyphs = glyphs
  }

  /// Columns the y labels take.
  public static let labelWidth = 7

  /// Half-columns a chart of this width asks of each series.
  public static func resolution(width: Int) -> Int { max(width - labelWidth, 0) * 2 }

  /// The limits of y: fixed ones, or those of the finite values with a little air.
  public var limits: ClosedRange<Double> {
    if let yRange { return yRange }
    var (low, high) = (Double.infinity, -Double.infinity)
    for one in series {
      for case let column? in one.columns where column.hasValue {
        if isLogarithmic && column.maximum <= 0 { continue }
        low = min(low, isLogarithmic && column.minimum <= 0 ? column.maximum : column.minimum)
        high = max(high, column.maximum)
      }
    }
    guard low <= high else { return isLogarithmic ? 0.1...1 : 0...1 }
    if isLogarithmic { return low == high ? (low / 2)...(high * 2) : low...high }
    if low >= 0 && low < 0.35 * high { low = 0 }
    if low == high {
      return (low - max(abs(low) * 0.1, 1e-9))...(high + max(abs(high) * 0.1, 1e-9))
    }
    return low...(high + (high - low) * 0.02)
  }

  /// Draws the chart: y labels on the left, x labels on the last row.
  public func draw(on screen: inout Screen, in rect: Rect) {
    guard rect.width > Self.labelWidth + 1, rect.height >= 2 else { return }
    var plot = rect
    let labels = plot.takeLeft(Self.labelWidth)
    let bottom = plot.takeBottom(1)
    let scale = Scale(limits: limits, isLogarithmic: isLogarithmic, dots: plot.height * 4)
    drawLabels(scale, on: &screen, in: labels, plot)
    drawXLabels(on: &screen, in: bottom)
    for mark in marks { draw(mark, on: &screen, in: plot) }
    if let crosshair, let column = column(of: crosshair, plot) {
      for y in plot.y..<plot.maxY {
        screen[column, y] = Cell(glyphs.isASCII ? ":" : "┊", Style(.current))
      }
    }
    var canvas = Braille(width: plot.width, height: plot.height)
    for one in series where one.isFaint { canvas.draw(one, scale) }
    for one in series.reversed() where !one.isFaint { canvas.draw(one, scale) }
    canvas.copy(to: &screen, plot, glyphs)
    drawNonFinite(on: &screen, in: plot)
  }

  private func column(of x: Double, _ plot: Rect) -> Int? {
    let span = xRange.upperBound - xRange.lowerBound
    guard xRange.contains(x), plot.width > 0 else { return nil }
    let at = span > 0 ? (x - xRange.lowerBound) / span : 0
    return plot.x + min(Int(at * Double(plot.width)), plot.width - 1)
  }

  private func draw(_ mark: Mark, on screen: inout Screen, in plot: Rect) {
    guard let column = column(of: mark.x, plot) else { return }
    for y in (plot.y + 1)..<max(plot.maxY, plot.y + 1) {
      screen[column, y] = Cell(glyphs.isASCII ? "|" : "╎", Style(mark.role, dim: true))
    }
    screen.put(mark.glyph, x: column, y: plot.y, Style(mark.role, bold: true))
  }

  private func drawLabels(_ scale: Scale, on screen: inout Screen, in labels: Rect, _ plot: Rect) {
    for value in scale.ticks(atMost: max(plot.height / 2, 2)) {
      guard let dot = scale.dot(value) else { continue }
      let y = plot.maxY - 1 - dot / 4
      guard y >= plot.y, y < plot.maxY else { continue }
      let text = scale.label(value)
      screen.put(
        text, x: labels.x + max(Self.labelWidth - 1 - text.count, 0), y: y, .faint,
        limit: Self.labelWidth - 1)
      screen[labels.maxX - 1, y] = Cell(glyphs.isASCII ? "+" : "┤", .faint)
    }
    for y in plot.y..<plot.maxY where screen[labels.maxX - 1, y].character == " " {
      screen[labels.maxX - 1, y] = Cell(glyphs.isASCII ? "|" : "│", .faint)
    }
  }

  private func drawXLabels(on screen: inout Screen, in row: Rect) {
    let ticks = Ticks(xRange, atMost: max(row.width / 12, 1))
    for value in ticks.values {
      guard let column = column(of: value, row) else { continue }
      let text = ticks.label(value)
      let x = min(max(column - text.count / 2, row.x), row.maxX - text.count)
      guard x >= row.x,
        (x - 1..<x + text.count + 1).allSatisfy({ screen[$0, row.y].character == " " })
      else { continue }
      screen.put(text, x: x, y: row.y, .faint, clip: row)
    }
  }

  /// A mark on the upper edge where a series holds something that is no number.
  private func drawNonFinite(on screen: inout Screen, in plot: Rect) {
    for one in series where !one.isFaint {
      for (index, column) in one.columns.enumerated() where column?.hasNonFinite == true {
        screen.put(
          glyphs.isASCII ? "!" : "▲", x: plot.x + index / 2, y: plot.y, Style(one.role, bold: true),
          clip: plot)
      }
    }
  }
}

extension Chart {
  /// From values to rows of dots, counted from the bottom.
  struct Scale {
    let limits: ClosedRange<Double>
    let isLogarithmic: Bool
    let dots: Int

    func dot(_ value: Double) -> Int? {
      guard value.isFinite, dots > 0 else { return nil }
      let (low, high) = (place(limits.lowerBound), place(limits.upperBound))
      if isLogarithmic && value <= 0 { return nil }
      let at = high > low ? (place(value) - low) / (high - low) : 0.5
      guard at.isFinite else { return nil }
      return Int((min(max(at, 0), 1) * Double(dots - 1)).rounded())
    }

    private func place(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }

    func ticks(atMost count: Int) -> [Double] {
      guard isLogarithmic else { return Ticks(limits, atMost: count).values }
      let (low, high) = (log10(limits.lowerBound), log10(limits.upperBound))
      guard high - low >= 1 else { return Ticks(limits, atMost: count).values }
      let powers = Int(ceil(low - 1e-9))...Int(floor(high + 1e-9))
      let step = max((powers.count + count - 1) / max(count, 1), 1)
      return stride(from: powers.lowerBound, through: powers.upperBound, by: step).map {
        pow(10, Double($0))
      }
    }

    func label(_ value: Double) -> String {
      isLogarithmic && limits.upperBound / limits.lowerBound >= 10
        ? significant(value) : Ticks(limits, atMost: max(dots / 8, 2)).label(value)
    }
  }
}

/// A canvas of two by four dots a cell.
struct Braille {
  private let width: Int
  private let height: Int
  private var bits: [UInt8]
  private var roles: [Role]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    bits = Array(repeating: 0, count: max(width * height, 0))
    roles = Array(repeating: .text, count: bits.count)
  }

  private static let dotBits: [[UInt8]] = [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]]

  /// Sets a dot; x and y count dots, y from the bottom.
  private mutating func set(_ x: Int, _ y: Int, _ role: Role) {
    let row = height - 1 - y / 4
    guard x >= 0, x < width * 2, row >= 0, row < height else { return }
    let index = row * width + x / 2
    bits[index] |= Self.dotBits[x & 1][y & 3]
    roles[index] = role
  }

  mutating func draw(_ series: Chart.Series, _ scale: Chart.Scale) {
    let role: Role = series.isFaint ? .faint : series.role
    var previous: Int?
    for (x, column) in series.columns.enumerated() {
      guard let column, column.hasValue else {
        if column?.hasNonFinite == true { previous = nil }
        continue
      }
      guard let low = scale.dot(column.minimum) ?? scale.dot(column.maximum),
        let high = scale.dot(column.maximum)
      else { continue }
      var (from, to) = (low, high)
      // A line joins its neighbour.
      if let previous, let first = scale.dot(column.first) {
        from = min(from, previous, first)
        to = max(to, previous, first)
        if previous < low { from = min(previous + 1, low) }
        if previous > high { to = max(previous - 1, high) }
      }
      // A dashed line leaves out pairs of dots, but never a spike.
      if !(series.isDashed && x % 4 >= 2 && to - from < 4) {
        for y in from...max(to, from) { set(x, y, role) }
      }
      previous = scale.dot(column.last) ?? previous
    }
  }

  func copy(to screen: inout Screen, _ plot: Rect, _ glyphs: Glyphs) {
    for row in 0..<height {
      for column in 0..<width where bits[row * width + column] != 0 {
        let pattern = bits[row * width + column]
        let character: Character =
          glyphs.isASCII
          ? Self.asciiDot(pattern)
          : Character(Unicode.Scalar(0x2800 + UInt32(pattern)) ?? " ")
        screen[plot.x + column, plot.y + row] = Cell(character, Style(roles[row * width + column]))
      }
    }
  }

  /// Upper, middle or lower, by where most dots are.
  private static func asciiDot(_ pattern: UInt8) -> Character {
    let upper = pattern & 0b0000_1001 != 0
    let lower = pattern & 0b1100_0000 != 0
    if upper && lower { return "|" }
    return upper ? "'" : lower ? "." : "-"
  }
}
