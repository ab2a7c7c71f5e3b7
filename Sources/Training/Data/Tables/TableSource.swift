import Autograd
import Tables

/// A table as a data set: its rows split, its gaps filled, its numbers standardised.
///
/// All that is taken from the rows, means and deviations, is taken from the training rows alone.
public struct TableSource: Sendable {
  public let table: Table
  public let choices: ColumnChoices
  public let testFraction: Double
  public let standardize: Bool
  /// The shape of a row, for pictures.
  let image: [Int]?

  /// The training and test rows as an experiment takes them.
  var source: DataSource {
    let (train, test) = counts
    let whole = self
    return DataSource(
      name: fileName, classNames: table.classNames, trainCount: train, testCount: test,
      inputShape: image ?? [table.width], table: self,
      make: { try whole.dataSet(&$0) }, python: { whole.python })
  }

  private var fileName: String { table.path.split(separator: "/").last.map(String.init) ?? "" }

  // MARK: - Splitting

  /// How many of so many rows go to the test set.
  static func testRows(_ rows: Int, _ fraction: Double) -> Int {
    min(max(Int((Double(rows) * fraction).rounded(.toNearestOrEven)), rows > 1 ? 1 : 0), rows - 1)
  }

  private var counts: (train: Int, test: Int) {
    if let start = table.testStart { return (start, table.rows.count - start) }
    let test =
      switch table.label {
      case .quantity: Self.testRows(table.rows.count, testFraction)
      case .classes: rowsOfClasses.reduce(0) { $0 + Self.testRows($1.count, testFraction) }
      }
    return (table.rows.count - test, test)
  }

  private var rowsOfClasses: [[Int32]] {
    guard case .classes(let names, let labels) = table.label else { return [] }
    var rows: [[Int32]] = Array(repeating: [], count: names.count)
    for row in table.rows { rows[Int(labels[Int(row)])].append(row) }
    return rows
  }

  /// A quantity's rows are shuffled, the first ones to the test set; so are those of each class.
  private func split(_ generator: inout Generator) -> (train: [Int32], test: [Int32]) {
    if let start = table.testStart {
      return (Array(table.rows[..<start]), Array(table.rows[start...]))
    }
    var (train, test): ([Int32], [Int32]) = ([], [])
    let groups = if case .quantity = table.label { [table.rows] } else { rowsOfClasses }
    for rows in groups where !rows.isEmpty {
      let shuffled = generator.permutation(rows.count).map { rows[$0] }
      let count = Self.testRows(rows.count, testFraction)
      test += shuffled[..<count]
      train += shuffled[count...]
    }
    return (train, test)
  }

  // MARK: - Making tensors

  private func dataSet(_ generator: inout Generator) throws -> DataSet {
    let (train, test) = split(&generator)
    let features = TableFeatures(table, train: train, standardize: standardize)
    func part(_ rows: [Int32]) throws -> Tensor {
      try Tensor(shape: [rows.count] + (image ?? [table.width])) { features.write(rows, to: $0) }
    }
    var data: DataSet
    switch table.label {
    case .classes(_, let labels):
      func classes(_ rows: [Int32]) throws -> Tensor {
        try Tensor(rows.map { Int(labels[Int($0)]) })
      }
      data = DataSet(
        xTrain: try part(train), yTrain: try classes(train), xTest: try part(test),
        yTest: try classes(test))
    case .quantity(let labels):
      let (center, scale) = TableFeatures.statistics(train) { labels[Int($0)] }
      func standardized(_ rows: [Int32]) throws -> Tensor {
        try Tensor(
          rows.map { Float((labels[Int($0)] - center) / scale) }, shape: [rows.count, 1])
      }
      data = DataSet(
        xTrain: try part(train), yTrain: try standardized(train), xTest: try part(test),
        yTest: try standardized(test))
      (data.labelCenter, data.labelScale) = (center, scale)
    }
    data.notes = table.notes(means: features.means)
    data.tableRows = train
    return data
  }
}
