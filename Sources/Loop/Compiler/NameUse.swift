/// Which names a block of statements assigns, and which its inner functions use.
struct NameUse {
  /// Names that the block binds itself, in order.
  private(set) var assigned: [String] = []
  private var seen: Set<String> = []
  /// Names that functions, lambdas and generators inside mention and do not bind themselves.
  private(set) var inner: Set<String> = []
  /// Every name mentioned, inside inner functions too.
  private(set) var mentioned: Set<String> = []

  init(_ statements: [Statement]) { for statement in statements { visit(statement) } }

  init(_ expression: Expression) { visit(expression) }

  private mutating func assign(_ name: String) {
    if seen.insert(name).inserted { assigned.append(name) }
  }

  private mutating func assign(to target: Expression) {
    switch target.kind {
    case .name(let name):
      assign(name)
      mentioned.insert(name)
    case .tuple(let items), .list(let items): for item in items { assign(to: item) }
    case .starred(let item): assign(to: item)
    default: visit(target)
    }
  }

  // MARK: - Statements

  private mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .expression(let value): visit(value)
    case .assign(let targets, let value):
      visit(value)
      for target in targets { assign(to: target) }
    case .augmented(let target, _, let value):
      assign(to: target)
      visit(value)
    case .annotated(let target, let value):
      if let value { visit(value) }
      assign(to: target)
    case .delete(let targets): for target in targets { assign(to: target) }
    case .pass, .breakLoop, .continueLoop: break
    case .returnValue(let value): if let value { visit(value) }
    case .raise(let value, let cause):
      for value in [value, cause] { if let value { visit(value) } }
    case .assert(let test, let message):
      visit(test)
      if let message { visit(message) }
    case .ifElse(let branches, _): for branch in branches { visit(branch.test) }
    case .whileLoop(let test, _, _): visit(test)
    case .forLoop(let target, let source, _, _):
      visit(source)
      assign(to: target)
    case .with(let items, _):
      for item in items {
        visit(item.context)
        if let target = item.target { assign(to: target) }
      }
    case .define(let definition): return visit(definition)
    case .importNames(let names): for name in names { assign(name.name) }
    case .leftOut: break
    }
    for block in statement.blocks { for inner in block { visit(inner) } }
  }

  private mutating func visit(_ definition: Definition) {
    assign(definition.name)
    for decorator in definition.decorators { visit(decorator) }
    visitDefaults(definition.parameters)
    let body = NameUse(definition.body)
    enter(body, bound: Set(body.assigned + definition.parameters.names))
  }

  private mutating func visitDefaults(_ parameters: Parameters) {
    for parameter in parameters.positional + parameters.keywordOnly {
      if let value = parameter.defaultValue { visit(value) }
    }
  }

  private mutating func enter(_ body: NameUse, bound: Set<String>) {
    inner.formUnion(body.mentioned.subtracting(bound))
    mentioned.formUnion(body.mentioned.subtracting(bound))
  }

  // MARK: - Expressions

  private mutating func visit(_ expression: Expression) {
    switch expression.kind {
    case .constant, .leftOut: break
    case .name(let name): mentioned.insert(name)
    case .lambda(let parameters, let body):
      visitDefaults(parameters)
      enter(NameUse(body), bound: Set(parameters.names))
    case .comprehension(.generator, _, _, let clauses):
      // The first source is computed outside, all else inside.
      if let first = clauses.first { visit(first.source) }
      visitComprehension(expression, isInner: true)
    case .comprehension: visitComprehension(expression, isInner: false)
    default: for child in expression.children { visit(child) }
    }
  }

  private mutating func visitComprehension(_ expression: Expression, isInner: Bool) {
    guard case .comprehension(_, _, _, let clauses) = expression.kind else { return }
    var body = NameUse([])
    for clause in clauses { body.assign(to: clause.target) }
    for child in expression.children { body.visit(child) }
    let bound = Set(body.assigned)
    if isInner { return enter(body, bound: bound) }
    inner.formUnion(body.inner.subtracting(bound))
    mentioned.formUnion(body.mentioned.subtracting(bound))
  }
}

extension Expression {
  /// The expressions directly inside this one, in order; of a comprehension without its targets.
  var children: [Expression] {
    switch kind {
    case .constant, .name, .leftOut: return []
    case .formatted(let parts): return parts.flatMap(\.expressions)
    case .attribute(let value, _), .unary(_, let value), .starred(let value): return [value]
    case .call(let callee, let arguments): return [callee] + arguments.map(\.value)
    case .subscripted(let value, let key): return [value, key]
    case .slice(let a, let b, let c): return [a, b, c].compactMap { $0 }
    case .binary(_, let a, let b): return [a, b]
    case .boolean(_, let list), .tuple(let list), .list(let list), .set(let list): return list
    case .comparison(let first, let rest): return [first] + rest.map(\.operand)
    case .conditional(let test, let a, let b): return [test, a, b]
    case .dict(let items): return items.flatMap { [$0.key, $0.value].compactMap { $0 } }
    case .lambda(let parameters, let body):
      return (parameters.positional + parameters.keywordOnly).compactMap(\.defaultValue) + [body]
    case .comprehension(_, let element, let value, let clauses):
      return clauses.flatMap { [$0.source] + $0.conditions } + [element] + [value].compactMap { $0 }
    }
  }
}

extension FormatPart {
  var expressions: [Expression] {
    switch self {
    case .text: []
    case .value(let value, _, let format): [value] + format.flatMap(\.expressions)
    }
  }
}
