import Text

/// What the columns of a table are, once all cells have been seen.
struct TableDecision {
  let reading: Reading
  let choices: ColumnChoices
  let labelIndex: Int
  let sink: ColumnSink

  /// Different whole numbers that are taken for classes, and the rows that each must have on average.
  static let mostNumberClasses = 10
  static let leastRowsEach = 3
  /// Different texts that are classes in any table.
  static let fewClasses = 16

  func table(path: String, testPath: String?) throws -> Table {
    let trainCount = sink.starts.dropFirst().first ?? sink.count
    guard trainCount >= 2, sink.count > trainCount || testPath == nil else {
      throw TableError(
        file: trainCount >= 2 ? testPath ?? path : path,
        line: 1 + (reading.dialect.hasHeader ? 1 : 0), column: 1,
        reason: "needs at least two rows of data")
    }
    let label = try label()
    let columns = try sink.builders.indices.map { try column($0) }
    var isKnown = Array(repeating: true, count: sink.count)
    for gap in sink.builders[labelIndex].gaps { isKnown[Int(gap)] = false }
    let rows = isKnown.indices.filter { isKnown[$0] }.map(Int32.init)
    let table = Table(
      path: path, testPath: testPath, dialect: reading.dialect, columns: columns,
      labelIndex: labelIndex, label: label, rows: rows,
      testStart: testPath.map { _ in rows.firstIndex { $0 >= trainCount } ?? rows.count },
      labelIsNumbers: sink.builders[labelIndex].mode == .numbers,
      unlabelled: sink.count - rows.count)
    guard rows.count >= 2, table.testStart.map({ $0 > 0 && $0 < rows.count }) ?? true else {
      throw try labelFailure(0, "too few rows have a label")
    }
    guard table.width > 0 else {
      throw TableError(
        file: path, line: 1, column: 1,
        reason: "no column is left to learn from: "
          + columns.filter { $0.index != labelIndex }.prefix(8).map(\.note).joined(separator: "; "))
    }
    return table
  }

  // MARK: - Columns

  private func column(_ index: Int) throws -> Column {
    let builder = sink.builders[index]
    let name = reading.dialect.names[index]
    if index == labelIndex {
      return Column(name: name, index: index, content: .leftOut(.asked), gaps: builder.gaps)
    }
    var column: Column
    if choices.kinds.contains(name) {
      guard !builder.isOverfull else {
        throw try reading.failure(
          sink, row: 0, column: index,
          "has over \(ColumnBuilder.mostTexts) different texts, too many for kinds")
      }
      column = Column(
        name: name, index: index, content: Column.kinds(builder), gaps: builder.gaps)
    } else if choices.numbers.contains(name)
      || choices.areAllNumbers && !choices.drop.contains(name)
    {
      guard builder.numberCount > 0 else {
        throw try reading.failure(
          sink, row: builder.firstOther?.row ?? 0, column: index,
          builder.firstOther.map { "'\($0.text.brief)' is no number" } ?? "has no number")
      }
      column = Column(
        name: name, index: index, content: .numbers(builder.numbers), gaps: builder.gaps)
    } else {
      column = Column(builder, name: name, index: index)
    }
    try check(builder, column)
    if case .numbers = column.content, let other = builder.firstOther {
      let line = try reading.line(sink, row: other.row, column: index)
      column.others = (builder.otherCount, other.text, line)
    }
    return column
  }

  /// Throws for a cell that no column of its kind may have.
  private func check(_ builder: ColumnBuilder, _ column: Column) throws {
    if builder.mode == .numbers, let cell = builder.firstInfinite {
      throw try reading.failure(
        sink, row: cell.row, column: column.index,
        "'\(cell.text.brief)' is not finite: nothing can be learned from it")
    }
    if case .kinds = column.content, let row = builder.firstNotUTF8 {
      throw try reading.failure(sink, row: row, column: column.index, Dialect.notUTF8)
    }
  }

  // MARK: - The label

  private func label() throws -> Table.Label {
    let builder = sink.builders[labelIndex]
    switch builder.mode {
    case .numbers: return try numberLabel(builder)
    case .texts: return try classLabel(builder)
    case .dates:
      throw try labelFailure(0, "a date cannot be predicted; name another column with 'label'")
    case .undecided, .unread: throw try labelFailure(0, "has nothing but gaps to predict")
    }
  }

  private func labelFailure(_ row: Int, _ reason: String) throws -> TableError {
    try reading.failure(sink, row: row, column: labelIndex, reason)
  }

  private func classLabel(_ builder: ColumnBuilder) throws -> Table.Label {
    if let row = builder.firstNotUTF8 { throw try labelFailure(row, Dialect.notUTF8) }
    let known = builder.count - builder.gaps.count
    let kinds = builder.texts.count
    guard !builder.isOverfull, kinds <= Self.fewClasses || kinds * 2 <= known else {
      let count = builder.isOverfull ? "over \(ColumnBuilder.mostTexts)" : "\(kinds)"
      throw try labelFailure(
        builder.firstOther?.row ?? 0,
        "\(count) different texts in \(known) rows are no classes to predict; name another column "
          + "with 'label'")
    }
    guard kinds > 1 else {
      throw try labelFailure(
        builder.firstOther?.row ?? 0,
        "is '\((builder.texts.first ?? "").brief)' in every row: there is nothing to predict")
    }
    guard case .kinds(let names, let rows) = Column.kinds(builder) else {
      throw try labelFailure(0, "has no classes")
    }
    return .classes(names, rows: rows)
  }

  private func numberLabel(_ builder: ColumnBuilder) throws -> Table.Label {
    if let cell = builder.firstInfinite {
      throw try labelFailure(cell.row, "'\(cell.text.brief)' is not finite")
    }
    let values = builder.numbers
    var isGap = Array(repeating: false, count: values.count)
    for row in builder.gaps { isGap[Int(row)] = true }
    guard let first = isGap.firstIndex(of: false) else {
      throw try labelFailure(
        builder.firstOther?.row ?? 0,
        builder.firstOther.map { "'\($0.text.brief)' is no number" } ?? "has no number")
    }
    var different: Set<Double> = []
    var areWhole = true
    // More classes than this are seldom meant.
    let most = choices.task == .classes ? ColumnBuilder.mostTexts : Self.mostNumberClasses
    for row in 0..<values.count where !isGap[row] && different.count <= most {
      different.insert(values[row])
      if !isWhole(values[row]) { areWhole = false }
    }
    guard different.count > 1 else {
      throw try labelFailure(
        first, "is \(numberText(values[first])) in every row: there is nothing to predict")
    }
    let known = values.count - builder.gaps.count
    let areFew =
      areWhole && different.count <= most
      && (different.count == 2 || different.count * Self.leastRowsEach <= known)
    switch choices.task {
    case .number: return .quantity(values)
    case nil where !areFew: return .quantity(values)
    case .classes where different.count > most:
      throw try labelFailure(first, "has over \(most) different numbers, too many for classes")
    default:
      let sorted = different.sorted()
      let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) })
      return .classes(
        sorted.map(numberText),
        rows: (0..<values.count).map { isGap[$0] ? -1 : places[values[$0]] ?? -1 })
    }
  }
}

/// A number as short as it can be written: `3`, `0.5`.
public func numberText(_ value: Double) -> String {
  Int(exactly: value).map(String.init) ?? "\(value)"
}
