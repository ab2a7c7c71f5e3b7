/// Takes an f-string apart.
struct FormatReader {
  private let string: StringToken
  private let body: [Unicode.Scalar]
  private let span: Span
  private var index = 0
  /// Python allows fields inside a field's format, and no deeper.
  private static let deepest = 2

  init(_ string: StringToken, at span: Span) {
    self.string = string
    body = string.body
    self.span = span
  }

  mutating func parts() throws -> [FormatPart] {
    let result = try parts(depth: 0)
    if index < body.count { throw error("f-string: single '}' is not allowed") }
    return result
  }

  private func error(_ message: String) -> LoopError { .syntax(message, at: span) }

  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    index + ahead < body.count ? body[index + ahead] : nil
  }

  /// Text and fields; inside a format up to the brace that closes its field.
  private mutating func parts(depth: Int) throws -> [FormatPart] {
    var result: [FormatPart] = []
    var text: [Unicode.Scalar] = []
    func flush() throws {
      if text.isEmpty { return }
      result.append(.text(try Escapes.read(text, isRaw: string.isRaw, at: span)))
    }
    while let character = peek() {
      if character == "\\", !string.isRaw, let next = peek(1) {
        text += [character, next]
        index += 2
      } else if character == "{" {
        if peek(1) == "{", depth == 0 {
          text.append("{")
          index += 2
          continue
        }
        try flush()
        text = []
        if depth >= Self.deepest { throw error("f-string: expressions nested too deeply") }
        index += 1
        result += try field(depth: depth)
      } else if character == "}" {
        if depth > 0 { break }
        guard peek(1) == "}" else { throw error("f-string: single '}' is not allowed") }
        text.append("}")
        index += 2
      } else {
        text.append(character)
        index += 1
      }
    }
    try flush()
    return result
  }

  /// What stands between braces: an expression, `=`, `!r` and a format.
  private mutating func field(depth: Int) throws -> [FormatPart] {
    let start = index
    try skipExpression()
    let source = Array(body[start..<index])
    let word = String(String.UnicodeScalarView(source))
    if word.allSatisfy(\.isWhitespace) {
      throw error(
        peek() == nil
          ? "f-string: expecting '}'" : "f-string: empty expression not allowed")
    }
    if source.contains("\\") {
      throw error("f-string expression part cannot include a backslash")
    }
    if source.contains("#") && !word.contains("'") && !word.contains("\"") {
      throw error("f-string expression part cannot include '#'")
    }
    var shown: String?
    if peek() == "=" {
      index += 1
      var end = index
      while end < body.count, body[end] == " " { end += 1 }
      shown = word + "=" + String(repeating: " ", count: end - index)
      index = end
    }
    let expression = try parse(word, start)
    var conversion: Unicode.Scalar?
    if peek() == "!" {
      index += 1
      guard let letter = peek(), "sra".unicodeScalars.contains(letter) else {
        throw error(
          "f-string: invalid conversion character: expected 's', 'r', or 'a'")
      }
      conversion = letter
      index += 1
    }
    var format: [FormatPart] = []
    if peek() == ":" {
      index += 1
      format = try parts(depth: depth + 1)
    }
    guard peek() == "}" else { throw error("f-string: expecting '}'") }
    index += 1
    // `{x=}` shows the repr unless told otherwise.
    if shown != nil, conversion == nil, format.isEmpty { conversion = "r" }
    return (shown.map { [.text($0)] } ?? [])
      + [.value(expression, conversion: conversion, format: format)]
  }

  /// Goes to what ends the expression: `}`, `:`, `!` or `=` outside all brackets and strings.
  private mutating func skipExpression() throws {
    var open: [Unicode.Scalar] = []
    var quote: Unicode.Scalar?
    while let character = peek() {
      if let current = quote {
        if character == current { quote = nil }
        index += 1
        continue
      }
      switch character {
      case "'", "\"": quote = character
      case "(", "[", "{": open.append(character)
      case ")", "]", "}":
        if open.isEmpty {
          if character == "}" { return }
          throw error("f-string: unmatched '\(character)'")
        }
        open.removeLast()
      case ":" where open.isEmpty: return
      case "!" where open.isEmpty && peek(1) != "=": return
      case "=" where open.isEmpty:
        if peek(1) == "=" {
          index += 1
        } else if index > 0, !"=!<>".unicodeScalars.contains(body[index - 1]) {
          return
        }
      default: break
      }
      index += 1
    }
    if quote != nil { throw error("f-string: unterminated string") }
  }

  private func parse(_ word: String, _ start: Int) throws -> Expression {
    var (line, column) = (string.line, string.column)
    for character in body[..<start] {
      if character == "\n" {
        (line, column) = (line + 1, 0)
      } else {
        column += 1
      }
    }
    do {
      // In brackets, so that it may go over several lines.
      var expression = try Parser.expression("(\(word)\n)")
      expression.move(toLine: line, column: column - 1)
      return expression
    } catch let error as LoopError {
      throw LoopError(
        error.type,
        error.message.hasPrefix("f-string") ? error.message : "f-string: \(error.message)",
        at: span)
    }
  }
}

