import Cells
import Run

extension Panel {
  static let names = Panel(
    "names", needs: [.names], isEmpty: { $0.looks.names.isEmpty },
    extent: { state, _ in Extent(count: state.looks.names.count * 2) },
    draw: { $0.drawNames(on: &$1, $2) })
}

extension DashboardState {
  /// Everything the loop's names hold: two rows each.
  func drawNames(on screen: inout Screen, _ rect: Rect) {
    let list = looks.names
    let inside = frame(.names, on: &screen, rect, note: list.isEmpty ? "" : "s steps on")
    guard !list.isEmpty else {
      return drawEmpty("No name of the loop holds anything yet.", on: &screen, inside)
    }
    let nameWidth = list.map(\.name.columns).max() ?? 0
    drawRows(.names, on: &screen, inside) { screen, index, row in
      let one = list[index / 2]
      let x = row.x + nameWidth + 3
      if index % 2 == 0 {
        screen.put(one.name, x: row.x + 1, y: row.y, Style(.title, bold: true), clip: row)
        let shape = "\(one.dtype) [\(one.shape.map(String.init).joined(separator: ", "))]"
        var used = screen.put(shape, x: x, y: row.y, clip: row) + 2
        let requires = one.requiresGrad ? "requires grad" : "no grad"
        used += screen.put(
          requires, x: x + used, y: row.y, Style(one.requiresGrad ? .good : .faint), clip: row)
        let history = glyphs.plain(one.history ?? "")
        screen.put(
          clipped(history, to: row.maxX - x - used - 3), x: x + used + 2, y: row.y,
          Style(history.hasPrefix("no grad") ? .cut : .faint), clip: row)
      } else {
        let isWhole = ["int", "bool"].contains { one.dtype.contains($0) }
        func value(_ number: Double) -> String {
          isWhole && number.magnitude < 1e15 ? "\(Int(number))" : significant(number)
        }
        let isBroken = [one.minimum, one.maximum].contains { !$0.isFinite } && !one.first.isEmpty
        // As doubles, whose product has no bound.
        let count = one.shape.reduce(1) { $0 * Double($1) }
        var text = ""
        if count == 1, let only = one.first.first {
          text = value(only)
        } else if !one.first.isEmpty {
          text =
            "\(value(one.minimum)) … \(value(one.maximum)), mean "
            + "\(significant(one.mean)): \(one.first.map(value).joined(separator: ", "))"
          if Double(one.first.count) < count { text += ", …" }
        }
        screen.put(
          clipped(glyphs.plain(text), to: row.maxX - x - 1), x: x, y: row.y,
          Style(isBroken ? .bad : .faint), clip: row)
      }
    }
  }
}
