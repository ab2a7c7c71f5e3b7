import Cells
import Run

extension Panel {
  static let boundary = Panel(
    "boundary", needs: [.boundary], isEmpty: { $0.looks.boundary == nil },
    draw: { $0.drawBoundary(on: &$1, $2) })
}

extension DashboardState {
  func drawBoundary(on screen: inout Screen, _ rect: Rect) {
    let inside = frame(
      .boundary, on: &screen, rect, note: looks.boundary.map { "epoch \($0.epoch)" } ?? "")
    guard !inside.isEmpty else { return }
    guard let boundary = looks.boundary, boundary.columns > 0, boundary.rows > 0,
      boundary.classes.count == boundary.columns * boundary.rows,
      boundary.confidence.count == boundary.classes.count
    else {
      return drawEmpty(
        isPlane
          ? "The model has not been looked at yet."
          : "Only rows with two features lie in a plane; these have more.",
        on: &screen, inside)
    }
    let map = PlaneMap(boundary: boundary, rect: inside)
    for y in 0..<inside.height {
      for x in 0..<inside.width {
        screen[inside.x + x, inside.y + y] = ground(map, x, y)
      }
    }
    // What was learned from lies over what is only tested with.
    for isTest in [true, false] {
      for point in boundary.points where point.isTest == isTest { draw(point, map, on: &screen) }
    }
    drawClassNames(on: &screen, rect)
  }

  /// The ground of a cell: two pixels in half-blocks, or a character for each class.
  private func ground(_ map: PlaneMap, _ x: Int, _ y: Int) -> Cell {
    guard paintsGrounds else {
      let patterns: [Character] =
        glyphs.isASCII
        ? [" ", ".", ":", "-", "~", "'", "^", ","] : [" ", "░", "▒", "·", "▓", "╱", "╲", "╳"]
      let label = map.pixel(x, 2 * y).label
      return Cell(patterns[label % patterns.count], Style(map.role(x, 2 * y)))
    }
    let (upper, lower) = (map.role(x, 2 * y), map.role(x, 2 * y + 1))
    return upper == lower
      ? Cell(" ", Style(.text, background: upper)) : Cell("▀", Style(upper, background: lower))
  }

  private func draw(
    _ point: DecisionBoundary.Point, _ map: PlaneMap, on screen: inout Screen
  ) {
    guard let (x, y) = map.cell(point) else { return }
    let at = (x: map.rect.x + x, y: map.rect.y + y)
    guard paintsGrounds else {
      screen[at.x, at.y] = Cell(
        Character(String(point.label.magnitude % 10)), Style(.label(point.label), bold: true))
      return
    }
    // Behind a point lies what the model says there.
    let ground = map.role(x, 2 * y)
    screen[at.x, at.y] = Cell(
      point.isTest ? "◦" : "•", Style(.label(point.label), background: ground, bold: true))
  }

  /// The classes in their colours on the lower edge.
  private func drawClassNames(on screen: inout Screen, _ rect: Rect) {
    var x = rect.x + 2
    for (index, name) in (run?.classNames ?? []).enumerated() {
      let mark = paintsGrounds ? "•" : String(index % 10)
      let text = " \(mark) \(name.prefix(12)) "
      guard x + text.columns < rect.maxX - 2 else { return }
      x += screen.put(text, x: x, y: rect.maxY - 1, Style(.label(index), bold: true))
    }
  }
}

/// From cells of a panel to the grid that the model was asked on.
private struct PlaneMap {
  let boundary: DecisionBoundary
  let rect: Rect

  /// The class at a pixel, two of which make a cell, and whether the model is sure of it.
  func pixel(_ x: Int, _ y: Int) -> (label: Int, isSure: Bool) {
    let column = min((2 * x + 1) * boundary.columns / max(2 * rect.width, 1), boundary.columns - 1)
    let row = min((2 * y + 1) * boundary.rows / max(4 * rect.height, 1), boundary.rows - 1)
    let index = row * boundary.columns + column
    // Of 255: above five sixths.
    return (Int(boundary.classes[index]), boundary.confidence[index] > 212)
  }

  func role(_ x: Int, _ y: Int) -> Role {
    let (label, isSure) = pixel(x, y)
    return .region(label, isSure: isSure)
  }

  /// The cell that a point lies in.
  func cell(_ point: DecisionBoundary.Point) -> (Int, Int)? {
    func part(_ value: Double, _ range: ClosedRange<Double>) -> Double? {
      let span = range.upperBound - range.lowerBound
      guard range.contains(value), span > 0 else { return nil }
      return (value - range.lowerBound) / span
    }
    guard let across = part(point.x, boundary.xRange), let up = part(point.y, boundary.yRange)
    else {
      return nil
    }
    return (
      min(Int(across * Double(rect.width)), rect.width - 1),
      min(Int((1 - up) * Double(rect.height)), rect.height - 1)
    )
  }
}
