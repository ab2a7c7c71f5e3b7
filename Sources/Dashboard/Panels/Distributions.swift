import Cells
import Run

extension Panel {
  static let distributions = Panel(
    "weights", needs: [.distributions], isEmpty: { $0.looks.distributions.isEmpty },
    extent: { state, _ in Extent(count: state.looks.distributions.count) },
    draw: { $0.drawDistributions(on: &$1, $2) })
}

extension DashboardState {
  func drawDistributions(on screen: inout Screen, _ rect: Rect) {
    let list = looks.distributions
    var inside = frame(.distributions, on: &screen, rect, title: "weights, activations")
    guard !list.isEmpty else {
      return drawEmpty("No values have been looked at yet.", on: &screen, inside)
    }
    let nameWidth = min(list.map(\.name.columns).max() ?? 0, max(inside.width / 3, 8))
    let numberWidth = 8
    // Minimum, bars, maximum; then mean, deviation and zeros as there is room.
    var bars = inside.width - nameWidth - 3 - 2 * (numberWidth + 1)
    var further: [(title: String, text: (Distribution) -> String)] = []
    for column: (title: String, text: (Distribution) -> String) in [
      ("zero", { $0.zeroFraction > 0 ? percent($0.zeroFraction) : "" }),
      ("mean", { significant($0.mean) }), ("std", { significant($0.deviation) }),
    ] where bars >= 16 + numberWidth + 1 {
      further.append(column)
      bars -= numberWidth + 1
    }
    if zoomed != .distributions { bars = min(bars, Distribution.bins) }
    if inside.height > 3 {
      let head = inside.takeTop(1)
      var x = head.x + nameWidth + 2 + numberWidth
      screen.put("min", x: x - 3, y: head.y, .faint, clip: head)
      x += 1 + max(bars, 0) + 1
      screen.put("max", x: x, y: head.y, .faint, clip: head)
      x += numberWidth
      for column in further {
        x += numberWidth + 1
        screen.put(column.title, x: x - column.title.columns, y: head.y, .faint, clip: head)
      }
    }
    drawRows(.distributions, on: &screen, inside) { screen, index, row in
      let one = list[index]
      let isWeight = one.kind == .weight
      screen.put(
        clipped(one.name, to: nameWidth), x: row.x + 1, y: row.y,
        Style(isWeight ? .text : .title), clip: row)
      var x = row.x + nameWidth + 2 + numberWidth
      guard one.nonFinite == 0 || !one.histogram.isEmpty else {
        screen.put(
          "\(glyphs.warning) no finite value", x: row.x + nameWidth + 2, y: row.y,
          Style(.bad, bold: true), clip: row)
        return
      }
      let low = significant(one.minimum)
      screen.put(low, x: x - low.columns, y: row.y, .faint, clip: row)
      x += 1
      if bars > 0 {
        screen.put(
          Bars(counts: one.histogram, width: bars).text(glyphs), x: x, y: row.y,
          Style(isWeight ? .train : .test), clip: row)
        x += bars + 1
      }
      let high = one.nonFinite > 0 ? "\(glyphs.warning) \(one.nonFinite)" : significant(one.maximum)
      screen.put(
        high, x: x, y: row.y, Style(one.nonFinite > 0 ? .bad : .faint), clip: row)
      x += numberWidth
      for column in further {
        x += numberWidth + 1
        let text = column.text(one)
        screen.put(text, x: x - text.columns, y: row.y, .faint, clip: row)
      }
    }
  }
}
