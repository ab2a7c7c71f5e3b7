// What expressions give, and what they use that no table has.

extension Checker {
  @discardableResult
  func visit(_ expression: Expression) -> Kind {
    switch expression.kind {
    case .constant(let literal):
      switch literal {
      case .none: return .result(.none)
      case .bool: return .result(.bool)
      case .int: return .result(.int)
      case .float: return .result(.float)
      case .string: return .result(.string)
      case .ellipsis, .tuple: return .unknown
      }
    case .formatted:
      visitChildren(expression)
      return .result(.string)
    case .name(let name): return kind(named: name, expression.span)
    case .attribute(let value, let name):
      return attribute(visit(value), name, of: value, expression.span, arguments: nil)
    case .call(let callee, let arguments): return call(callee, arguments, expression.span)
    case .subscripted(let value, let key):
      let kind = visit(value)
      visit(key)
      if kind == .tensor || kind == .result(.string) || kind == .free { return kind }
      return .unknown
    case .unary(let op, let operand):
      let kind = visit(operand)
      return op == .not ? .result(.bool) : kind
    case .binary(let op, let a, let b): return combined(op, visit(a), visit(b))
    case .conditional(let test, let a, let b):
      visit(test)
      return visit(a).joined(visit(b))
    case .boolean(_, let operands):
      let kinds = operands.map { visit($0) }
      return kinds.dropFirst().reduce(kinds.first ?? .unknown) { $0.joined($1) }
    case .comparison(let first, let rest):
      let kinds = [visit(first)] + rest.map { visit($0.operand) }
      return kinds.allSatisfy(\.isNumber) ? .result(.bool) : .unknown
    case .tuple(let items):
      for item in items { visit(item) }
      return .result(.tuple)
    case .list(let items):
      for item in items { visit(item) }
      return .result(.list)
    case .set, .dict:
      visitChildren(expression)
      if case .set = expression.kind { return .result(.set) }
      return .result(.dict)
    case .slice, .starred:
      visitChildren(expression)
      return .unknown
    case .lambda(let parameters, let body):
      for parameter in parameters.positional + parameters.keywordOnly {
        if let value = parameter.defaultValue { visit(value) }
      }
      inScope([], parameters) { visit(body) }
      return .unknown
    case .comprehension(let kind, let element, let value, let clauses):
      return comprehension(kind, element, value, clauses)
    case .leftOut(let what):
      report(expression.span, "the loop language leaves out \(what)")
      return .unknown
    }
  }

  private func visitChildren(_ expression: Expression) {
    for child in expression.children { visit(child) }
  }

  private func comprehension(
    _ kind: ComprehensionKind, _ element: Expression, _ value: Expression?,
    _ clauses: [ComprehensionClause]
  ) -> Kind {
    inScope([], nil) {
      for clause in clauses {
        bind(clause.target, itemKind(of: clause.source))
        for condition in clause.conditions { visit(condition) }
      }
      visit(element)
      if let value { visit(value) }
    }
    return switch kind {
    case .list: .result(.list)
    case .set: .result(.set)
    case .dict: .result(.dict)
    case .generator: .unknown
    }
  }

  /// What an operator gives.
  func combined(_ op: BinaryOperator, _ a: Kind, _ b: Kind) -> Kind {
    if a == .result(.string) { return op == .mod || op == .add ? .result(.string) : .unknown }
    if a == .tensor || b == .tensor { return .tensor }
    if a.isNumber, b.isNumber {
      if op == .div { return .result(.float) }
      if op == .pow { return .unknown }
      return a == .result(.float) || b == .result(.float) ? .result(.float) : .result(.int)
    }
    if a == b, a == .result(.list), op == .add { return a }
    return .unknown
  }

  // MARK: - Attributes

