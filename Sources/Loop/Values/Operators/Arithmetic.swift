import Autograd

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Binary operators, as Python and PyTorch define them.

extension Machine {
  /// `left op right`; `written` is the operator as messages show it, `+=` for an augmented one.
  func binary(_ op: BinaryOperator, _ left: Value, _ right: Value, written: String? = nil) throws
    -> Value
  {
    switch (left, right) {
    case (.tensor(let a), .tensor(let b)): return .tensor(try Self.tensors(op, a, b))
    case (.int(let a), .int(let b)): return try Self.integers(op, a, b)
    case (.float(let a), .float(let b)): return try floats(op, a, b, left, right, written)
    default: break
    }
    if case .object(let object) = left,
      let result = try object.binary(op, right, isLeft: true, self)
    {
      return result
    }
    if case .object(let object) = right,
      let result = try object.binary(op, left, isLeft: false, self)
    {
      return result
    }
    switch (left, right) {
    case (.string(let format), _) where op == .mod:
      return .text(try percentFormat(format.text, right))
    case (.tensor(let a), _):
      if let b = right.number { return .tensor(try Self.tensor(op, a, b)) }
    case (_, .tensor(let b)):
      if let a = left.number { return .tensor(try Self.tensor(op, a, b)) }
    case (.bool(let a), .bool(let b)) where op == .and: return .bool(a && b)
    case (.bool(let a), .bool(let b)) where op == .or: return .bool(a || b)
    case (.bool(let a), .bool(let b)) where op == .xor: return .bool(a != b)
    default:
      if let a = left.integer, let b = right.integer { return try Self.integers(op, a, b) }
      if let a = left.number, let b = right.number {
        return try floats(op, a.double, b.double, left, right, written)
      }
      if let result = try containers(op, left, right) { return result }
    }
    throw Self.unsupported(op, left, right, written)
  }

  static func unsupported(
    _ op: BinaryOperator, _ left: Value, _ right: Value, _ written: String?
  ) -> LoopError {
    let (a, b) = (left.typeName, right.typeName)
    switch (op, left, right) {
    case (.add, .string, _) where written == nil || written == "+=",
      (.add, .list, _) where written == nil, (.add, .tuple, _):
      return .type("can only concatenate \(a) (not \"\(b)\") to \(a)")
    case (.add, .list, _): return .type("'\(b)' object is not iterable")
    case (.mul, .string, _), (.mul, .list, _), (.mul, .tuple, _):
      return .type("can't multiply sequence by non-int of type '\(b)'")
    case (.mul, _, .string), (.mul, _, .list), (.mul, _, .tuple):
      return .type("can't multiply sequence by non-int of type '\(a)'")
    default:
      let sign = written ?? (op == .pow ? "** or pow()" : op.rawValue)
      return .type("unsupported operand type(s) for \(sign): '\(a)' and '\(b)'")
    }
  }

  // MARK: - Integers

  /// Whole numbers of 64 bits; what does not fit is an `OverflowError`.
  static func integers(_ op: BinaryOperator, _ a: Int, _ b: Int) throws -> Value {
    switch op {
    case .add: return .int(try checked(a.addingReportingOverflow(b)))
    case .sub: return .int(try checked(a.subtractingReportingOverflow(b)))
    case .mul: return .int(try checked(a.multipliedReportingOverflow(by: b)))
    case .div:
      if b == 0 { throw LoopError.zeroDivision("division by zero") }
      return .float(quotient(a, b))
    case .floorDiv:
      if b == 0 { throw LoopError.zeroDivision("integer division or modulo by zero") }
      let (quotient, overflow) = a.dividedReportingOverflow(by: b)
      if overflow { throw LoopError.integerOverflow }
      return .int(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient)
    case .mod:
      if b == 0 { throw LoopError.zeroDivision("integer modulo by zero") }
      let (rest, overflow) = a.remainderReportingOverflow(dividingBy: b)
      if overflow { return .int(0) }
      return .int(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
    case .pow: return try power(a, b)
    case .and: return .int(a & b)
    case .or: return .int(a | b)
    case .xor: return .int(a ^ b)
    case .leftShift:
      if b < 0 { throw LoopError.value("negative shift count") }
      if a == 0 { return .int(0) }
      let shifted = b < 63 ? a << b : 0
      guard b < 63, shifted >> b == a else { throw LoopError.integerOverflow }
      return .int(shifted)
    case .rightShift:
      if b < 0 { throw LoopError.value("negative shift count") }
      return .int(a >> min(b, 63))
    case .matmul: throw unsupported(op, .int(a), .int(b), nil)
    }
  }

  static func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> Int {
    if result.overflow { throw LoopError.integerOverflow }
    return result.partialValue
  }

  /// The quotient rounded once, as Python has it also where an operand is no exact double.
  private static func quotient(_ a: Int, _ b: Int) -> Double {
    let exact = 1 << 53
    if a.magnitude <= exact, b.magnitude <= exact { return Double(a) / Double(b) }
    return Double(Float80Quotient.divide(a, b))
  }

  private static func power(_ base: Int, _ exponent: Int) throws -> Value {
    if exponent < 0 {
      if base == 0 {
        throw LoopError.zeroDivision("0.0 cannot be raised to a negative power")
      }
      return .float(pow(Double(base), Double(exponent)))
    }
    var (result, factor, rest) = (1, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = try checked(result.multipliedReportingOverflow(by: factor)) }
      rest >>= 1
      if rest == 0 { break }
      if factor == 1 || factor == 0 { break }
      if factor == -1 {
        factor = 1
      } else {
        factor = try checked(factor.multipliedReportingOverflow(by: factor))
      }
    }
    return .int(result)
  }

