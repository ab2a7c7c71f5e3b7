// Names, constants, displays and comprehensions.

extension Parser {
  mutating func atom() throws -> Expression {
    let token = token
    switch token.kind {
    case .name:
      return try nameOrConstant(token)
    case .integer:
      advance()
      guard let value = Self.integer(token.text) else {
        return Expression(
          kind: .leftOut("integers of more than 64 bits"), span: token.span)
      }
      return Expression(kind: .constant(.int(value)), span: token.span)
    case .float:
      advance()
      let digits = token.text.replacing("_", with: "")
      return Expression(kind: .constant(.float(Self.float(digits))), span: token.span)
    case .imaginary:
      advance()
      return Expression(kind: .leftOut("complex numbers"), span: token.span)
    case .string: return try strings()
    case .op:
      switch token.text {
      case "(": return try nested { try $0.parenthesized() }
      case "[": return try nested { try $0.listDisplay() }
      case "{": return try nested { try $0.braceDisplay() }
      case "...":
        advance()
        return Expression(kind: .constant(.ellipsis), span: token.span)
      default: throw invalid()
      }
    default: throw invalid()
    }
  }

  private mutating func nameOrConstant(_ token: Token) throws -> Expression {
    let literal: Literal?
    switch token.text {
    case "None": literal = Literal.none
    case "True": literal = .bool(true)
    case "False": literal = .bool(false)
    default:
      if keywords.contains(token.text) { throw invalid() }
      literal = nil
    }
    advance()
    return Expression(
      kind: literal.map { .constant($0) } ?? .name(token.text), span: token.span)
  }

  static func integer(_ text: String) -> Int? {
    let digits = text.replacing("_", with: "").lowercased()
    if digits.hasPrefix("0x") { return Int(digits.dropFirst(2), radix: 16) }
    if digits.hasPrefix("0o") { return Int(digits.dropFirst(2), radix: 8) }
    if digits.hasPrefix("0b") { return Int(digits.dropFirst(2), radix: 2) }
    return Int(digits)
  }

  /// Python's value of a decimal literal; what is too large for a double is infinite.
  static func float(_ text: String) -> Double {
    // Swift's own reading wants a digit on both sides of the point.
    var digits = text
    if digits.hasPrefix(".") { digits = "0" + digits }
    if digits.hasSuffix(".") { digits += "0" }
    digits = digits.replacing(".e", with: ".0e").replacing(".E", with: ".0E")
    return Double(digits) ?? .infinity
  }

  // MARK: - Displays

  private mutating func parenthesized() throws -> Expression {
    let start = token.span
    advance()
    if takeOp(")") {
      return Expression(kind: .tuple([]), span: start.through(previous.span))
    }
    if isWord("yield") { return try yieldExpression(start) }
    let first = try starOrNamed()
    if isWord("for") || isWord("async") {
      let clauses = try comprehensionClauses()
      try closeBracket(")")
      return Expression(
        kind: .comprehension(.generator, first, value: nil, clauses),
        span: start.through(previous.span))
    }
    guard isOp(",") else {
      if isOp("=") { throw assignmentInsteadOfComparison(to: first) }
      try closeBracket(")", first)
      if case .starred = first.kind {
        throw LoopError.syntax("cannot use starred expression here", at: first.span)
      }
      var inner = first
      inner.span = start.through(previous.span)
      return inner
    }
    let items = try displayItems(first, until: ")")
    return Expression(kind: .tuple(items), span: start.through(previous.span))
  }

  private mutating func yieldExpression(_ start: Span) throws -> Expression {
    while !isOp(")"), kind != .end, kind != .error, kind != .newline { advance() }
    try expectOp(")")
    return Expression(kind: .leftOut("'yield'"), span: start.through(previous.span))
  }

