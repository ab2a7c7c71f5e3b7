/// A statement of a program where it stands, for a reader and for whoever changes the text.
public struct ProgramStatement: Sendable, Equatable {
  /// Where in the program a statement belongs.
  public enum Part: Sendable { case setup, loop, end }

  /// The line that shows it, counted through both texts, setup first; errors and graphs name it.
  public let number: Int
  /// How many blocks it stands in.
  public let depth: Int
  /// Its own lines, without indentation and comments behind; of a block the header alone.
  public let text: String
  /// Names that it assigns, in order.
  public let names: [String]
  /// The last line of its own, and the last with its blocks.
  public let lastLine: Int
  public let lastLineOfBlock: Int
  public let part: Part

  /// The statements of a text, blocks flattened.
  static func list(
    _ statements: [Statement], _ part: Part, _ lines: [String], firstLine: Int,
    loop: EpochLoop? = nil
  ) -> [ProgramStatement] {
    var result: [ProgramStatement] = []
    // What stands before the body and after it in the same text.
    let first = loop?.body.first?.span.line ?? 0
    let last = loop.map { $0.body.map(\.endLine).max() ?? 0 } ?? .max
    func add(_ list: [Statement], _ depth: Int) {
      for statement in list {
        var own = part
        if loop != nil {
          if statement.span.line > last { own = .end }
          if statement.endLine < first { own = .setup }
        }
        var alone = statement
        alone.kind = statement.kind.withoutBlocks
        let names: [String]
        switch statement.kind {
        case .define(let definition): names = [definition.name]
        default: names = NameUse([alone]).assigned
        }
        result.append(
          ProgramStatement(
            number: statement.span.line, depth: depth,
            text: text(statement.span, lines, firstLine), names: names,
            lastLine: statement.span.endLine, lastLineOfBlock: statement.endLine, part: own))
        for block in statement.blocks { add(block, depth + 1) }
      }
    }
    add(statements, 0)
    return result
  }

  private static func text(_ span: Span, _ lines: [String], _ firstLine: Int) -> String {
    var words: [String] = []
    for number in span.line...max(span.endLine, span.line) {
      let index = number - firstLine
      guard lines.indices.contains(index) else { continue }
      let scalars = Array(lines[index].unicodeScalars)
      let start = number == span.line ? min(span.column, scalars.count) : 0
      let end = number == span.endLine ? min(span.endColumn, scalars.count) : scalars.count
      guard start <= end else { continue }
      words.append(StringObject(scalars[start..<end]).text)
    }
    return words.joined(separator: "\n")
  }
}
