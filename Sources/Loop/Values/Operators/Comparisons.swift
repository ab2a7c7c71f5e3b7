import Autograd

extension Machine {
  func compare(_ op: ComparisonOperator, _ left: Value, _ right: Value) throws -> Value {
    switch op {
    case .isSame: return .bool(left.isSame(as: right))
    case .isNot: return .bool(!left.isSame(as: right))
    case .isIn: return .bool(try contains(right, left))
    case .notIn: return .bool(!(try contains(right, left)))
    default: break
    }
    switch (left, right) {
    case (.int(let a), .int(let b)): return .bool(Self.ordered(op, a, b))
    case (.float(let a), .float(let b)): return .bool(Self.ordered(op, a, b))
    case (.tensor(let a), .tensor(let b)): return .tensor(try Self.tensors(op, a, b))
    case (.tensor(let a), _):
      if let b = right.number { return .tensor(try Self.tensor(op, a, b)) }
    case (_, .tensor(let b)):
      if let a = left.number { return .tensor(try Self.tensor(op.swapped, b, a)) }
    default: break
    }
    if case .object(let object) = left,
      let result = try object.compare(op, right, isLeft: true, self)
    {
      return result
    }
    if case .object(let object) = right,
      let result = try object.compare(op, left, isLeft: false, self)
    {
      return result
    }
    if op == .equal { return .bool(try isEqual(left, right)) }
    if op == .notEqual { return .bool(!(try isEqual(left, right))) }
    if let a = left.number, let b = right.number { return .bool(Self.numbers(op, a, b)) }
    switch (left, right) {
    case (.string(let a), .string(let b)):
      return .bool(Self.ordered(op, Self.order(a.text, b.text), 0))
    case (.list(let a), .list(let b)): return try sequences(op, a.items, b.items)
    case (.tuple(let a), .tuple(let b)): return try sequences(op, a.items, b.items)
    case (.set(let a), .set(let b)): return .bool(Self.subsets(op, a, b))
    default: break
    }
    throw LoopError.type(
      "'\(op.rawValue)' not supported between instances of '\(left.typeName)' and "
        + "'\(right.typeName)'")
  }

  static func ordered<Number: Comparable>(_ op: ComparisonOperator, _ a: Number, _ b: Number)
    -> Bool
  {
    switch op {
    case .less: a < b
    case .lessEqual: a <= b
    case .greater: a > b
    case .greaterEqual: a >= b
    case .equal: a == b
    default: a != b
    }
  }

  private static func numbers(_ op: ComparisonOperator, _ a: Scalar, _ b: Scalar) -> Bool {
    switch (a, b) {
    case (.double, .double): ordered(op, a.double, b.double)
    // Swift compares integers and doubles by value, as Python does.
    case (.double(let x), _): compareMixed(op.swapped, b.int, x)
    case (_, .double(let y)): compareMixed(op, a.int, y)
    default: ordered(op, a.int, b.int)
    }
  }

  private static func compareMixed(_ op: ComparisonOperator, _ a: Int, _ b: Double) -> Bool {
    if b.isNaN { return op == .notEqual }
    if b >= 0x1p63 { return ordered(op, 0, 1) }
    if b < -0x1p63 { return ordered(op, 1, 0) }
    let whole = Int(exactly: b.rounded(.down)) ?? 0
    if a != whole { return ordered(op, a, whole) }
    return ordered(op, 0.0, b - b.rounded(.down))
  }

