/// Points over two axes that share a scale, with the line on which both are the same.
public struct Scatter: Sendable {
  public var points: [(x: Double, y: Double)]
  /// What both axes show; points outside are left out.
  public var range: ClosedRange<Double>

  /// Shows all points that are finite; nil where there are none.
  public init?(_ points: [(x: Double, y: Double)]) {
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    let values = self.points.flatMap { [$0.x, $0.y] }
    guard let least = values.min(), let greatest = values.max() else { return nil }
    range = least < greatest ? least...greatest : (least - 1)...(greatest + 1)
  }

  /// Draws the points, x to the right and y upwards.
  public func draw(on screen: inout Screen, _ rect: Rect, glyphs: Glyphs, role: Role) {
    let (columns, rows) = (rect.width * 2, rect.height * 4)
    guard columns > 1, rows > 1 else { return }
    var canvas = Braille(width: rect.width, height: rect.height)
    for x in stride(from: 0, to: columns, by: 2) {
      canvas.dot(x, x * (rows - 1) / (columns - 1), .faint)
    }
    let span = range.upperBound - range.lowerBound
    func place(_ value: Double, _ count: Int) -> Int {
      Int(((value - range.lowerBound) / span * Double(count - 1)).rounded())
    }
    for point in points where range.contains(point.x) && range.contains(point.y) {
      canvas.dot(place(point.x, columns), place(point.y, rows), role)
    }
    canvas.copy(to: &screen, rect, glyphs)
  }
}