extension Expression {
  /// Puts an expression that was parsed alone, from line 1 on, where it stands in the text.
  mutating func move(toLine line: Int, column: Int) {
    span = span.moved(toLine: line, column: column)
    switch kind {
    case .constant, .name, .leftOut: break
    case .formatted(let parts): kind = .formatted(parts)
    case .attribute(let value, let name):
      kind = .attribute(value.moved(line, column), name)
    case .call(let callee, let arguments):
      kind = .call(
        callee.moved(line, column),
        arguments.map {
          CallArgument(
            kind: $0.kind, value: $0.value.moved(line, column),
            span: $0.span.moved(toLine: line, column: column))
        })
    case .subscripted(let value, let key):
      kind = .subscripted(value.moved(line, column), key.moved(line, column))
    case .slice(let a, let b, let c):
      kind = .slice(a?.moved(line, column), b?.moved(line, column), c?.moved(line, column))
    case .unary(let op, let value): kind = .unary(op, value.moved(line, column))
    case .binary(let op, let a, let b):
      kind = .binary(op, a.moved(line, column), b.moved(line, column))
    case .boolean(let isAnd, let list):
      kind = .boolean(isAnd: isAnd, list.map { $0.moved(line, column) })
    case .comparison(let first, let rest):
      kind = .comparison(
        first.moved(line, column),
        rest.map { Comparison(op: $0.op, operand: $0.operand.moved(line, column)) })
    case .conditional(let a, let b, let c):
      kind = .conditional(a.moved(line, column), b.moved(line, column), c.moved(line, column))
    case .tuple(let list): kind = .tuple(list.map { $0.moved(line, column) })
    case .list(let list): kind = .list(list.map { $0.moved(line, column) })
    case .set(let list): kind = .set(list.map { $0.moved(line, column) })
    case .dict(let items):
      kind = .dict(
        items.map {
          DictItem(key: $0.key?.moved(line, column), value: $0.value.moved(line, column))
        })
    case .starred(let value): kind = .starred(value.moved(line, column))
    case .lambda(let parameters, let body): kind = .lambda(parameters, body.moved(line, column))
    case .comprehension(let form, let element, let value, let clauses):
      kind = .comprehension(
        form, element.moved(line, column), value: value?.moved(line, column),
        clauses.map { clause in
          ComprehensionClause(
            target: clause.target.moved(line, column), source: clause.source.moved(line, column),
            conditions: clause.conditions.map { $0.moved(line, column) })
        })
    }
  }

  private func moved(_ line: Int, _ column: Int) -> Expression {
    var copy = self
    copy.move(toLine: line, column: column)
    return copy
  }
}

extension Span {
  fileprivate func moved(toLine line: Int, column: Int) -> Span {
    Span(
      line: self.line + line - 1, column: self.line == 1 ? self.column + column : self.column,
      endLine: endLine + line - 1, endColumn: endLine == 1 ? endColumn + column : endColumn)
  }
}
