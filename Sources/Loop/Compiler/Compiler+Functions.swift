// Functions, lambdas, comprehensions and generators.

extension Compiler {
  func lambda(_ parameters: Parameters, _ body: Expression, _ span: Span) throws -> Evaluate {
    let use = NameUse(body)
    return try function("<lambda>", parameters, span, own: [], inner: use.inner) {
      let value = try compile(body)
      return { frame in
        frame.state.pointee.returned = try value(frame)
        return .returned
      }
    }
  }

  func function(_ definition: Definition, _ span: Span) throws -> Evaluate {
    let use = NameUse(definition.body)
    return try function(
      definition.name, definition.parameters, span, own: use.assigned, inner: use.inner
    ) { try block(definition.body) }
  }

  /// A closure that makes the function object.
  private func function(
    _ name: String, _ parameters: Parameters, _ span: Span, own: [String], inner: Set<String>,
    _ body: () throws -> Execute
  ) throws -> Evaluate {
    let defaults = try parameters.positional.compactMap { try $0.defaultValue.map(compile) }
    let keywordOnly = try parameters.keywordOnly.map { try $0.defaultValue.map(compile) }
    let code = FunctionCode(name, parameters, line: span.line)
    let (run, scope) = try inFunction(span) { scope in
      scope.declare(parameters.names + own, cells: inner)
      return try body()
    }
    code.body = run
    code.localCount = scope.count
    code.cellPlaces = scope.cellPlaces
    code.capturePlaces = scope.captures.map(\.inner)
    let outer = scope.captures.map(\.outer)
    return { frame in
      let function = FunctionObject(
        code, defaults: try defaults.map { try $0(frame) },
        keywordDefaults: try keywordOnly.map { try $0?(frame) ?? .unbound },
        captured: outer.map { frame.locals[$0] })
      return .object(function)
    }
  }

  // MARK: - Comprehensions

  /// A list, set or dict comprehension: loops in the frame of the function around it, with names of
  /// their own.
  func comprehension(
    _ whole: Expression, _ kind: ComprehensionKind, _ element: Expression, _ value: Expression?,
    _ clauses: [ComprehensionClause]
  ) throws -> Evaluate {
    // The first source does not see the comprehension's names.
    let first = try compile(clauses[0].source)
    let (targets, inner) = Self.names(of: whole, clauses)
    let cells = scope.open(targets, cells: inner)
    defer { scope.close() }
    let firstSpan = clauses[0].source.span
    let span = whole.span
    let emit: (Frame, inout Collected) throws -> Void
    let elementValue = try compile(element)
    let second = try value.map(compile)
    emit = { frame, result in
      let item = try elementValue(frame)
      do { try result.add(item, try second?(frame), frame.machine) } catch {
        throw located(error, span)
      }
    }
    let body = try clauseBody(clauses, 0, emit)
    return { frame in
      for cell in cells { frame.locals[cell] = .object(Cell(.unbound)) }
      var result = Collected(kind)
      let source = try first(frame)
      let iterator: Iterator
      do { iterator = try frame.machine.iterator(of: source) } catch {
        throw located(error, firstSpan)
      }
      try body(frame, iterator, &result)
      return result.value
    }
  }

  private typealias ClauseBody = (Frame, Iterator, inout Collected) throws -> Void

  private func clauseBody(
    _ clauses: [ComprehensionClause], _ index: Int,
    _ emit: @escaping (Frame, inout Collected) throws -> Void
  ) throws -> ClauseBody {
    let clause = clauses[index]
    let assign = try assign(to: clause.target)
    let conditions = try clause.conditions.map { try condition($0) }
    let next: ClauseBody?
    var source: Evaluate = { _ in .none }
    var sourceSpan = clause.source.span
    if index + 1 < clauses.count {
      source = try compile(clauses[index + 1].source)
      sourceSpan = clauses[index + 1].source.span
      next = try clauseBody(clauses, index + 1, emit)
    } else {
      next = nil
    }
    let span = clause.source.span
    return { [source, sourceSpan] frame, iterator, result in
      let machine = frame.machine
      search: while true {
        let item: Value
        do {
          try machine.tick()
          guard let found = try iterator.next(machine) else { return }
          item = found
        } catch { throw located(error, span) }
        try assign(frame, item)
        for condition in conditions { if try !condition(frame) { continue search } }
        guard let next else {
          try emit(frame, &result)
          continue
        }
        let inner = try source(frame)
        let iterator: Iterator
        do { iterator = try machine.iterator(of: inner) } catch { throw located(error, sourceSpan) }
        try next(frame, iterator, &result)
      }
    }
  }

  /// The names a comprehension binds, and those that functions inside it use.
  private static func names(of whole: Expression, _ clauses: [ComprehensionClause]) -> (
    [String], Set<String>
  ) {
    var targets: [String] = []
    for clause in clauses {
      let statement = Statement(
        kind: .assign([clause.target], Expression(kind: .constant(.none), span: whole.span)),
        span: whole.span, endLine: whole.span.endLine)
      targets += NameUse([statement]).assigned
    }
    let inner = whole.children.reduce(into: Set<String>()) { $0.formUnion(NameUse($1).inner) }
    return (targets, inner)
  }

  // MARK: - Generators

  /// A generator expression: a function of its own, entered again for each item.
  func generator(
    _ whole: Expression, _ element: Expression, _ clauses: [ComprehensionClause]
  ) throws -> Evaluate {
    let first = try compile(clauses[0].source)
    let span = clauses[0].source.span
    let (targets, inner) = Self.names(of: whole, clauses)
    let code = GeneratorCode()
    let (_, scope) = try inFunction(whole.span) { scope in
      scope.declare(targets, cells: inner)
      for (index, clause) in clauses.enumerated() {
        code.clauses.append(
          GeneratorCode.Clause(
            source: index == 0 ? { _ in .none } : try compile(clause.source),
            assign: try assign(to: clause.target), conditions: try clause.conditions.map(compile)))
      }
      code.element = try compile(element)
    }
    code.localCount = scope.count
    code.cells = scope.cellPlaces
    code.capturePlaces = scope.captures.map(\.inner)
    let outer = scope.captures.map(\.outer)
    return { frame in
      let source = try first(frame)
      do {
        return .object(
          GeneratorObject(
            code, try frame.machine.iterator(of: source),
            captured: outer.map { frame.locals[$0] }))
      } catch { throw located(error, span) }
    }
  }
}

/// What a comprehension collects.
private struct Collected {
  private let kind: ComprehensionKind
  private var items: [Value] = []
  private var set = SetObject()
  private var dict = DictObject()

  init(_ kind: ComprehensionKind) { self.kind = kind }

  mutating func add(_ item: Value, _ value: Value?, _ machine: Machine) throws {
    switch kind {
    case .set: try set.insert(item)
    case .dict: dict.set(try Key(item), item, value ?? .none)
    default:
      items.append(item)
      if items.count & 0xFFF == 0 { try machine.allocate(count: items.count) }
    }
  }

  var value: Value {
    switch kind {
    case .set: .set(set)
    case .dict: .dict(dict)
    default: .list(items)
    }
  }
}
