import Cells
import Run

extension Panel {
  /// The chart of the series that measure one quantity.
  static func chart(_ title: String) -> Panel {
    Panel(title, chart: title) { $0.drawChart(title, on: &$1, $2) }
  }

  /// Stands where charts would, while there are none.
  static let noCharts = Panel("charts") { $0.drawNoCharts(on: &$1, $2) }
}

extension DashboardState {
  /// A chart for each quantity, in the order in which they came.
  var chartPanels: [Panel] { charts.filter { !isIdle($0) }.map { .chart($0.title) } }

  /// What is set and never changes, e.g. the learning rate, says nothing that the header does not.
  private func isIdle(_ group: ChartGroup) -> Bool {
    group.isSetting && !showsLog
      && group.members.allSatisfy { !(history[$0.series]?.changes ?? false) }
  }

  func drawNoCharts(on screen: inout Screen, _ rect: Rect) {
    let inside = frame(.noCharts, on: &screen, rect)
    drawEmpty(
      seriesNames.isEmpty ? "No numbers have come in yet." : "No series fits /\(filter).",
      on: &screen, inside)
  }

  func drawChart(_ title: String, on screen: inout Screen, _ rect: Rect) {
    guard let group = charts.first(where: { $0.title == title }) else {
      let inside = frame(.chart(title), on: &screen, rect)
      return drawEmpty("No series fits /\(filter).", on: &screen, inside)
    }
    let name = glyphs.plain(title) + curves.notes(title, isLogarithmic: isLogarithmic(group))
    let inside = screen.panel(
      rect, title: clipped(name, to: rect.width - 6),
      legend: legend(group, rect.width - 20 - name.columns),
      glyphs: glyphs, focused: isFocused(.chart(title)))
    var chart = chart(group, resolution: Chart.resolution(width: inside.width))
    chart.crosshair = crosshair(group)
    chart.draw(on: &screen, in: inside)
  }

  /// As much of the legend as fits.
  private func legend(_ group: ChartGroup, _ room: Int) -> [(text: String, style: Style)] {
    var parts: [(text: String, style: Style)] = []
    if let runs, let member = judge(group, of: runs.current) {
      // The list of runs tells what the colours mean.
      if member.name.part != nil { parts = [(glyphs.plain(member.name.label), .faint)] }
    } else if group.members.count > 1 || group.members.first?.name.part != nil {
      parts = group.members.enumerated().map { index, member in
        let look = Look(group, index)
        return ("\(glyphs.plain(member.name.label)) \(glyph(look.line))", Style(look.role))
      }
    }
    let names = parts.count
    if twin != nil, !hasRuns { parts.append(("twin \(glyphs.thinLine)", Style(Self.twinRole))) }
    if !earlier.isEmpty { parts.append(("earlier runs faint", .faint)) }
    if let best = best(group) {
      parts.append(
        ("\(glyphs.best) \(significant(best.value)) at \(placeText(best.point))", Style(.good)))
    }
    func columns() -> Int { parts.reduce(0) { $0 + $1.text.columns + 2 } - 2 }
    while parts.count > min(names, 2), columns() > room { parts.removeLast() }
    return parts
  }

  static let twinRole = Role.class6

  private func glyph(_ line: Chart.Line) -> String {
    switch line {
    case .solid: glyphs.solidLine
    case .dashed: glyphs.dashedLine
    case .dotted: glyphs.dottedLine
    case .thin: glyphs.thinLine
    }
  }

  /// What tells the series of a chart from each other.
  struct Look {
    let role: Role
    let rawRole: Role
    let line: Chart.Line

    /// The first series of each part of the data look the same in all charts.
    init(_ group: ChartGroup, _ index: Int) {
      let part = group.members[index].name.part ?? .train
      let isFirst = !group.members[..<index].contains { ($0.name.part ?? .train) == part }
      if isFirst {
        role = part == .train ? .train : .test
        rawRole = part == .train ? .trainRaw : .testRaw
        line = part == .train ? .solid : .dashed
      } else {
        let further: [Role] = [.class2, .class6, .class4, .class5, .class7]
        role = further[(index - 1) % further.count]
        rawRole = .faint
        line = [.dotted, .solid, .dashed][(index - 1) % 3]
      }
    }
  }

  func isLogarithmic(_ group: ChartGroup) -> Bool { curves.isLogarithmic && !group.isFraction }