  // MARK: - Floats

  private func floats(
    _ op: BinaryOperator, _ a: Double, _ b: Double, _ left: Value, _ right: Value,
    _ written: String?
  ) throws -> Value {
    switch op {
    case .add: return .float(a + b)
    case .sub: return .float(a - b)
    case .mul: return .float(a * b)
    case .div:
      if b == 0 { throw LoopError.zeroDivision("float division by zero") }
      return .float(a / b)
    case .floorDiv:
      if b == 0 { throw LoopError.zeroDivision("float floor division by zero") }
      return .float(Self.dividedDown(a, b).quotient)
    case .mod:
      if b == 0 { throw LoopError.zeroDivision("float modulo") }
      return .float(Self.dividedDown(a, b).rest)
    case .pow: return .float(try Self.power(a, b))
    default: throw Self.unsupported(op, left, right, written)
    }
  }

  /// Python's `divmod` of floats: the rest has the divisor's sign.
  static func dividedDown(_ a: Double, _ b: Double) -> (quotient: Double, rest: Double) {
    var rest = fmod(a, b)
    var quotient = (a - rest) / b
    if rest != 0 {
      if (b < 0) != (rest < 0) {
        rest += b
        quotient -= 1
      }
    } else {
      rest = b < 0 ? -0.0 : 0.0
    }
    if quotient != 0 {
      let floor = quotient.rounded(.down)
      quotient = quotient - floor > 0.5 ? floor + 1 : floor
    } else {
      quotient = (a / b).sign == .minus ? -0.0 : 0.0
    }
    return (quotient, rest)
  }

  static func power(_ a: Double, _ b: Double) throws -> Double {
    if a == 0, b < 0 {
      throw LoopError.zeroDivision("0.0 cannot be raised to a negative power")
    }
    if a < 0, a.isFinite, b.isFinite, b != b.rounded() {
      throw LoopError.value("the loop language leaves out complex numbers, as this power is one")
    }
    let result = pow(a, b)
    if result.isInfinite, a.isFinite, b.isFinite {
      throw LoopError.overflow("(34, 'Numerical result out of range')")
    }
    return result
  }

  // MARK: - Strings, lists, tuples, sets

  private func containers(_ op: BinaryOperator, _ left: Value, _ right: Value) throws -> Value? {
    switch (op, left, right) {
    case (.add, .string(let a), .string(let b)):
      try allocate(a.text.utf8.count + b.text.utf8.count)
      return .text(a.text + b.text)
    case (.add, .list(let a), .list(let b)):
      try allocate(count: a.items.count + b.items.count)
      return .list(a.items + b.items)
    case (.add, .tuple(let a), .tuple(let b)):
      try allocate(count: a.items.count + b.items.count)
      return .tuple(a.items + b.items)
    case (.mul, .string(let text), _):
      if let count = right.integer { return .text(try repeated(text.text, count)) }
    case (.mul, _, .string(let text)):
      if let count = left.integer { return .text(try repeated(text.text, count)) }
    case (.mul, .list(let list), _):
      if let count = right.integer { return .list(try repeated(list.items, count)) }
    case (.mul, _, .list(let list)):
      if let count = left.integer { return .list(try repeated(list.items, count)) }
    case (.mul, .tuple(let tuple), _):
      if let count = right.integer { return .tuple(try repeated(tuple.items, count)) }
    case (.mul, _, .tuple(let tuple)):
      if let count = left.integer { return .tuple(try repeated(tuple.items, count)) }
    case (.or, .set(let a), .set(let b)): return try union(a, b)
    case (.and, .set(let a), .set(let b)): return try filtered(a) { b.members.contains($0) }
    case (.sub, .set(let a), .set(let b)): return try filtered(a) { !b.members.contains($0) }
    case (.xor, .set(let a), .set(let b)):
      guard case .set(let first) = try filtered(a, { !b.members.contains($0) }),
        case .set(let second) = try filtered(b, { !a.members.contains($0) })
      else { return nil }
      return try union(first, second)
    case (.or, .dict(let a), .dict(let b)):
      let result = DictObject()
      for entry in a.all + b.all { result.set(entry.key, entry.name, entry.value) }
      return .dict(result)
    default: break
    }
    return nil
  }

  func repeated(_ text: String, _ count: Int) throws -> String {
    guard count > 0, !text.isEmpty else { return "" }
    let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
    if overflow { throw LoopError.memory }
    try allocate(bytes)
    return String(repeating: text, count: count)
  }

  func repeated(_ items: [Value], _ count: Int) throws -> [Value] {
    guard count > 0, !items.isEmpty else { return [] }
    let (total, overflow) = items.count.multipliedReportingOverflow(by: count)
    if overflow { throw LoopError.memory }
    try allocate(count: total)
    var result: [Value] = []
    result.reserveCapacity(total)
    for _ in 0..<count { result += items }
    return result
  }

  private func union(_ a: SetObject, _ b: SetObject) throws -> Value {
    let result = SetObject()
    for entry in a.members.all + b.members.all { result.insert(entry.key, entry.name) }
    return .set(result)
  }

  private func filtered(_ set: SetObject, _ keep: (Key) -> Bool) throws -> Value {
    let result = SetObject()
    for entry in set.members.all where keep(entry.key) { result.insert(entry.key, entry.name) }
    return .set(result)
  }
}

/// Division of whole numbers that are larger than a double's digits.
private enum Float80Quotient {
  static func divide(_ a: Int, _ b: Int) -> Double {
    #if arch(x86_64) || arch(i386)
      return Double(Float80(a) / Float80(b))
    #else
      return Double(a) / Double(b)
    #endif
  }
}
