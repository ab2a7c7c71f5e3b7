import Cells

extension Panel {
  static let output = Panel(
    "program", isEmpty: { $0.output.isEmpty },
    extent: { state, inside in
      let count = state.output.count
      return Extent(count: count, first: max(count - inside.height, 0))
    },
    draw: { $0.drawOutput(on: &$1, $2) })
}

extension DashboardState {
  /// The characters that the panel has room for where it was last drawn; nil where it cannot be seen.
  public var programSize: (rows: Int, columns: Int)? {
    lastLayout?.places.first { $0.panel == .output }.map {
      ($0.rect.height - 2, $0.rect.width - 4)
    }
  }

  /// What a watched program prints, the newest last.
  func drawOutput(on screen: inout Screen, _ rect: Rect) {
    let inside = frame(.output, on: &screen, rect)
    guard !output.isEmpty else {
      return drawEmpty("The program has printed nothing yet.", on: &screen, inside)
    }
    drawRows(.output, on: &screen, inside) { screen, index, row in
      let text = glyphs.plain(output[index])
      screen.put(
        clipped(text, to: row.width - 1), x: row.x + 1, y: row.y,
        Style(text.contains("Error:") ? .bad : .text), clip: row)
    }
  }
}
