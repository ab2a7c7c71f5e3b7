import Autograd

extension Library {
  /// Names that need no import.
  static let builtins = Namespace("builtins") { t in
    output(&t)
    iteration(&t)
    numbers(&t)
    inspection(&t)
    for (name, type) in types { t.type(name, type) }
    for name in exceptions { t.type(name, exceptionTypes[name] ?? noneType) }
    t.constant("__name__", .string) { _ in .text("__main__") }
    t.leftOut("open input eval exec exit quit super vars globals locals compile breakpoint") {
      "\($0)()"
    }
    t.constant("NotImplemented") { _ in .none }
    t.constant("Ellipsis") { _ in .ellipsis }
  }

  // MARK: - Output

  private static func output(_ t: inout TableBuilder) {
    t.none("print", "*objects, sep=' ', end='\\n', file=None, flush=False") { a in
      let machine = a.machine
      let separator = try a.isNone(1) ? " " : a.string(1)
      var line = ""
      for (index, item) in a.star.enumerated() {
        if index > 0 { line += separator }
        line += try machine.text(item)
        try machine.allocate(line.utf8.count)
      }
      line += try a.isNone(2) ? "\n" : a.string(2)
      machine.host.print(line)
    }
    t.none("log", "name, value") { a in
      a.machine.host.log(try a.string(0), try a.float(1))
    }
    t.string("repr", "obj") { try $0.machine.representation($0[0]) }
    t.string("ascii", "obj") { StringText.ascii(try $0.machine.representation($0[0])) }
    t.string("format", "value, format_spec=''") { try $0.machine.formatted($0[0], $0.string(1)) }
    t.string("chr", "i") { a in
      guard let code = UInt32(exactly: try a.int(0)), let scalar = Unicode.Scalar(code) else {
        throw LoopError.value("chr() arg not in range(0x110000)")
      }
      return String(scalar)
    }
    t.int("ord", "c") { a in
      let text = try a.string(0)
      guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
        throw LoopError.type(
          "ord() expected a character, but string of length \(text.unicodeScalars.count) found")
      }
      return Int(scalar.value)
    }
    for (name, radix, prefix) in [("hex", 16, "0x"), ("oct", 8, "0o"), ("bin", 2, "0b")] {
      t.string(name, "number") { a in
        let number = try a.int(0)
        return (number < 0 ? "-" : "") + prefix + String(number.magnitude, radix: radix)
      }
    }
  }

  // MARK: - Iteration

  private static func iteration(_ t: inout TableBuilder) {
    t.int("len", "obj") { try $0.machine.length(of: $0[0]) }
    t.value("iter", "object") { .object(try $0.machine.iterator(of: $0[0])) }
    t.value("next", "iterator, *default") { a in
      guard case .object(let object) = a[0], let iterator = object as? Iterator else {
        throw LoopError.type("'\(a[0].typeName)' object is not an iterator")
      }
      if let item = try iterator.next(a.machine) { return item }
      guard let value = a.star.first else { throw LoopError("StopIteration", "") }
      return value
    }
    t.value("enumerate", "iterable, start=0", .list) { a in
      .object(EnumerateIterator(try a.machine.iterator(of: a[0]), from: try a.int(1)))
    }
    t.value("zip", "*iterables, strict=False", .list) { a in
      let sources = try a.star.map { try a.machine.iterator(of: $0) }
      return .object(ZipIterator(sources, isStrict: try a.machine.isTrue(a[1])))
    }
    t.value("map", "func, *iterables", .list) { a in
      let sources = try a.star.map { try a.machine.iterator(of: $0) }
      if sources.isEmpty { throw LoopError.type("map() must have at least two arguments.") }
      return .object(MappingIterator(.map, a[0], sources))
    }
    t.value("filter", "function, iterable", .list) { a in
      .object(MappingIterator(.filter, a[0], [try a.machine.iterator(of: a[1])]))
    }
    t.value("reversed", "sequence", .list) { a in
      switch a[0] {
      case .list, .tuple, .string, .dict, .tensor:
        return .object(ReversedIterator(try a.machine.items(of: a[0])))
      case .object(let object):
        if let range = object as? RangeObject {
          guard range.count > 0 else { return .object(ReversedIterator([])) }
          var place = range.count
          return .object(
            HostIterator("range_iterator") { _ in
              guard place > 0 else { return nil }
              place -= 1
              return .int(range.value(at: place))
            })
        }
        if object.children != nil {
          return .object(ReversedIterator(try a.machine.items(of: a[0])))
        }
      default: break
      }
      throw LoopError.type("'\(a[0].typeName)' object is not reversible")
    }
    t.value("sorted", "iterable, *, key=None, reverse=False", .list) { a in
      .list(
        try a.machine.sorted(
          a.machine.items(of: a[0]), key: a[1], isReversed: a.machine.isTrue(a[2])))
    }
    t.value("sum", "iterable, start=0") { a in
      var total = a[1]
      if case .string = total {
        throw LoopError.type("sum() can't sum strings [use ''.join(seq) instead]")
      }
      try a.machine.forEach(a[0]) {
        total = try a.machine.binary(.add, total, $0)
        return true
      }
      return total
    }
    t.bool("any", "iterable") { a in
      var found = false
      try a.machine.forEach(a[0]) {
        found = try a.machine.isTrue($0)
        return !found
      }
      return found
    }
    t.bool("all", "iterable") { a in
      var holds = true
      try a.machine.forEach(a[0]) {
        holds = try a.machine.isTrue($0)
        return holds
      }
      return holds
    }
    for (name, op) in [("min", ComparisonOperator.less), ("max", .greater)] {
      t.value(name, "*args, key=None, default=None") { try best($0, op, name) }
    }
  }

  private static func best(_ a: Arguments, _ op: ComparisonOperator, _ name: String) throws
    -> Value
  {
    let given = a.star
    if given.isEmpty { throw LoopError.type("\(name) expected at least 1 argument, got 0") }
    let items = given.count == 1 ? try a.machine.items(of: given[0]) : given
    guard var best = items.first else {
      if a.isGiven(2), given.count == 1 { return a[2] }
      throw LoopError.value("\(name)() arg is an empty sequence")
    }
    let hasKey = !a.isNone(1)
    var bestKey = hasKey ? try a.machine.call(a[1], best) : best
    for item in items.dropFirst() {
      try a.machine.tick()
      let key = hasKey ? try a.machine.call(a[1], item) : item
      if try a.machine.isTrue(a.machine.compare(op, key, bestKey)) { (best, bestKey) = (item, key) }
    }
    return best
  }

  // MARK: - Numbers

  private static func numbers(_ t: inout TableBuilder) {
    t.value("abs", "x") { a in
      switch a[0] {
      case .int(let value):
        if value == .min { throw LoopError.integerOverflow }
        return .int(abs(value))
      case .bool(let value): return .int(value ? 1 : 0)
      case .float(let value): return .float(value.magnitude)
      case .tensor(let value): return .tensor(try value.abs())
      default:
        if let array = a[0].array { return try ArrayObject.value(array.tensor.abs(), a.machine) }
        throw LoopError.type("bad operand type for abs(): '\(a[0].typeName)'")
      }
    }
    t.value("round", "number, ndigits=None") { try rounded($0) }
    t.value("pow", "base, exp, mod=None") { a in
      if a.isNone(2) { return try a.machine.binary(.pow, a[0], a[1]) }
      var (result, factor, rest, modulus) = (1, try a.int(0), try a.int(1), try a.int(2))
      if modulus == 0 { throw LoopError.value("pow() 3rd argument cannot be 0") }
      guard rest >= 0, modulus.magnitude < 1 << 31 else {
        throw Machine.leftOut("such arguments of pow()")
      }
      let isNegative = modulus < 0
      modulus = abs(modulus)
      factor = ((factor % modulus) + modulus) % modulus
      result %= modulus
      while rest > 0 {
        if rest & 1 == 1 { result = result * factor % modulus }
        factor = factor * factor % modulus
        rest >>= 1
      }
      return .int(isNegative && result != 0 ? result - modulus : result)
    }
    t.value("divmod", "x, y", .tuple) { a in
      .tuple([
        try a.machine.binary(.floorDiv, a[0], a[1]), try a.machine.binary(.mod, a[0], a[1]),
      ])
    }
  }

  /// Python's `round`: to even at halves, by the number's exact digits.
  private static func rounded(_ a: Arguments) throws -> Value {
    switch a[0] {
    case .bool, .int:
      let number = try a.int(0)
      guard let digits = try a.optionalInt(1), digits < 0 else { return .int(number) }
      guard digits > -19 else { return .int(0) }
      var unit = 1
      for _ in 0..<(-digits) { unit *= 10 }
      let rest = ((number % unit) + unit) % unit
      let (down, overflow) = number.subtractingReportingOverflow(rest)
      if overflow { throw LoopError.integerOverflow }
      let isUp = rest > unit - rest || (rest == unit - rest && (down / unit) % 2 != 0)
      return .int(isUp ? try Machine.checked(down.addingReportingOverflow(unit)) : down)
    case .float(let number):
      guard let digits = try a.optionalInt(1) else {
        return .int(try Machine.truncated(number.rounded(.toNearestOrEven)))
      }
      if !number.isFinite || digits > 323 { return .float(number) }
      if digits < -308 { return .float(number * 0) }
      if digits >= 0 { return .float(Double(FloatText.printf(number, "f", digits)) ?? number) }
      let unit = try Machine.power(10, Double(-digits))
      return .float((number / unit).rounded(.toNearestOrEven) * unit)
    case .tensor(let tensor):
      let digits = try a.optionalInt(1) ?? 0
      if digits == 0 { return .tensor(try tensor.round()) }
      let factor = Scalar(try Machine.power(10, Double(digits)))
      return .tensor(try tensor.mul(factor).round().div(factor))
    default:
      throw LoopError.type("type \(a[0].typeName) doesn't define __round__ method")
    }
  }

  // MARK: - Inspection

  private static func inspection(_ t: inout TableBuilder) {
    t.bool("isinstance", "obj, class_or_tuple") { try isInstance($0[0], $0[1]) }
    t.bool("hasattr", "obj, name") { a in
      do {
        _ = try a.machine.attribute(a[0], a.string(1))
        return true
      } catch let error as LoopError where error.type == "AttributeError" {
        return false
      }
    }
    t.value("getattr", "object, name, *default") { a in
      do {
        return try a.machine.attribute(a[0], a.string(1))
      } catch let error as LoopError where error.type == "AttributeError" {
        guard let value = a.star.first else { throw error }
        return value
      }
    }
    t.none("setattr", "obj, name, value") {
      try $0.machine.setAttribute($0[0], $0.string(1), $0[2])
    }
    t.bool("callable", "obj") { a in
      if case .object(let object) = a[0] { object.isCallable } else { false }
    }
    t.int("id", "obj") { a in
      switch a[0] {
      case .tensor(let tensor): ObjectIdentifier(tensor).hashValue
      case .list(let list): ObjectIdentifier(list).hashValue
      case .object(let object): ObjectIdentifier(object).hashValue
      default: 0
      }
    }
    t.int("hash", "obj") { try Key($0[0]).hashValue }
  }

  static func isInstance(_ value: Value, _ types: Value) throws -> Bool {
    switch types {
    case .tuple(let tuple): return try tuple.items.contains { try isInstance(value, $0) }
    case .object(let object):
      if let type = object as? TypeObject { return type.type.matches(value) }
    default: break
    }
    throw LoopError.type(
      "isinstance() arg 2 must be a type, a tuple of types, or a union")
  }
}

