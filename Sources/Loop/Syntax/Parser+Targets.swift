// What stands on the left of an assignment.

extension Parser {
  /// The target of a `for`: names, attributes, subscripts and tuples of them.
  mutating func targetList() throws -> Expression {
    let first = try targetItem()
    guard isOp(",") else {
      try checkTarget(first, .loop)
      return first
    }
    var items = [first]
    while takeOp(",") {
      guard startsExpression, !isWord("not") else { break }
      items.append(try targetItem())
    }
    let target = Expression(kind: .tuple(items), span: first.span.through(previous.span))
    try checkTarget(target, .loop)
    return target
  }

  private mutating func targetItem() throws -> Expression { try starOrBitwise() }

  private mutating func starOrBitwise() throws -> Expression {
    guard isOp("*") else { return try bitwiseOr() }
    let start = token.span
    advance()
    let value = try bitwiseOr()
    return Expression(kind: .starred(value), span: start.through(value.span))
  }

  enum TargetUse { case assignment, loop, deletion }

  /// Throws CPython's error for what cannot be assigned to.
  func checkTarget(_ target: Expression, _ use: TargetUse, isInside: Bool = false) throws {
    switch target.kind {
    case .name, .attribute, .subscripted: return
    case .tuple(let items), .list(let items):
      var stars = 0
      for item in items {
        if case .starred(let inner) = item.kind {
          stars += 1
          if use == .deletion {
            throw LoopError.syntax("cannot delete starred", at: item.span)
          }
          try checkTarget(inner, use, isInside: true)
        } else {
          try checkTarget(item, use, isInside: true)
        }
      }
      if stars > 1 {
        throw LoopError.syntax(
          "multiple starred expressions in assignment", at: target.span)
      }
    case .starred(let inner):
      if use == .deletion { throw LoopError.syntax("cannot delete starred", at: target.span) }
      try checkTarget(inner, use, isInside: true)
      if !isInside {
        throw LoopError.syntax(
          "starred assignment target must be in a list or tuple", at: target.span)
      }
    case .leftOut: return
    default:
      let what = describe(target)
      let isConstant = ["None", "True", "False", "ellipsis"].contains(what)
      switch use {
      case .deletion: throw LoopError.syntax("cannot delete \(what)", at: target.span)
      case .assignment
      where !isInside && (!isConstant || what == "ellipsis") && target.isArithmetic:
        throw LoopError.syntax(
          "cannot assign to \(what) here. Maybe you meant '==' instead of '='?", at: target.span)
      default: throw LoopError.syntax("cannot assign to \(what)", at: target.span)
      }
    }
  }

  /// CPython's word for a kind of expression.
  func describe(_ expression: Expression) -> String {
    switch expression.kind {
    case .constant(let literal):
      switch literal {
      case .none: "None"
      case .bool(let value): value ? "True" : "False"
      case .ellipsis: "ellipsis"
      default: "literal"
      }
    case .formatted: "f-string expression"
    case .name: "name"
    case .attribute: "attribute"
    case .call: "function call"
    case .subscripted: "subscript"
    case .slice: "slice"
    case .unary, .binary, .boolean: "expression"
    case .comparison: "comparison"
    case .conditional: "conditional expression"
    case .tuple: "tuple"
    case .list: "list"
    case .set: "set display"
    case .dict: "dict literal"
    case .starred: "starred"
    case .lambda: "lambda"
    case .comprehension(let kind, _, _, _):
      switch kind {
      case .list: "list comprehension"
      case .set: "set comprehension"
      case .dict: "dict comprehension"
      case .generator: "generator expression"
      }
    case .leftOut(let what): what.hasPrefix("assignment") ? "named expression" : "expression"
    }
  }
}

extension Expression {
  /// Whether it binds tighter than a comparison; CPython then guesses that one was meant.
  fileprivate var isArithmetic: Bool {
    switch kind {
    case .comparison, .boolean, .conditional, .lambda, .unary(.not, _): false
    default: true
    }
  }
}
