import Autograd

// Calls: what is known before anything runs is looked up and bound here.

extension Compiler {
  func call(_ callee: Expression, _ arguments: [CallArgument], _ span: Span) throws -> Evaluate {
    let isDynamic = arguments.contains { argument in
      switch argument.kind {
      case .star, .doubleStar: true
      default: false
      }
    }
    if isDynamic { return try dynamicCall(callee, arguments, span) }
    let values = try arguments.map { Operand(value: try compile($0.value)) }
    let layout = Self.layout(of: arguments)
    switch entry(of: callee) {
    case .row(let row)?: return rowCall(row, layout, values, span)
    case .type(let type)?:
      if let row = type.row { return rowCall(row, layout, values, span) }
    default: break
    }
    // A name that no module has may still be a method: `optim` is many a person's optimiser.
    if case .attribute(let receiver, let name) = callee.kind, entry(of: callee) == nil {
      return try methodCall(receiver, name, layout, values, span, callee.span)
    }
    return plainCall(try compile(callee), layout, values, span)
  }

  private static func layout(of arguments: [CallArgument]) -> Layout {
    var keywords: [String] = []
    for argument in arguments {
      if case .keyword(let name) = argument.kind { keywords.append(name) }
    }
    return Layout(positional: arguments.count - keywords.count, keywords: keywords)
  }

  // MARK: - Rows

  private func rowCall(_ row: Row, _ call: Layout, _ values: [Operand], _ span: Span) -> Evaluate {
    let layout = row.signature.layout(for: call, of: row.name, isMethod: false)
    if let failure = layout.failure {
      return { frame in
        for value in values { _ = try value.value(frame) }
        throw located(failure, span)
      }
    }
    let body = row.body
    return Self.push(values) { base, machine in
      do {
        return try body(Arguments(base: base, layout: layout, machine: machine))
      } catch { throw located(error, span) }
    }
  }

  /// Evaluates arguments, puts them on the stack for a call, and takes them off again.
  ///
  /// All are computed before the first is put there, so that calls inside them find the stack's top
  /// where it is.
  private static func push(
    _ values: [Operand],
    _ body: @escaping (UnsafeMutablePointer<Value>, Machine) throws -> Value
  ) -> Evaluate {
    switch values.count {
    case 0: return { frame in try body(frame.machine.stack, frame.machine) }
    case 1:
      let a = values[0].value
      return { frame in
        let first = try a(frame)
        let machine = frame.machine
        let base = try machine.push(1)
        base.initialize(to: consume first)
        defer { machine.popOne(base) }
        return try body(base, machine)
      }
    case 2:
      let (a, b) = (values[0].value, values[1].value)
      return { frame in
        let first = try a(frame)
        let second = try b(frame)
        let machine = frame.machine
        let base = try machine.push(2)
        base.initialize(to: consume first)
        (base + 1).initialize(to: consume second)
        defer { machine.popTwo(base) }
        return try body(base, machine)
      }
    case 3:
      let (a, b, c) = (values[0].value, values[1].value, values[2].value)
      return { frame in
        let first = try a(frame)
        let second = try b(frame)
        let third = try c(frame)
        let machine = frame.machine
        let base = try machine.push(3)
        base.initialize(to: consume first)
        (base + 1).initialize(to: consume second)
        (base + 2).initialize(to: consume third)
        defer { machine.pop(base, 3) }
        return try body(base, machine)
      }
    default:
      let count = values.count
      return { frame in
        let machine = frame.machine
        var list: [Value] = []
        list.reserveCapacity(count)
        for value in values { list.append(try value.value(frame)) }
        let base = try machine.push(count)
        for index in 0..<count { (base + index).initialize(to: list[index]) }
        defer { machine.pop(base, count) }
        return try body(base, machine)
      }
    }
  }

  // MARK: - Methods

  /// A row with the call bound to it. A class: it is picked without counting what it holds.
  private final class BoundRow {
    let kind: Table.Kind
    let body: Row.Body
    let layout: Layout
    private let plain: Row.Plain?

