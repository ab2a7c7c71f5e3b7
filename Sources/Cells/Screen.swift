/// One place of a screen.
public struct Cell: Sendable, Hashable {
  public var character: Character
  public var style: Style
  /// The right half of the wide character before it.
  public var isContinuation = false

  public init(_ character: Character = " ", _ style: Style = .plain) {
    self.character = character
    self.style = style
  }
}

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
  public subscript(x: Int, y: Int) -> Cell {
    get { x >= 0 && y >= 0 && x < width && y < height ? cells[y * width + x] : Cell() }
    set {
      guard x >= 0, y >= 0, x < width, y < height else { return }
      cells[y * width + x] = newValue
    }
  }

  /// Writes text from `x` on, cut off at `limit` columns and at `clip`; gives the columns used.
  ///
  /// Control characters are left out; a combining mark stays with its character.
  @discardableResult
  public mutating func put(
    _ text: some StringProtocol, x: Int, y: Int, _ style: Style = .plain, limit: Int = .max,
    clip: Rect? = nil
  ) -> Int {
    let clip = clip ?? bounds
    guard y >= clip.y, y < clip.maxY, y >= 0, y < height else { return 0 }
    let end = Swift.min(clip.maxX, width, limit == .max ? .max : x + Swift.max(limit, 0))
    var column = x
    for character in text {
      let columns = character.columns
      if columns == 0 { continue }
      if column + columns > end { break }
      if column >= Swift.max(clip.x, 0) {
        cells[y * width + column] = Cell(character, style)
        if columns == 2 {
          var half = Cell(" ", style)
          half.isContinuation = true
          cells[y * width + column + 1] = half
        }
      }
      column += columns
    }
    return column - x
  }

  public mutating func fill(_ rect: Rect, _ cell: Cell = Cell()) {
    let area = rect.intersection(bounds)
    for y in area.y..<Swift.max(area.maxY, area.y) {
      for x in area.x..<Swift.max(area.maxX, area.x) { cells[y * width + x] = cell }
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
