import Text

/// A screen as a value: what a terminal is to show.
public struct Screen: Sendable, Equatable {
  public let width: Int
  public let height: Int
  public private(set) var cells: [Cell]

  /// Blank. Sizes below one count as one.
  public init(width: Int, height: Int) {
    self.width = max(width, 1)
    self.height = max(height, 1)
    cells = Array(repeating: Cell(), count: self.width * self.height)
  }

  public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cell at a place; writing outside does nothing, reading there gives a blank.
  ///
  /// A control character becomes a blank, and so does half a wide character whose other half is
  /// overwritten.
  public subscript(x: Int, y: Int) -> Cell {
    get { x >= 0 && y >= 0 && x < width && y < height ? cells[y * width + x] : Cell() }
    set {
      guard x >= 0, y >= 0, x < width, y < height else { return }
      let columns = newValue.scalar.columns
      let isDrawable = columns == 1 || (columns == 2 && x + 1 < width)
      place(isDrawable ? newValue : Cell(" ", newValue.style), columns == 2 ? 2 : 1, x: x, y: y)
    }
  }

  /// Sets a cell and, behind a wide character, its right half.
  private mutating func place(_ cell: Cell, _ columns: Int, x: Int, y: Int) {
    var cell = cell
    cell.isContinuation = false
    let index = y * width + x
    // The left half of a wide character loses its right half, and the other way round.
    if cells[index].isContinuation, x > 0 { cells[index - 1].blank() }
    let end = Swift.min(x + columns, width)
    if end < width, cells[y * width + end].isContinuation {
      cells[y * width + end].isContinuation = false
    }
    cells[index] = cell
    if columns == 2, x + 1 < width {
      var half = Cell(" ", cell.style)
      half.isContinuation = true
      cells[index + 1] = half
    }
  }

  /// Writes text from `x` on, cut off at `limit` columns and at `clip`; gives the columns used.
  ///
  /// Controls and what is not seen are written out, `\u{1b}`; a combining mark stays with its
  /// character. What a terminal would draw in several places, e.g. a family of emoji, is written
  /// in as many, so that screen and terminal agree.
  @discardableResult
  public mutating func put(
    _ text: some StringProtocol, x: Int, y: Int, _ style: Style = .plain, limit: Int = .max,
    clip: Rect? = nil
  ) -> Int {
    let clip = clip ?? bounds
    guard y >= clip.y, y < clip.maxY, y >= 0, y < height else { return 0 }
    let end = Swift.min(clip.maxX, width, limit == .max ? .max : x + Swift.max(limit, 0))
    var column = x
    var base = -1
    /// Whether there was room.
    func draw(_ scalar: Unicode.Scalar, _ columns: Int) -> Bool {
      if column + columns > end { return false }
      base = -1
      if column >= Swift.max(clip.x, 0) {
        place(Cell(scalar: scalar, style), columns, x: column, y: y)
        base = y * width + column
      }
      column += columns
      return true
    }
    for scalar in text.unicodeScalars {
      let columns = scalar.columns
      if columns > 0 {
        if !draw(scalar, columns) { break }
      } else if scalar.isMark {
        if base >= 0 { cells[base].join(scalar) }
      } else if scalar.isUnsafe {
        if !scalar.spelled.unicodeScalars.allSatisfy({ draw($0, 1) }) { break }
      }
    }
    return column - x
  }

  public mutating func fill(_ rect: Rect, _ cell: Cell = Cell()) {
    let area = rect.intersection(bounds)
    for y in area.y..<Swift.max(area.maxY, area.y) {
      for x in area.x..<Swift.max(area.maxX, area.x) { self[x, y] = cell }
    }
  }

  /// Each row as text, without trailing blanks.
  public var rows: [String] {
    (0..<height).map { y in
      var row = ""
      for cell in cells[(y * width)..<((y + 1) * width)] where !cell.isContinuation {
        row.append(cell.character)
      }
      while row.last == " " { row.removeLast() }
      return row
    }
  }

  /// The whole screen as text, a line a row.
  public var text: String { rows.joined(separator: "\n") }
}
