import Cells
import Training

extension DashboardState {
  /// The line training stands at: the failing one, or the one it is paused before.
  private var currentLine: Int? {
    if let failure { return failure.line }
    if case .paused(let line) = phase { return line }
    return nil
  }

  func drawListing(on screen: inout Screen, _ rect: Rect) {
    let inside = screen.panel(
      rect, title: "training loop", note: activeBugs.isEmpty ? "" : "\(activeBugs.count) bug on",
      glyphs: glyphs, focused: isFocused(.listing))
    guard !inside.isEmpty else { return }
    let first = firstRow(rows: inside.height)
    for (row, line) in listing.dropFirst(first).prefix(inside.height).enumerated() {
      draw(line, on: &screen, y: inside.y + row, inside)
    }
  }

  /// Scrolls so that the current line can be seen.
  private func firstRow(rows: Int) -> Int {
    guard listing.count > rows else { return 0 }
    let target =
      listing.firstIndex { $0.number != nil && $0.number == currentLine }
      ?? listing.firstIndex { $0.change != .same } ?? 0
    return min(max(target - rows / 2, 0), listing.count - rows)
  }

  private func draw(_ line: ListingLine, on screen: inout Screen, y: Int, _ rect: Rect) {
    let isFailing = failure != nil && line.number != nil && line.number == failure?.line
    let isCurrent = line.number != nil && line.number == currentLine
    let isCut = line.number != nil && failure?.diagnosis?.line == line.number
    var x = rect.x
    x += screen.put(
      isFailing ? glyphs.raised : isCut ? glyphs.cut : isCurrent ? glyphs.here : " ", x: x, y: y,
      Style(isFailing ? .bad : isCut ? .cut : .current, bold: true))
    let number = line.number.map(String.init) ?? ""
    let sign = line.change == .added ? "+" : line.change == .removed ? "-" : " "
    x += screen.put(
      String(repeating: " ", count: max(3 - number.count, 0)) + number, x: x, y: y, .faint)
    let style: Style =
      switch line.change {
      case .added: Style(.added)
      case .removed: Style(.removed, dim: true)
      case .same: isFailing ? Style(.bad, bold: true) : .plain
      }
    x += screen.put(" \(sign)", x: x, y: y, style)
    let code = String(repeating: "  ", count: line.depth) + line.code
    let used = screen.put(code, x: x, y: y, style, clip: rect)
    if used < code.columns { screen.put(glyphs.isASCII ? "~" : "…", x: rect.maxX - 1, y: y, style) }
    guard let value = line.number.flatMap({ values[$0] }) else { return }
    // What the line made stands on the right, as much of it as the code leaves room for.
    let room = rect.maxX - x - used - 1
    let role: Role = isCut ? .cut : .faint
    for text in notes(value) where text.columns <= room {
      screen.put(text, x: rect.maxX - text.columns, y: y, Style(role))
      break
    }
  }

  /// From the fullest to the shortest.
  private func notes(_ value: LineValue) -> [String] {
    let shape = "[\(value.shape.map(String.init).joined(separator: ", "))]"
    guard let gradFn = value.gradFn else { return ["\(shape) no grad", "no grad"] }
    return ["\(shape) \(gradFn)", gradFn, shape]
  }

  func drawBugs(on screen: inout Screen, _ rect: Rect) {
    let inside = screen.panel(rect, title: "bugs", glyphs: glyphs, focused: isFocused(.bugs))
    let bugs = run?.bugs ?? []
    for (row, bug) in bugs.prefix(inside.height).enumerated() {
      let isOn = activeBugs.contains(bug.id)
      let box = isOn ? "[\(glyphs.raised)]" : "[ ]"
      let key = row < 2 ? "\(row + 1) " : "  "
      var x = inside.x
      x += screen.put(key, x: x, y: inside.y + row, Style(.key, bold: true), clip: inside)
      x += screen.put(
        "\(box) ", x: x, y: inside.y + row, Style(isOn ? .bad : .faint, bold: isOn), clip: inside)
      let style = bug.unavailable != nil ? Style.faint : isOn ? Style(.bad, bold: true) : .plain
      x += screen.put(bug.id, x: x, y: inside.y + row, style, clip: inside)
      screen.put("  \(bug.title)", x: x, y: inside.y + row, .faint, clip: inside)
    }
  }
}
