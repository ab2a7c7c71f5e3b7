import Cells
import Run

extension Panel {
  static let graph = Panel(
    "graph", needs: [.graph, .gradients], isEmpty: { $0.looks.graph.isEmpty },
    extent: { state, inside in
      // The cut is what one looks for.
      let cut = state.looks.graph.firstIndex(where: \.isCut) ?? 0
      return Extent(
        count: state.looks.graph.count, first: cut < inside.height - 2 ? 0 : cut - inside.height / 2
      )
    },
    draw: { $0.drawGraph(on: &$1, $2) })
}

extension DashboardState {
  func drawGraph(on screen: inout Screen, _ rect: Rect) {
    let lines = looks.graph
    let isCut = lines.contains(where: \.isCut)
    let inside = frame(
      .graph, on: &screen, rect, title: "graph",
      note: isCut ? "cut" : lines.isEmpty ? "" : "\(lines.count { !$0.isLeaf }) ops",
      role: isCut ? .bad : .border)
    guard !lines.isEmpty else {
      return drawEmpty("No loss has been computed yet.", on: &screen, inside)
    }
    drawRows(.graph, on: &screen, inside) { screen, index, row in
      draw(lines[index], on: &screen, row)
    }
  }

  private func draw(_ line: GraphLine, on screen: inout Screen, _ row: Rect) {
    let right = note(line)
    let rightX = row.maxX - right.text.columns - 1
    var x = row.x + 1
    if line.isCut {
      // A line across: nothing below it is reached.
      let dash = glyphs.isASCII ? "-" : "╌"
      screen.put(
        String(repeating: dash, count: row.width), x: row.x, y: row.y, Style(.cut), clip: row)
      screen.put(
        "\(glyphs.cut) \(glyphs.plain(line.text)) ", x: x, y: row.y, Style(.cut, bold: true),
        clip: row)
      if right.text.columns > 0 {
        screen.put(" \(right.text) ", x: rightX - 1, y: row.y, Style(.cut, bold: true), clip: row)
      }
      return
    }
    let (branch, bar) = glyphs.isASCII ? ("+ ", "| ") : ("├ ", "│ ")
    if line.depth > 0 {
      let indent = String(repeating: bar, count: min(line.depth, 40) - 1) + branch
      x += screen.put(indent, x: x, y: row.y, .faint, clip: row)
    }
    let style: Style =
      line.isDead
      ? Style(.faint)
      : line.isLeaf
        ? Style(.good, bold: true)
        : line.text == "loss"
          ? Style(.title, bold: true) : .plain
    let hasNoGradient = line.isLeaf && right.role == .bad
    x += screen.put(
      glyphs.plain(line.text), x: x, y: row.y, hasNoGradient ? Style(.bad, bold: true) : style,
      clip: row)
    if x + 1 <= rightX { screen.put(right.text, x: rightX, y: row.y, Style(right.role), clip: row) }
  }

  /// An op's line in the listing, or what is known of a parameter's gradient.
  private func note(_ line: GraphLine) -> (text: String, role: Role) {
    if let number = line.line { return ("line \(number)", .faint) }
    guard line.isLeaf else { return ("", .faint) }
    let hasNoGradient = failure?.diagnosis?.withoutGradient.contains(line.text) ?? false
    let statistics = looks.gradients.first { $0.name == line.text }
    if hasNoGradient || statistics?.gradient == ParameterStatistics.Gradient.none {
      return ("no gradient", .bad)
    }
    guard let norm = statistics?.gradientNorm else { return ("", .faint) }
    return ("\(glyphs.norm)g\(glyphs.norm) \(significant(norm))", norm.isFinite ? .faint : .bad)
  }
}
