extension Screen {
  /// The screen as text with colours, for `cat` in a terminal of 256 colours.
  public func ansi(theme: Theme) -> String {
    var result = ""
    for y in 0..<height {
      var style: Style?
      let end = (0..<width).last { self[$0, y] != Cell() }.map { $0 + 1 } ?? 0
      for x in 0..<end {
        let cell = self[x, y]
        if cell.isContinuation { continue }
        if cell.style != style {
          result += "\u{1b}[\(Self.codes(cell.style, theme))m"
          style = cell.style
        }
        result.append(cell.character)
      }
      if style != nil { result += "\u{1b}[0m" }
      result += "\n"
    }
    return result
  }

  private static func codes(_ style: Style, _ theme: Theme) -> String {
    var codes = ["0"]
    if style.isBold { codes.append("1") }
    if style.isDim { codes.append("2") }
    if style.isUnderlined { codes.append("4") }
    if style.isReversed { codes.append("7") }
    if let color = theme.color(style.role, colors: 256) { codes.append("38;5;\(color)") }
    if let back = style.background.flatMap({ theme.color($0, colors: 256) }) {
      codes.append("48;5;\(back)")
    }
    return codes.joined(separator: ";")
  }

  /// The screen as a picture that looks the same everywhere.
  ///
  /// Lines, blocks and braille are drawn as shapes, and every word starts at its own cell, so that
  /// nothing depends on the fonts of who looks at it.
  public func svg(theme: Theme) -> String {
    let (cell, margin) = (CellShape.size, 10.0)
    var picture = SVG(
      width: Double(width) * cell.width + 2 * margin,
      height: Double(height) * cell.height + 2 * margin)
    picture.rect(
      0, 0, Double(width) * cell.width + 2 * margin, Double(height) * cell.height + 2 * margin,
      theme.ground, rounded: 6)
    picture.add(
      "<g transform=\"translate(\(SVG.number(margin)),\(SVG.number(margin)))\" "
        + "font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" "
        + "font-size=\"\(SVG.number(CellShape.fontSize))\" xml:space=\"preserve\">")
    for y in 0..<height { drawGrounds(y, theme, &picture) }
    drawShapes(theme, &picture)
    for y in 0..<height { drawWords(y, theme, &picture) }
    picture.add("</g>")
    return picture.text
  }

  /// The colours of a cell's character and of what is behind it.
  private func colors(_ style: Style, _ theme: Theme) -> (front: SVG.RGB, back: SVG.RGB?) {
    var front = theme.rgb(style.role)
    if style.isDim {
      let ground = theme.ground
      front = (
        (front.0 * 2 + ground.0) / 3, (front.1 * 2 + ground.1) / 3, (front.2 * 2 + ground.2) / 3
      )
    }
    let back = style.background.map(theme.rgb)
    return style.isReversed ? (back ?? theme.ground, front) : (front, back)
  }

  private func drawGrounds(_ y: Int, _ theme: Theme, _ picture: inout SVG) {
    let size = CellShape.size
    var x = 0
    while x < width {
      guard let back = colors(self[x, y].style, theme).back else {
        x += 1
        continue
      }
      let start = x
      while x < width, let next = colors(self[x, y].style, theme).back, next == back { x += 1 }
      picture.rect(
        Double(start) * size.width, Double(y) * size.height, Double(x - start) * size.width,
        size.height, back)
    }
  }

  /// All shapes of one colour in one path.
  private func drawShapes(_ theme: Theme, _ picture: inout SVG) {
    struct Paths {
      var filled = ""
      var veiled = ""
      var stroked = ""
    }
    var byColor: [String: (color: SVG.RGB, paths: Paths)] = [:]
    for y in 0..<height {
      for x in 0..<width {
        let cell = self[x, y]
        guard let shape = CellShape(cell.character) else { continue }
        let color = colors(cell.style, theme).front
        let path = shape.path(x: x, y: y)
        let key = SVG.color(color)
        var entry = byColor[key] ?? (color, Paths())
        switch shape.kind {
        case .filled: entry.paths.filled += path
        case .veiled: entry.paths.veiled += path
        case .stroked: entry.paths.stroked += path
        }
        byColor[key] = entry
      }
    }
    for (_, entry) in byColor.sorted(by: { $0.key < $1.key }) {
      picture.filled(entry.paths.veiled, entry.color, opacity: 0.3)
      picture.filled(entry.paths.filled, entry.color)
      picture.stroked(entry.paths.stroked, entry.color)
    }
  }

  private func drawWords(_ y: Int, _ theme: Theme, _ picture: inout SVG) {
    var x = 0
    while x < width {
      let style = self[x, y].style
      let start = x
      var word = ""
      while x < width, self[x, y].style == style || self[x, y].isContinuation {
        let cell = self[x, y]
        if !cell.isContinuation {
          if cell.character == " " || CellShape(cell.character) != nil { break }
          word.append(cell.character)
        }
        x += 1
      }
      if word.isEmpty {
        x += 1
        continue
      }
      let size = CellShape.size
      let isPlain = word.utf8.count == x - start
      var attributes = style.isBold ? "font-weight=\"bold\"" : ""
      if style.isUnderlined { attributes += " text-decoration=\"underline\"" }
      attributes +=
        " textLength=\"\(SVG.number(Double(x - start) * size.width))\""
        + (isPlain ? "" : " lengthAdjust=\"spacingAndGlyphs\"")
      picture.text(
        word, Double(start) * size.width, (Double(y) + 0.76) * size.height,
        colors(style, theme).front, attributes: String(attributes.trimmingPrefix(" ")))
    }
  }
}
