// Expressions, loosest binding first.

extension Parser {
  /// One or more expressions with commas, some of them starred: a tuple where there is a comma.
  mutating func testListStar() throws -> Expression {
    let first = try starOrNamed()
    guard isOp(",") else { return try unstarred(first) }
    var items = [first]
    while takeOp(",") {
      guard startsExpression else { break }
      items.append(try starOrNamed())
    }
    return Expression(kind: .tuple(items), span: first.span.through(previous.span))
  }

  private func unstarred(_ expression: Expression) throws -> Expression {
    if case .starred = expression.kind {
      throw LoopError.syntax("can't use starred expression here", at: expression.span)
    }
    return expression
  }

  mutating func starOrNamed() throws -> Expression {
    guard isOp("*") else { return try named() }
    let start = token.span
    advance()
    let value = try bitwiseOr()
    return Expression(kind: .starred(value), span: start.through(value.span))
  }

  /// An expression that may be a `:=`, which is left out.
  mutating func named() throws -> Expression {
    let value = try test()
    guard isOp(":="), case .name = value.kind else { return value }
    advance()
    let right = try test()
    return Expression(
      kind: .leftOut("assignment expressions (':=')"), span: value.span.through(right.span))
  }

  /// Whether a token can begin an expression.
  var startsExpression: Bool {
    switch kind {
    case .integer, .float, .imaginary, .string: true
    case .name:
      !keywords.contains(token.text)
        || ["None", "True", "False", "not", "lambda", "await", "yield"].contains(token.text)
    case .op: ["(", "[", "{", "-", "+", "~", "*", "..."].contains(token.text)
    default: false
    }
  }

  // MARK: - Conditions

  mutating func test() throws -> Expression {
    if isWord("lambda") { return try nested { try $0.lambda() } }
    let value = try nested { try $0.orTest() }
    guard isWord("if") else { return value }
    advance()
    let condition = try orTest()
    guard takeWord("else") else {
      if kind == .error { throw invalid() }
      if isOp(":") { throw LoopError.syntax(Self.plainMessage, at: token.span) }
      throw LoopError.syntax(
        "expected 'else' after 'if' expression", at: value.span.through(condition.span))
    }
    let otherwise = try nested { try $0.test() }
    return Expression(
      kind: .conditional(condition, value, otherwise), span: value.span.through(otherwise.span))
  }

  private mutating func lambda() throws -> Expression {
    let start = token.span
    advance()
    let parameters = try self.parameters(until: ":", allowsAnnotations: false)
    try expectColon()
    let body = try test()
    return Expression(kind: .lambda(parameters, body), span: start.through(body.span))
  }

  mutating func orTest() throws -> Expression {
    let first = try andTest()
    guard isWord("or") else { return first }
    var operands = [first]
    while takeWord("or") { operands.append(try andTest()) }
    return Expression(
      kind: .boolean(isAnd: false, operands), span: first.span.through(previous.span))
  }

  private mutating func andTest() throws -> Expression {
    let first = try notTest()
    guard isWord("and") else { return first }
    var operands = [first]
    while takeWord("and") { operands.append(try notTest()) }
    return Expression(
      kind: .boolean(isAnd: true, operands), span: first.span.through(previous.span))
  }

  private mutating func notTest() throws -> Expression {
    guard isWord("not") else { return try comparison() }
    let start = token.span
    advance()
    let value = try nested { try $0.notTest() }
    return Expression(kind: .unary(.not, value), span: start.through(value.span))
  }

  private mutating func comparison() throws -> Expression {
    let first = try bitwiseOr()
    var rest: [Comparison] = []
    while let op = try comparisonOperator() {
      rest.append(Comparison(op: op, operand: try bitwiseOr()))
    }
    if rest.isEmpty { return first }
    return Expression(kind: .comparison(first, rest), span: first.span.through(previous.span))
  }

  private mutating func comparisonOperator() throws -> ComparisonOperator? {
    let token = token
    if token.kind == .op, let op = ComparisonOperator(rawValue: token.text) {
      advance()
      return op
    }
    guard token.kind == .name else { return nil }
    switch token.text {
    case "in":
      advance()
      return .isIn
    case "not" where self.token(ahead: 1).kind == .name && self.token(ahead: 1).text == "in":
      advance()
      advance()
      return .notIn
    case "not": throw LoopError.syntax(Self.plainMessage, at: self.token(ahead: 1).span)
    case "is":
      advance()
      return takeWord("not") ? .isNot : .isSame
    default: return nil
    }
  }

  // MARK: - Arithmetic

