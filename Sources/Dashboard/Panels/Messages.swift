import Cells

extension Panel {
  static let messages = Panel(
    "messages", isEmpty: { $0.messages.isEmpty },
    extent: { state, inside in
      let count = state.messagesShown
      return Extent(count: count, first: max(count - inside.height, 0))
    },
    draw: { $0.drawMessages(on: &$1, $2) })
}

extension DashboardState {
  /// What happened, the newest last.
  func drawMessages(on screen: inout Screen, _ rect: Rect) {
    let inside = frame(.messages, on: &screen, rect)
    guard !messages.isEmpty else {
      return drawEmpty("Nothing has happened yet.", on: &screen, inside)
    }
    drawRows(.messages, on: &screen, inside) { screen, index, row in
      let text = glyphs.plain(messages[index])
      var x = row.x + 1
      var rest = text[...]
      // The epoch stands back behind what happened in it.
      if text.hasPrefix("epoch "), let colon = text.firstIndex(of: ":") {
        x += screen.put(text[...colon], x: x, y: row.y, .faint, clip: row)
        rest = text[text.index(after: colon)...]
      }
      screen.put(
        clipped(String(rest), to: row.maxX - x), x: x, y: row.y,
        Style(text.contains("Error:") ? .bad : .text), clip: row)
    }
  }
}