    init(_ kind: Table.Kind, _ row: Row, _ call: Layout) {
      self.kind = kind
      body = row.body
      plain = row.plain
      layout = row.signature.layout(for: call, of: row.name, isMethod: true)
    }

    /// The quickest way to call the row with the object alone.
    var direct: (borrowing Value, Machine) throws -> Value {
      guard let plain, !layout.isWrong else {
        return { value, machine in try self.call(copy value, machine) }
      }
      let call = plain.call
      return { value, _ in try call(value) }
    }

    // Not inlined: each place that calls has three of them.

    @inline(never)
    func call(_ value: consuming Value, _ machine: Machine) throws -> Value {
      if layout.isWrong { throw layout.wrong }
      let base = try machine.push(1)
      base.initialize(to: consume value)
      defer { machine.popOne(base) }
      return try body(Arguments(base: base, layout: layout, machine: machine))
    }

    @inline(never)
    func call(_ value: consuming Value, _ argument: consuming Value, _ machine: Machine) throws
      -> Value
    {
      if layout.isWrong { throw layout.wrong }
      let base = try machine.push(2)
      base.initialize(to: consume value)
      (base + 1).initialize(to: consume argument)
      defer { machine.popTwo(base) }
      return try body(Arguments(base: base, layout: layout, machine: machine))
    }
  }

  private func methodCall(
    _ receiver: Expression, _ name: String, _ call: Layout, _ values: [Operand], _ span: Span,
    _ attribute: Span
  ) throws -> Evaluate {
    let withReceiver = call.withReceiver()
    // Every type that has such a method; at run time the object's own is picked.
    let bound = Table.Kind.allCases.compactMap { kind in
      Library.table(kind)?.rows[name].map { BoundRow(kind, $0, withReceiver) }
    }
    let object = try compile(receiver)
    let other = otherMethod(name, call, values, span, attribute)
    switch values.count {
    case 0:
      return methodWithoutArguments(object, bound, other, span)
    case 1:
      let argument = values[0].value
      let (first, second) = Self.firstTwo(bound)
      return { frame in
        let value = try object(frame)
        let kind = value.tableKind
        do {
          if first.kind == kind {
            return try first.call(consume value, argument(frame), frame.machine)
          }
          if second.kind == kind {
            return try second.call(consume value, argument(frame), frame.machine)
          }
          guard let row = bound.first(where: { $0.kind == kind }) else {
            return try other(frame, value)
          }
          return try row.call(consume value, argument(frame), frame.machine)
        } catch { throw located(error, span) }
      }
    default:
      let count = values.count + 1
      return { frame in
        let value = try object(frame)
        let machine = frame.machine
        do {
          let kind = value.tableKind
          guard let row = bound.first(where: { $0.kind == kind }) else {
            return try other(frame, value)
          }
          var list = [value]
          list.reserveCapacity(count)
          for argument in values { list.append(try argument.value(frame)) }
          if row.layout.isWrong { throw row.layout.wrong }
          let base = try machine.push(count)
          for index in 0..<count { (base + index).initialize(to: list[index]) }
          defer { machine.pop(base, count) }
          return try row.body(Arguments(base: base, layout: row.layout, machine: machine))
        } catch { throw located(error, span) }
      }
    }
  }

  private func methodWithoutArguments(
    _ object: @escaping Evaluate, _ bound: [BoundRow],
    _ other: @escaping (Frame, Value) throws -> Value, _ span: Span
  ) -> Evaluate {
    let (first, second) = Self.firstTwo(bound)
    let (firstKind, secondKind) = (first.kind, second.kind)
    // Held by the closure itself: called through an object, it would be counted.
    let (callFirst, callSecond) = (first.direct, second.direct)
    return { frame in
      let value = try object(frame)
      let kind = value.tableKind
      do {
        if kind == firstKind { return try callFirst(value, frame.machine) }
        if kind == secondKind { return try callSecond(value, frame.machine) }
        guard let row = bound.first(where: { $0.kind == kind }) else {
          return try other(frame, value)
        }
        return try row.call(value, frame.machine)
      } catch { throw located(error, span) }
    }
  }

