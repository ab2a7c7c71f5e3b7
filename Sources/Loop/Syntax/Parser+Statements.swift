// Statements on one line.

extension Parser {
  mutating func statement() throws -> [Statement] {
    if kind == .name {
      switch token.text {
      case "if": return [try ifStatement()]
      case "for": return [try forStatement()]
      case "while": return [try whileStatement()]
      case "with": return [try withStatement()]
      case "def": return [try definition([], token.span)]
      case "try", "class", "async": return [try leftOutBlock()]
      case "match" where isMatchStatement: return [try leftOutBlock()]
      default: break
      }
    }
    if isOp("@") { return [try decorated()] }
    return try simpleStatements()
  }

  /// Statements with `;` between them, up to the line's end.
  mutating func simpleStatements() throws -> [Statement] {
    var statements = [try simpleStatement()]
    while takeOp(";") {
      if kind == .newline || kind == .end { break }
      statements.append(try simpleStatement())
    }
    if kind == .newline {
      advance()
    } else if kind != .end {
      throw notAtEnd(statements.last)
    }
    return statements
  }

  private func notAtEnd(_ last: Statement?) -> LoopError {
    guard kind != .error, let last else { return invalid() }
    if case .expression(let value) = last.kind {
      if case .name(let word) = value.kind, word == "print" || word == "exec", startsExpression {
        var ahead = self
        let end = (try? ahead.testListStar())?.span ?? token.span
        return .syntax(
          "Missing parentheses in call to '\(word)'. Did you mean \(word)(...)?",
          at: value.span.through(end))
      }
    }
    return invalid()
  }

  private func make(_ kind: Statement.Kind, from start: Span) -> Statement {
    let span = start.through(previous.span)
    return Statement(kind: kind, span: span, endLine: span.endLine)
  }

  private mutating func simpleStatement() throws -> Statement {
    let start = token.span
    guard kind == .name else { return try expressionStatement() }
    switch token.text {
    case "pass":
      advance()
      return make(.pass, from: start)
    case "break", "continue":
      let isBreak = token.text == "break"
      advance()
      if !isInLoop {
        throw LoopError.syntax(
          isBreak ? "'break' outside loop" : "'continue' not properly in loop", at: start)
      }
      return make(isBreak ? .breakLoop : .continueLoop, from: start)
    case "return":
      advance()
      let value = endsStatement ? nil : try testListStar()
      if !isInFunction {
        throw LoopError.syntax("'return' outside function", at: start.through(previous.span))
      }
      return make(.returnValue(value), from: start)
    case "raise": return try raiseStatement(start)
    case "assert":
      advance()
      let test = try test()
      let message = takeOp(",") ? try self.test() : nil
      return make(.assert(test, message), from: start)
    case "del": return try deleteStatement(start)
    case "import": return try importStatement(start)
    case "from": return try fromStatement(start)
    case "global", "nonlocal":
      let word = token.text
      while !endsStatement { advance() }
      return make(.leftOut("'\(word)'", body: []), from: start)
    case "yield":
      while !endsStatement { advance() }
      return make(.leftOut("'yield'", body: []), from: start)
    default: return try expressionStatement()
    }
  }

  var endsStatement: Bool {
    kind == .newline || kind == .end || kind == .error || isOp(";")
  }

  private mutating func raiseStatement(_ start: Span) throws -> Statement {
    advance()
    if endsStatement { return make(.raise(nil, cause: nil), from: start) }
    let value = try test()
    let cause = takeWord("from") ? try test() : nil
    return make(.raise(value, cause: cause), from: start)
  }

  private mutating func deleteStatement(_ start: Span) throws -> Statement {
    advance()
    var targets: [Expression] = []
    repeat {
      if endsStatement, !targets.isEmpty { break }
      let target = try starOrNamed()
      try checkTarget(target, .deletion)
      targets.append(target)
    } while takeOp(",")
    return make(.delete(targets), from: start)
  }

  // MARK: - Assignments

