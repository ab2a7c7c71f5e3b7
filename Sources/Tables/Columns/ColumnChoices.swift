/// What a person says that the columns of a table are.
public struct ColumnChoices: Sendable, Equatable {
  public var drop: Set<String> = []
  public var kinds: Set<String> = []
  public var numbers: Set<String> = []
  /// Every column that nothing else is said about is a number, whatever it holds.
  public var areAllNumbers = false
  /// What is predicted; the last column without it.
  public var label: String?
  public var task: Task?

  /// What kind of thing is predicted.
  public enum Task: String, Sendable, Codable, CaseIterable { case classes, number }

  public init() {}
}
