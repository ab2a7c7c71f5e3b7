import Cells
import Training

extension DashboardState {
  func drawOverlay(on screen: inout Screen) {
    switch overlay {
    case nil: break
    case .help: drawHelp(on: &screen)
    case .bugs:
      let rows = foundBugs.map { bug in
        ListRow(
          mark: activeBugs.contains(bug.id) ? "[\(glyphs.raised)]" : "[ ]", name: bug.id,
          text: bug.unavailable.map { "\(bug.title) (\($0))" } ?? bug.title,
          role: bug.unavailable != nil ? .faint : activeBugs.contains(bug.id) ? .bad : .text)
      }
      drawList("bugs", rows, on: &screen)
    case .presets:
      drawList(
        "presets",
        foundPresets.map { ListRow(mark: "", name: $0.name, text: $0.summary, role: .text) },
        on: &screen)
    case .messages:
      let inside = window("messages", rows: max(messages.count, 1), on: &screen)
      for (row, text) in messages.suffix(inside.height).enumerated() {
        screen.put(glyphs.plain(text), x: inside.x, y: inside.y + row, clip: inside)
      }
    case .quit:
      let inside = window("quit?", rows: 2, columns: 46, on: &screen)
      screen.put(
        "This run ends at epoch \(epoch).", x: inside.x, y: inside.y, clip: inside)
      screen.put(
        "y quit   any other key: stay", x: inside.x, y: inside.y + 1, Style(.key), clip: inside)
    }
  }

  /// A window in the middle of the screen.
  private func window(
    _ title: String, rows: Int, columns: Int = 76, on screen: inout Screen
  ) -> Rect {
    let width = min(columns, screen.width)
    let height = min(rows + 2, screen.height)
    let rect = Rect(
      x: (screen.width - width) / 2, y: (screen.height - height) / 2, width: width, height: height)
    screen.fill(rect)
    return screen.panel(rect, title: title, glyphs: glyphs, focused: true, role: .current)
      .inset(1, 0)
  }

  private func drawHelp(on screen: inout Screen) {
    let rows = KeyBinding.table
    let inside = window("keys", rows: rows.count, columns: 60, on: &screen)
    // Two columns when the screen is too low for one.
    let perColumn = max(inside.height, 1)
    let columnCount = (rows.count + perColumn - 1) / perColumn
    let width = inside.width / max(columnCount, 1)
    for (index, binding) in rows.enumerated() {
      let x = inside.x + index / perColumn * width
      let y = inside.y + index % perColumn
      let clip = Rect(x: x, y: y, width: width - 1, height: 1).intersection(inside)
      screen.put(binding.label, x: x, y: y, Style(.key, bold: true), clip: clip)
      screen.put(binding.help, x: x + 7, y: y, clip: clip)
    }
  }

  struct ListRow {
    let mark: String
    let name: String
    let text: String
    let role: Role
  }

  private func drawList(_ title: String, _ rows: [ListRow], on screen: inout Screen) {
    let inside = window(title, rows: max(rows.count, 1) + 2, on: &screen)
    guard inside.height > 2 else { return }
    screen.put(
      "search: \(search)_", x: inside.x, y: inside.y, Style(.key), clip: inside)
    screen.put(
      "enter chooses, esc closes", x: inside.x, y: inside.maxY - 1, .faint, clip: inside)
    let room = inside.height - 2
    let first = min(max(choice - room / 2, 0), max(rows.count - room, 0))
    let nameWidth = (rows.map(\.name.columns).max() ?? 0) + 2
    for (index, row) in rows.enumerated().dropFirst(first).prefix(room) {
      let y = inside.y + 1 + index - first
      let isChosen = index == choice
      if isChosen {
        screen.fill(
          Rect(x: inside.x, y: y, width: inside.width, height: 1),
          Cell(" ", Style(.current, reversed: true)))
      }
      let style = Style(isChosen ? .current : row.role, reversed: isChosen)
      var x = inside.x
      if !row.mark.isEmpty { x += screen.put("\(row.mark) ", x: x, y: y, style, clip: inside) }
      screen.put(row.name, x: x, y: y, style, clip: inside)
      screen.put(
        glyphs.plain(row.text), x: x + nameWidth, y: y,
        isChosen ? style : Style(row.role == .text ? .faint : row.role), clip: inside)
    }
    if rows.isEmpty {
      screen.put("nothing fits", x: inside.x, y: inside.y + 1, .faint, clip: inside)
    }
  }
}
