import Cells
import Run

extension DashboardState {
  func drawLoss(on screen: inout Screen, _ rect: Rect) {
    let inside = screen.panel(
      rect, title: "loss" + curves.notes(.loss),
      note: legend(room: rect.width - 24, best: history.best),
      glyphs: glyphs, focused: isFocused(.loss))
    drawChart(.loss, on: &screen, inside)
  }

  func drawAccuracy(on screen: inout Screen, _ rect: Rect) {
    let inside = screen.panel(
      rect, title: "accuracy" + curves.notes(.accuracy),
      note: legend(room: rect.width - 28, best: nil),
      glyphs: glyphs, focused: isFocused(.accuracy))
    drawChart(.accuracy, on: &screen, inside)
  }

  /// As much of the legend as fits.
  private func legend(room: Int, best: History.Best?) -> String {
    var parts = ["train \(glyphs.solidLine)", "test \(glyphs.dashedLine)"]
    let short = parts.joined(separator: "  ")
    if twin != nil { parts.append("twin \(glyphs.dottedLine)") }
    if !earlier.isEmpty { parts.append("earlier runs faint") }
    if let best {
      parts.append("\(glyphs.best) \(significant(best.loss)) at \(best.epoch)")
    }
    while parts.count > 2, parts.joined(separator: "  ").columns > room { parts.removeLast() }
    return parts.count > 2 ? parts.joined(separator: "  ") : short
  }

  private func drawChart(_ panel: Panel, on screen: inout Screen, _ rect: Rect) {
    var rect = rect
    if panel == .loss, history.learningRateChanges, rect.height >= 16 {
      drawLearningRate(on: &screen, rect.takeBottom(4))
    }
    var chart = chart(panel, resolution: Chart.resolution(width: rect.width))
    chart.crosshair = crosshair(panel)
    chart.draw(on: &screen, in: rect)
  }

  /// A low chart of the learning rate under the loss, on the same x axis.
  private func drawLearningRate(on screen: inout Screen, _ rect: Rect) {
    learningRateChart(resolution: Chart.resolution(width: rect.width)).draw(on: &screen, in: rect)
    screen.put(
      "lr", x: rect.x + Chart.labelWidth + 1, y: rect.y, Style(.title), clip: rect)
  }

  private func learningRateChart(resolution: Int) -> Chart {
    let range = curves.range(total: curveTotal)
    return Chart(
      series: [
        series(history, \.learningRate, "learning rate", .title, .solid, range, resolution)
      ], xRange: range, glyphs: glyphs)
  }

  /// The loss or accuracy curves of all runs, at so many columns.
  func chart(_ panel: Panel, resolution: Int) -> Chart {
    let isLoss = panel != .accuracy
    let train: KeyPath<History, Pyramid> = isLoss ? \.trainLoss : \.trainAccuracy
    let test: KeyPath<History, Pyramid> = isLoss ? \.testLoss : \.testAccuracy
    let range = curves.range(total: curveTotal)
    var all: [Chart.Series] = []
    for (path, name, role, line) in [
      (train, "train", Role.train, Chart.Line.solid), (test, "test", .test, .dashed),
    ] {
      all.append(
        series(history, path, name, role, line, range, resolution, smoothing: curves.smoothing))
    }
    if curves.smoothing != nil {
      all.append(series(history, train, "train, raw", .trainRaw, .solid, range, resolution))
      all.append(series(history, test, "test, raw", .testRaw, .solid, range, resolution))
    }
    if let twin {
      var one = series(
        twin, test, "twin", .test, .dotted, range, resolution, smoothing: curves.smoothing)
      one.isFaint = true
      all.append(one)
    }
    for run in earlier {
      var one = series(
        run, test, "earlier", .test, .solid, range, resolution, smoothing: curves.smoothing)
      one.isFaint = true
      all.append(one)
    }
    var chart = Chart(
      series: all, xRange: range, yLimits: yLimits(panel),
      isLogarithmic: curves.isLogarithmic && isLoss,
      marks: marks.map { mark in
        Chart.Mark(
          x: curveX(Double(mark.epoch), history), glyph: glyph(mark.kind), role: role(mark.kind),
          name: name(mark.kind))
      }, glyphs: glyphs)
    if curves.axis == .time { chart.xUnit = " s" }
    if isLoss, let best = history.best {
      chart.points = [
        Chart.Point(
          x: curveX(Double(best.epoch), history), y: best.loss, glyph: glyphs.best, role: .good,
          name: "lowest test loss")
      ]
    }
    return chart
  }

  private func yLimits(_ panel: Panel) -> Chart.Limits {
    if let range = curves.yRanges[panel] { return .fixed(range) }
    if curves.isRobust { return .robust }
    return panel == .accuracy ? .fixed(0...1) : .fit
  }

