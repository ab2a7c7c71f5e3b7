import Autograd

// Statements, each into one closure, and blocks of them.

extension Compiler {
  /// Statements one after the other, each with what belongs around it.
  func block(_ statements: [Statement]) throws -> Execute {
    Self.sequence(try statements.map { Step(run: try line($0)) }[...])
  }

  /// One closure for several, in groups of four: what a closure captures is called without counting
  /// references, which going through an array is not.
  private static func sequence(_ list: ArraySlice<Step>) -> Execute {
    let list = Array(list)
    switch list.count {
    case 0: return { _ in .next }
    case 1: return list[0].run
    case 2:
      let (a, b) = (list[0].run, list[1].run)
      return { frame in
        let flow = try a(frame)
        guard case .next = flow else { return flow }
        return try b(frame)
      }
    case 3:
      let (a, b, c) = (list[0].run, list[1].run, list[2].run)
      return { frame in
        var flow = try a(frame)
        guard case .next = flow else { return flow }
        flow = try b(frame)
        guard case .next = flow else { return flow }
        return try c(frame)
      }
    case 4:
      let (a, b, c, d) = (list[0].run, list[1].run, list[2].run, list[3].run)
      return { frame in
        var flow = try a(frame)
        guard case .next = flow else { return flow }
        flow = try b(frame)
        guard case .next = flow else { return flow }
        flow = try c(frame)
        guard case .next = flow else { return flow }
        return try d(frame)
      }
    default:
      // Quarters, so that many statements are not nested deep.
      let size = (list.count + 3) / 4
      let parts = stride(from: 0, to: list.count, by: size).map {
        Step(run: sequence(list[$0..<min($0 + size, list.count)]))
      }
      return sequence(parts[...])
    }
  }

  /// A statement with its line: what errors and graphs point at, and where a run pauses.
  func line(_ statement: Statement) throws -> Execute {
    let number = statement.span.line
    let body = try compile(statement)
    let span = statement.span
    return { frame in
      currentStatement = number
      do {
        try frame.machine.before(number)
        if frame.state.pointee.isSpecial {
          return try frame.machine.runSpecial(number, body, frame)
        }
        return try body(frame)
      } catch { throw located(error, span) }
    }
  }

  private func compile(_ statement: Statement) throws -> Execute {
    let span = statement.span
    switch statement.kind {
    case .expression(let value):
      let value = try compile(value)
      return { frame in
        _ = try value(frame)
        return .next
      }
    case .assign(let targets, let value): return try assignment(targets, value)
    case .augmented(let target, let op, let value): return try augmented(target, op, value, span)
    case .annotated(let target, let value):
      guard let value else { return { _ in .next } }
      return try assignment([target], value)
    case .delete(let targets):
      let all = try targets.map { try delete($0) }
      return { frame in
        for one in all { _ = try one(frame) }
        return .next
      }
    case .pass: return { _ in .next }
    case .breakLoop: return { _ in .breakLoop }
    case .continueLoop: return { _ in .continueLoop }
    case .returnValue(let value): return try returning(value)
    case .raise(let value, let cause): return try raising(value, cause, span)
    case .assert(let test, let message): return try asserting(test, message, span)
    case .ifElse(let branches, let otherwise): return try branching(branches, otherwise)
    case .whileLoop(let test, let body, let otherwise): return try whileLoop(test, body, otherwise)
    case .forLoop(let target, let source, let body, let otherwise):
      return try forLoop(target, source, body, otherwise)
    case .with(let items, let body): return try with(items[...], body, span)
    case .define(let definition): return try define(definition, span)
    case .importNames(let names): return try importing(names)
    case .leftOut(let what, _): throw leftOut(what, at: span)
    }
  }

  // MARK: - Simple statements

  private func returning(_ value: Expression?) throws -> Execute {
    guard let value else {
      return { frame in
        frame.state.pointee.returned = .none
        return .returned
      }
    }
    let compiled = try compile(value)
    return { frame in
      frame.state.pointee.returned = try compiled(frame)
      return .returned
    }
  }

  private func raising(_ value: Expression?, _ cause: Expression?, _ span: Span) throws -> Execute {
    guard let value else {
      return { _ in
        throw located(LoopError.runtime("No active exception to reraise"), span)
      }
    }
    let compiled = try compile(value)
    let cause = try cause.map(compile)
    return { frame in
      let value = try compiled(frame)
      _ = try cause?(frame)
      throw located(try frame.machine.error(raising: value), span)
    }
  }

  private func asserting(_ test: Expression, _ message: Expression?, _ span: Span) throws -> Execute
  {
    let test = try condition(test)
    let message = try message.map(compile)
    return { frame in
      if try test(frame) { return .next }
      let text = try message.map { try frame.machine.text(try $0(frame)) } ?? ""
      throw located(LoopError("AssertionError", text), span)
    }
  }

