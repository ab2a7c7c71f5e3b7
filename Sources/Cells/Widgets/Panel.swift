extension Screen {
  /// A frame with a title on its upper edge and, on the right, a note or a legend; gives the inside.
  @discardableResult
  public mutating func panel(
    _ rect: Rect, title: String, note: String = "", legend: [(text: String, style: Style)] = [],
    glyphs: Glyphs, focused: Bool = false, role: Role = .border
  ) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else {
      return Rect(x: rect.x, y: rect.y, width: 0, height: 0)
    }
    let box = glyphs.box
    let style = Style(focused && role == .border ? .current : role, bold: focused)
    let (across, down) = (Cell(box.4, style), Cell(box.5, style))
    for x in (rect.x + 1)..<max(rect.maxX - 1, rect.x + 1) {
      self[x, rect.y] = across
      self[x, rect.maxY - 1] = across
    }
    for y in (rect.y + 1)..<max(rect.maxY - 1, rect.y + 1) {
      self[rect.x, y] = down
      self[rect.maxX - 1, y] = down
    }
    self[rect.x, rect.y] = Cell(box.0, style)
    self[rect.maxX - 1, rect.y] = Cell(box.1, style)
    self[rect.x, rect.maxY - 1] = Cell(box.2, style)
    self[rect.maxX - 1, rect.maxY - 1] = Cell(box.3, style)
    let room = rect.width - 4
    var used = 0
    if room > 0, !title.isEmpty {
      used = put(" \(title) ", x: rect.x + 1, y: rect.y, Style(.title, bold: true), limit: room + 2)
    }
    let parts = note.isEmpty ? legend : [(note, .faint)]
    let noteWidth = parts.reduce(0) { $0 + $1.text.columns + 2 }
    if !parts.isEmpty, used + noteWidth <= room {
      var x = rect.maxX - 1 - noteWidth
      for (index, part) in parts.enumerated() {
        x += put(index == 0 ? " " : "  ", x: x, y: rect.y)
        x += put(part.text, x: x, y: rect.y, part.style)
      }
      put(" ", x: x, y: rect.y)
    }
    return rect.inset()
  }

  /// A bar that fills from the left, to an eighth of a cell.
  public mutating func gauge(_ rect: Rect, fraction: Double, glyphs: Glyphs, _ style: Style) {
    guard !rect.isEmpty else { return }
    let fraction = fraction.isFinite ? min(max(fraction, 0), 1) : 0
    let eighths = Int((fraction * Double(rect.width * 8)).rounded(.down))
    let partial: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    for column in 0..<rect.width {
      let filled = eighths - column * 8
      let character: Character =
        glyphs.isASCII
        ? (filled >= 4 ? "#" : ".") : filled >= 8 ? "█" : filled <= 0 ? "░" : partial[filled - 1]
      self[rect.x + column, rect.y] = Cell(character, filled <= 0 ? .faint : style)
    }
  }
}
