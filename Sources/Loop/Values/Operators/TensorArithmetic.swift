import Autograd

// Operators between tensors, and between tensors and plain numbers.

extension Machine {
  static func tensors(_ op: BinaryOperator, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    switch op {
    case .add: try a.add(b)
    case .sub: try a.sub(b)
    case .mul: try a.mul(b)
    case .div: try a.div(b)
    case .matmul: try a.matmul(b)
    case .pow: try a.pow(b)
    case .mod: try a.remainder(b)
    case .floorDiv: try a.div(b).floor().to(quotientType(a, b))
    case .and: try logical(a, b, "bitwise_and") { try $0.logicalAnd($1) }
    case .or: try logical(a, b, "bitwise_or") { try $0.logicalOr($1) }
    case .xor: try logical(a, b, "bitwise_xor") { try $0.logicalXor($1) }
    case .leftShift, .rightShift: throw leftOut("shifts of tensors")
    }
  }

  static func tensor(_ op: BinaryOperator, _ a: Tensor, _ b: Scalar) throws -> Tensor {
    switch op {
    case .add: try a.add(b)
    case .sub: try a.sub(b)
    case .mul: try a.mul(b)
    case .div: try a.div(b)
    case .pow: try a.pow(b)
    case .mod: try a.remainder(b)
    case .floorDiv: try floorDivided(a, b)
    case .and, .or, .xor:
      try tensors(op, a, Tensor(b, dtype: a.dtype == .bool ? .bool : nil))
    case .matmul:
      throw LoopError.type(
        "unsupported operand type(s) for @: 'Tensor' and '\(Value(b).typeName)'")
    case .leftShift, .rightShift: throw leftOut("shifts of tensors")
    }
  }

  static func tensor(_ op: BinaryOperator, _ a: Scalar, _ b: Tensor) throws -> Tensor {
    switch op {
    case .add: try a + b
    case .sub: try a - b
    case .mul: try a * b
    case .div: try a / b
    case .pow: try raised(a, b)
    case .mod: try number(a, like: b).remainder(b)
    case .floorDiv: try tensors(.floorDiv, number(a, like: b), b)
    case .and, .or, .xor: try tensor(op, b, a)
    case .matmul:
      throw LoopError.type(
        "unsupported operand type(s) for @: '\(Value(a).typeName)' and 'Tensor'")
    case .leftShift, .rightShift: throw leftOut("shifts of tensors")
    }
  }

  /// `base ** exponent` for a number and a tensor: e to the exponent times log base, where the
  /// engine has no op of its own; the result's type is the one PyTorch promotes to.
  private static func raised(_ base: Scalar, _ exponent: Tensor) throws -> Tensor {
    try number(base, like: exponent).pow(exponent)
  }

  /// A number as a 0-dim tensor of the type it promotes to beside `tensor`.
  private static func number(_ value: Scalar, like tensor: Tensor) throws -> Tensor {
    if case .double = value, !tensor.dtype.isFloatingPoint { return Tensor(value) }
    return Tensor(value, dtype: tensor.dtype == .bool ? nil : tensor.dtype)
  }

  private static func floorDivided(_ a: Tensor, _ b: Scalar) throws -> Tensor {
    if case .double = b {
      return try a.div(b).floor()
    }
    if b.int == 0, !a.dtype.isFloatingPoint { throw TorchError(.runtime, "ZeroDivisionError") }
    let quotient = try a.div(b).floor()
    return a.dtype.isFloatingPoint ? quotient : try quotient.to(a.dtype == .bool ? .int64 : a.dtype)
  }

  private static func quotientType(_ a: Tensor, _ b: Tensor) throws -> DType {
    let type = DType.promote(a.dtype, b.dtype)
    return type == .bool ? .int64 : type
  }

  private static func logical(
    _ a: Tensor, _ b: Tensor, _ name: String, _ op: (Tensor, Tensor) throws -> Tensor
  ) throws -> Tensor {
    guard a.dtype == .bool, b.dtype == .bool else {
      let other = a.dtype == .bool ? b.dtype : a.dtype
      if other.isFloatingPoint {
        throw TorchError(
          .notImplemented, "\"\(name)_cpu\" not implemented for '\(other.scalarTypeName)'")
      }
      throw leftOut("\(name) of integer tensors")
    }
    return try op(a, b)
  }

  static func leftOut(_ what: String) -> LoopError {
    .notImplemented("the loop language leaves out \(what)")
  }

  // MARK: - In place

  /// `target op= value` where the target is a tensor: PyTorch changes it in place.
  func augmentTensor(_ op: BinaryOperator, _ target: Tensor, _ value: Value) throws -> Value {
    switch value {
    case .tensor(let other):
      switch op {
      case .add: _ = try target.add_(other)
      case .sub: _ = try target.sub_(other)
      case .mul: _ = try target.mul_(other)
      case .div: _ = try target.div_(other)
      case .matmul:
        // PyTorch has no in-place product; Python then assigns the plain one.
        return .tensor(try target.matmul(other))
      default: _ = try target.copy_(Self.tensors(op, target, other))
      }
      return .tensor(target)
    case .bool, .int, .float:
      guard let number = value.number else { break }
      switch op {
      case .add: _ = try target.add_(number)
      case .sub: _ = try target.sub_(number)
      case .mul: _ = try target.mul_(number)
      case .div: _ = try target.div_(number)
      case .pow: _ = try target.pow_(number)
      default: _ = try target.copy_(Self.tensor(op, target, number))
      }
      return .tensor(target)
    default: break
    }
    return try binary(op, .tensor(target), value, written: op.rawValue + "=")
  }
}