  private func importing(_ names: [ImportedName]) throws -> Execute {
    let all: [Execute] = try names.map { name in
      guard let space = Library.module(name.module) else {
        throw leftOut("'import \(name.module)'", at: name.span)
      }
      let target = try assign(
        to: Expression(kind: .name(name.name), span: name.span))
      guard let entry = Library.entry(importing: name) else {
        let error = LoopError(
          "ImportError", "cannot import name '\(name.member ?? "")' from '\(space.name)'",
          at: name.span)
        return { _ in throw error }
      }
      return { frame in
        try target(frame, entry.value(frame.machine))
        return .next
      }
    }
    return { frame in
      for one in all { _ = try one(frame) }
      return .next
    }
  }

  private func define(_ definition: Definition, _ span: Span) throws -> Execute {
    let make = try function(definition, span)
    let decorators = try definition.decorators.map { decorator -> (Evaluate, Span) in
      guard isGradMode(decorator) else {
        throw leftOut("decorators other than the grad modes", at: decorator.span)
      }
      return (try compile(decorator), decorator.span)
    }
    let target = try assign(to: Expression(kind: .name(definition.name), span: span))
    return { frame in
      var value = try make(frame)
      let modes = try decorators.map { ($0.0, try $0.0(frame), $0.1) }
      for (_, mode, span) in modes.reversed() {
        do { value = try frame.machine.call(mode, value) } catch { throw located(error, span) }
      }
      try target(frame, value)
      return .next
    }
  }

  /// Whether an expression is `torch.no_grad()` or its like, called or not.
  private func isGradMode(_ expression: Expression) -> Bool {
    if case .call(let callee, _) = expression.kind { return isGradMode(callee) }
    guard case .row(let row)? = entry(of: expression) else { return false }
    return ["no_grad", "enable_grad", "inference_mode", "set_grad_enabled"].contains(row.name)
  }

  // MARK: - Branches and loops

  private func branching(
    _ branches: [(test: Expression, body: [Statement])], _ otherwise: [Statement]
  ) throws -> Execute {
    var rest = try block(otherwise)
    for branch in branches.reversed() {
      let (test, body, next) = (try condition(branch.test), try block(branch.body), rest)
      rest = { frame in try test(frame) ? try body(frame) : try next(frame) }
    }
    return rest
  }

  private func whileLoop(_ test: Expression, _ body: [Statement], _ otherwise: [Statement]) throws
    -> Execute
  {
    let (test, body, otherwise) = (try condition(test), try block(body), try block(otherwise))
    return { frame in
      while try test(frame) {
        try frame.machine.tick()
        switch try body(frame) {
        case .next, .continueLoop: continue
        case .breakLoop: return .next
        case .returned: return .returned
        }
      }
      return try otherwise(frame)
    }
  }

  private func forLoop(
    _ target: Expression, _ source: Expression, _ body: [Statement], _ otherwise: [Statement]
  ) throws -> Execute {
    let span = source.span
    let source = try compile(source)
    let assign = try assign(to: target)
    let (body, otherwise) = (try block(body), try block(otherwise))
    return { frame in
      let value = try source(frame)
      let machine = frame.machine
      let iterator: Iterator
      do { iterator = try machine.iterator(of: value) } catch { throw located(error, span) }
      while true {
        let item: Value
        do {
          try machine.tick()
          guard let next = try iterator.next(machine) else { break }
          item = next
        } catch { throw located(error, span) }
        try assign(frame, item)
        switch try body(frame) {
        case .next, .continueLoop: continue
        case .breakLoop: return .next
        case .returned: return .returned
        }
      }
      return try otherwise(frame)
    }
  }

  // MARK: - With

  private func with(_ items: ArraySlice<WithItem>, _ body: [Statement], _ span: Span) throws
    -> Execute
  {
    guard let item = items.first else { return try block(body) }
    if item.target == nil, let mode = plainMode(item.context) {
      let inner = try with(items.dropFirst(), body, span)
      return { frame in
        let machine = frame.machine
        guard machine.state.pointee.gradMode == nil else {
          return try GradModeObject("", mode).run(machine) { try inner(frame) }
        }
        // A mode that is switched inside ends with the block.
        defer { if machine.state.pointee.gradMode != nil { machine.setGradMode(nil) } }
        return try mode.run { try inner(frame) }
      }
    }
    let contextSpan = item.context.span
    let context = try compile(item.context)
    let target = try item.target.map { try assign(to: $0) }
    let inner = try with(items.dropFirst(), body, span)
    return { frame in
      let value = try context(frame)
      let machine = frame.machine
      guard case .object(let object) = value, let manager = object.context(machine) else {
        throw located(
          LoopError.type(
            "'\(value.typeName)' object does not support the context manager protocol"),
          contextSpan)
      }
      return try manager.run(machine) {
        try target?(frame, manager.target)
        return try inner(frame)
      }
    }
  }

  /// The mode of `torch.no_grad()`, when that is certain before anything runs.
  private func plainMode(_ expression: Expression) -> GradMode? {
    guard case .call(let callee, let arguments) = expression.kind, arguments.isEmpty,
      case .row(let row)? = entry(of: callee)
    else { return nil }
    switch row.name {
    case "no_grad": return .noGrad
    case "enable_grad": return .enableGrad
    case "inference_mode": return .inferenceMode
    default: return nil
    }
  }
}
