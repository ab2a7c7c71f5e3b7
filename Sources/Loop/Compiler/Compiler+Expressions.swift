import Autograd

// Expressions, each into one closure.

extension Compiler {
  func compile(_ expression: Expression) throws -> Evaluate {
    let span = expression.span
    switch expression.kind {
    case .constant(let literal): return constant(literal)
    case .formatted(let parts): return try formatted(parts, span)
    case .name(let name): return try load(name, span)
    case .attribute(let value, let name): return try attribute(value, name, span, expression)
    case .call(let callee, let arguments): return try call(callee, arguments, span)
    case .subscripted(let value, let key): return try subscripted(value, key, span)
    case .slice(let a, let b, let c): return try slice(a, b, c)
    case .unary(let op, let operand): return try unary(op, operand, span)
    case .binary(let op, let a, let b): return try binary(op, a, b, span)
    case .boolean(let isAnd, let operands): return try boolean(isAnd, operands, span)
    case .comparison(let first, let rest): return try comparison(first, rest, span)
    case .conditional(let test, let a, let b):
      let (test, a, b) = (try condition(test), try compile(a), try compile(b))
      return { frame in try test(frame) ? try a(frame) : try b(frame) }
    case .tuple(let items):
      let items = try self.items(items)
      return { frame in .tuple(try items(frame)) }
    case .list(let items):
      let items = try self.items(items)
      return { frame in .list(try items(frame)) }
    case .set(let items):
      let items = try self.items(items)
      return { frame in
        do { return .set(try SetObject(try items(frame))) } catch { throw located(error, span) }
      }
    case .dict(let items): return try dict(items, span)
    case .starred: throw LoopError.syntax("can't use starred expression here", at: span)
    case .lambda(let parameters, let body): return try lambda(parameters, body, span)
    case .comprehension(let kind, let element, let value, let clauses):
      return kind == .generator
        ? try generator(expression, element, clauses)
        : try comprehension(expression, kind, element, value, clauses)
    case .leftOut(let what): throw leftOut(what, at: span)
    }
  }

  private func constant(_ literal: Literal) -> Evaluate {
    let value = Value(literal)
    return { _ in value }
  }

  // MARK: - Names

  func load(_ name: String, _ span: Span) throws -> Evaluate {
    switch try place(name, at: span) {
    case .global(let slot):
      if let entry = entry(named: name) {
        // A preset may still have put something there.
        return { frame in
          let value = frame.globals[slot]
          return value.isUnbound ? entry.value(frame.machine) : value
        }
      }
      let site = NameSite(name, Library.builtin(name), span)
      return { frame in
        let value = frame.globals[slot]
        if case .unbound = value { return try site.missing(frame.machine) }
        return value
      }
    case .local(let index):
      let site = NameSite(name, nil, span)
      return { frame in
        let value = frame.locals[index]
        if case .unbound = value { throw located(unboundLocal(site.name), site.span) }
        return value
      }
    case .cell(let index, let isFree):
      return { frame in
        let value = frame.cell(index)?.value ?? .unbound
        if case .unbound = value {
          throw located(isFree ? unboundFree(name) : unboundLocal(name), span)
        }
        return value
      }
    }
  }

  // MARK: - Attributes and subscripts

  private func attribute(_ value: Expression, _ name: String, _ span: Span, _ whole: Expression)
    throws -> Evaluate
  {
    if let entry = entry(of: whole) { return { frame in entry.value(frame.machine) } }
    let value = try compile(value)
    let property = Library.tensor.properties[name]
    return { frame in
      let object = try value(frame)
      do {
        if let property, case .tensor = object { return try property.get(object, frame.machine) }
        return try frame.machine.attribute(object, name)
      } catch { throw located(error, span) }
    }
  }

  private func subscripted(_ value: Expression, _ key: Expression, _ span: Span) throws -> Evaluate
  {
    let (value, key) = (try compile(value), try compile(key))
    return { frame in
      let object = try value(frame)
      let place = try key(frame)
      do { return try frame.machine.item(object, place) } catch { throw located(error, span) }
    }
  }

