/// Gives each cell to its column.
///
/// Numbers, which most cells are, are kept in a block of rows first, and go to their columns when it is
/// full: a wide table's columns do not all fit into a processor's caches.
final class ColumnSink: CellSink {
  var builders: [ColumnBuilder]
  private let hasHeader: Bool
  private let width: Int
  private let block: NumberBlock
  private let place = UnsafeMutablePointer<Place>.allocate(capacity: 1)
  /// Columns whose cells may be numbers of the block.
  private let takeNumbers: UnsafeMutablePointer<Bool>
  /// The first row of each file, among all.
  private(set) var starts: [Int] = []
  /// The first row with too many or too few cells.
  private(set) var ragged: (row: Int, count: Int)?

  /// Where reading stands.
  private struct Place {
    var column = 0
    /// The row of the file, its header counted.
    var row = 0
    /// Rows of data of all files.
    var count = 0
    /// Nothing of this row is wanted.
    var isSkipped = false
  }

  var count: Int { place.pointee.count }

  init(_ modes: [(mode: ColumnBuilder.Mode, isFree: Bool)], _ dialect: Dialect) {
    hasHeader = dialect.hasHeader
    width = modes.count
    block = NumberBlock(width: modes.count, pointIsComma: dialect.pointIsComma)
    builders = modes.map {
      ColumnBuilder($0.mode, isFree: $0.isFree, pointIsComma: dialect.pointIsComma)
    }
    place.initialize(to: Place())
    takeNumbers = .allocate(capacity: width)
    for (column, mode) in modes.enumerated() { takeNumbers[column] = mode.mode == .numbers }
  }

  deinit {
    place.deallocate()
    takeNumbers.deallocate()
  }

  func beginFile() {
    starts.append(count)
    place.pointee.row = 0
    place.pointee.isSkipped = hasHeader
  }

  /// The file that a row stands in, and its number there, header and all.
  func place(_ row: Int) -> (file: Int, row: Int) {
    let file = starts.lastIndex { $0 <= row } ?? 0
    return (file, row - (starts.dropFirst(file).first ?? 0) + (hasHeader ? 1 : 0))
  }

  override var isSated: Bool { ragged != nil }

  override func cell(_ bytes: UnsafeBufferPointer<UInt8>) {
    let column = place.pointee.column
    place.pointee.column = column + 1
    guard column < width, !place.pointee.isSkipped else { return }
    if takeNumbers[column], block.take(bytes, column) { return }
    addSlowly(bytes, column)
  }

  /// A cell that is no plain number, after those above it.
  private func addSlowly(_ bytes: UnsafeBufferPointer<UInt8>, _ column: Int) {
    let builder = builders[column]
    if takeNumbers[column] { block.handEarly(column, to: builder) }
    builder.add(trimmed(bytes))
    takeNumbers[column] = builder.mode == .numbers
    block.leaveOut(column)
  }

  override func rowEnded() {
    let place = place
    if !place.pointee.isSkipped {
      if place.pointee.column != width {
        ragged = (place.pointee.row, place.pointee.column)
        place.pointee.isSkipped = true
      } else if block.endRow() {
        emptyBlock()
      }
      place.pointee.count += 1
    } else if ragged == nil {
      // That was the header.
      place.pointee.isSkipped = false
    }
    place.pointee.row += 1
    place.pointee.column = 0
  }

  private func emptyBlock() {
    for column in 0..<width where takeNumbers[column] { block.hand(column, to: builders[column]) }
    block.clear()
  }

  /// Gives the columns the last numbers.
  func end() { emptyBlock() }
}

/// Numbers of some rows, row by row; NaN for a cell that its column has already, or will have otherwise.
private final class NumberBlock {
  /// Numbers that a processor's second cache holds.
  private static let size = 1 << 14

  private let width: Int
  private let most: Int
  private let pointIsComma: Bool
  private let numbers: UnsafeMutablePointer<Double>
  private let row = UnsafeMutablePointer<Int>.allocate(capacity: 1)

  init(width: Int, pointIsComma: Bool) {
    self.width = width
    self.pointIsComma = pointIsComma
    most = max(min(Self.size / max(width, 1), 256), 1)
    numbers = .allocate(capacity: max(width * most, 1))
    numbers.initialize(repeating: .nan, count: max(width * most, 1))
    row.initialize(to: 0)
  }

  deinit {
    numbers.deallocate()
    row.deallocate()
  }

  /// Keeps a cell that is a finite number.
  func take(_ cell: UnsafeBufferPointer<UInt8>, _ column: Int) -> Bool {
    guard let value = number(cell, pointIsComma: pointIsComma), value.isFinite else { return false }
    numbers[row.pointee * width + column] = value
    return true
  }

  func leaveOut(_ column: Int) { numbers[row.pointee * width + column] = .nan }

  /// Gives a column its numbers, up to the row that is being read.
  func hand(_ column: Int, to builder: ColumnBuilder) {
    builder.append(numbers + column, count: row.pointee, stride: width)
  }

  /// The same before the block is full, which is not to give them again.
  func handEarly(_ column: Int, to builder: ColumnBuilder) {
    hand(column, to: builder)
    for row in 0..<row.pointee { numbers[row * width + column] = .nan }
  }

  /// Whether there is no room for another row.
  func endRow() -> Bool {
    row.pointee += 1
    return row.pointee == most
  }

  func clear() { row.pointee = 0 }
}
