// Statements with blocks.

extension Parser {
  private func make(_ kind: Statement.Kind, _ header: Span) -> Statement {
    Statement(kind: kind, span: header, endLine: max(lastLine, header.endLine))
  }

  mutating func ifStatement() throws -> Statement {
    let start = token.span
    var branches: [(test: Expression, body: [Statement])] = []
    var otherwise: [Statement] = []
    var header = start
    repeat {
      let word = token
      advance()
      let test = try condition()
      try expectColon()
      if branches.isEmpty { header = start.through(previous.span) }
      branches.append((test, try block("'\(word.text)' statement", line: word.span.line)))
    } while isWord("elif")
    if isWord("else") { otherwise = try elseBlock() }
    return make(.ifElse(branches, otherwise: otherwise), header)
  }

  private mutating func condition() throws -> Expression {
    let test = try named()
    if isOp("=") { throw assignmentInsteadOfComparison(to: test) }
    return test
  }

  private mutating func elseBlock() throws -> [Statement] {
    let line = token.span.line
    advance()
    try expectColon()
    return try block("'else' statement", line: line)
  }

  mutating func whileStatement() throws -> Statement {
    let start = token.span
    advance()
    let test = try condition()
    try expectColon()
    let header = start.through(previous.span)
    let body = try loopBody("'while' statement", line: start.line)
    let otherwise = isWord("else") ? try elseBlock() : []
    return make(.whileLoop(test, body: body, otherwise: otherwise), header)
  }

  mutating func forStatement() throws -> Statement {
    let start = token.span
    advance()
    let target = try targetList()
    guard takeWord("in") else { throw invalid() }
    let source = try testListStar()
    try expectColon()
    let header = start.through(previous.span)
    let body = try loopBody("'for' statement", line: start.line)
    let otherwise = isWord("else") ? try elseBlock() : []
    return make(.forLoop(target, in: source, body: body, otherwise: otherwise), header)
  }

  private mutating func loopBody(_ owner: String, line: Int) throws -> [Statement] {
    let outer = isInLoop
    isInLoop = true
    defer { isInLoop = outer }
    return try block(owner, line: line)
  }

  mutating func withStatement() throws -> Statement {
    let start = token.span
    advance()
    var items: [WithItem] = []
    if isOp("("), let bracketed = bracketedItems() {
      items = bracketed
    } else {
      repeat { items.append(try withItem()) } while takeOp(",")
    }
    try expectColon()
    let header = start.through(previous.span)
    let body = try block("'with' statement", line: start.line)
    return make(.with(items, body: body), header)
  }

  /// `with (a as b, c as d):`; nothing when the brackets belong to an expression.
  private mutating func bracketedItems() -> [WithItem]? {
    var ahead = self
    ahead.advance()
    var items: [WithItem] = []
    repeat {
      if ahead.isOp(")") { break }
      guard let item = try? ahead.withItem() else { return nil }
      items.append(item)
    } while ahead.takeOp(",")
    guard ahead.takeOp(")"), ahead.isOp(":"), !items.isEmpty else { return nil }
    index = ahead.index
    return items
  }

  private mutating func withItem() throws -> WithItem {
    let context = try test()
    guard takeWord("as") else { return WithItem(context: context, target: nil) }
    let target = try atomTarget()
    return WithItem(context: context, target: target)
  }

  private mutating func atomTarget() throws -> Expression {
    let target = try bitwiseOr()
    try checkTarget(target, .loop)
    return target
  }

  // MARK: - Functions

  mutating func definition(_ decorators: [Expression], _ start: Span) throws -> Statement {
    let line = token.span.line
    advance()
    guard kind == .name, !keywords.contains(token.text) else { throw invalid() }
    let name = token.text
    advance()
    guard takeOp("(") else {
      if kind == .error { throw invalid() }
      throw LoopError.syntax("expected '('", at: token.span)
    }
    let parameters = try self.parameters(until: ")", allowsAnnotations: true)
    try expectOp(")")
    if takeOp("->") { _ = try test() }
    try expectColon()
    let header = start.through(previous.span)
    let (inLoop, inFunction) = (isInLoop, isInFunction)
    (isInLoop, isInFunction) = (false, true)
    defer { (isInLoop, isInFunction) = (inLoop, inFunction) }
    let body = try block("function definition", line: line)
    return make(
      .define(
        Definition(name: name, parameters: parameters, body: body, decorators: decorators)), header)
  }

  mutating func decorated() throws -> Statement {
    let start = token.span
    var decorators: [Expression] = []
    while takeOp("@") {
      decorators.append(try named())
      guard kind == .newline else { throw invalid() }
      advance()
    }
    if isWord("def") { return try definition(decorators, start) }
    if isWord("class") || isWord("async") { return try leftOutBlock() }
    throw invalid()
  }

  // MARK: - What is left out

  /// `match` is a word like any other unless a subject and a colon follow.
  var isMatchStatement: Bool {
    var ahead = self
    ahead.advance()
    guard ahead.startsExpression, (try? ahead.testListStar()) != nil else { return false }
    return ahead.isOp(":") && ahead.token(ahead: 1).kind == .newline
      && ahead.token(ahead: 2).kind == .indent && ahead.token(ahead: 3).text == "case"
  }

  /// A compound statement that the loop language does not have: read over, and named.
  mutating func leftOutBlock() throws -> Statement {
    let start = token.span
    let word = token.text
    if word == "try" { return try tryStatement() }
    if word == "class", token(ahead: 1).kind != .name {
      advance()
      throw invalid()
    }
    while kind != .newline, kind != .end, kind != .error { advance() }
    if kind == .error { throw invalid() }
    let header = start.through(previous.span)
    advance()
    if kind == .indent { skipBlock() }
    return make(.leftOut("'\(word)'", body: []), header)
  }

  private mutating func skipBlock() {
    var depth = 0
    repeat {
      if kind == .indent { depth += 1 }
      if kind == .dedent { depth -= 1 }
      if kind == .end || kind == .error { return }
      advance()
    } while depth > 0
  }

  /// The blocks of a `try` are read, so that a check sees what is in them.
  private mutating func tryStatement() throws -> Statement {
    let start = token.span
    advance()
    try expectColon()
    let header = start.through(previous.span)
    var body = try block("'try' statement", line: start.line)
    while isWord("except") || isWord("finally") || isWord("else") {
      let word = token
      while !isOp(":"), kind != .newline, kind != .end, kind != .error { advance() }
      try expectColon()
      body += try block("'\(word.text)' statement", line: word.span.line)
    }
    return make(.leftOut("'try'", body: body), header)
  }
}
