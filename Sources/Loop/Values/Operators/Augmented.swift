import Autograd

// Augmented assignments and unary operators.

extension Machine {
  /// `target op= value`: lists, dictionaries, sets and tensors change in place.
  func augmented(_ op: BinaryOperator, _ target: Value, _ value: Value) throws -> Value {
    switch (target, op) {
    case (.tensor(let tensor), _): return try augmentTensor(op, tensor, value)
    case (.int(let a), _):
      if case .int(let b) = value { return try Self.integers(op, a, b) }
    case (.float(let a), .add):
      if case .float(let b) = value { return .float(a + b) }
    case (.list(let list), .add):
      let items = try self.items(of: value)
      try allocate(count: list.items.count + items.count)
      list.items += items
      return target
    case (.list(let list), .mul):
      if let count = value.integer {
        list.items = try repeated(list.items, count)
        return target
      }
    case (.dict(let dict), .or):
      if case .dict(let other) = value {
        for entry in other.all { dict.set(entry.key, entry.name, entry.value) }
        return target
      }
    case (.set(let set), .or):
      if case .set(let other) = value {
        for entry in other.members.all { set.insert(entry.key, entry.name) }
        return target
      }
    case (.set(let set), .sub):
      if case .set(let other) = value {
        for entry in other.members.all { set.members.remove(entry.key) }
        return target
      }
    case (.set(let set), .and):
      if case .set(let other) = value {
        for entry in set.members.all where !other.members.contains(entry.key) {
          set.members.remove(entry.key)
        }
        return target
      }
    default: break
    }
    return try binary(op, target, value, written: op.rawValue + "=")
  }

  func unary(_ op: UnaryOperator, _ operand: Value) throws -> Value {
    switch (op, operand) {
    case (.not, _): return .bool(!(try isTrue(operand)))
    case (.minus, .int(let value)):
      if value == .min { throw LoopError.integerOverflow }
      return .int(-value)
    case (.minus, .float(let value)): return .float(-value)
    case (.minus, .bool(let value)): return .int(value ? -1 : 0)
    case (.minus, .tensor(let value)): return .tensor(try value.neg())
    case (.plus, .int), (.plus, .float): return operand
    case (.plus, .bool(let value)): return .int(value ? 1 : 0)
    case (.plus, .tensor(let value)): return .tensor(value)
    case (.invert, .int(let value)): return .int(~value)
    case (.invert, .bool(let value)): return .int(value ? -2 : -1)
    case (.invert, .tensor(let value)):
      if value.dtype == .bool { return .tensor(try value.logicalNot()) }
      if value.dtype.isFloatingPoint {
        throw LoopError.type(
          "~ (operator.invert) is only implemented on integer and Boolean-type tensors")
      }
      return .tensor(try value.neg().sub(1))
    case (_, .object(let object)):
      if let result = try object.unary(op, self) { return result }
    default: break
    }
    throw LoopError.type("bad operand type for unary \(op.rawValue): '\(operand.typeName)'")
  }

  /// Python's truth of a value.
  func isTrue(_ value: Value) throws -> Bool {
    switch value {
    case .unbound, .none: return false
    case .bool(let value): return value
    case .int(let value): return value != 0
    case .float(let value): return value != 0
    case .string(let value): return !value.text.isEmpty
    case .list(let list): return !list.items.isEmpty
    case .tuple(let tuple): return !tuple.items.isEmpty
    case .dict(let dict): return dict.count > 0
    case .set(let set): return set.count > 0
    case .dtype, .ellipsis: return true
    case .tensor(let tensor): return try truth(of: tensor)
    case .object(let object): return try object.isTrue(self)
    }
  }
}
