import Cells
import Training

extension DashboardState {
  func drawLoss(on screen: inout Screen, _ rect: Rect) {
    let inside = screen.panel(
      rect, title: isLogarithmic ? "loss, log" : "loss", note: legend, glyphs: glyphs,
      focused: isFocused(.loss))
    drawCurves(
      on: &screen, inside, train: \.trainLoss, test: \.testLoss, range: nil,
      isLogarithmic: isLogarithmic)
  }

  func drawAccuracy(on screen: inout Screen, _ rect: Rect) {
    let inside = screen.panel(
      rect, title: "accuracy", note: legend, glyphs: glyphs, focused: isFocused(.accuracy))
    drawCurves(
      on: &screen, inside, train: \.trainAccuracy, test: \.testAccuracy, range: 0...1,
      isLogarithmic: false)
  }

  private var legend: String {
    "train \(glyphs.solidLine)  test \(glyphs.dashedLine)"
  }

  private func drawCurves(
    on screen: inout Screen, _ rect: Rect, train: KeyPath<History, Pyramid>,
    test: KeyPath<History, Pyramid>, range: ClosedRange<Double>?, isLogarithmic: Bool
  ) {
    let resolution = Chart.resolution(width: rect.width)
    let end = Double(max(history.count, earlier.map(\.count).max() ?? 0, 2))
    func series(
      _ history: History, _ path: KeyPath<History, Pyramid>, _ name: String, _ role: Role,
      faint: Bool = false
    ) -> Chart.Series {
      Chart.Series(
        name: name, role: role, isDashed: role == .test, isFaint: faint,
        columns: history[keyPath: path].columns(0..<end, count: resolution).map(Chart.Column.init))
    }
    var all = [series(history, train, "train", .train), series(history, test, "test", .test)]
    if let twin { all.append(series(twin, test, "twin", .test, faint: true)) }
    for run in earlier { all.append(series(run, test, "earlier", .test, faint: true)) }
    Chart(
      series: all, xRange: 0...end, yRange: range, isLogarithmic: isLogarithmic,
      marks: marks.map { mark in
        Chart.Mark(x: Double(mark.epoch), glyph: glyph(mark.kind), role: role(mark.kind))
      }, glyphs: glyphs
    ).draw(on: &screen, in: rect)
  }

  private func glyph(_ kind: Mark.Kind) -> String {
    switch kind {
    case .raised: glyphs.raised
    case .mended: glyphs.mended
    case .bugOn: glyphs.warning
    case .setting: glyphs.bullet
    }
  }

  private func role(_ kind: Mark.Kind) -> Role {
    switch kind {
    case .raised: .bad
    case .mended: .good
    case .bugOn: .warning
    case .setting: .faint
    }
  }
}

extension Chart.Column {
  init?(_ bucket: Pyramid.Bucket?) {
    guard let bucket else { return nil }
    self.init(
      minimum: bucket.minimum, maximum: bucket.maximum, first: bucket.first, last: bucket.last,
      hasNonFinite: bucket.nonFinite > 0, hasValue: bucket.hasValue)
  }
}
