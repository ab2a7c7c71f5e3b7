/// One change of a loop's text.
///
/// A line is found by what it assigns or calls: `loss` is the first line that assigns `loss`,
/// `optimizer.step` the first that calls it. In the new text `{value}` is what the line assigns,
/// `{f}` the function it calls, and `{1}`, `{2}`… that call's arguments, all as they stand there.
public enum LoopEdit: Sendable, Equatable, Codable {
  /// Puts lines in place of one.
  case replace(String, with: String)
  case before(String, String)
  case after(String, String)
  case remove(String)
  /// Puts the lines from one to another under a `with`.
  case wrap(from: String, to: String, in: String)
  /// Adds lines at the start of the epoch.
  case start(String)
  /// Adds lines before the loop.
  case setup(String)
  /// Writes a line of the loop, counted from 1, anew; its block stays.
  case line(Int, String)
  /// Puts another text in place of the whole.
  case text(LoopText)
  /// Makes the changes of lines that lead from one text to another.
  case patch(from: LoopText, to: LoopText)

  /// The line that the edit looks for; nil for those that look for none.
  public var target: String? {
    switch self {
    case .replace(let target, _), .before(let target, _), .after(let target, _),
      .remove(let target), .wrap(let target, _, _):
      target
    case .start, .setup, .line, .text, .patch: nil
    }
  }

  /// Whether the line itself is written anew or put under a `with`, so that two edits of it cannot
  /// both be made.
  public var claimsLine: Bool {
    switch self {
    case .replace, .wrap: true
    default: false
    }
  }
}

extension LoopEdit {
  /// The same edit with its new text changed.
  public func mapText(_ change: (String) -> String) -> LoopEdit {
    switch self {
    case .replace(let target, let text): .replace(target, with: change(text))
    case .before(let target, let text): .before(target, change(text))
    case .after(let target, let text): .after(target, change(text))
    case .wrap(let first, let last, let header): .wrap(from: first, to: last, in: change(header))
    case .start(let text): .start(change(text))
    case .setup(let text): .setup(change(text))
    case .line(let number, let text): .line(number, change(text))
    case .remove, .text, .patch: self
    }
  }

  /// The edit with other names for the lines that it looks for, and in what it writes.
  public func renaming(_ change: (String) -> String) -> LoopEdit {
    switch mapText(change) {
    case .replace(let target, let text): .replace(change(target), with: text)
    case .before(let target, let text): .before(change(target), text)
    case .after(let target, let text): .after(change(target), text)
    case .wrap(let first, let last, let header):
      .wrap(from: change(first), to: change(last), in: header)
    case .remove(let target): .remove(change(target))
    case let edit: edit
    }
  }
}

extension LoopText {
  /// What went wrong with an edit.
  public enum EditError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No line assigns or calls that.
    case noLine(String)
    /// Several do; their numbers.
    case several(String, [Int])
    /// The new lines are not Python.
    case invalid(LoopError)
    /// Lines that were changed are no longer there, or not so.
    case changed

    public var description: String {
      switch self {
      case .noLine(let target): "no line assigns or calls '\(target)'"
      case .several(let target, let lines):
        "several lines assign or call '\(target)': \(lines.map(String.init).joined(separator: ", "))"
      case .invalid(let error): "\(error)"
      case .changed: "it changes lines that were edited by hand"
      }
    }
  }

  /// The text with an edit made. Throws where no line is meant, or the text is no Python.
  public func applying(_ edit: LoopEdit) throws -> LoopText {
    var result = self
    switch edit {
    case .setup(let text):
      result.setup = (setup.textLines + text.textLines).joined(separator: "\n")
    case .start(let text): result.loop = (text.textLines + loop.textLines).joined(separator: "\n")
    case .text(let text): return text
    case .patch(let old, let new): return try patched(from: old, to: new)
    case .line(let number, let text):
      let lines = loop.textLines
      guard lines.indices.contains(number - 1) else { throw EditError.noLine("line \(number)") }
      let indentation = lines[number - 1].prefix { $0 == " " || $0 == "\t" }
      result.loop = replacing(
        number - 1..<number, with: text.textLines.map { indentation + $0 })
    case .remove(let target):
      let found = try find(target)
      result.loop = replacing(found.lines, with: [])
    case .replace(let target, let text):
      let found = try find(target)
      result.loop = replacing(found.lines, with: found.filled(text))
    case .before(let target, let text):
      let found = try find(target)
      let start = found.lines.lowerBound
      result.loop = replacing(start..<start, with: found.filled(text))
    case .after(let target, let text):
      let found = try find(target)
      let end = found.lines.upperBound
      result.loop = replacing(end..<end, with: found.filled(text))
    case .wrap(let first, let last, let header):
      let (from, to) = (try find(first), try find(last))
      guard from.lines.lowerBound < to.lines.upperBound else { throw EditError.noLine(last) }
      let range = from.lines.lowerBound..<to.lines.upperBound
      let inside = loop.textLines[range].map { $0.isEmpty ? $0 : "    " + $0 }
      result.loop = replacing(range, with: [from.indentation + header] + inside)
    }
    return LoopText(setup: result.setup, loop: result.loop)
  }

  private func replacing(_ range: Range<Int>, with lines: [String]) -> String {
    var all = loop.textLines
    all.replaceSubrange(range, with: lines)
    return all.joined(separator: "\n")
  }

  private func find(_ target: String) throws -> FoundLine {
    let statements: [Statement]
    do {
      statements = try Parser.statements(loop, isBody: true)
    } catch let error as LoopError {
      throw EditError.invalid(error)
    }
    guard let statement = statements.first(target) else { throw EditError.noLine(target) }
    return FoundLine(statement, in: loop.textLines)
  }
}