  mutating func bitwiseOr() throws -> Expression { try leftBinary(0) }

  private static let levels: [[String]] = [
    ["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%", "@"],
  ]

  /// Binary operators of one level and all that bind tighter; they group to the left.
  private mutating func leftBinary(_ level: Int) throws -> Expression {
    guard level < Self.levels.count else { return try factor() }
    var left = try leftBinary(level + 1)
    var length = 0
    while kind == .op, Self.levels[level].contains(token.text),
      let op = BinaryOperator(rawValue: token.text)
    {
      try checkChain(&length)
      advance()
      let right = try leftBinary(level + 1)
      left = Expression(kind: .binary(op, left, right), span: left.span.through(right.span))
    }
    return left
  }

  private mutating func factor() throws -> Expression {
    guard kind == .op, let op = UnaryOperator(rawValue: token.text) else { return try power() }
    let start = token.span
    advance()
    let operand = try nested { try $0.factor() }
    return Expression(kind: .unary(op, operand), span: start.through(operand.span))
  }

  private mutating func power() throws -> Expression {
    let base = try primary()
    guard takeOp("**") else { return base }
    let exponent = try nested { try $0.factor() }
    return Expression(
      kind: .binary(.pow, base, exponent), span: base.span.through(exponent.span))
  }

  /// Each link of a chain such as `a + b + c` is one level deeper in the tree.
  private func checkChain(_ length: inout Int) throws {
    length += 1
    if length > 500 {
      throw LoopError.syntax("too many operators in one expression", at: token.span)
    }
  }

  // MARK: - Primaries

  private mutating func primary() throws -> Expression {
    if isWord("await") {
      let start = token.span
      advance()
      let value = try nested { try $0.primary() }
      return Expression(kind: .leftOut("'await'"), span: start.through(value.span))
    }
    var value = try atom()
    var length = 0
    while kind == .op {
      try checkChain(&length)
      switch token.text {
      case ".":
        advance()
        guard kind == .name, !keywords.contains(token.text) else { throw invalid() }
        value = Expression(
          kind: .attribute(value, token.text), span: value.span.through(token.span))
        advance()
      case "(":
        let arguments = try nested { try $0.arguments() }
        value = Expression(kind: .call(value, arguments), span: value.span.through(previous.span))
      case "[":
        let key = try nested { try $0.subscriptKey() }
        value = Expression(
          kind: .subscripted(value, key), span: value.span.through(previous.span))
      default: return value
      }
    }
    return value
  }

  private mutating func subscriptKey() throws -> Expression {
    advance()
    if isOp("]") { throw invalid() }
    let first = try sliceItem()
    guard isOp(",") else {
      try closeBracket("]")
      if case .starred = first.kind { return Expression(kind: .tuple([first]), span: first.span) }
      return first
    }
    var items = [first]
    while takeOp(",") {
      if isOp("]") { break }
      items.append(try sliceItem())
    }
    let span = first.span.through(previous.span)
    try closeBracket("]")
    return Expression(kind: .tuple(items), span: span)
  }

  private mutating func sliceItem() throws -> Expression {
    let start = token.span
    if isOp("*") { return try starOrNamed() }
    let first = isOp(":") ? nil : try named()
    guard isOp(":") else {
      guard let first else { throw invalid() }
      return first
    }
    advance()
    func isBoundary(_ parser: Parser) -> Bool {
      parser.isOp(":") || parser.isOp(",") || parser.isOp("]")
    }
    let second = isBoundary(self) ? nil : try test()
    var third: Expression?
    if takeOp(":") { third = isBoundary(self) ? nil : try test() }
    return Expression(kind: .slice(first, second, third), span: start.through(previous.span))
  }

  /// The end of what stands in brackets; a comma may have been forgotten.
  mutating func closeBracket(_ text: String, _ last: Expression? = nil) throws {
    if takeOp(text) { return }
    if let last, let next = forgottenComma(after: last) { throw next }
    throw invalid()
  }

  /// CPython's guess where one expression stands right behind another.
  func forgottenComma(after last: Expression) -> LoopError? {
    guard kind != .op, startsExpression, !isWord("print"), !isWord("exec") else { return nil }
    if case .name(let word) = last.kind, word == "print" || word == "exec" { return nil }
    var ahead = self
    guard let next = try? ahead.bitwiseOr() else { return nil }
    if ahead.isOp("=") || ahead.isOp(":=") { return nil }
    return .syntax(
      "invalid syntax. Perhaps you forgot a comma?", at: last.span.through(next.span))
  }
}
