/// A stretch of source text: from a line and column up to another, which is not part of it.
///
/// Lines count from 1 and columns from 0, in Unicode scalars, as Python's `ast` counts characters.
public struct Span: Sendable, Hashable {
  // Small, because every compiled expression holds one.
  private var first: (line: Int32, column: Int32)
  private var last: (line: Int32, column: Int32)

  public init(line: Int, column: Int, endLine: Int, endColumn: Int) {
    first = (Int32(clamping: line), Int32(clamping: column))
    last = (Int32(clamping: endLine), Int32(clamping: endColumn))
  }

  public var line: Int { Int(first.line) }
  public var column: Int { Int(first.column) }
  public var endLine: Int { Int(last.line) }
  public var endColumn: Int { Int(last.column) }

  /// From the start of this span to the end of `other`.
  func through(_ other: Span) -> Span {
    Span(line: line, column: column, endLine: other.endLine, endColumn: other.endColumn)
  }

  public static func == (a: Span, b: Span) -> Bool { a.first == b.first && a.last == b.last }

  public func hash(into hasher: inout Hasher) {
    for part in [first.line, first.column, last.line, last.column] { hasher.combine(part) }
  }
}
