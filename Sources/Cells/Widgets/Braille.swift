/// A canvas of two by four dots a cell.
struct Braille {
  private let width: Int
  private let height: Int
  private var bits: [UInt8]
  private var roles: [Role]
  private var lines: [Chart.Line]

  init(width: Int, height: Int) {
    self.width = max(width, 0)
    self.height = max(height, 0)
    bits = Array(repeating: 0, count: self.width * self.height)
    roles = Array(repeating: .text, count: bits.count)
    lines = Array(repeating: .solid, count: bits.count)
  }

  private static let dotBits: [UInt8] = [0x40, 0x04, 0x02, 0x01, 0x80, 0x20, 0x10, 0x08]

  /// Sets the dots of a column from one row to another, counted from the bottom; what lies outside
  /// is left out.
  private mutating func fill(
    _ x: Int, _ rows: ClosedRange<Int>, _ role: Role, _ line: Chart.Line
  ) {
    guard x >= 0, x < width * 2 else { return }
    let from = max(rows.lowerBound, 0)
    let to = min(rows.upperBound, height * 4 - 1)
    guard from <= to else { return }
    for y in from...to {
      let index = (height - 1 - y / 4) * width + x / 2
      bits[index] |= Self.dotBits[(x & 1) * 4 + y & 3]
      roles[index] = role
      lines[index] = line
    }
  }

  /// Sets one dot, counted from the bottom left.
  mutating func dot(_ x: Int, _ y: Int, _ role: Role) { fill(x, y...y, role, .solid) }

  mutating func draw(_ series: Chart.Series, _ scale: Chart.Scale) {
    let role: Role = series.isFaint ? .faint : series.role
    var previous: (x: Int, y: Int)?
    if let before = series.before, let y = scale.dot(before.y) {
      previous = (Int(max(before.x, -1e6).rounded(.down)), y)
    }
    for (x, column) in series.columns.enumerated() {
      guard let column, column.hasValue else {
        if column?.hasNaN == true || column?.hasInfinity == true { previous = nil }
        continue
      }
      guard let high = scale.dot(column.maximum) else {
        previous = nil
        continue
      }
      let low = scale.dot(column.minimum) ?? high
      let (first, last) = (scale.dot(column.first) ?? low, scale.dot(column.last) ?? high)
      var rows = low...high
      if series.line == .thin { rows = (low + high) / 2...(low + high) / 2 }
      if let previous { rows = join(previous, (x, first), rows, series.line, role) }
      // A point that no line leads to must not fall into a gap.
      draw(x, rows, series.line, role, isAlone: previous == nil)
      previous = (x, last)
    }
    if let previous, let after = series.after, let y = scale.dot(after.y) {
      let x = Int(min(after.x, 1e6).rounded(.up))
      _ = join(previous, (x, y), y...y, series.line, role)
    }
  }

  /// Draws the line between two points but for its last column; gives the rows of that, which
  /// reach down or up to the column before.
  private mutating func join(
    _ from: (x: Int, y: Int), _ to: (x: Int, y: Int), _ rows: ClosedRange<Int>, _ line: Chart.Line,
    _ role: Role
  ) -> ClosedRange<Int> {
    var y = from.y
    let span = to.x - from.x
    if span > 1 {
      for x in max(from.x + 1, 0)..<max(min(to.x, width * 2), max(from.x + 1, 0)) {
        let next = from.y + (to.y - from.y) * (x - from.x) / span
        if x == 0 { y = next }
        draw(x, Self.step(y, next...next), line, role)
        y = next
      }
    }
    return Self.step(y, min(rows.lowerBound, to.y)...max(rows.upperBound, to.y))
  }

  /// Rows that reach to the neighbour's, without its own.
  private static func step(_ y: Int, _ rows: ClosedRange<Int>) -> ClosedRange<Int> {
    if y < rows.lowerBound { return (y + 1)...rows.upperBound }
    if y > rows.upperBound { return rows.lowerBound...(y - 1) }
    return rows
  }

  /// A dashed or dotted line leaves out dots, but never a spike.
  private mutating func draw(
    _ x: Int, _ rows: ClosedRange<Int>, _ line: Chart.Line, _ role: Role, isAlone: Bool = false
  ) {
    let isGap =
      switch line {
      case .solid, .thin: false
      case .dashed: x % 4 >= 2
      case .dotted: x % 4 != 0
      }
    if !isGap || isAlone || rows.count > 4 { fill(x, rows, role, line) }
  }

  func copy(to screen: inout Screen, _ plot: Rect, _ glyphs: Glyphs) {
    for row in 0..<height {
      for column in 0..<width where bits[row * width + column] != 0 {
        let pattern = bits[row * width + column]
        let style = Style(roles[row * width + column])
        screen[plot.x + column, plot.y + row] =
          glyphs.isASCII
          ? Cell(Self.asciiDot(pattern, lines[row * width + column]), style)
          : Cell(scalar: Unicode.Scalar(0x2800 + UInt32(pattern)) ?? " ", style)
      }
    }
  }

  /// Upper, middle or lower, by where most dots are; lines that are not solid have one sign each.
  private static func asciiDot(_ pattern: UInt8, _ line: Chart.Line) -> Character {
    switch line {
    case .dashed: return "o"
    case .dotted: return ":"
    case .solid, .thin: break
    }
    let upper = pattern & 0b0000_1001 != 0
    let lower = pattern & 0b1100_0000 != 0
    if upper && lower { return "|" }
    return upper ? "'" : lower ? "." : "-"
  }
}
