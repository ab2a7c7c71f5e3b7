/// A rectangle of cells.
public struct Rect: Sendable, Hashable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(width, 0)
    self.height = max(height, 0)
  }

  public var maxX: Int { x + width }
  public var maxY: Int { y + height }
  public var isEmpty: Bool { width == 0 || height == 0 }

  public func contains(x: Int, y: Int) -> Bool {
    x >= self.x && x < maxX && y >= self.y && y < maxY
  }

  /// Smaller by so many cells on each side.
  public func inset(_ columns: Int = 1, _ rows: Int = 1) -> Rect {
    Rect(x: x + columns, y: y + rows, width: width - 2 * columns, height: height - 2 * rows)
  }

  public func intersection(_ other: Rect) -> Rect {
    let (left, top) = (max(x, other.x), max(y, other.y))
    return Rect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// Cuts rows off the top.
  public mutating func takeTop(_ rows: Int) -> Rect {
    let taken = min(max(rows, 0), height)
    let result = Rect(x: x, y: y, width: width, height: taken)
    y += taken
    height -= taken
    return result
  }

  /// Cuts rows off the bottom.
  public mutating func takeBottom(_ rows: Int) -> Rect {
    let taken = min(max(rows, 0), height)
    height -= taken
    return Rect(x: x, y: maxY, width: width, height: taken)
  }

  /// Cuts columns off the left.
  public mutating func takeLeft(_ columns: Int) -> Rect {
    let taken = min(max(columns, 0), width)
    let result = Rect(x: x, y: y, width: taken, height: height)
    x += taken
    width -= taken
    return result
  }

  /// Cuts columns off the right.
  public mutating func takeRight(_ columns: Int) -> Rect {
    let taken = min(max(columns, 0), width)
    width -= taken
    return Rect(x: maxX, y: y, width: taken, height: height)
  }
}