  func assignmentInsteadOfComparison(to left: Expression) -> LoopError {
    switch left.kind {
    case .name:
      return .syntax(
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        at: left.span.through(token.span))
    case .tuple, .list, .subscripted, .attribute, .constant: return invalid()
    default:
      return .syntax(
        "cannot assign to \(describe(left)) here. Maybe you meant '==' instead of '='?",
        at: left.span)
    }
  }

  private mutating func displayItems(_ first: Expression, until end: String) throws -> [Expression]
  {
    var items = [first]
    while takeOp(",") {
      if isOp(end) { break }
      items.append(try starOrNamed())
    }
    try closeBracket(end, items.last)
    return items
  }

  private mutating func listDisplay() throws -> Expression {
    let start = token.span
    advance()
    if takeOp("]") { return Expression(kind: .list([]), span: start.through(previous.span)) }
    let first = try starOrNamed()
    if isWord("for") || isWord("async") {
      let clauses = try comprehensionClauses()
      try closeBracket("]")
      return Expression(
        kind: .comprehension(.list, first, value: nil, clauses), span: start.through(previous.span))
    }
    let items = try displayItems(first, until: "]")
    return Expression(kind: .list(items), span: start.through(previous.span))
  }

  private mutating func braceDisplay() throws -> Expression {
    let start = token.span
    advance()
    if takeOp("}") { return Expression(kind: .dict([]), span: start.through(previous.span)) }
    if isOp("**") { return try dictDisplay(start, first: nil) }
    let first = try starOrNamed()
    if isOp(":") { return try dictDisplay(start, first: first) }
    if isWord("for") || isWord("async") {
      let clauses = try comprehensionClauses()
      try closeBracket("}")
      return Expression(
        kind: .comprehension(.set, first, value: nil, clauses), span: start.through(previous.span))
    }
    let items = try displayItems(first, until: "}")
    return Expression(kind: .set(items), span: start.through(previous.span))
  }

  private mutating func dictDisplay(_ start: Span, first: Expression?) throws -> Expression {
    var items: [DictItem] = []
    var key = first
    repeat {
      if isOp("}") { break }
      if takeOp("**") {
        items.append(DictItem(key: nil, value: try bitwiseOr()))
        continue
      }
      let name = try key ?? test()
      key = nil
      guard takeOp(":") else {
        if kind == .error { throw invalid() }
        throw LoopError.syntax("':' expected after dictionary key", at: previous.span)
      }
      if isOp("}") || isOp(",") {
        throw LoopError.syntax(
          "expression expected after dictionary key and ':'", at: previous.span)
      }
      let value = try test()
      if items.isEmpty, isWord("for") || isWord("async") {
        let clauses = try comprehensionClauses()
        try closeBracket("}")
        return Expression(
          kind: .comprehension(.dict, name, value: value, clauses),
          span: start.through(previous.span))
      }
      items.append(DictItem(key: name, value: value))
    } while takeOp(",")
    try closeBracket("}", items.last?.value)
    return Expression(kind: .dict(items), span: start.through(previous.span))
  }

  // MARK: - Comprehensions

  mutating func comprehensionClauses() throws -> [ComprehensionClause] {
    var clauses: [ComprehensionClause] = []
    while isWord("for") || isWord("async") {
      if isWord("async") { throw leftOut("'async'") }
      advance()
      let target = try targetList()
      guard takeWord("in") else { throw forgottenComma(after: target) ?? invalid() }
      let source = try nested { try $0.disjunction() }
      var conditions: [Expression] = []
      while takeWord("if") { conditions.append(try nested { try $0.disjunction() }) }
      clauses.append(ComprehensionClause(target: target, source: source, conditions: conditions))
    }
    return clauses
  }

  /// An expression without a conditional at its top.
  private mutating func disjunction() throws -> Expression {
    isWord("lambda") ? try test() : try orTest()
  }

  func leftOut(_ what: String) -> LoopError {
    .syntax("the loop language leaves out \(what)", at: token.span)
  }
}
