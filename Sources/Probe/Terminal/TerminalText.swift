/// What a program has written to a terminal, as the lines of plain text that a person sees there.
///
/// A bar that draws itself anew with `\r`, backspaces or cursor movements stays one line; colours
/// and titles go. Lines are not broken at the terminal's width. So many lines are kept, the last.
public struct TerminalText: Sendable, Equatable {
  /// How many of the last lines are kept.
  public let mostLines: Int
  /// What stands further right in a line is left out.
  public let mostColumns: Int

  /// Cells of characters; the right half of a wide one is empty.
  private var rows: [[String]] = [[]]
  private var row = 0
  private var column = 0
  /// Where a program that cleared the screen thinks its first row is.
  private var top = 0
  private var parser = ControlParser()

  public init(mostLines: Int = 2000, mostColumns: Int = 2000) {
    self.mostLines = max(1, mostLines)
    self.mostColumns = max(1, mostColumns)
  }

  /// The lines from the oldest that is kept, without the blanks at their ends; the last is the one
  /// that is being written.
  public var lines: [String] {
    rows.suffix(mostLines).map { cells in
      let end = cells.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
      return cells[..<end].joined()
    }
  }

  /// Takes what was written next. A character or a control sequence may be cut between two calls.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      guard let control = parser.next(byte) else { continue }
      apply(control)
    }
  }

  private mutating func apply(_ control: TerminalControl) {
    switch control {
    case .character(let scalar): put(scalar)
    case .newLine:
      column = 0
      moveDown(1)
    case .carriageReturn: column = 0
    case .backspace: column = max(0, column - 1)
    case .tab: column = min(mostColumns, column / 8 * 8 + 8)
    case .sequence(let final, let numbers): apply(final, numbers)
    }
  }

  /// The control sequences that bars and progress displays use.
  private mutating func apply(_ final: Character, _ numbers: [Int]) {
    let first = numbers.first ?? 0
    let count = max(1, first)
    switch final {
    case "A": row = max(top, row - count)
    case "B": moveDown(count)
    case "C": column = min(mostColumns, column + count)
    case "D": column = max(0, column - count)
    case "E":
      column = 0
      moveDown(count)
    case "F":
      column = 0
      row = max(top, row - count)
    case "G": column = min(mostColumns, count - 1)
    case "H", "f":
      row = min(top, rows.count - 1)
      moveDown(count - 1)
      column = min(mostColumns, max(1, numbers.dropFirst().first ?? 1) - 1)
    case "J": eraseScreen(first)
    case "K": eraseLine(first)
    case "P":
      let end = min(rows[row].count, column + count)
      if column < end { rows[row].removeSubrange(column..<end) }
    case "X":
      for index in column..<max(column, min(rows[row].count, column + count)) {
        rows[row][index] = " "
      }
    default: break
    }
  }

  private mutating func eraseLine(_ part: Int) {
    let length = rows[row].count
    switch part {
    case 0: if column < length { rows[row].removeSubrange(column...) }
    case 1: for index in 0..<min(length, column + 1) { rows[row][index] = " " }
    default: rows[row] = []
    }
  }

  private mutating func eraseScreen(_ part: Int) {
    switch part {
    case 0:
      eraseLine(0)
      rows.removeSubrange((row + 1)...)
    case 2, 3:
      // The record goes on below what stood on the screen.
      if rows.last?.isEmpty == false { rows.append([]) }
      top = rows.count - 1
      row = top
      forgetOldest()
    default: break
    }
  }

  private mutating func moveDown(_ count: Int) {
    // A program has no more rows than a screen; what claims more is wrong.
    row += min(count, 1000)
    while rows.count <= row { rows.append([]) }
    forgetOldest()
  }

  /// Takes the oldest lines out, many at once.
  private mutating func forgetOldest() {
    let surplus = rows.count - mostLines
    guard surplus > mostLines / 4 else { return }
    rows.removeFirst(surplus)
    row = max(0, row - surplus)
    top = max(0, top - surplus)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    if scalar.joinsTheCharacterBefore {
      guard
        let before = rows[row][..<min(column, rows[row].count)].lastIndex(where: { !$0.isEmpty })
      else { return }
      // A cell of endless marks is no text.
      if rows[row][before].unicodeScalars.count < 16 {
        rows[row][before].unicodeScalars.append(scalar)
      }
      return
    }
    let width = scalar.isWide ? 2 : 1
    guard column + width <= mostColumns else { return }
    while rows[row].count < column + width { rows[row].append(" ") }
    // Half of a wide character is none.
    if rows[row][column].isEmpty { rows[row][column - 1] = " " }
    rows[row][column] = String(scalar)
    if width == 2 { rows[row][column + 1] = "" }
    let after = column + width
    if after < rows[row].count, rows[row][after].isEmpty { rows[row][after] = " " }
    column = after
  }
}

extension Unicode.Scalar {
  fileprivate var joinsTheCharacterBefore: Bool {
    if value < 0x300 { return false }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return true
    // The tone of a hand or a face.
    default: return (0x1F3FB...0x1F3FF).contains(value)
    }
  }

  /// Whether a terminal gives it two cells: East Asian writing and pictures.
  fileprivate var isWide: Bool {
    if value < 0x1100 { return false }
    return Self.wide.contains { $0.contains(value) }
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
