import Cells
import Text

extension DashboardState {
  /// All rows of a panel as text, also those that are scrolled off.
  func text(of panel: Panel) -> String {
    var alone = self
    (alone.zoomed, alone.focus) = (panel, panel)
    let width = max(lastSize.width, 40)
    var rect = Rect(x: 0, y: 0, width: width, height: max(lastSize.height - 2, 3))
    let rows = panel.extent(alone, rect.inset()).count
    // A head row and a foot beside the frame.
    if rows > 0 { rect.height = min(max(rows + 4, rect.height), 5000) }
    var screen = Screen(width: rect.width, height: rect.height)
    panel.draw(alone, &screen, rect)
    var lines = screen.rows.dropFirst().dropLast().map { row -> String in
      // Without the frame's sides.
      var inside = row.dropFirst()
      if inside.count == width - 1 { inside = inside.dropLast() }
      return String(inside.reversed().drop { $0 == " " }.reversed())
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// Sends the focused panel's text to the terminal's clipboard.
  mutating func copyPanel() -> [Effect] {
    let text = text(of: focus)
    notice = "copied \(focus.name): \(text.split(separator: "\n").count) lines"
    return [.copy(text)]
  }

  /// Has the focused panel written to a file as a table.
  mutating func writePanel() -> [Effect] {
    [.writeTable("\(fileStem)-\(focus.name.asFileName).csv", Self.csv(table(of: focus)))]
  }

  /// Rows of cells as RFC 4180 has them.
  static func csv(_ rows: [[String]]) -> String {
    rows.map { row in
      row.map { cell in
        let cell = cell.harmless()
        return cell.contains { "\",".contains($0) }
          ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
      }.joined(separator: ",")
    }.joined(separator: "\n") + "\n"
  }
}
