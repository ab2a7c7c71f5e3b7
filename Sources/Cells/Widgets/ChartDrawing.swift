extension Chart {
  /// Draws the chart: y labels on the left, x labels on the last row.
  public func draw(on screen: inout Screen, in rect: Rect) {
    guard rect.width > Self.labelWidth + 1, rect.height >= 2 else { return }
    let plot = Self.plot(in: rect)
    let labels = Rect(x: rect.x, y: plot.y, width: Self.labelWidth, height: plot.height)
    let scale = Scale(
      limits: evenLimits(rows: plot.height), isLogarithmic: isLogarithmic, dots: plot.height * 4)
    drawLabels(scale, on: &screen, in: labels, plot)
    drawXLabels(
      on: &screen, in: Rect(x: plot.x, y: plot.maxY, width: plot.width, height: 1))
    for mark in marks { drawLine(mark, on: &screen, in: plot) }
    if let crosshair, let column = column(of: crosshair.x, plot) {
      for y in plot.y..<plot.maxY {
        screen[column, y] = Cell(glyphs.crosshair, Style(.current))
      }
    }
    var canvas = Braille(width: plot.width, height: plot.height)
    for one in series where one.isFaint { canvas.draw(one, scale) }
    for one in series where !one.isFaint { canvas.draw(one, scale) }
    canvas.copy(to: &screen, plot, glyphs)
    drawNames(scale, on: &screen, in: plot)
    for point in points { draw(point, scale, on: &screen, in: plot) }
    drawEdges(scale, on: &screen, in: plot)
    drawMarkGlyphs(on: &screen, in: plot)
    drawReadings(on: &screen, in: plot)
  }

  /// Each line's name at its right end, above or below it where nothing else stands.
  private func drawNames(_ scale: Scale, on screen: inout Screen, in plot: Rect) {
    guard plot.height >= 5, plot.width >= 30 else { return }
    for one in series where !one.label.isEmpty {
      guard let end = one.columns.lastIndex(where: { $0?.hasValue == true }),
        let dot = one.columns[end].flatMap({ scale.dot($0.last) })
      else { continue }
      let row = plot.maxY - 1 - min(max(dot, 0), scale.dots - 1) / 4
      let x = plot.x + min(end / 2 + 1, plot.width) - one.label.columns
      guard x >= plot.x else { continue }
      let free = [-1, 1, -2, 2, -3, 3].map { row + $0 }.first { y in
        // The first row is for marks.
        y > plot.y && y < plot.maxY
          && (x - 1..<x + one.label.columns).allSatisfy { screen[$0, y].character == " " }
      }
      if let free { screen.put(one.label, x: x, y: free, Style(one.role), clip: plot) }
    }
  }

  func column(of x: Double, _ plot: Rect) -> Int? {
    let span = xRange.upperBound - xRange.lowerBound
    guard xRange.contains(x), plot.width > 0 else { return nil }
    let at = span > 0 ? (x - xRange.lowerBound) / span : 0
    return plot.x + min(Int(at * Double(plot.width)), plot.width - 1)
  }

  private func drawLine(_ mark: Mark, on screen: inout Screen, in plot: Rect) {
    guard let column = column(of: mark.x, plot) else { return }
    for y in (plot.y + 1)..<max(plot.maxY, plot.y + 1) {
      screen[column, y] = Cell(glyphs.markLine, Style(mark.role, dim: true))
    }
  }

  /// Marks of the same place stand side by side.
  private func drawMarkGlyphs(on screen: inout Screen, in plot: Rect) {
    var taken: Set<Int> = []
    for mark in marks {
      guard let column = column(of: mark.x, plot) else { continue }
      let free = (column..<min(column + 4, plot.maxX)).first { !taken.contains($0) }
      let at = free ?? (max(column - 4, plot.x)..<column).last { !taken.contains($0) } ?? column
      taken.insert(at)
      screen.put(mark.glyph, x: at, y: plot.y, Style(mark.role, bold: true), limit: 1, clip: plot)
    }
  }

  private func draw(_ point: Point, _ scale: Scale, on screen: inout Screen, in plot: Rect) {
    guard let column = column(of: point.x, plot), let dot = scale.dot(point.y), dot >= 0,
      dot < scale.dots
    else { return }
    screen.put(
      point.glyph, x: column, y: plot.maxY - 1 - dot / 4, Style(point.role, bold: true), clip: plot)
  }

  private func drawLabels(_ scale: Scale, on screen: inout Screen, in labels: Rect, _ plot: Rect) {
    for y in plot.y..<plot.maxY {
      screen[labels.maxX - 1, y] = Cell(glyphs.axis, .faint)
    }
    for (value, text) in evenTicks(scale, rows: plot.height) {
      guard let dot = scale.dot(value), dot >= 0, dot < scale.dots else { continue }
      let y = plot.maxY - 1 - dot / 4
      screen.put(
        text, x: labels.x + max(Self.labelWidth - 1 - text.columns, 0), y: y, .faint,
        limit: Self.labelWidth - 1)
      screen[labels.maxX - 1, y] = Cell(glyphs.tick, .faint)
    }
  }

  /// As many numbers as there is room for at even distances.
  private func evenTicks(_ scale: Scale, rows: Int) -> [(value: Double, label: String)] {
    let most = max(rows / 2, 2)
    guard !isLogarithmic, most > 3 else { return scale.ticks(atMost: most) }
    for count in stride(from: most, through: 3, by: -1) {
      let ticks = scale.ticks(atMost: count)
      let places = ticks.compactMap { scale.dot($0.value).map { $0 / 4 } }
      let gaps = Set(zip(places.dropFirst(), places).map { $0 - $1 })
      if ticks.count >= 3, gaps.count == 1 { return ticks }
    }
    return scale.ticks(atMost: most)
  }

  private func drawXLabels(on screen: inout Screen, in row: Rect) {
    let ticks = Ticks(xRange, atMost: max(row.width / 12, 1))
    for value in ticks.values {
      guard let column = column(of: value, row) else { continue }
      let text = ticks.label(value) + xUnit
      let x = min(max(column - text.columns / 2, row.x), row.maxX - text.columns)
      guard x >= row.x,
        (max(x - 1, row.x)..<min(x + text.columns + 1, row.maxX)).allSatisfy({
          screen[$0, row.y].character == " "
        })
      else { continue }
      screen.put(text, x: x, y: row.y, .faint, clip: row)
    }
  }

  /// On the upper edge what is no number or above the scale, on the lower what is below it.
  private func drawEdges(_ scale: Scale, on screen: inout Screen, in plot: Rect) {
    for one in series where !one.isFaint {
      let style = Style(one.role, bold: true)
      for (index, column) in one.columns.enumerated() {
        guard let column else { continue }
        let x = plot.x + index / 2
        guard x < plot.maxX else { break }
        if column.hasValue {
          if (scale.dot(column.maximum) ?? 0) >= scale.dots {
            screen.put(glyphs.above, x: x, y: plot.y, style)
          }
          if (scale.dot(column.minimum) ?? -1) < 0 {
            screen.put(glyphs.below, x: x, y: plot.maxY - 1, style)
          }
        }
      }
    }
    for one in series where !one.isFaint {
      for (index, column) in one.columns.enumerated() {
        guard let column, column.hasNaN || column.hasInfinity else { continue }
        screen.put(
          column.hasNaN ? glyphs.notANumber : glyphs.infinity, x: plot.x + index / 2, y: plot.y,
          Style(one.role, bold: true), clip: plot)
      }
    }
  }

  /// What is read at the crosshair, beside it where there is more room; in a low plot on one line.
  private func drawReadings(on screen: inout Screen, in plot: Rect) {
    guard let crosshair, !crosshair.readings.isEmpty else { return }
    let column = column(of: crosshair.x, plot) ?? plot.x
    let isLow = plot.height < crosshair.readings.count + 1
    let widest =
      isLow
      ? crosshair.readings.reduce(0) { $0 + $1.text.columns + 2 }
      : (crosshair.readings.map(\.text.columns).max() ?? 0) + 2
    let width = min(widest, plot.width)
    let isRight = column + 1 + width <= plot.maxX
    let box = Rect(
      x: isRight ? column + 1 : max(column - width, plot.x), y: plot.y, width: width,
      height: isLow ? 1 : crosshair.readings.count
    ).intersection(plot)
    screen.fill(box)
    var (x, y) = (box.x + 1, box.y)
    for reading in crosshair.readings {
      let used = screen.put(reading.text, x: x, y: y, Style(reading.role, bold: true), clip: box)
      if isLow { x += used + 2 } else { y += 1 }
    }
  }
}