extension Object {
  fileprivate var children: [Any]? { (self as? ModuleObject)?.children }
}

extension Machine {
  /// Python's sort, which keeps the order of equals.
  func sorted(_ items: [Value], key: Value, isReversed: Bool) throws -> [Value] {
    var keyed: [(key: Value, item: Value)] = []
    keyed.reserveCapacity(items.count)
    for item in items { keyed.append((key.isNone ? item : try call(key, item), item)) }
    // Equals keep their order when reversed too, so the list is turned round before and after.
    if isReversed { keyed.reverse() }
    try mergeSort(&keyed)
    if isReversed { keyed.reverse() }
    return keyed.map(\.item)
  }

  /// Merges runs from the bottom up: Swift's own sort does not promise what happens when the
  /// comparison throws or contradicts itself.
  private func mergeSort(_ list: inout [(key: Value, item: Value)]) throws {
    var width = 1
    while width < list.count {
      var merged: [(key: Value, item: Value)] = []
      merged.reserveCapacity(list.count)
      var start = 0
      while start < list.count {
        let middle = min(start + width, list.count)
        let end = min(start + 2 * width, list.count)
        var (left, right) = (start, middle)
        while left < middle || right < end {
          try tick()
          var takesRight = right < end
          if takesRight, left < middle {
            takesRight = try isTrue(compare(.less, list[right].key, list[left].key))
          }
          merged.append(list[takesRight ? right : left])
          if takesRight { right += 1 } else { left += 1 }
        }
        start = end
      }
      list = merged
      width *= 2
    }
  }
}
