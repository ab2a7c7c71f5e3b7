extension Screen {
  /// Shows on a panel's right edge which part of its rows can be seen; nothing when all can.
  public mutating func scrollMark(
    _ inside: Rect, first: Int, count: Int, glyphs: Glyphs, _ style: Style
  ) {
    let height = inside.height
    guard height > 1, count > height else { return }
    let length = min(max(height * height / count, 1), height - 1)
    let top = first * (height - length) / max(count - height, 1)
    for row in 0..<length {
      self[inside.maxX, inside.y + min(max(top, 0), height - length) + row] =
        Cell(glyphs.isASCII ? "#" : "┃", style)
    }
  }
}
