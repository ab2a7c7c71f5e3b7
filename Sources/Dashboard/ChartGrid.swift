import Cells

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many charts fit into a place, and where each one stands.
struct ChartGrid: Equatable {
  /// The smallest chart that is worth looking at, its frame included.
  static let least = (width: 40, height: 10)

  /// As many rows and columns as the place has room for.
  let columns: Int
  let rows: Int
  private let area: Rect

  init(_ area: Rect, leastWidth: Int = least.width) {
    self.area = area
    columns = max(area.width / leastWidth, 1)
    // Two low charts say more than one.
    rows = max(area.height / Self.least.height, area.height >= 14 ? 2 : 1)
  }

  var capacity: Int { columns * rows }

  /// Places for so many charts, which together fill the area; a row that has fewer has wider ones.
  func places(for count: Int) -> [Rect] {
    let shape = shape(for: count)
    var (rest, left) = (area, count)
    return (0..<shape.rows).flatMap { row -> [Rect] in
      let inRow = (left + shape.rows - row - 1) / (shape.rows - row)
      var line = rest.takeTop((rest.height + shape.rows - row - 1) / (shape.rows - row))
      left -= inRow
      return (0..<inRow).map { index in
        line.takeLeft((line.width + inRow - index - 1) / (inRow - index))
      }
    }
  }

  /// The rows and columns whose charts come nearest to a good shape: three and a half times as many
  /// columns of characters as rows, which are about twice as high as wide.
  private func shape(for count: Int) -> (rows: Int, columns: Int) {
    let count = min(max(count, 1), capacity)
    let shapes = (1...columns).map { (rows: (count + $0 - 1) / $0, columns: $0) }
      .filter { $0.rows <= rows }
    func distance(_ shape: (rows: Int, columns: Int)) -> Double {
      let wide = Double(area.width) / Double(shape.columns)
      let high = Double(area.height) / Double(shape.rows)
      let isUneven = count % shape.columns == 0 ? 0 : 0.2
      return abs(log(max(wide, 1) / max(high, 1) / 3.5)) + isUneven
    }
    return shapes.min { distance($0) < distance($1) } ?? (rows, columns)
  }
}