/// A line that an edit has found, with what its placeholders mean.
private struct FoundLine {
  /// Of the loop's text, from 0, with the statement's blocks.
  let lines: Range<Int>
  let indentation: String
  private var words: [String: String] = [:]

  init(_ statement: Statement, in text: [String]) {
    let start = statement.span.line - 1
    lines = start..<max(statement.endLine, start + 1)
    indentation = String(text[start].prefix { $0 == " " || $0 == "\t" })
    guard case .assign(_, let value) = statement.kind else { return }
    func source(_ span: Span) -> String { text.source(span) }
    words["value"] = source(value.span)
    guard case .call(let function, let arguments) = value.kind else { return }
    words["f"] = source(function.span)
    for (index, argument) in arguments.enumerated() {
      words["\(index + 1)"] = source(argument.span)
    }
  }

  /// New lines with their placeholders filled in, indented as the line is.
  func filled(_ template: String) -> [String] {
    template.textLines.map { line in
      var result = line
      for (name, word) in words { result = result.replacing("{\(name)}", with: word) }
      return result.isEmpty ? "" : indentation + result
    }
  }
}

extension [Statement] {
  /// The first statement, blocks included, that assigns a name or calls a dotted name.
  fileprivate func first(_ target: String) -> Statement? {
    for statement in self {
      if statement.isMeant(by: target) { return statement }
      for block in statement.blocks {
        if let found = block.first(target) { return found }
      }
    }
    return nil
  }
}

extension Statement {
  /// Whether the statement assigns a name or calls a dotted name.
  func isMeant(by target: String) -> Bool { assigns(target) || calls(target) }

  /// The name that the statement assigns, or else what it calls.
  var target: String? {
    switch kind {
    case .assign(let targets, _):
      for case .name(let name) in targets.map(\.kind) { return name }
      return nil
    case .expression(let value):
      guard case .call(let function, _) = value.kind else { return nil }
      return function.dottedName
    default: return nil
    }
  }

  fileprivate func assigns(_ name: String) -> Bool {
    guard case .assign(let targets, _) = kind else { return false }
    return targets.contains {
      if case .name(name) = $0.kind { return true }
      return false
    }
  }

  fileprivate func calls(_ name: String) -> Bool {
    guard case .expression(let value) = kind, case .call(let function, _) = value.kind else {
      return false
    }
    return function.dottedName == name
  }
}

extension Expression {
  /// `optimizer.step` of names joined by dots; nil for anything else.
  var dottedName: String? {
    switch kind {
    case .name(let name): name
    case .attribute(let owner, let name): owner.dottedName.map { "\($0).\(name)" }
    default: nil
    }
  }
}

extension [String] {
  /// The text of a span, whose lines count from 1.
  func source(_ span: Span) -> String {
    (span.line...Swift.max(span.endLine, span.line)).compactMap { number -> String? in
      guard indices.contains(number - 1) else { return nil }
      let scalars = [Unicode.Scalar](self[number - 1].unicodeScalars)
      let start = number == span.line ? Swift.min(span.column, scalars.count) : 0
      let end = number == span.endLine ? Swift.min(span.endColumn, scalars.count) : scalars.count
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[start..<Swift.max(start, end)])
      return String(text)
    }.joined(separator: "\n")
  }
}
