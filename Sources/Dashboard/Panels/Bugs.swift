import Cells
import Run

extension Panel {
  static let bugs = Panel(
    "bugs", isEmpty: { $0.run?.bugs.isEmpty ?? true },
    extent: { state, _ in Extent(count: state.run?.bugs.count ?? 0) },
    draw: { $0.drawBugs(on: &$1, $2) })
}

extension DashboardState {
  func drawBugs(on screen: inout Screen, _ rect: Rect) {
    let bugs = run?.bugs ?? []
    let inside = frame(
      .bugs, on: &screen, rect, note: activeBugs.isEmpty ? "click or b" : "\(activeBugs.count) on",
      role: activeBugs.isEmpty ? .border : .bad)
    guard !bugs.isEmpty else { return drawEmpty("There are no bugs.", on: &screen, inside) }
    let idWidth = bugs.map(\.id.columns).max() ?? 0
    drawRows(.bugs, on: &screen, inside) { screen, index, row in
      let bug = bugs[index]
      let isOn = activeBugs.contains(bug.id)
      var x = row.x
      x += screen.put(
        index < 9 ? "\(index + 1) " : "  ", x: x, y: row.y, Style(.key, bold: true), clip: row)
      x += screen.put(
        "[\(isOn ? glyphs.raised : " ")] ", x: x, y: row.y, Style(isOn ? .bad : .faint, bold: isOn),
        clip: row)
      let style = bug.unavailable != nil ? Style.faint : isOn ? Style(.bad, bold: true) : .plain
      let used = screen.put(bug.id, x: x, y: row.y, style, clip: row)
      // Where there is little room, titles need not stand in a column.
      x += (row.width >= 44 ? idWidth : used) + 2
      // A full screen has room to say why.
      let why =
        bug.unavailable.map { " (\($0))" } ?? (row.width > 120 ? ": \(bug.explanation)" : "")
      screen.put(
        clipped(glyphs.plain(bug.title + why), to: row.maxX - x), x: x, y: row.y, .faint, clip: row)
    }
  }
}
