import Autograd
import Tables
import Text

/// What can be seen of the rows of a run, apart from any epoch.
public struct DataFacts: Sendable {
  /// Columns that tell the label without a mistake, alone or together.
  public internal(set) var leaks: [[String]] = []
  /// The label's name.
  public internal(set) var label = ""
  /// Classes with very few rows in the whole table.
  public internal(set) var smallClasses: [(name: String, rows: Int)] = []
  /// Rows that a table is tested with.
  public internal(set) var testRows = Int.max
  /// The columns with the least and the greatest range, where these are not standardised.
  public internal(set) var ranges: (least: Range, greatest: Range)?
  /// How far from zero the training rows' means are, where the rows that are tested on have been
  /// standardised together with them.
  public internal(set) var meansOfWhole: Double?

  public struct Range: Sendable {
    public let name: String
    public let size: Double
  }

  static let fewOfClass = 5

  init() {}

  init(_ state: LoopState) {
    meansOfWhole = Self.meansOfWhole(state)
    guard let source = state.experiment.data.table else { return }
    let table = source.table
    label = table.labelName.brief
    testRows = state.data.yTest.shape.first ?? .max
    leaks = LeakSearch(table, rows: state.data.tableRows).leaks()
    if case .classes(let names, let labels) = table.label {
      var counts = Array(repeating: 0, count: names.count)
      for row in table.rows { counts[Int(labels[Int(row)])] += 1 }
      smallClasses = zip(names.map(\.brief), counts).map { (name: $0, rows: $1) }
        .filter { $0.rows < Self.fewOfClass }
    }
    if !source.standardize, source.image == nil { ranges = Self.ranges(table, state.data) }
  }

  /// The ranges of measured columns over the training rows.
  private static func ranges(
    _ table: Table, _ data: DataSet
  ) -> (least: Range, greatest: Range)? {
    var found: [Range] = []
    for column in table.features {
      guard case .numbers(let numbers) = column.content else { continue }
      let gaps = Set(column.gaps)
      let values = data.tableRows.filter { !gaps.contains($0) }.map { numbers[Int($0)] }
      guard let least = values.min(), let greatest = values.max(), least < greatest else {
        continue
      }
      found.append(Range(name: column.name.brief, size: greatest - least))
    }
    guard let least = found.min(by: { $0.size < $1.size }),
      let greatest = found.max(by: { $0.size < $1.size })
    else { return nil }
    return (least, greatest)
  }

  /// Elements beyond which means are not looked at.
  private static let mostElements = 1 << 24

  /// The greatest mean of a column of the training rows, where all rows together have means of zero
  /// and deviations of one, as only statistics of all of them make it; nil otherwise.
  private static func meansOfWhole(_ state: LoopState) -> Double? {
    guard let train = state["X_train"], let test = state["X_test"], train.dim == 2,
      test.dim == 2, train.shape[1] == test.shape[1], train.shape[0] > 1, test.shape[0] > 1,
      train.count + test.count <= mostElements
    else { return nil }
    let width = train.shape[1]
    let (a, b) = (train.values, test.values)
    let rows = (train.shape[0], test.shape[0])
    var greatest = 0.0
    for column in 0..<width {
      func sum(_ power: (Double) -> Double) -> (Double, Double) {
        (
          stride(from: column, to: a.count, by: width).reduce(0) { $0 + power(a[$1]) },
          stride(from: column, to: b.count, by: width).reduce(0) { $0 + power(b[$1]) }
        )
      }
      let count = Double(rows.0 + rows.1)
      let (ones, squares) = (sum { $0 }, sum { $0 * $0 })
      let mean = (ones.0 + ones.1) / count
      let deviation = ((squares.0 + squares.1) / count - mean * mean).squareRoot()
      // The same everywhere: no statistics tell.
      if deviation < 1e-6 { continue }
      guard abs(mean) < 1e-4, abs(deviation - 1) < 1e-3 else { return nil }
      greatest = max(greatest, abs(ones.0 / Double(rows.0)))
    }
    return greatest > 1e-3 ? greatest : nil
  }
}
