import Autograd

// Assignments: plain, to several names, augmented, and `del`.

extension Compiler {
  /// A closure that binds a target.
  func assign(to target: Expression) throws -> Assign {
    let span = target.span
    switch target.kind {
    case .name(let name):
      switch try place(name, at: span) {
      case .global(let slot): return { frame, value in frame.globals[slot] = value }
      case .local(let index): return { frame, value in frame.locals[index] = value }
      case .cell(let index, _): return { frame, value in frame.cell(index)?.value = value }
      }
    case .attribute(let object, let name):
      let object = try compile(object)
      return { frame, value in
        let target = try object(frame)
        do { try frame.machine.setAttribute(target, name, value) } catch {
          throw located(error, span)
        }
      }
    case .subscripted(let object, let key):
      let (object, key) = (try compile(object), try compile(key))
      return { frame, value in
        let target = try object(frame)
        let place = try key(frame)
        do { try frame.machine.setItem(target, place, value) } catch { throw located(error, span) }
      }
    case .tuple(let items), .list(let items): return try unpack(items, span)
    case .leftOut(let what): throw leftOut(what, at: span)
    default: throw LoopError.syntax("cannot assign to this expression", at: span)
    }
  }

  private func unpack(_ items: [Expression], _ span: Span) throws -> Assign {
    var star: Int?
    let targets = try items.enumerated().map { index, item in
      if case .starred(let inner) = item.kind {
        star = index
        return try assign(to: inner)
      }
      return try assign(to: item)
    }
    guard let star else {
      return { frame, value in
        let values: [Value]
        do { values = try frame.machine.unpacked(value, targets.count, atLeast: false) } catch {
          throw located(error, span)
        }
        for (target, item) in zip(targets, values) { try target(frame, item) }
      }
    }
    return { frame, value in
      var values: [Value]
      do { values = try frame.machine.unpacked(value, targets.count - 1, atLeast: true) } catch {
        throw located(error, span)
      }
      let after = targets.count - 1 - star
      let rest = Array(values[star..<(values.count - after)])
      values.replaceSubrange(star..<(values.count - after), with: [.list(rest)])
      for (target, item) in zip(targets, values) { try target(frame, item) }
    }
  }

  func assignment(_ targets: [Expression], _ value: Expression) throws -> Execute {
    if targets.count == 1 {
      if let direct = try pairwise(targets[0], value) { return direct }
      let source = try compile(value)
      if case .name(let name) = targets[0].kind {
        // The frequent form, without a closure between.
        switch try place(name, at: targets[0].span) {
        case .global(let slot):
          return { frame in
            frame.globals[slot] = try source(frame)
            return .next
          }
        case .local(let index):
          return { frame in
            frame.locals[index] = try source(frame)
            return .next
          }
        case .cell: break
        }
      }
      let target = try assign(to: targets[0])
      return { frame in
        try target(frame, try source(frame))
        return .next
      }
    }
    let source = try compile(value)
    let all = try targets.map { try assign(to: $0) }
    return { frame in
      let value = try source(frame)
      for target in all { try target(frame, value) }
      return .next
    }
  }

  /// `a, b = x, y`: all values first, then the names, without a tuple between.
  private func pairwise(_ target: Expression, _ value: Expression) throws -> Execute? {
    guard case .tuple(let targets) = target.kind, case .tuple(let values) = value.kind,
      targets.count == values.count, targets.count == 2
    else { return nil }
    for item in targets + values { if case .starred = item.kind { return nil } }
    let (a, b) = (try compile(values[0]), try compile(values[1]))
    let (x, y) = (try assign(to: targets[0]), try assign(to: targets[1]))
    return { frame in
      let first = try a(frame)
      let second = try b(frame)
      try x(frame, first)
      try y(frame, second)
      return .next
    }
  }

  func augmented(_ target: Expression, _ op: BinaryOperator, _ value: Expression, _ span: Span)
    throws -> Execute
  {
    let operand = try compile(value)
    switch target.kind {
    case .name(let name):
      let read = try load(name, target.span)
      let write = try assign(to: target)
      return { frame in
        let old = try read(frame)
        let value = try operand(frame)
        let new: Value
        do { new = try frame.machine.augmented(op, old, value) } catch {
          throw located(error, span)
        }
        try write(frame, new)
        return .next
      }
    case .attribute(let object, let name):
      let object = try compile(object)
      return { frame in
        let target = try object(frame)
        do {
          let old = try frame.machine.attribute(target, name)
          let value = try operand(frame)
          try frame.machine.setAttribute(
            target, name, try frame.machine.augmented(op, old, value))
        } catch { throw located(error, span) }
        return .next
      }
    case .subscripted(let object, let key):
      let (object, key) = (try compile(object), try compile(key))
      return { frame in
        let target = try object(frame)
        let place = try key(frame)
        do {
          let old = try frame.machine.item(target, place)
          let value = try operand(frame)
          try frame.machine.setItem(target, place, try frame.machine.augmented(op, old, value))
        } catch { throw located(error, span) }
        return .next
      }
    case .leftOut(let what): throw leftOut(what, at: target.span)
    default: throw LoopError.syntax("cannot assign to this expression", at: target.span)
    }
  }

  func delete(_ target: Expression) throws -> Execute {
    let span = target.span
    switch target.kind {
    case .name(let name):
      let check = try load(name, span)
      let place = try place(name, at: span)
      return { frame in
        _ = try check(frame)
        switch place {
        case .global(let slot): frame.globals[slot] = .unbound
        case .local(let index): frame.locals[index] = .unbound
        case .cell(let index, _): frame.cell(index)?.value = .unbound
        }
        return .next
      }
    case .subscripted(let object, let key):
      let (object, key) = (try compile(object), try compile(key))
      return { frame in
        let target = try object(frame)
        let place = try key(frame)
        do { try frame.machine.deleteItem(target, place) } catch { throw located(error, span) }
        return .next
      }
    case .attribute(let object, let name):
      let object = try compile(object)
      return { frame in
        let target = try object(frame)
        guard name == "grad", case .tensor(let tensor) = target else {
          throw located(frame.machine.missingAttribute(target, name), span)
        }
        tensor.grad = nil
        return .next
      }
    case .tuple(let items), .list(let items):
      let all = try items.map { try delete($0) }
      return { frame in
        for one in all { _ = try one(frame) }
        return .next
      }
    case .leftOut(let what): throw leftOut(what, at: span)
    default: throw LoopError.syntax("cannot delete this expression", at: span)
    }
  }
}

extension Machine {
  /// A value's items for so many names, or at least so many.
  func unpacked(_ value: Value, _ count: Int, atLeast: Bool) throws -> [Value] {
    var items: [Value] = []
    switch value {
    case .tuple(let tuple): items = tuple.items
    case .list(let list): items = list.items
    default:
      let iterator: Iterator
      do { iterator = try self.iterator(of: value) } catch let error as LoopError {
        guard error.message.hasSuffix("object is not iterable") else { throw error }
        throw LoopError.type("cannot unpack non-iterable \(value.typeName) object")
      }
      while let item = try iterator.next(self) {
        try tick()
        items.append(item)
        if !atLeast, items.count > count { break }
      }
    }
    if items.count < count {
      throw LoopError.value(
        "not enough values to unpack (expected \(atLeast ? "at least " : "")\(count), got "
          + "\(items.count))")
    }
    if items.count > count, !atLeast {
      throw LoopError.value("too many values to unpack (expected \(count))")
    }
    return items
  }
}
