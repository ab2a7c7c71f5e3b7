import Text

/// Reads a table and decides what its columns are.
public struct TableReader {
  public let path: String
  /// Rows to test with that come in a file of their own, with the same columns.
  public let testPath: String?
  public let choices: ColumnChoices
  /// Told how many bytes have been read, of all files together.
  public let progress: (Int) -> Void

  public init(
    path: String, testPath: String? = nil, choices: ColumnChoices = ColumnChoices(),
    progress: @escaping (Int) -> Void = { _ in }
  ) {
    (self.path, self.testPath) = (path, testPath)
    (self.choices, self.progress) = (choices, progress)
  }

  /// Reads the files. Throws a `TableError` for what is no table to learn from.
  public func table() throws -> Table {
    let dialect = try Dialect(path: path)
    let labelIndex = try labelIndex(dialect)
    try expectKnown(dialect)
    let files = try [path] + (testPath.map { [try checked($0, dialect)] } ?? [])
    let reading = Reading(files: files, dialect: dialect, progress: progress)
    let modes = dialect.names.indices.map { mode(dialect.names[$0], isLabel: $0 == labelIndex) }
    let sink = try reading.columns(modes)
    // Some columns turn out late to be something else than numbers.
    let late = sink.builders.map { $0.nextMode }
    if late.contains(where: { $0 != nil }) {
      let again = try reading.columns(late.map { (mode: $0 ?? .unread, isFree: false) })
      for (index, mode) in late.enumerated() where mode != nil {
        sink.builders[index] = again.builders[index]
      }
    }
    let decision = TableDecision(
      reading: reading, choices: choices, labelIndex: labelIndex, sink: sink)
    return try decision.table(path: path, testPath: testPath)
  }

  private func mode(_ name: String, isLabel: Bool) -> (mode: ColumnBuilder.Mode, isFree: Bool) {
    if isLabel { return choices.task == .number ? (.numbers, false) : (.undecided, true) }
    if choices.drop.contains(name) { return (.unread, false) }
    if choices.kinds.contains(name) { return (.texts, false) }
    if choices.numbers.contains(name) || choices.areAllNumbers { return (.numbers, false) }
    return (.undecided, true)
  }

  private func labelIndex(_ dialect: Dialect) throws -> Int {
    guard let label = choices.label else { return dialect.names.count - 1 }
    if let index = dialect.names.firstIndex(of: label) { return index }
    throw TableError(
      file: path, line: 1, column: dialect.names.count,
      reason: "no column is called '\(label.brief)' (there are: \(list(dialect.names)))")
  }

  /// Throws for a choice about a column that there is not.
  private func expectKnown(_ dialect: Dialect) throws {
    let chosen = choices.drop.union(choices.kinds).union(choices.numbers)
    guard let name = chosen.subtracting(dialect.names).min() else { return }
    throw TableError(
      file: path, line: 1, column: dialect.names.count,
      reason: "'columns' names '\(name.brief)', which is none of them "
        + "(there are: \(list(dialect.names)))")
  }

  private func list(_ names: [String]) -> String {
    names.prefix(12).map(\.brief).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
  }

  /// A test file that has the same columns.
  private func checked(_ testPath: String, _ dialect: Dialect) throws -> String {
    let other = try Dialect(path: testPath)
    guard other.names == dialect.names, other.separator == dialect.separator,
      other.hasHeader == dialect.hasHeader
    else {
      let column = zip(other.names, dialect.names).enumerated().first { $1.0 != $1.1 }
      throw TableError(
        file: testPath, line: 1, column: (column?.offset ?? dialect.names.count) + 1,
        reason: "its columns are not those of \(path)")
    }
    return testPath
  }
}

/// The files of a table, which are read as one, as often as it takes.
struct Reading {
  let files: [String]
  let dialect: Dialect
  let progress: (Int) -> Void

  func columns(_ modes: [(mode: ColumnBuilder.Mode, isFree: Bool)]) throws -> ColumnSink {
    let sink = ColumnSink(modes, dialect)
    var before = 0
    for file in files {
      sink.beginFile()
      var read = 0
      let reader = CellReader(path: file, separator: dialect.separator)
      try reader.read(into: sink) {
        read = $0
        progress(before + $0)
      }
      if let ragged = sink.ragged {
        throw TableError(
          file: file, line: try reader.line(ofRow: ragged.row, column: 0),
          column: min(ragged.count, dialect.names.count) + 1,
          reason: "expected \(dialect.names.count) columns, found \(ragged.count)")
      }
      before += read
    }
    sink.end()
    return sink
  }

  /// The error of a cell, with its line.
  func failure(_ sink: ColumnSink, row: Int, column: Int, _ reason: String) throws -> TableError {
    let (file, own) = sink.place(row)
    let line = try CellReader(path: files[file], separator: dialect.separator)
      .line(ofRow: own, column: column)
    return TableError(
      file: files[file], line: line, column: column + 1, name: dialect.names[column],
      reason: reason)
  }

  func line(_ sink: ColumnSink, row: Int, column: Int) throws -> Int {
    let (file, own) = sink.place(row)
    return try CellReader(path: files[file], separator: dialect.separator)
      .line(ofRow: own, column: column)
  }
}