  /// What `value.name` gives. `arguments` are those of a call of it.
  private func attribute(
    _ kind: Kind, _ name: String, of value: Expression, _ span: Span, arguments: [CallArgument]?
  ) -> Kind {
    switch kind {
    case .free:
      if case .name(let root) = value.kind { noteAttribute(root, name) }
      return .free
    case .entry(let entry):
      if isOptimizer(value, entry, name) {
        free["optim", default: []].insert(name)
        return .free
      }
      return member(entry, name, span)
    case .result, .unknown: break
    }
    if let table = kind.table {
      if let property = table.properties[name] { return .result(property.result).orUnknown }
      if let row = table.rows[name] {
        report(leftOut: [row], span)
        if let arguments { checkKeywords(arguments, [row], row.name) }
        return .result(row.result).orUnknown
      }
      if isOtherAttribute(name, of: kind) { return .unknown }
      report(span, "'\(kind.typeName)' object has no attribute '\(name)'")
      return .unknown
    }
    let rows = Library.tables.compactMap { $0?.rows[name] }
    // What is called is a method, or a field that holds a function.
    let isProperty = arguments == nil && Library.tables.contains { $0?.properties[name] != nil }
    let isKnown = !rows.isEmpty || isProperty || Self.fields.contains(name)
    if !isProperty { report(leftOut: rows, span) }
    if !isKnown { report(span, "no type of the loop language has an attribute '\(name)'") }
    if let arguments, !rows.isEmpty { checkKeywords(arguments, rows, name) }
    return .unknown
  }

  /// Attributes that are in no table: fields of results, parameters of layers.
  private static let fields: Set<String> = [
    "values", "indices", "weight", "bias", "running_mean", "running_var", "name", "args",
    "next_functions", "__name__", "__class__", "remove",
  ]

  private func isOtherAttribute(_ name: String, of kind: Kind) -> Bool {
    switch kind {
    case .result(.tuple), .result(.object(.module)), .result(.object(.loss)):
      Self.fields.contains(name)
    default: name == "__class__"
    }
  }

  /// Whether `optim` names an optimiser, as `optim.step()` says.
  private func isOptimizer(_ value: Expression, _ entry: Kind.EntryName, _ name: String) -> Bool {
    guard case .name("optim") = value.kind, case .namespace(let space) = entry.entry,
      space.entries[name] == nil, let table = Library.table(.optimizer)
    else { return false }
    return table.rows[name] != nil || table.properties[name] != nil
  }

  private func member(_ entry: Kind.EntryName, _ name: String, _ span: Span) -> Kind {
    switch entry.entry {
    case .namespace(let space):
      guard let member = space.entries[name] else {
        if name != "__version__" {
          report(span, "module '\(space.name)' has no attribute '\(name)'")
        }
        return .unknown
      }
      if case .row(let row) = member { report(leftOut: [row], span) }
      if case .constant(let result, _) = member { return .result(result).orUnknown }
      return .entry(Kind.EntryName(entry: member, path: entry.path + "." + name))
    default: return .unknown
    }
  }

  // MARK: - Calls

  private func call(_ callee: Expression, _ arguments: [CallArgument], _ span: Span) -> Kind {
    let kind: Kind
    if case .attribute(let value, let name) = callee.kind {
      kind = attribute(visit(value), name, of: value, callee.span, arguments: arguments)
    } else {
      kind = visit(callee)
    }
    for argument in arguments { visit(argument.value) }
    guard case .entry(let name) = kind else {
      // A method's row has said what it gives.
      if case .attribute = callee.kind { return kind == .free ? .unknown : kind }
      return .unknown
    }
    switch name.entry {
    case .row(let row):
      checkKeywords(arguments, [row], row.name)
      return result(of: row, arguments)
    case .type(let type):
      guard let row = type.row else { return .unknown }
      checkKeywords(arguments, [row], row.name)
      return .result(row.result).orUnknown
    default: return .unknown
    }
  }

  /// What a row gives; `abs`, `sum` and their like give a tensor for a tensor.
  private func result(of row: Row, _ arguments: [CallArgument]) -> Kind {
    if row.result == .unknown, ["abs", "round"].contains(row.name), let first = arguments.first {
      return visit(first.value) == .tensor ? .tensor : .unknown
    }
    return .result(row.result).orUnknown
  }

  /// Complains of keywords that none of the rows has.
  private func checkKeywords(_ arguments: [CallArgument], _ rows: [Row], _ name: String) {
    for argument in arguments {
      guard case .keyword(let keyword) = argument.kind else { continue }
      let isKnown = rows.contains {
        $0.signature.takesAnyName || $0.signature.index(of: keyword) != nil
      }
      if !isKnown {
        report(argument.span, "\(name)() got an unexpected keyword argument '\(keyword)'")
      }
    }
  }
}

extension Kind {
  /// A result of which nothing is known.
  fileprivate var orUnknown: Kind { self == .result(.unknown) ? .unknown : self }

  fileprivate var typeName: String {
    guard let table else { return "object" }
    return table.typeName
  }
}