  private func slice(_ a: Expression?, _ b: Expression?, _ c: Expression?) throws -> Evaluate {
    func bound(_ expression: Expression?) throws -> Evaluate {
      if let expression { return try compile(expression) }
      return { _ in .none }
    }
    let (a, b, c) = (try bound(a), try bound(b), try bound(c))
    return { frame in .object(SliceObject(try a(frame), try b(frame), try c(frame))) }
  }

  // MARK: - Operators

  private func unary(_ op: UnaryOperator, _ operand: Expression, _ span: Span) throws -> Evaluate {
    if op == .minus, case .constant(let literal) = operand.kind {
      switch literal {
      case .int(let value): return constant(.int(-value))
      case .float(let value): return constant(.float(-value))
      default: break
      }
    }
    let operand = try compile(operand)
    return { frame in
      let value = try operand(frame)
      do { return try frame.machine.unary(op, value) } catch { throw located(error, span) }
    }
  }

  private func binary(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ span: Span
  ) throws -> Evaluate {
    let (left, right) = (try compile(left), try compile(right))
    return { frame in
      let a = try left(frame)
      let b = try right(frame)
      do { return try frame.machine.binary(op, a, b) } catch { throw located(error, span) }
    }
  }

  private func boolean(_ isAnd: Bool, _ operands: [Expression], _ span: Span) throws -> Evaluate {
    let operands = try operands.map { Operand(value: try compile($0)) }
    return { frame in
      var value = Value.none
      for (index, operand) in operands.enumerated() {
        value = try operand.value(frame)
        if index == operands.count - 1 { break }
        do {
          if try frame.machine.isTrue(value) != isAnd { break }
        } catch { throw located(error, span) }
      }
      return value
    }
  }

  private func comparison(_ first: Expression, _ rest: [Comparison], _ span: Span) throws
    -> Evaluate
  {
    let left = try compile(first)
    if rest.count == 1 {
      let (op, right) = (rest[0].op, try compile(rest[0].operand))
      return { frame in
        let a = try left(frame)
        let b = try right(frame)
        do { return try frame.machine.compare(op, a, b) } catch { throw located(error, span) }
      }
    }
    let links = try rest.map { (op: $0.op, operand: try compile($0.operand)) }
    return { frame in
      var a = try left(frame)
      var result = Value.bool(true)
      for (index, link) in links.enumerated() {
        let b = try link.operand(frame)
        do {
          result = try frame.machine.compare(link.op, a, b)
          if index < links.count - 1, try !frame.machine.isTrue(result) { return result }
        } catch { throw located(error, span) }
        a = b
      }
      return result
    }
  }

  /// An expression as a truth.
  func condition(_ expression: Expression) throws -> (Frame) throws -> Bool {
    let value = try compile(expression)
    let span = expression.span
    return { frame in
      let value = try value(frame)
      if case .bool(let flag) = value { return flag }
      do { return try frame.machine.isTrue(value) } catch { throw located(error, span) }
    }
  }

  // MARK: - Displays

  /// Items of a display, with starred ones spread.
  private func items(_ items: [Expression]) throws -> (Frame) throws -> [Value] {
    var parts: [(value: Evaluate, starred: Span?)] = []
    for item in items {
      if case .starred(let inner) = item.kind {
        parts.append((try compile(inner), item.span))
      } else {
        parts.append((try compile(item), nil))
      }
    }
    return { frame in
      var values: [Value] = []
      values.reserveCapacity(parts.count)
      for part in parts {
        let value = try part.value(frame)
        guard let span = part.starred else {
          values.append(value)
          continue
        }
        do { values += try frame.machine.items(of: value) } catch {
          throw located(frame.machine.notIterable(error, value), span)
        }
      }
      return values
    }
  }

