/// A line that a person writes anew, as `--edit` takes it: `loss = …`, `7:loss = …`, and with the
/// epoch it begins with before it, `@20 loss = …`.
public struct LineEdit: Sendable, Equatable {
  /// The epoch from which on the loop runs so.
  public let epoch: Int
  /// The line's number in the listing; nil where it is found by what it assigns or calls.
  public let line: Int?
  public let text: String

  /// Throws `SyntaxError` for a line that is no Python, and for one that assigns and calls nothing
  /// where no number says which line is meant.
  public init(_ argument: String) throws {
    var rest = Substring(argument)
    var epoch = 0
    if let match = rest.prefixMatch(of: /\s*@(\d+)\s+/), let number = Int(match.1) {
      epoch = number
      rest = rest[match.range.upperBound...]
    }
    var line: Int?
    if let match = rest.prefixMatch(of: /\s*(\d+):/), let number = Int(match.1) {
      line = number
      rest = rest[match.range.upperBound...]
    }
    (self.epoch, self.line) = (epoch, line)
    text = String(rest.drop { $0 == " " })
    if line == nil { _ = try Self.target(text) }
  }

  /// What the line assigns, or else calls.
  private static func target(_ text: String) throws -> String {
    let statements = try Parser.statements(text, isBody: true)
    guard let target = statements.first?.target else {
      throw LoopError.syntax(
        "the line assigns no name and calls nothing; say which line it replaces, as in 7:\(text)",
        at: Span(line: 1, column: 0, endLine: 1, endColumn: text.count))
    }
    return target
  }

  /// The one edit of a text that is meant. Throws `EditError` where no line is, or several are.
  public func edit(of text: LoopText) throws -> LoopEdit {
    if let line {
      guard line > text.setupLines.count, line <= text.lines.count else {
        throw LoopText.EditError.noLine("line \(line)")
      }
      return .line(line - text.setupLines.count, self.text)
    }
    let target = try Self.target(self.text)
    let found = try text.lines(thatAssignOrCall: target)
    guard found.count < 2 else { throw LoopText.EditError.several(target, found) }
    guard let only = found.first else { throw LoopText.EditError.noLine(target) }
    return .line(only - text.setupLines.count, self.text)
  }
}

extension LoopText {
  /// The numbers of the loop's lines that assign a name or call a dotted name.
  func lines(thatAssignOrCall target: String) throws -> [Int] {
    var result: [Int] = []
    func look(_ statements: [Statement]) {
      for statement in statements {
        if statement.isMeant(by: target) { result.append(statement.span.line + setupLines.count) }
        for block in statement.blocks { look(block) }
      }
    }
    look(try Parser.statements(loop, isBody: true))
    return result
  }
}
