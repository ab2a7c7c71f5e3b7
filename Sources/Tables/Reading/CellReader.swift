/// Reads the cells of a file into a sink.
struct CellReader {
  let path: String
  let separator: Separator

  /// Reads to the end, or until the sink wants no more. Throws for bytes that are no table.
  func read(into sink: CellSink, progress: (Int) -> Void = { _ in }) throws {
    let parser = CellParser(separator: separator.byte, sink)
    var filter = BlankFilter()
    try TableBytes(path: path).read(progress: progress) { bytes in
      let isRead =
        separator == .blanks
        ? filter.filtered(bytes).withUnsafeBytes(parser.read) : parser.read(bytes)
      guard isRead || sink.isSated else { throw try misplacedQuote() }
      return !sink.isSated
    }
    guard sink.isSated || parser.end() else { throw try openQuote() }
  }

  /// Where a cell stands: what was read so far is read again byte by byte, which is slow and done for
  /// messages alone. Rows count from 0, and from the header where there is one.
  func line(ofRow row: Int, column: Int) throws -> Int {
    let place = try locate { $0.row == row && $0.column >= column || $0.row > row }
    return place.line
  }

  private func misplacedQuote() throws -> TableError {
    let place = try locate { _ in false }
    return TableError(
      file: path, line: place.line, column: place.column + 1,
      reason: "a quote within a cell; a cell with quotes stands in quotes, and they are doubled")
  }

  private func openQuote() throws -> TableError {
    let place = try locate { _ in false }
    return TableError(
      file: path, line: place.cellLine, column: place.column + 1,
      reason: "the quote that opens this cell is never closed")
  }

  /// Reads until `isThere`, or until libcsv refuses a byte.
  private func locate(_ isThere: (Place) -> Bool) throws -> Place {
    let place = Place()
    let parser = CellParser(separator: separator.byte, place)
    var filter = BlankFilter()
    func follow(_ bytes: UnsafeRawBufferPointer) -> Bool {
      for index in bytes.indices {
        if place.isBetween, place.column > 0 || bytes[index] > UInt8(ascii: " "), isThere(place) {
          return false
        }
        guard parser.read(UnsafeRawBufferPointer(rebasing: bytes[index...index])) else {
          return false
        }
        place.passed(bytes[index])
      }
      return true
    }
    try TableBytes(path: path).read { bytes in
      separator == .blanks ? filter.filtered(bytes).withUnsafeBytes(follow) : follow(bytes)
    }
    return place
  }

  /// Counts rows, cells and lines.
  private final class Place: CellSink {
    private(set) var row = 0
    private(set) var column = 0
    /// The line reached, and the one that the cell began in.
    private(set) var line = 1
    private(set) var cellLine = 1
    /// The next cell has not begun.
    private(set) var isBetween = true
    private var hasJustEnded = false
    private var isAfterReturn = false

    override func cell(_ bytes: UnsafeBufferPointer<UInt8>) {
      column += 1
      (isBetween, hasJustEnded) = (true, true)
    }

    override func rowEnded() {
      (row, column) = (row + 1, 0)
      (isBetween, hasJustEnded) = (true, true)
    }

    func passed(_ byte: UInt8) {
      if byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") && !isAfterReturn { line += 1 }
      isAfterReturn = byte == UInt8(ascii: "\r")
      if hasJustEnded {
        hasJustEnded = false
      } else if isBetween, byte > UInt8(ascii: " ") {
        (isBetween, cellLine) = (false, line)
      }
    }
  }
}
