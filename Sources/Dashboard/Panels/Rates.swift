import Cells
import Run

extension Panel {
  /// What drives training, over time: the learning rate, and how large all gradients together are.
  static let rates = Panel(
    "rate and norm", needs: [.gradients],
    isEmpty: { $0.norms.count == 0 && $0.history[EpochRecord.learningRateName] == nil },
    draw: { $0.drawRates(on: &$1, $2) })
}

extension DashboardState {
  static let normName = "grad_norm"

  /// Notes the norm of all gradients together, as often as they are looked at.
  mutating func noteNorm(_ observation: Observation) {
    guard case .gradients(let epoch, let rows) = observation, !rows.isEmpty, scrubbed == nil else {
      return
    }
    let epochs = norms.extent(on: .epoch)?.upperBound ?? -1
    guard Double(epoch) > epochs else { return }
    let norm = rows.reduce(0) { $0 + ($1.gradientNorm ?? 0) * ($1.gradientNorm ?? 0) }.squareRoot()
    norms.append(Record(epoch: Double(epoch), values: [.init(Self.normName, norm)]))
  }

  func drawRates(on screen: inout Screen, _ rect: Rect) {
    let norm = norms[Self.normName]?.last?.value
    var inside = screen.panel(
      rect, title: "rate and norm",
      legend: [
        ("lr \(significant(learningRate))", Style(.warning)),
        ("\(glyphs.norm)g\(glyphs.norm) \(norm.map { significant($0) } ?? "-")", Style(.good)),
      ], glyphs: glyphs, focused: isFocused(.rates))
    guard history.count > 0 else {
      return drawEmpty("No epoch has been run yet.", on: &screen, inside)
    }
    let range =
      curveAxis == .epoch
      ? curves.range(of: curveExtent) : history.extent(on: .epoch) ?? 0...1
    func chart(_ table: SeriesTable, _ name: String, _ role: Role) -> Chart {
      let lines = CurveLines(
        table: table, axis: .epoch, range: range,
        resolution: Chart.resolution(width: inside.width))
      return Chart(
        series: lines.series(name, name, role, .solid), xRange: range,
        isLogarithmic: curves.isLogarithmic, glyphs: glyphs)
    }
    let upper = inside.takeTop(inside.height / 2)
    chart(history, EpochRecord.learningRateName, .warning).draw(on: &screen, in: upper)
    guard norms.count > 0 else {
      return drawEmpty("No gradient has been looked at yet.", on: &screen, inside)
    }
    chart(norms, Self.normName, .good).draw(on: &screen, in: inside)
  }
}
