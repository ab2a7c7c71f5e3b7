/// A table as it is learned from: its columns and what is predicted.
public struct Table: Sendable {
  public let path: String
  public let testPath: String?
  public let dialect: Dialect
  /// Every column in the file's order, the label's among them.
  public let columns: [Column]
  public let labelIndex: Int
  public let label: Label
  /// Rows whose label is known, in order; those from `testStart` on are the test file's.
  public let rows: [Int32]
  public let testStart: Int?
  /// The label's cells are numbers, also where these are classes.
  public let labelIsNumbers: Bool
  /// Rows left out because they have no label.
  public let unlabelled: Int

  public enum Label: Sendable {
    /// The names of the classes, and each row's; -1 where it is not known.
    case classes([String], rows: [Int32])
    case quantity(NumberList)
  }

  /// The columns that are learned from: numbers and dates first, then kinds, as features stand.
  public var features: [Column] {
    let used = columns.filter { $0.index != labelIndex && !$0.isLeftOut }
    func areKinds(_ column: Column) -> Bool {
      if case .kinds = column.content { true } else { false }
    }
    return used.filter { !areKinds($0) } + used.filter(areKinds)
  }

  /// Numbers in a row of features.
  public var width: Int { features.reduce(0) { $0 + $1.width } }

  public var labelName: String { dialect.names[labelIndex] }

  public var classNames: [String] {
    if case .classes(let names, _) = label { names } else { [] }
  }
}