  /// The curves of a quantity, of all runs, at so many half-columns.
  func chart(_ group: ChartGroup, resolution: Int) -> Chart {
    let range = curves.range(of: curveExtent)
    let lines = CurveLines(table: history, axis: curveAxis, range: range, resolution: resolution)
    let smoothing = group.isSetting ? nil : curves.smoothing
    var all: [Chart.Series] = []
    for index in drawnRuns {
      guard let member = judge(group, of: index) else { continue }
      let lines = CurveLines(
        table: table(of: index), axis: curveAxis, range: range, resolution: resolution)
      all += lines.series(
        member.series, member.name.label, .label(colorNumber(of: index)), .solid,
        smoothing: smoothing)
    }
    // From the back to the front.
    for (name, table, isTwin) in compared {
      let lines = CurveLines(table: table, axis: curveAxis, range: range, resolution: resolution)
      all += lines.series(
        (group.judge ?? group.members[0]).series, name, isTwin ? Self.twinRole : .test,
        isTwin ? .thin : .solid, smoothing: smoothing
      ).map { series in
        var behind = series
        behind.isFaint = !isTwin
        return behind
      }
    }
    if smoothing != nil, !hasRuns {
      for (index, member) in group.members.enumerated() {
        let look = Look(group, index)
        all += lines.series(member.series, "\(member.name.label), raw", look.rawRole, .solid)
      }
    }
    for (index, member) in group.members.enumerated() where !hasRuns {
      let look = Look(group, index)
      all += lines.series(
        member.series, member.name.label, look.role, look.line, smoothing: smoothing
      ).map { series in
        var named = series
        if group.members.count > 1 { named.label = glyphs.plain(member.name.label) }
        return named
      }
    }
    var chart = Chart(
      series: all, xRange: range, yLimits: yLimits(group),
      isLogarithmic: isLogarithmic(group), marks: chartMarks, glyphs: glyphs)
    if curveAxis == .time { chart.xUnit = " s" }
    if let best = best(group) {
      chart.points = [
        Chart.Point(
          x: history.x(Double(best.point), on: curveAxis), y: best.value, glyph: glyphs.best,
          role: .good, name: "lowest \(group.judge?.name.label ?? "") \(group.title)")
      ]
    }
    return chart
  }

  /// The runs of several that are drawn, each in its colour; the current one over the others.
  var drawnRuns: [Int] {
    guard let runs else { return [] }
    let others = runs.rows.indices.filter { $0 != runs.current && !runs.rows[$0].isHidden }
    return others + (runs.rows[runs.current].isHidden ? [] : [runs.current])
  }

  /// The runs that are drawn under the present one, earlier ones faintly.
  private var compared: [(name: String, table: SeriesTable, isTwin: Bool)] {
    hasRuns
      ? [] : earlier.map { ("earlier", $0, false) } + (twin.map { [("twin", $0, true)] } ?? [])
  }

  private func yLimits(_ group: ChartGroup) -> Chart.Limits {
    if let range = curves.yRanges[group.title] { return .fixed(range) }
    if curves.isRobust { return .robust }
    let isFraction =
      group.isFraction
      && group.members.compactMap { history[$0.series] }.allSatisfy { series in
        (series.lowest?.value ?? 0) >= 0 && (series.highest?.value ?? 0) <= 1
      }
    return isFraction ? .whole(0...1) : .fit
  }

  // MARK: - Figure

  /// The curves as a figure for a page.
  public func figure() -> Figure {
    let title = run.map { run in
      "\(run.preset) · \(run.model) · \(run.optimizer) \(significant(run.learningRate))"
        // Another program's log does not say it.
        + (run.model.isEmpty && run.seed == 0 ? "" : " · seed \(run.seed)")
    }
    let shown = charts.filter { !isIdle($0) }.map { group in
      (
        name: group.title + curves.notes(group.title, isLogarithmic: isLogarithmic(group)),
        chart: chart(group, resolution: Figure.resolution)
      )
    }
    return Figure(
      title: title ?? "", charts: shown,
      xName: curveAxis == .time ? "seconds" : curveAxis.rawValue)
  }
}

/// What of a run's series is seen between two places of an axis.
struct CurveLines {
  let table: SeriesTable
  let axis: SeriesTable.Axis
  let range: ClosedRange<Double>
  private let count: Int
  /// The points at which the half-columns begin and end.
  private let edges: [Double]

  init(table: SeriesTable, axis: SeriesTable.Axis, range: ClosedRange<Double>, resolution: Int) {
    (self.table, self.axis, self.range) = (table, axis, range)
    let count = max(resolution, 0)
    self.count = count
    edges = (0...count).map { index in
      table.point(
        at: range.lowerBound + range.span * Double(index) / Double(max(count, 1)), on: axis)
    }
  }

  /// A series by its name; none where the run has no such series.
  func series(
    _ series: String, _ name: String, _ role: Role, _ line: Chart.Line, smoothing: Int? = nil
  ) -> [Chart.Series] {
    guard let values = table[series]?.values else { return [] }
    func column(_ bucket: Pyramid.Bucket) -> Chart.Column {
      smoothing.map { Chart.Column(Double(bucket.averages[$0])) } ?? Chart.Column(bucket)
    }
    var result = Chart.Series(
      name: name, role: role, line: line,
      columns: values.columns(between: edges).map { bucket in
        // A series that is silent here has no average here either.
        bucket.flatMap { smoothing == nil || $0.hasValue || $0.nonFinite > 0 ? column($0) : nil }
      })
    guard count > 0, range.span > 0, let first = edges.first, let last = edges.last else {
      return [result]
    }
    // The line goes on to the neighbours beyond the edges.
    func neighbour(_ found: (point: Int, bucket: Pyramid.Bucket)?) -> (x: Double, y: Double)? {
      found.map { found in
        let x = table.x(Double(found.point), on: axis)
        return ((x - range.lowerBound) / range.span * Double(count), column(found.bucket).last)
      }
    }
    result.before = neighbour(values.last(before: Int(first.rounded(.up))))
    result.after = neighbour(values.first(from: Int(last.rounded(.up))))
    return [result]
  }
}

extension Chart.Column {
  init(_ bucket: Pyramid.Bucket) {
    self.init(
      minimum: bucket.minimum, maximum: bucket.maximum, first: bucket.first, last: bucket.last,
      hasNaN: bucket.nanCount > 0, hasInfinity: bucket.infinityCount > 0,
      hasValue: bucket.hasValue)
  }
}
