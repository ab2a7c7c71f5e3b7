import Text

/// What is wrong with a table, and where.
public struct TableError: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  /// Counted from 1.
  public var line: Int
  /// The column of the table, counted from 1, and its name where it is known.
  public var column: Int
  public var name: String?
  public var reason: String

  public init(file: String, line: Int, column: Int, name: String? = nil, reason: String) {
    (self.file, self.line, self.column) = (file, line, column)
    (self.name, self.reason) = (name, reason)
  }

  /// `column 3 (age): 'x' is no number`
  public var message: String {
    let name = name.map { $0.isEmpty ? "" : " (\($0.brief))" } ?? ""
    return "column \(column)\(name): \(reason)"
  }

  public var description: String { "\(file):\(line): \(message)" }
}
