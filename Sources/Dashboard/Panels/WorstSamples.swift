import Cells
import Run

extension Panel {
  static let worst = Panel(
    "worst samples", needs: [.samples], isEmpty: { $0.looks.samples.isEmpty },
    extent: { state, _ in
      Extent(count: state.looks.samples.first?.image == nil ? state.looks.samples.count : 0)
    },
    draw: { $0.drawWorst(on: &$1, $2) })
}

extension DashboardState {
  /// The test rows that the model is most wrong about: as pictures where they are pictures.
  func drawWorst(on screen: inout Screen, _ rect: Rect) {
    let samples = looks.samples
    let wrong = samples.count { !$0.isRight }
    let inside = frame(
      .worst, on: &screen, rect,
      note: samples.isEmpty ? "" : wrong == 0 ? "all right, the surest last" : "\(wrong) wrong")
    guard let first = samples.first else {
      return drawEmpty("Nothing has been evaluated yet.", on: &screen, inside)
    }
    if let image = first.image { return drawImages(image, on: &screen, inside) }
    drawRows(.worst, on: &screen, inside) { screen, index, row in
      let sample = samples[index]
      var x = row.x + 1
      x += screen.put("\(sample.row)", x: x, y: row.y, .faint, clip: row) + 1
      x = max(x, row.x + 6)
      x += drawCaption(sample, on: &screen, x: x, y: row.y, row) + 2
      let values = sample.features.map { significant($0) }.joined(separator: ", ")
      screen.put(clipped(values, to: row.maxX - x - 1), x: x, y: row.y, .faint, clip: row)
    }
  }

  /// `3 as 8 97 %`: the class it is, and what the model takes it for.
  @discardableResult
  private func drawCaption(
    _ sample: WorstSample, on screen: inout Screen, x: Int, y: Int, _ clip: Rect
  ) -> Int {
    func name(_ index: Int) -> String {
      glyphs.plain(run?.classNames.dropFirst(index).first ?? "\(index)")
    }
    var at = x
    at += screen.put(name(sample.label), x: at, y: y, Style(.label(sample.label)), clip: clip)
    at += screen.put(sample.isRight ? " " : " as ", x: at, y: y, .faint, clip: clip)
    if !sample.isRight {
      at += screen.put(
        name(sample.predicted) + " ", x: at, y: y, Style(.bad, bold: true), clip: clip)
    }
    at += screen.put(percent(sample.confidence), x: at, y: y, clip: clip)
    return at - x
  }

  private func drawImages(
    _ size: WorstSample.Image, on screen: inout Screen, _ inside: Rect
  ) {
    // Cells are twice as high as wide: a small picture has two for a pixel, a large one half of one.
    let isSmall = size.width <= 16
    let width = max(isSmall ? size.width * 2 : size.width, 12)
    let height = (isSmall ? size.height : (size.height + 1) / 2) + 1
    let columns = max((inside.width + 1) / (width + 2), 1)
    for (index, sample) in looks.samples.enumerated() {
      let x = inside.x + 1 + index % columns * (width + 2)
      let y = inside.y + index / columns * height
      guard y + height <= inside.maxY || index < columns else { return }
      drawCaption(sample, on: &screen, x: x, y: y, inside)
      let values = sample.features
      let low = values.min() ?? 0
      let span = max((values.max() ?? 1) - low, 1e-12)
      func shade(_ row: Int, _ column: Int) -> Double {
        let place = row * size.width + column
        return values.indices.contains(place) ? (values[place] - low) / span : 0
      }
      for row in 0..<height - 1 {
        for column in 0..<size.width {
          let value =
            isSmall
            ? shade(row, column) : (shade(2 * row, column) + shade(2 * row + 1, column)) / 2
          let text = String(repeating: shadeGlyph(value), count: isSmall ? 2 : 1)
          screen.put(
            text, x: x + column * (isSmall ? 2 : 1), y: y + 1 + row, Style(.text), clip: inside)
        }
      }
    }
  }

  private func shadeGlyph(_ value: Double) -> Character {
    let shades: [Character] =
      glyphs.isASCII ? [" ", ".", "+", "*", "#"] : [" ", "░", "▒", "▓", "█"]
    return shades[value.isFinite ? Int(min(max(value * 5, 0), 4)) : 0]
  }
}
