/// What is wrong with a text that a person wrote.
public struct EditMistake: Error, Sendable, Equatable {
  /// The name of Python's exception type.
  public var type: String
  public var message: String
  /// Of the text as it was sent, counted from 1.
  public var line: Int
  /// Counted from 0.
  public var column: Int

  public init(type: String, message: String, line: Int, column: Int) {
    self.type = type
    self.message = message
    self.line = line
    self.column = column
  }
}

/// One line of the training loop as a person reads it.
public struct ListingLine: Sendable, Equatable {
  /// How the line differs from the healthy loop.
  public enum Change: Sendable, Equatable { case same, added, removed }

  /// 1-based; a removed line has none.
  public var number: Int?
  /// PyTorch source without its indentation.
  public var code: String
  /// Levels of indentation, four spaces each when printed.
  public var depth: Int
  /// Blanks before the code in the text that runs; four a level unless somebody wrote it otherwise.
  public var blanks: Int
  public var change: Change
  /// The bug that added or removed the line.
  public var bug: String?

  public init(
    number: Int?, code: String, depth: Int, blanks: Int? = nil, change: Change = .same,
    bug: String? = nil
  ) {
    self.number = number
    self.code = code
    self.depth = depth
    self.blanks = blanks ?? depth * 4
    self.change = change
    self.bug = bug
  }
}