  private mutating func expressionStatement() throws -> Statement {
    let start = token.span
    let first = try testListStarForAssignment()
    if isOp("=") {
      var targets: [Expression] = []
      var value = first
      while isOp("=") {
        try checkTarget(value, .assignment)
        targets.append(value)
        advance()
        value = try valueOrYield()
      }
      try checkStar(value)
      return make(.assign(targets, value), from: start)
    }
    if kind == .op, token.text.hasSuffix("="), token.text.count > 1,
      let op = BinaryOperator(rawValue: String(token.text.dropLast()))
    {
      switch first.kind {
      case .name, .attribute, .subscripted, .leftOut: break
      default:
        throw LoopError.syntax(
          "'\(describe(first))' is an illegal expression for augmented assignment", at: first.span)
      }
      advance()
      let value = try valueOrYield()
      return make(.augmented(first, op, value), from: start)
    }
    if isOp(":") { return try annotated(first, start) }
    try checkStar(first)
    return make(.expression(first), from: start)
  }

  private mutating func testListStarForAssignment() throws -> Expression {
    let first = try starOrNamed()
    guard isOp(",") else { return first }
    var items = [first]
    while takeOp(",") {
      guard startsExpression else { break }
      items.append(try starOrNamed())
    }
    return Expression(kind: .tuple(items), span: first.span.through(previous.span))
  }

  private func checkStar(_ value: Expression) throws {
    if case .starred = value.kind {
      throw LoopError.syntax("can't use starred expression here", at: value.span)
    }
  }

  private mutating func valueOrYield() throws -> Expression {
    guard isWord("yield") else { return try testListStarForAssignment() }
    let start = token.span
    while !endsStatement { advance() }
    return Expression(kind: .leftOut("'yield'"), span: start.through(previous.span))
  }

  private mutating func annotated(_ target: Expression, _ start: Span) throws -> Statement {
    switch target.kind {
    case .name, .attribute, .subscripted: break
    case .tuple, .list:
      throw LoopError.syntax(
        "only single target (not \(describe(target))) can be annotated", at: target.span)
    default:
      guard token(ahead: 1).kind != .newline else { throw invalid() }
      throw LoopError.syntax("illegal target for annotation", at: target.span)
    }
    advance()
    _ = try test()
    let value = takeOp("=") ? try valueOrYield() : nil
    return make(.annotated(target, value), from: start)
  }

  // MARK: - Imports

  private mutating func importStatement(_ start: Span) throws -> Statement {
    advance()
    var names: [ImportedName] = []
    repeat {
      let first = token.span
      let module = try dottedName()
      let alias = try importAlias()
      // `import a.b` binds `a`.
      let root = String(module.prefix { $0 != "." })
      names.append(
        ImportedName(
          module: alias == nil ? root : module, member: nil, name: alias ?? root,
          span: first.through(previous.span)))
      if alias == nil, module != root {
        names[names.count - 1] = ImportedName(
          module: root, member: nil, name: root, span: first.through(previous.span))
      }
    } while takeOp(",")
    return make(.importNames(names), from: start)
  }

  private mutating func fromStatement(_ start: Span) throws -> Statement {
    advance()
    if isOp(".") || isOp("...") {
      while !endsStatement { advance() }
      return make(.leftOut("relative imports", body: []), from: start)
    }
    let module = try dottedName()
    guard takeWord("import") else { throw invalid() }
    if takeOp("*") {
      return make(.leftOut("'from \(module) import *'", body: []), from: start)
    }
    let isBracketed = takeOp("(")
    var names: [ImportedName] = []
    repeat {
      if isBracketed, isOp(")") { break }
      let name = token
      guard name.kind == .name, !keywords.contains(name.text) else {
        if name.kind == .newline, !names.isEmpty {
          throw LoopError.syntax(
            "trailing comma not allowed without surrounding parentheses", at: token.span)
        }
        throw invalid()
      }
      advance()
      let alias = try importAlias()
      names.append(
        ImportedName(
          module: module, member: name.text, name: alias ?? name.text,
          span: name.span.through(previous.span)))
    } while takeOp(",")
    if isBracketed { try expectOp(")") }
    return make(.importNames(names), from: start)
  }

  private mutating func importAlias() throws -> String? {
    guard takeWord("as") else { return nil }
    guard kind == .name, !keywords.contains(token.text) else { throw invalid() }
    defer { advance() }
    return token.text
  }

  private mutating func dottedName() throws -> String {
    var words: [String] = []
    repeat {
      guard kind == .name, !keywords.contains(token.text) else { throw invalid() }
      words.append(token.text)
      advance()
    } while takeOp(".")
    return words.joined(separator: ".")
  }
}