  private func dict(_ items: [DictItem], _ span: Span) throws -> Evaluate {
    let parts = try items.map { (key: try $0.key.map(compile), value: try compile($0.value)) }
    return { frame in
      let result = DictObject()
      for part in parts {
        let key = try part.key?(frame)
        let value = try part.value(frame)
        do {
          if let key {
            result.set(try Key(key), key, value)
          } else {
            guard value.typeName == "dict" else {
              throw LoopError.type("'\(value.typeName)' object is not a mapping")
            }
            try frame.machine.fill(result, from: value)
          }
        } catch { throw located(error, span) }
      }
      return .dict(result)
    }
  }

  private func formatted(_ parts: [FormatPart], _ span: Span) throws -> Evaluate {
    let text = try formattedText(parts, span)
    return { frame in .text(try text(frame)) }
  }

  private func formattedText(_ parts: [FormatPart], _ span: Span) throws -> (Frame) throws -> String
  {
    let pieces: [(Frame) throws -> String] = try parts.map { part in
      switch part {
      case .text(let text): return { _ in text }
      case .value(let expression, let conversion, let format):
        let value = try compile(expression)
        let spec = try formattedText(format, span)
        let isPlain = format.isEmpty
        return { frame in
          var value = try value(frame)
          do {
            switch conversion {
            case "r": value = .text(try frame.machine.representation(value))
            case "a": value = .text(StringText.ascii(try frame.machine.representation(value)))
            case "s": value = .text(try frame.machine.text(value))
            default: break
            }
            return try frame.machine.formatted(value, isPlain ? "" : spec(frame))
          } catch { throw located(error, expression.span) }
        }
      }
    }
    return { frame in
      var text = ""
      for piece in pieces {
        text += try piece(frame)
        try frame.machine.allocate(text.utf8.count)
      }
      return text
    }
  }
}

/// What a place that reads a name needs when the name holds nothing; apart from the closure, which
/// is entered all the time and takes what it holds out each time.
private final class NameSite {
  let name: String
  let builtin: Entry?
  let span: Span

  init(_ name: String, _ builtin: Entry?, _ span: Span) {
    (self.name, self.builtin, self.span) = (name, builtin, span)
  }

  func missing(_ machine: Machine) throws -> Value {
    if let builtin { return builtin.value(machine) }
    throw located(machine.undefined(name), span)
  }
}

extension Frame {
  /// The cell at a place.
  func cell(_ index: Int) -> Cell? {
    if case .object(let object) = locals[index] { object as? Cell } else { nil }
  }
}

private func unboundLocal(_ name: String) -> LoopError {
  LoopError(
    "UnboundLocalError",
    "cannot access local variable '\(name)' where it is not associated with a value")
}

private func unboundFree(_ name: String) -> LoopError {
  .name(
    "cannot access free variable '\(name)' where it is not associated with a value in enclosing "
      + "scope")
}

extension Machine {
  /// The error of a name that nothing has been assigned to, with CPython's guess.
  func undefined(_ name: String) -> LoopError {
    let known = names.all.indices.filter { !globals[$0].isUnbound }.map { names.all[$0] }
    let candidates = known.sorted() + Library.builtins.entries.keys.sorted()
    let guess = Text.closest(to: name, among: candidates)
    return .name("name '\(name)' is not defined").suggesting(guess)
  }

  /// A starred value that cannot be iterated, in a display or in a call.
  func notIterable(_ error: any Error, _ value: Value, in callee: Value? = nil) -> any Error {
    guard let error = error as? LoopError, error.type == "TypeError",
      error.message.hasSuffix("object is not iterable")
    else { return error }
    guard let callee else {
      return LoopError.type("Value after * must be an iterable, not \(value.typeName)")
    }
    return LoopError.type(
      "\(callee.functionName) argument after * must be an iterable, not \(value.typeName)")
  }
}

extension Value {
  /// What messages about a call name.
  var functionName: String {
    guard case .object(let object) = self else { return "\(typeName) object" }
    return switch object {
    case let function as RowFunction: "\(function.row.name)()"
    case let method as BoundMethod: "\(method.row.name)()"
    case let function as FunctionObject: "__main__.\(function.code.name)()"
    case let type as TypeObject: "\(type.type.name)()"
    default: "\(typeName) object"
    }
  }
}