  /// The order of strings: by code point.
  static func order(_ a: String, _ b: String) -> Int {
    if a == b, a.utf8.count == b.utf8.count, a.utf8.elementsEqual(b.utf8) { return 0 }
    return a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars) ? -1 : 1
  }

  private func sequences(_ op: ComparisonOperator, _ a: [Value], _ b: [Value]) throws -> Value {
    try nested {
      for (x, y) in zip(a, b) {
        try tick()
        if try !isEqual(x, y) { return try compare(op, x, y) }
      }
      return .bool(Self.ordered(op, a.count, b.count))
    }
  }

  private static func subsets(_ op: ComparisonOperator, _ a: SetObject, _ b: SetObject) -> Bool {
    func isSubset(_ a: SetObject, _ b: SetObject) -> Bool {
      a.members.all.allSatisfy { b.members.contains($0.key) }
    }
    return switch op {
    case .less: a.count < b.count && isSubset(a, b)
    case .lessEqual: isSubset(a, b)
    case .greater: a.count > b.count && isSubset(b, a)
    default: isSubset(b, a)
    }
  }

  /// Runs what may nest as deep as values do.
  func nested<Result>(_ body: () throws -> Result) throws -> Result {
    state.pointee.depth += 1
    defer { state.pointee.depth -= 1 }
    if state.pointee.depth > host.limits.calls { throw LoopError.recursion }
    try checkStack()
    try tick()
    return try body()
  }

  /// Python's `==` as a truth.
  func isEqual(_ left: Value, _ right: Value) throws -> Bool {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a == b
    case (.float(let a), .float(let b)): return a == b
    case (.string(let a), .string(let b)): return Self.order(a.text, b.text) == 0
    case (.none, .none), (.ellipsis, .ellipsis): return true
    case (.dtype(let a), .dtype(let b)): return a == b
    case (.list(let a), .list(let b)): return try a === b || equal(a.items, b.items)
    case (.tuple(let a), .tuple(let b)): return try a === b || equal(a.items, b.items)
    case (.set(let a), .set(let b)):
      return a.count == b.count && a.members.all.allSatisfy { b.members.contains($0.key) }
    case (.dict(let a), .dict(let b)): return try equal(a, b)
    case (.tensor(let a), .tensor(let b)):
      return try a === b || truth(of: Self.tensors(.equal, a, b))
    case (.tensor, _), (_, .tensor):
      if left.number == nil, right.number == nil { return false }
      return try isTrue(compare(.equal, left, right))
    case (.object(let object), _): return try object.isEqual(to: right, self)
    case (_, .object(let object)): return try object.isEqual(to: left, self)
    default: break
    }
    if let a = left.number, let b = right.number { return Self.numbers(.equal, a, b) }
    return false
  }

  private func equal(_ a: [Value], _ b: [Value]) throws -> Bool {
    guard a.count == b.count else { return false }
    return try nested {
      for (x, y) in zip(a, b) {
        try tick()
        if try !(x.isSame(as: y) || isEqual(x, y)) { return false }
      }
      return true
    }
  }

  private func equal(_ a: DictObject, _ b: DictObject) throws -> Bool {
    guard a !== b else { return true }
    guard a.count == b.count else { return false }
    return try nested {
      for entry in a.all {
        guard let other = b.value(entry.key) else { return false }
        if try !(entry.value.isSame(as: other) || isEqual(entry.value, other)) { return false }
      }
      return true
    }
  }

  // MARK: - Tensors

  static func tensors(_ op: ComparisonOperator, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    switch op {
    case .less: try a.lt(b)
    case .lessEqual: try a.le(b)
    case .greater: try a.gt(b)
    case .greaterEqual: try a.ge(b)
    case .equal: try a.eq(b)
    default: try a.ne(b)
    }
  }

  static func tensor(_ op: ComparisonOperator, _ a: Tensor, _ b: Scalar) throws -> Tensor {
    switch op {
    case .less: try a.lt(b)
    case .lessEqual: try a.le(b)
    case .greater: try a.gt(b)
    case .greaterEqual: try a.ge(b)
    case .equal: try a.eq(b)
    default: try a.ne(b)
    }
  }

  /// `bool(tensor)`
  func truth(of tensor: Tensor) throws -> Bool {
    guard tensor.count == 1 else {
      if tensor.count == 0 {
        throw TorchError(.runtime, "Boolean value of Tensor with no values is ambiguous")
      }
      throw TorchError(
        .runtime, "Boolean value of Tensor with more than one value is ambiguous")
    }
    return try withoutTracking { try tensor.item() } != 0
  }

  // MARK: - Membership

  func contains(_ container: Value, _ value: Value) throws -> Bool {
    switch container {
    case .string(let text):
      guard case .string(let part) = value else {
        throw LoopError.type(
          "'in <string>' requires string as left operand, not \(value.typeName)")
      }
      return Text.find(Array(part.text.utf8), in: Array(text.text.utf8), from: 0) != nil
    case .dict(let dict): return dict.contains(try Key(value))
    case .set(let set): return try set.contains(value)
    case .list(let list): return try contains(list.items, value)
    case .tuple(let tuple): return try contains(tuple.items, value)
    case .tensor(let tensor):
      switch value {
      case .tensor(let other): return try truth(of: tensor.eq(other).any())
      default:
        guard let number = value.number else {
          throw TorchError(
            .runtime,
            "Tensor.__contains__ only supports Tensor or scalar, but you passed in a \(value.typeName)."
          )
        }
        return try truth(of: tensor.eq(number).any())
      }
    case .object(let object):
      if let known = try object.contains(value, self) { return known }
      if let iterator = try object.iterator(self) {
        while let item = try iterator.next(self) {
          try tick()
          if try item.isSame(as: value) || isEqual(item, value) { return true }
        }
        return false
      }
    default: break
    }
    throw LoopError.type("argument of type '\(container.typeName)' is not iterable")
  }

  private func contains(_ items: [Value], _ value: Value) throws -> Bool {
    for item in items {
      try tick()
      if try item.isSame(as: value) || isEqual(item, value) { return true }
    }
    return false
  }
}

extension ComparisonOperator {
  /// The operator with its sides exchanged.
  var swapped: ComparisonOperator {
    switch self {
    case .less: .greater
    case .lessEqual: .greaterEqual
    case .greater: .less
    case .greaterEqual: .lessEqual
    default: self
    }
  }
}