  private func series(
    _ history: History, _ path: KeyPath<History, Pyramid>, _ name: String, _ role: Role,
    _ line: Chart.Line, _ range: ClosedRange<Double>, _ resolution: Int, smoothing: Int? = nil
  ) -> Chart.Series {
    let pyramid = history[keyPath: path]
    let count = max(resolution, 0)
    let span = range.upperBound - range.lowerBound
    let edges = (0...count).map { index -> Double in
      let x = range.lowerBound + span * Double(index) / Double(max(count, 1))
      return curves.axis == .epoch ? x : history.seconds.position(of: x)
    }
    func column(_ bucket: Pyramid.Bucket) -> Chart.Column {
      smoothing.map { Chart.Column(Double(bucket.averages[$0])) } ?? Chart.Column(bucket)
    }
    var series = Chart.Series(
      name: name, role: role, line: line,
      columns: pyramid.columns(between: edges).map { $0.map(column) })
    // Between two epochs far apart the line goes on to the neighbour beyond the edge.
    guard pyramid.bucketSize == 1, count > 0, span > 0 else { return series }
    func neighbour(_ epoch: Double) -> (x: Double, y: Double)? {
      guard epoch >= 0, epoch < Double(pyramid.count), let bucket = pyramid.bucket(at: Int(epoch))
      else { return nil }
      let x = (curveX(epoch, history) - range.lowerBound) / span * Double(count)
      return (x, column(bucket).last)
    }
    series.before = neighbour((edges.first ?? 0).rounded(.up) - 1)
    series.after = neighbour((edges.last ?? 0).rounded(.up))
    return series
  }

  // MARK: - Crosshair

  private func crosshair(_ panel: Panel) -> Chart.Crosshair? {
    guard let epoch = curves.crosshair, epoch < history.count else { return nil }
    let isLoss = panel != .accuracy
    let train: KeyPath<History, Pyramid> = isLoss ? \.trainLoss : \.trainAccuracy
    let test: KeyPath<History, Pyramid> = isLoss ? \.testLoss : \.testAccuracy
    var head = "epoch \(epoch)"
    if curves.axis == .time {
      head += " \(glyphs.separator) \(significant(history.seconds.value(at: Double(epoch)))) s"
    }
    var readings = [Chart.Crosshair.Reading(head, .current)]
    func read(_ name: String, _ history: History, _ path: KeyPath<History, Pyramid>, _ role: Role) {
      guard let bucket = history[keyPath: path].bucket(at: epoch) else { return }
      readings.append(.init("\(name) \(reading(bucket))", role))
    }
    read("train", history, train, .train)
    read("test", history, test, .test)
    if let twin { read("twin", twin, test, .faint) }
    for (index, run) in earlier.enumerated() { read("run \(index + 1)", run, test, .faint) }
    if isLoss, history.learningRateChanges { read("lr", history, \.learningRate, .title) }
    return Chart.Crosshair(x: curveX(Double(epoch), history), readings: readings)
  }

  /// A bucket's value, or all it ranges over; behind it the smoothed one.
  private func reading(_ bucket: Pyramid.Bucket) -> String {
    var text = bucket.hasValue ? significant(bucket.last) : ""
    if bucket.hasValue, bucket.minimum != bucket.maximum {
      text = "\(significant(bucket.minimum))..\(significant(bucket.maximum))"
    }
    if bucket.nanCount > 0 { text += text.isEmpty ? "NaN" : " NaN" }
    if bucket.infinityCount > 0 { text += text.isEmpty ? "inf" : " inf" }
    if text.isEmpty { text = "-" }
    if let index = curves.smoothing, bucket.averages[index] != 0, bucket.averages[index].isFinite {
      text += "  ~\(significant(Double(bucket.averages[index])))"
    }
    return text
  }

  // MARK: - Marks

  private func glyph(_ kind: Mark.Kind) -> String {
    switch kind {
    case .raised: glyphs.raised
    case .fixed: glyphs.fixed
    case .bugOn: glyphs.warning
    case .setting: glyphs.bullet
    }
  }

  private func role(_ kind: Mark.Kind) -> Role {
    switch kind {
    case .raised: .bad
    case .fixed: .good
    case .bugOn: .warning
    case .setting: .faint
    }
  }

  private func name(_ kind: Mark.Kind) -> String {
    switch kind {
    case .raised: "raised"
    case .fixed: "fixed"
    case .bugOn: "bug on"
    case .setting: "setting changed"
    }
  }

  // MARK: - Figure

  /// The curves as a figure for a page.
  public func figure() -> Figure {
    var charts = [
      (name: "loss" + curves.notes(.loss), chart: chart(.loss, resolution: Figure.resolution)),
      (name: "accuracy", chart: chart(.accuracy, resolution: Figure.resolution)),
    ]
    if history.learningRateChanges {
      charts.append(("learning rate", learningRateChart(resolution: Figure.resolution)))
    }
    let title = run.map { run in
      "\(run.preset) · \(run.model) · \(run.optimizer) \(significant(run.learningRate))"
        + " · seed \(run.seed)"
    }
    return Figure(
      title: title ?? "", charts: charts, xName: curves.axis == .epoch ? "epoch" : "seconds")
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
