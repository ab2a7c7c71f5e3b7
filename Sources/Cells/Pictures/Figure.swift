/// Charts as a clean figure for a page: axes, grid, legend and marks in vector lines.
public struct Figure: Sendable {
  public var title: String
  /// Under each other, on the same x axis.
  public var charts: [(name: String, chart: Chart)]
  public var xName: String

  public init(title: String, charts: [(name: String, chart: Chart)], xName: String) {
    self.title = title
    self.charts = charts
    self.xName = xName
  }

  /// Points a chart of the figure asks of each series.
  public static let resolution = 640

  private static let width = 760.0
  private static let chartHeight = 220.0
  private static let (left, right, top, gap) = (64.0, 16.0, 34.0, 34.0)
  private static var plotWidth: Double { width - left - right }

  /// The figure as a file; on a light ground of its own, to be read on any page.
  public func svg(theme: Theme = .light) -> String {
    let height =
      Self.top + Double(charts.count) * (Self.chartHeight + Self.gap) + 20
    var picture = SVG(width: Self.width, height: height)
    picture.rect(0, 0, Self.width, height, theme.ground, rounded: 4)
    picture.add("<g font-family=\"Helvetica,Arial,DejaVu Sans,sans-serif\" font-size=\"12\">")
    picture.text(
      title, Self.left, 20, theme.ink, attributes: "font-size=\"14\" font-weight=\"bold\"")
    for (index, entry) in charts.enumerated() {
      let y = Self.top + Double(index) * (Self.chartHeight + Self.gap) + 14
      draw(entry.chart, entry.name, index, y, theme, &picture)
    }
    drawKey(height - 8, theme, &picture)
    picture.text(
      xName, Self.width - Self.right, height - 8, theme.rgb(.faint),
      attributes: "text-anchor=\"end\"")
    picture.add("</g>")
    return picture.text
  }

  private func draw(
    _ chart: Chart, _ name: String, _ index: Int, _ top: Double, _ theme: Theme,
    _ picture: inout SVG
  ) {
    let (width, height) = (Self.plotWidth, Self.chartHeight - 14)
    let scale = Chart.Scale(
      limits: chart.limits, isLogarithmic: chart.isLogarithmic, dots: Int(height * 20))
    /// Pixels from the figure's top.
    func y(_ value: Double) -> Double? {
      scale.dot(value).map { top + height * (1 - Double($0) / Double(max(scale.dots - 1, 1))) }
    }
    func x(_ value: Double) -> Double {
      let span = chart.xRange.upperBound - chart.xRange.lowerBound
      return Self.left + (span > 0 ? (value - chart.xRange.lowerBound) / span : 0) * width
    }
    let (ink, faint, grid) = (theme.ink, theme.rgb(.faint), (228, 228, 232))
    for (value, label) in scale.ticks(atMost: 6) {
      guard let at = y(value), at >= top - 0.1, at <= top + height + 0.1 else { continue }
      picture.stroked("M\(SVG.number(Self.left)) \(SVG.number(at))h\(SVG.number(width))", grid)
      picture.text(
        label, Self.left - 8, at + 4, faint, attributes: "text-anchor=\"end\"")
    }
    let ticks = Ticks(chart.xRange, atMost: 8)
    for value in ticks.values {
      picture.stroked("M\(SVG.number(x(value))) \(SVG.number(top))v\(SVG.number(height))", grid)
      picture.text(
        ticks.label(value) + chart.xUnit, x(value), top + height + 16, faint,
        attributes: "text-anchor=\"middle\"")
    }
    picture.add(
      "<clipPath id=\"plot\(index)\"><rect x=\"\(SVG.number(Self.left))\" "
        + "y=\"\(SVG.number(top - 1))\" width=\"\(SVG.number(width))\" "
        + "height=\"\(SVG.number(height + 2))\"/></clipPath>")
    picture.add("<g clip-path=\"url(#plot\(index))\">")
    for one in chart.series.filter(\.isFaint) + chart.series.filter({ !$0.isFaint }) {
      let color = one.isFaint ? (190, 190, 196) : theme.rgb(one.role)
      picture.stroked(
        path(one, width, y), color, width: one.isFaint || one.line == .thin ? 1 : 1.6,
        attributes: Self.dashes(one.line))
    }
    picture.add("</g>")
    picture.stroked(
      "M\(SVG.number(Self.left)) \(SVG.number(top))v\(SVG.number(height))h\(SVG.number(width))", ink
    )
    drawMarks(chart, x, y, top, height, theme, &picture)
    drawLegend(chart, name, top, theme, &picture)
  }