  /// The rows that are looked at first; most methods have no more. Without any, two of a kind that
  /// no value has.
  private static func firstTwo(_ bound: [BoundRow]) -> (BoundRow, BoundRow) {
    guard let first = bound.first else {
      let row = Row(name: "", signature: Signature(""), result: .unknown) { _ in .none }
      let never = BoundRow(.never, row, Layout(positional: 0))
      return (never, never)
    }
    return (first, bound.count > 1 ? bound[1] : first)
  }

  /// A call of an attribute that is no row: a function in a field, or an `AttributeError`.
  private func otherMethod(
    _ name: String, _ call: Layout, _ values: [Operand], _ span: Span, _ attribute: Span
  ) -> (Frame, Value) throws -> Value {
    { frame, value in
      let callee: Value
      do { callee = try frame.machine.attribute(value, name) } catch {
        throw located(error, attribute)
      }
      let list = try values.map { try $0.value(frame) }
      return try frame.machine.call(callee, list, call)
    }
  }

  // MARK: - Other calls

  private func plainCall(
    _ callee: @escaping Evaluate, _ layout: Layout, _ values: [Operand], _ span: Span
  ) -> Evaluate {
    switch (values.count, layout.keywords.isEmpty) {
    case (1, true):
      let a = values[0].value
      return { frame in
        let object = try target(callee(frame), span)
        let first = try a(frame)
        do { return try object.call(consume first, layout, frame.machine) } catch {
          throw located(error, span)
        }
      }
    case (2, true):
      let (a, b) = (values[0].value, values[1].value)
      return { frame in
        let object = try target(callee(frame), span)
        let first = try a(frame)
        let second = try b(frame)
        do { return try object.call(consume first, consume second, layout, frame.machine) } catch {
          throw located(error, span)
        }
      }
    default:
      let count = values.count
      return { frame in
        let target = try callee(frame)
        guard case .object = target else { throw notCallable(target, span) }
        var list: [Value] = []
        list.reserveCapacity(count)
        for value in values { list.append(try value.value(frame)) }
        do { return try frame.machine.call(target, list, layout) } catch {
          throw located(error, span)
        }
      }
    }
  }

  /// A call with `*` or `**`, whose shape is known only when it is reached.
  private func dynamicCall(_ callee: Expression, _ arguments: [CallArgument], _ span: Span) throws
    -> Evaluate
  {
    let callee = try compile(callee)
    let parts = try arguments.map { (kind: $0.kind, value: try compile($0.value)) }
    return { frame in
      let machine = frame.machine
      let target = try callee(frame)
      var positional: [Value] = []
      var named: [(String, Value)] = []
      for part in parts {
        let value = try part.value(frame)
        do {
          switch part.kind {
          case .positional: positional.append(value)
          case .star:
            do { positional += try machine.items(of: value) } catch {
              throw machine.notIterable(error, value, in: target)
            }
          case .keyword(let name): named.append((name, value))
          case .doubleStar:
            let dict = DictObject()
            guard value.typeName == "dict" else {
              throw LoopError.type(
                "\(target.functionName) argument after ** must be a mapping, not \(value.typeName)")
            }
            try machine.fill(dict, from: value)
            for entry in dict.all {
              guard case .string(let name) = entry.name else {
                throw LoopError.type("keywords must be strings")
              }
              if named.contains(where: { $0.0 == name.text }) {
                throw LoopError.type(
                  "\(target.functionName) got multiple values for keyword argument '\(name.text)'")
              }
              named.append((name.text, entry.value))
            }
          }
        } catch { throw located(error, span) }
      }
      do {
        return try machine.call(
          target, positional + named.map(\.1),
          Layout(positional: positional.count, keywords: named.map(\.0)))
      } catch { throw located(error, span) }
    }
  }
}

/// What a call calls; moved out of the value, so that no reference is counted.
private func target(_ value: consuming Value, _ span: Span) throws -> Object {
  switch consume value {
  case .object(let object): return object
  case let other: throw notCallable(other, span)
  }
}

private func notCallable(_ value: Value, _ span: Span) -> any Error {
  located(LoopError.type("'\(value.typeName)' object is not callable"), span)
}
