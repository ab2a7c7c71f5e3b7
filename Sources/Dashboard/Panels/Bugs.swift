import Cells
import Run

extension Panel {
  static let bugs = Panel(
    "bugs", isEmpty: { $0.run?.bugs.isEmpty ?? true },
    extent: { state, inside in
      let bugs = state.run?.bugs ?? []
      // The one that keys stand at is to be seen, or else one that is on.
      let target = state.bugChoice ?? bugs.firstIndex { state.activeBugs.contains($0.id) } ?? 0
      return Extent(
        count: bugs.count, first: target < inside.height ? 0 : target - inside.height / 2)
    },
    draw: { $0.drawBugs(on: &$1, $2) })
}

extension DashboardState {
  func drawBugs(on screen: inout Screen, _ rect: Rect) {
    let bugs = run?.bugs ?? []
    let inside = frame(
      .bugs, on: &screen, rect,
      note: bugChoice != nil && isFocused(.bugs)
        ? "enter switches" : activeBugs.isEmpty ? "click or b" : "\(activeBugs.count) on",
      role: activeBugs.isEmpty ? .border : .bad)
    guard !bugs.isEmpty else { return drawEmpty("There are no bugs.", on: &screen, inside) }
    let idWidth = bugs.map(\.id.columns).max() ?? 0
    drawRows(.bugs, on: &screen, inside) { screen, index, row in
      let bug = bugs[index]
      let isOn = activeBugs.contains(bug.id)
      let isChosen = index == bugChoice && isFocused(.bugs)
      var x = row.x
      x += screen.put(
        index < 9 ? "\(index + 1) " : "  ", x: x, y: row.y, Style(.key, bold: true), clip: row)
      x += screen.put(
        "[\(isOn ? glyphs.raised : " ")] ", x: x, y: row.y, Style(isOn ? .bad : .faint, bold: isOn),
        clip: row)
      var style = bug.unavailable != nil ? Style.faint : isOn ? Style(.bad, bold: true) : .plain
      if isChosen { style = Style(.current, bold: true, reversed: true) }
      let used = screen.put(bug.id, x: x, y: row.y, style, clip: row)
      // Where there is little room, titles need not stand in a column.
      x += (row.width >= 44 ? idWidth : used) + 2
      // A full screen has room to say why.
      let why =
        bug.unavailable.map { " (\($0))" } ?? (row.width > 120 ? ": \(bug.explanation)" : "")
      screen.put(
        clipped(glyphs.plain(bug.title + why), to: row.maxX - x), x: x, y: row.y,
        isChosen ? .plain : .faint, clip: row)
    }
  }
}
