import Cells
import Run

extension Panel {
  static let predictions = Panel(
    "predictions", needs: [.predictions], isEmpty: { $0.looks.predictions == nil },
    draw: { $0.drawPredictions(on: &$1, $2) })
}

extension DashboardState {
  /// What is predicted over what is true: a good model's points lie along the line.
  func drawPredictions(on screen: inout Screen, _ rect: Rect) {
    let pairs = looks.predictions?.pairs ?? []
    let error = pairs.reduce(0) { $0 + abs($1.predicted - $1.truth) } / Double(max(pairs.count, 1))
    var inside = frame(
      .predictions, on: &screen, rect,
      note: pairs.isEmpty ? "" : "off by \(significant(error)) on average")
    guard let scatter = Scatter(pairs.map { ($0.truth, $0.predicted) }), inside.height >= 4 else {
      return drawEmpty("Nothing has been evaluated yet.", on: &screen, inside)
    }
    let (least, greatest) = (
      significant(scatter.range.lowerBound), significant(scatter.range.upperBound)
    )
    let width = max(least.columns, greatest.columns)
    guard inside.width > width + 8 else { return }
    let foot = inside.takeBottom(1)
    let labels = inside.takeLeft(width + 1)
    screen.put(
      greatest, x: labels.maxX - 1 - greatest.columns, y: labels.y, .faint, clip: labels)
    screen.put(
      least, x: labels.maxX - 1 - least.columns, y: labels.maxY - 1, .faint, clip: labels)
    screen.put("predicted", x: inside.x + 1, y: inside.y, .faint, clip: inside)
    scatter.draw(on: &screen, inside, glyphs: glyphs, role: .test)
    screen.put(least, x: inside.x, y: foot.y, .faint, clip: foot)
    let right = "true \(greatest)"
    screen.put(right, x: foot.maxX - right.columns, y: foot.y, .faint, clip: foot)
    let middle = "epoch \(looks.predictions?.epoch ?? 0)"
    if inside.x + least.columns + middle.columns + right.columns + 4 < foot.maxX {
      screen.put(
        middle, x: inside.x + (inside.width - middle.columns) / 2, y: foot.y, .faint, clip: foot)
    }
  }
}
