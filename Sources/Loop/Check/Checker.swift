/// Goes through a text and collects what no table knows.
///
/// Types follow assignments without regard to order: a name has a type when all that is assigned to it
/// has that type. So nothing is said of what may be otherwise.
final class Checker {
  private(set) var findings: Set<Check.Finding> = []
  var free: [String: Set<String>] = [:]
  /// What names of the functions around hold, outermost first; the module's first of all.
  private var scopes: [[String: Kind]] = []
  private var isReporting = false

  init(_ parts: EpochLoop, _ statements: [Statement]) {
    let all = parts.all
    scopes = [Self.bound(NameUse(all).assigned)]
    for name in UnboundReads(all).names where scopes[0][name] != nil && Library.builtin(name) == nil
    {
      scopes[0][name] = .free
      free[name] = []
    }
    // Types first, until they no longer change; a few rounds follow any real text.
    for _ in 0..<4 { for statement in all { visit(statement) } }
    isReporting = true
    for statement in all { visit(statement) }
    // What stands in functions that are opened, and in statements that are left out.
    for statement in statements { reportLeftOut(statement) }
  }

  private static func bound(_ names: [String]) -> [String: Kind] {
    names.reduce(into: [:]) { $0[$1] = .result(.none) }
  }

  func report(_ span: Span, _ message: String) {
    guard isReporting else { return }
    findings.insert(Check.Finding(line: span.line, message: message))
  }

  /// Complains of a name that is there only to say that it is left out.
  func report(leftOut rows: [Row], _ span: Span) {
    let said = rows.compactMap(\.leftOut)
    guard let first = said.first, said.count == rows.count else { return }
    report(span, "the loop language leaves out \(first)")
  }

  private func reportLeftOut(_ statement: Statement) {
    if case .leftOut(let what, _) = statement.kind {
      report(statement.span, "the loop language leaves out \(what)")
    }
    for block in statement.blocks { for inner in block { reportLeftOut(inner) } }
  }

  // MARK: - Names

  /// What a name holds; the preset's where nothing binds it.
  func kind(named name: String, _ span: Span) -> Kind {
    for scope in scopes.reversed() { if let kind = scope[name] { return kind } }
    if let entry = Library.builtin(name), !Library.leftOutBuiltins.contains(name) {
      if case .row(let row) = entry { report(leftOut: [row], span) }
      return .entry(Kind.EntryName(entry: entry, path: name))
    }
    if Library.leftOutBuiltins.contains(name) {
      report(span, "the loop language leaves out '\(name)'")
      return .free
    }
    if free[name] == nil { free[name] = [] }
    return .free
  }

  private func bind(_ name: String, _ kind: Kind) {
    let last = scopes.count - 1
    let old = scopes[last][name]
    if old == .free, last == 0 { return }
    if isReporting, old != nil { return }
    scopes[last][name] = old.map { $0 == .result(.none) ? kind : $0.joined(kind) } ?? kind
  }

  func bind(_ target: Expression, _ kind: Kind) {
    switch target.kind {
    case .name(let name): bind(name, kind)
    case .tuple(let items), .list(let items):
      // A tensor gives tensors, all else anything.
      let item: Kind = kind == .tensor ? .tensor : .unknown
      for target in items { bind(target, item) }
    case .starred(let inner): bind(inner, .result(.list))
    default: _ = visit(target)
    }
  }

  // MARK: - Statements

  /// Notes an attribute of a name that the preset supplies.
  func noteAttribute(_ root: String, _ name: String) {
    if free[root] != nil { free[root]?.insert(name) }
  }

  private func visit(_ block: [Statement]) { for statement in block { visit(statement) } }

  private func visit(_ statement: Statement) {
    switch statement.kind {
    case .assign(let targets, let value):
      let kind = visit(value)
      for target in targets {
        if case .tuple(let names) = target.kind, case .tuple(let values) = value.kind,
          names.count == values.count
        {
          for (name, value) in zip(names, values) { bind(name, visit(value)) }
        } else {
          bind(target, kind)
        }
      }
    case .augmented(let target, let op, let value):
      let (old, new) = (visit(target), visit(value))
      bind(target, combined(op, old, new))
    case .annotated(let target, let value): if let value { bind(target, visit(value)) }
    case .forLoop(let target, let source, let body, let otherwise):
      bind(target, itemKind(of: source))
      visit(body)
      visit(otherwise)
    case .with(let items, let body):
      for item in items {
        let kind = visit(item.context)
        if let target = item.target { bind(target, kind == .free ? .free : .unknown) }
      }
      visit(body)
    case .define(let definition): visit(definition)
    case .importNames(let names): for name in names { visit(name) }
    case .leftOut(let what, let body):
      report(statement.span, "the loop language leaves out \(what)")
      visit(body)
    default:
      for expression in statement.expressions { _ = visit(expression) }
      for block in statement.blocks { visit(block) }
    }
  }

  private func visit(_ name: ImportedName) {
    guard let space = Library.module(name.module) else {
      report(name.span, "the loop language leaves out 'import \(name.module)'")
      return bind(name.name, .free)
    }
    guard let entry = Library.entry(importing: name) else {
      report(
        name.span, "cannot import name '\(name.member ?? name.module)' from '\(space.name)'")
      return bind(name.name, .free)
    }
    let path = name.member.map { "\(name.module).\($0)" } ?? name.module
    bind(name.name, .entry(Kind.EntryName(entry: entry, path: path)))
  }

  private func visit(_ definition: Definition) {
    bind(definition.name, .unknown)
    for decorator in definition.decorators {
      let callee: Expression
      if case .call(let inner, _) = decorator.kind { callee = inner } else { callee = decorator }
      let kind = visit(callee)
      if case .entry(let name) = kind, case .row(let row) = name.entry,
        ["no_grad", "enable_grad", "inference_mode", "set_grad_enabled"].contains(row.name)
      {
        continue
      }
      report(
        decorator.span, "the loop language leaves out decorators other than the grad modes")
    }
    let parameters = definition.parameters
    for parameter in parameters.positional + parameters.keywordOnly {
      if let value = parameter.defaultValue { _ = visit(value) }
    }
    inScope(NameUse(definition.body).assigned, parameters) { visit(definition.body) }
  }

  /// Runs `body` with names of its own; parameters may be anything.
  func inScope(_ names: [String], _ parameters: Parameters?, _ body: () -> Void) {
    var scope = Self.bound(names)
    for name in parameters?.names ?? [] { scope[name] = .unknown }
    // Each time anew, so types are followed inside as well.
    let wasReporting = isReporting
    scopes.append(scope)
    if wasReporting {
      isReporting = false
      for _ in 0..<2 { body() }
      isReporting = true
    }
    body()
    scopes.removeLast()
  }

  /// What a `for` over an expression binds.
  func itemKind(of source: Expression) -> Kind {
    let kind = visit(source)
    if kind == .tensor { return .tensor }
    if kind == .result(.string) { return .result(.string) }
    if case .call(let callee, _) = source.kind, case .name(let name) = callee.kind,
      name == "range" || name == "trange", case .entry = visit(callee)
    {
      return .result(.int)
    }
    return .unknown
  }

}
