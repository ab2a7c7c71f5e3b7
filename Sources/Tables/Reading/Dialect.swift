/// What stands between the cells of a row.
public enum Separator: Sendable, CaseIterable {
  // In this order they are tried.
  case tab, semicolon, comma, blanks

  /// Blanks are made tabs before libcsv sees them.
  var byte: UInt8 {
    switch self {
    case .tab, .blanks: UInt8(ascii: "\t")
    case .semicolon: UInt8(ascii: ";")
    case .comma: UInt8(ascii: ",")
    }
  }
}

/// How a file writes a table, found out from its beginning.
public struct Dialect: Sendable, Equatable {
  public let separator: Separator
  public let hasHeader: Bool
  /// One name a column: the header's, or `c1`, `c2`…
  public let names: [String]

  /// Numbers may be written with a comma, where that does not part cells.
  public var pointIsComma: Bool { separator == .semicolon }

  /// Rows that are looked at.
  private static let sample = 100

  /// Reads the beginning of a file. Throws for one that has no rows, or a single column.
  init(path: String) throws {
    var samples: [(separator: Separator, rows: [[String]])] = []
    var damage: TableError?
    for separator in Separator.allCases {
      let sink = Sample(rows: Self.sample)
      do {
        try CellReader(path: path, separator: separator).read(into: sink)
      } catch let error as TableError {
        damage = damage ?? error
      }
      if let head = sink.rows.first, head.count > 1 { samples.append((separator, sink.rows)) }
    }
    let even = samples.first { sample in
      sample.rows.count > 1
        && sample.rows.dropFirst().allSatisfy { $0.count == sample.rows[1].count }
        && (0...1).contains(sample.rows[1].count - sample.rows[0].count)
    }
    let widest = samples.max { $0.rows[0].count < $1.rows[0].count }
    guard let found = even ?? widest else {
      throw damage
        ?? TableError(
          file: path, line: 1, column: 1,
          reason: "expected a table with at least two columns, separated by commas, semicolons, "
            + "tabs or blanks")
    }
    separator = found.separator
    (hasHeader, names) = try Self.head(found.rows, separator, path)
  }

  private static func head(
    _ rows: [[String]], _ separator: Separator, _ path: String
  ) throws -> (Bool, [String]) {
    let head = rows[0]
    let width = rows.count > 1 ? max(head.count, min(rows[1].count, head.count + 1)) : head.count
    let hasHeader = isHeader(rows, pointIsComma: separator == .semicolon)
    guard hasHeader else { return (false, (1...width).map { "c\($0)" }) }
    if let column = head.firstIndex(where: { $0.unicodeScalars.contains("\u{FFFD}") }) {
      throw TableError(file: path, line: 1, column: column + 1, reason: notUTF8)
    }
    // R names its rows in a column without a name; others end every row with a separator.
    let endsEmpty = rows.dropFirst().allSatisfy { $0.last == "" }
    var names = width == head.count ? head : endsEmpty ? head + [""] : [""] + head
    var seen: Set<String> = []
    for index in names.indices {
      let name = names[index].isEmpty ? "c\(index + 1)" : names[index]
      var unique = name
      var count = 0
      while !seen.insert(unique).inserted {
        count += 1
        unique = "\(name).\(count)"
      }
      names[index] = unique
    }
    return (true, names)
  }

  static let notUTF8 = "is not UTF-8 text; save the table as UTF-8"

  /// Whether the first row names the columns: none of its cells is a number, or some column has
  /// numbers under a text.
  private static func isHeader(_ rows: [[String]], pointIsComma: Bool) -> Bool {
    func isNumber(_ text: String) -> Bool {
      var text = text
      return text.withUTF8 { number($0, pointIsComma: pointIsComma) != nil }
    }
    func isMissing(_ text: String) -> Bool {
      var text = text
      return text.withUTF8(isGap)
    }
    let (head, rest) = (rows[0], rows.dropFirst())
    let offset = (rest.first?.count ?? head.count) - head.count
    let columns = head.indices.map { column in
      rest.compactMap { $0.dropFirst(column + max(offset, 0)).first }.filter { !isMissing($0) }
    }
    if !head.contains(where: isNumber) {
      // A table of texts whose first row is like all others.
      return rest.count < 3
        || !zip(head, columns).allSatisfy { name, cells in cells.contains(name) }
    }
    return zip(head, columns).contains { name, cells in
      !isNumber(name) && !name.isEmpty && !cells.isEmpty && cells.allSatisfy(isNumber)
    }
  }

  /// The first rows as texts.
  private final class Sample: CellSink {
    private(set) var rows: [[String]] = []
    private var row: [String] = []
    private let count: Int

    init(rows count: Int) { self.count = count }

    override var isSated: Bool { rows.count >= count }

    override func cell(_ bytes: UnsafeBufferPointer<UInt8>) {
      if !isSated { row.append(String(decoding: trimmed(bytes), as: UTF8.self)) }
    }

    override func rowEnded() {
      if !isSated { rows.append(row) }
      row = []
    }
  }
}
