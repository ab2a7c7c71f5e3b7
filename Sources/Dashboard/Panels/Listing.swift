import Cells
import Run

extension Panel {
  static let listing = Panel(
    "training loop", needs: [.values], isEmpty: { $0.listing.isEmpty },
    extent: { state, inside in
      if let editor = state.editor {
        return Extent(
          count: state.editorRows(editor).count,
          first: state.firstEditorRow(editor, rows: inside.height))
      }
      return Extent(
        count: state.listing.count, first: state.firstListingRow(rows: inside.height))
    }, draw: { $0.drawListing(on: &$1, $2) })
}

extension DashboardState {
  /// The line training stands at: the failing one, or the one it is paused before.
  private var currentLine: Int? {
    if let failure { return failure.line }
    if case .paused(let line) = phase { return line }
    return nil
  }

  func drawListing(on screen: inout Screen, _ rect: Rect) {
    if let editor { return drawEditor(editor, on: &screen, rect) }
    let count = activeBugs.count
    let inside = frame(
      .listing, on: &screen, rect,
      note: count == 0 ? "" : count == 1 ? "1 bug on" : "\(count) bugs on")
    drawRows(.listing, on: &screen, inside) { screen, index, row in
      draw(listing[index], on: &screen, y: row.y, row)
    }
  }

  /// Whether the gradient ends at a line, as an error or a symptom says.
  private func isCut(_ line: Int) -> Bool {
    failure?.diagnosis?.line == line || looks.symptoms.contains { $0.line == line }
  }

  /// Scrolls so that the current line can be seen.
  func firstListingRow(rows: Int) -> Int {
    guard listing.count > rows else { return 0 }
    let target =
      listing.firstIndex { $0.number != nil && $0.number == currentLine }
      ?? listing.firstIndex { $0.change != .same }
      ?? listing.firstIndex { $0.number.map(isCut) ?? false } ?? 0
    return min(max(target - rows / 2, 0), listing.count - rows)
  }

  private func draw(_ line: ListingLine, on screen: inout Screen, y: Int, _ rect: Rect) {
    let isFailing = failure != nil && line.number != nil && line.number == failure?.line
    let isCurrent = line.number != nil && line.number == currentLine
    let isCut = line.number.map(isCut) ?? false
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
    // What the line made stands on the right, as much of it as the code leaves room for.
    let room = rect.maxX - x - used - 1
    let role: Role = isCut ? .cut : .faint
    for text in notes(line) where text.columns <= room {
      screen.put(text, x: rect.maxX - text.columns, y: y, Style(role))
      break
    }
  }

  /// From the fullest to the shortest.
  private func notes(_ line: ListingLine) -> [String] {
    guard let value = line.number.flatMap({ looks.values[$0] }) else {
      return line.bug.map { ["bug \($0)", $0] } ?? []
    }
    let shape = "[\(value.shape.map(String.init).joined(separator: ", "))]"
    guard let gradFn = value.gradFn else { return ["\(shape) no grad", "no grad"] }
    return ["\(shape) \(gradFn)", gradFn, shape]
  }
}