  private static func dashes(_ line: Chart.Line) -> String {
    switch line {
    case .solid, .thin: ""
    case .dashed: "stroke-dasharray=\"6 3\""
    case .dotted: "stroke-dasharray=\"2 3\""
    }
  }

  /// The line through all columns; each reaches over its smallest and largest value.
  private func path(_ series: Chart.Series, _ width: Double, _ y: (Double) -> Double?) -> String {
    var result = ""
    var isDrawing = false
    let step = width / Double(max(series.columns.count, 1))
    for (index, column) in series.columns.enumerated() {
      guard let column else { continue }
      guard column.hasValue, let high = y(column.maximum) else {
        isDrawing = false
        continue
      }
      let low = y(column.minimum) ?? high
      let (first, last) = (y(column.first) ?? low, y(column.last) ?? high)
      let x = SVG.number(Self.left + (Double(index) + 0.5) * step)
      result += "\(isDrawing ? "L" : "M")\(x) \(SVG.number(first))"
      for next in column.minimum == column.maximum ? [first] : [low, high, last] {
        result += "L\(x) \(SVG.number(next))"
      }
      isDrawing = true
    }
    return result
  }

  private func drawMarks(
    _ chart: Chart, _ x: (Double) -> Double, _ y: (Double) -> Double?, _ top: Double,
    _ height: Double, _ theme: Theme, _ picture: inout SVG
  ) {
    var lastMark = -100.0
    for mark in chart.marks where chart.xRange.contains(mark.x) {
      let color = theme.rgb(mark.role)
      picture.stroked(
        "M\(SVG.number(x(mark.x))) \(SVG.number(top))v\(SVG.number(height))", color,
        attributes: "stroke-dasharray=\"3 3\"")
      // Marks of the same place stand side by side.
      lastMark = max(x(mark.x) + 3, lastMark + 13)
      picture.text(mark.glyph, lastMark, top + 11, color)
    }
    for point in chart.points where chart.xRange.contains(point.x) {
      guard let at = y(point.y), at >= top, at <= top + height else { continue }
      picture.text(
        point.glyph, x(point.x), at + 5, theme.rgb(point.role),
        attributes: "font-size=\"15\" text-anchor=\"middle\"")
    }
    let step = Self.plotWidth / Double(max(chart.series.first?.columns.count ?? 1, 1))
    for one in chart.series where !one.isFaint {
      for (index, column) in one.columns.enumerated() {
        guard let column, column.hasNaN || column.hasInfinity else { continue }
        picture.text(
          column.hasNaN ? chart.glyphs.notANumber : chart.glyphs.infinity,
          Self.left + (Double(index) + 0.5) * step, top + 9, theme.rgb(one.role),
          attributes: "font-size=\"9\" text-anchor=\"middle\"")
      }
    }
  }

  /// What the marks mean, those alone that are there.
  private func drawKey(_ y: Double, _ theme: Theme, _ picture: inout SVG) {
    var seen: Set<String> = []
    let marks = charts.flatMap { $0.chart.marks.map { ($0.glyph, $0.role, $0.name) } }
    let points = charts.flatMap { $0.chart.points.map { ($0.glyph, $0.role, $0.name) } }
    var x = Self.left
    for (glyph, role, name) in marks + points where !name.isEmpty {
      guard seen.insert(name).inserted else { continue }
      picture.text(glyph, x, y, theme.rgb(role))
      picture.text(name, x + 15, y, theme.rgb(.faint))
      x += 34 + Double(name.columns) * 7
    }
  }

  private func drawLegend(
    _ chart: Chart, _ name: String, _ top: Double, _ theme: Theme, _ picture: inout SVG
  ) {
    picture.text(name, Self.left, top - 6, theme.ink, attributes: "font-weight=\"bold\"")
    var right = Self.width - Self.right
    var seen: Set<String> = []
    for one in chart.series.reversed() where seen.insert(one.name).inserted {
      right -= Double(one.name.columns) * 7
      picture.text(one.name, right, top - 6, theme.ink)
      picture.stroked(
        "M\(SVG.number(right - 28)) \(SVG.number(top - 10))h24",
        one.isFaint ? (190, 190, 196) : theme.rgb(one.role), width: 1.6,
        attributes: Self.dashes(one.line))
      right -= 44
    }
  }
}
