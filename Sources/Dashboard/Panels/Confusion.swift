import Cells
import Run

extension Panel {
  static let confusion = Panel(
    "confusion", needs: [.confusion], isEmpty: { $0.looks.confusion == nil },
    extent: { state, _ in Extent(count: state.looks.confusion?.counts.count ?? 0) },
    draw: { $0.drawConfusion(on: &$1, $2) })
}

extension DashboardState {
  func drawConfusion(on screen: inout Screen, _ rect: Rect) {
    let counts = looks.confusion?.counts ?? []
    let total = counts.joined().reduce(0, +)
    let right = counts.indices.reduce(0) { $0 + (counts[$1].dropFirst($1).first ?? 0) }
    var inside = frame(
      .confusion, on: &screen, rect, note: total > 0 ? "\(right) of \(total) right" : "")
    guard total > 0, inside.height >= 2 else {
      return drawEmpty("Nothing has been evaluated yet.", on: &screen, inside)
    }
    let names = counts.indices.map { run?.classNames.dropFirst($0).first ?? "\($0)" }
    let widest = counts.joined().max() ?? 0
    let nameWidth = min(max(names.map(\.columns).max() ?? 1, 4), max(inside.width / 4, 4))
    // The recall stands on the right, as wide as `100 %`.
    let room = inside.width - nameWidth - 2 - 7
    // Where there is room it takes it, and a cell is about as high as it is wide.
    let rows = (inside.height - 2) / max(counts.count, 1)
    let cell = min(max(room / max(counts.count, 1), "\(widest)".count + 1), rows > 1 ? 18 : 9)
    let rowHeight = min(max(rows, 1), max(cell / 2, 1), 5)
    let head = inside.takeTop(1)
    let x0 = head.x + nameWidth + 2
    for (index, name) in names.enumerated() {
      let text = clipped(name, to: cell - 1)
      screen.put(
        text, x: x0 + (index + 1) * cell - text.columns, y: head.y, Style(.label(index)),
        clip: head)
    }
    screen.put("true", x: head.x + 1, y: head.y, .faint, limit: nameWidth, clip: head)
    let showsRecall = x0 + counts.count * cell + 7 <= inside.maxX
    if showsRecall {
      screen.put("recall", x: x0 + counts.count * cell + 1, y: head.y, .faint, clip: head)
    }
    let text = "columns: predicted, epoch \(looks.confusion?.epoch ?? 0)"
    let hasFoot = inside.height > counts.count && text.columns + 2 <= inside.width
    let foot = hasFoot ? inside.takeBottom(1) : nil
    func draw(_ index: Int, on screen: inout Screen, _ row: Rect) {
      let y = row.y + row.height / 2
      let all = counts[index].reduce(0, +)
      screen.put(
        clipped(names[index], to: nameWidth), x: row.x + 1, y: y, Style(.label(index)), clip: row)
      for (column, count) in counts[index].enumerated() {
        let isRight = column == index
        let heat = heat(count, of: all, isRight: isRight)
        if let heat {
          screen.fill(
            Rect(x: x0 + column * cell, y: row.y, width: cell, height: row.height),
            Cell(" ", Style(.text, background: heat)))
        }
        let text = count == 0 ? glyphs.separator : "\(count)"
        let role: Role = count == 0 ? .faint : isRight ? .good : .bad
        let x = x0 + (column + 1) * cell - text.columns
        screen.put(
          text, x: rowHeight > 1 ? x - (cell - text.columns) / 2 : x, y: y,
          Style(heat == nil ? role : .text, background: heat, bold: count > 0), clip: row)
      }
      if showsRecall {
        let text = all > 0 ? "\(counts[index][index] * 100 / all) %" : "-"
        screen.put(text, x: x0 + counts.count * cell + 7 - text.columns, y: y, .faint, clip: row)
      }
    }
    if rowHeight > 1 {
      for index in counts.indices { draw(index, on: &screen, inside.takeTop(rowHeight)) }
    } else {
      drawRows(.confusion, on: &screen, inside) { draw($1, on: &$0, $2) }
    }
    if let foot {
      screen.put(text, x: foot.x + 1, y: foot.y, .faint, clip: foot)
    }
  }
}

extension DashboardState {
  /// The ground of a cell: the fuller the more of a class's rows are in it, green where they are right.
  private func heat(_ count: Int, of all: Int, isRight: Bool) -> Role? {
    guard paintsGrounds, count > 0, all > 0, count * 20 >= all else { return nil }
    return .region(isRight ? 2 : 3, isSure: count * 2 >= all)
  }
}

/// A text cut to so many columns, which a sign at its end shows.
func clipped(_ text: String, to width: Int) -> String {
  guard text.columns > width else { return text }
  var result = ""
  var used = 0
  for character in text {
    guard used + character.columns <= width - 1 else { break }
    result.append(character)
    used += character.columns
  }
  return width > 0 ? result + "~" : ""
}
