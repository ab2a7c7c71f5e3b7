import CKernels

// Arithmetic on two tensors, broadcasting as PyTorch does. The graph walk sums a gradient back to
// its input's shape, so no derivative here thinks of broadcasting.

extension Tensor {
  /// `self + other`, element by element. d/da = g, d/db = g.
  ///
  /// Shapes broadcast and dtypes promote; throws where the shapes do not fit.
  public func add(_ other: Tensor) throws -> Tensor {
    try combined(CK_ADD, other).recorded("AddBackward0", from: self, other) { _ in
      { g in [g, g] }
    }
  }

  /// `self - other`. d/da = g, d/db = -g. Bool tensors are refused.
  ///
  /// Shapes broadcast and dtypes promote; throws where the shapes do not fit.
  public func sub(_ other: Tensor) throws -> Tensor {
    if dtype == .bool && other.dtype == .bool {
      throw TorchError.runtime(
        "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
          + "`logical_xor()` operator instead.")
    }
    if dtype == .bool || other.dtype == .bool {
      throw TorchError.runtime(
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
          + "invert a mask, use the `~` or `logical_not()` operator instead.")
    }
    return try combined(CK_SUB, other).recorded("SubBackward0", from: self, other) { op in
      let needsB = op.needs(1)
      return { g in [g, needsB ? try g.neg() : nil] }
    }
  }

  /// `self * other`. d/da = g·b, d/db = g·a.
  ///
  /// Shapes broadcast and dtypes promote; throws where the shapes do not fit.
  public func mul(_ other: Tensor) throws -> Tensor {
    try combined(CK_MUL, other).recorded("MulBackward0", from: self, other) { op in
      let (a, b) = (try op.save(self, for: 1), try op.save(other, for: 0))
      return { g in [try b.map { try g.mul($0.value()) }, try a.map { try g.mul($0.value()) }] }
    }
  }

  /// True division `self / other`; integers give float32. d/da = g/b, d/db = -g·a/b².
  ///
  /// Shapes broadcast; throws where they do not fit.
  public func div(_ other: Tensor) throws -> Tensor {
    let common = DType.result(of: self, other)
    let target = common.isFloatingPoint ? common : .float32
    let quotient = try combined(CK_DIV, other, dtype: target)
    return try quotient.recorded("DivBackward0", from: self, other) { op in
      let (needsA, a, b) = (op.needs(0), try op.save(self, for: 1), try op.save(other))
      return { g in
        let b = try b.value()
        return [
          needsA ? try g.div(b) : nil,
          try a.map { try g.neg().mul($0.value().div(b).div(b)) },
        ]
      }
    }
  }

  /// `self + number`.
  ///
  /// The number counts least in promotion: this tensor's shape, and its dtype unless the number's
  /// kind is higher.
  public func add(_ other: Scalar) throws -> Tensor { try add(.wrapped(other)) }
  /// `self - number`.
  ///
  /// The number counts least in promotion: this tensor's shape, and its dtype unless the number's
  /// kind is higher.
  public func sub(_ other: Scalar) throws -> Tensor { try sub(.wrapped(other)) }
  /// `self * number`.
  ///
  /// The number counts least in promotion: this tensor's shape, and its dtype unless the number's
  /// kind is higher.
  public func mul(_ other: Scalar) throws -> Tensor { try mul(.wrapped(other)) }
  /// `self / number`.
  ///
  /// Integers give float32.
  public func div(_ other: Scalar) throws -> Tensor { try div(.wrapped(other)) }

  /// `a + b`, as `add`: same shapes, dtypes and errors.
  public static func + (a: Tensor, b: Tensor) throws -> Tensor { try a.add(b) }
  /// `a - b`, as `sub`: same shapes, dtypes and errors.
  public static func - (a: Tensor, b: Tensor) throws -> Tensor { try a.sub(b) }
  /// `a * b`, as `mul`: same shapes, dtypes and errors.
  public static func * (a: Tensor, b: Tensor) throws -> Tensor { try a.mul(b) }
  /// `a / b`, as `div`: same shapes, dtypes and errors.
  public static func / (a: Tensor, b: Tensor) throws -> Tensor { try a.div(b) }
  /// `a + b`, as `add`: same shapes, dtypes and errors.
  public static func + (a: Tensor, b: Scalar) throws -> Tensor { try a.add(b) }
  /// `a - b`, as `sub`: same shapes, dtypes and errors.
  public static func - (a: Tensor, b: Scalar) throws -> Tensor { try a.sub(b) }
  /// `a * b`, as `mul`: same shapes, dtypes and errors.
  public static func * (a: Tensor, b: Scalar) throws -> Tensor { try a.mul(b) }
  /// `a / b`, as `div`: same shapes, dtypes and errors.
  public static func / (a: Tensor, b: Scalar) throws -> Tensor { try a.div(b) }
  /// `a + b`, as `add`: same shapes, dtypes and errors.
  public static func + (a: Scalar, b: Tensor) throws -> Tensor { try b.add(a) }
  /// `a - b`, as `sub`: same shapes, dtypes and errors.
  public static func - (a: Scalar, b: Tensor) throws -> Tensor { try Tensor.wrapped(a).sub(b) }
  /// `a * b`, as `mul`: same shapes, dtypes and errors.
  public static func * (a: Scalar, b: Tensor) throws -> Tensor { try b.mul(a) }
  /// `a / b`, as `div`: same shapes, dtypes and errors.
  public static func / (a: Scalar, b: Tensor) throws -> Tensor { try Tensor.wrapped(a).div(b) }
  /// `-a`, as `neg`: bool tensors throw.
  public static prefix func - (a: Tensor) throws -> Tensor { try a.neg() }

  /// `-self`. d/da = -g. Bool tensors are refused.
  ///
  /// Shape and dtype kept.
  public func neg() throws -> Tensor {
    if dtype == .bool {
      throw TorchError.runtime(
        "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
          + "invert a mask, use the `~` or `logical_not()` operator instead.")
    }
    return try mapped(CK_NEG, "NegBackward0") { g in try g.neg() }
  }
}

extension Tensor {
  /// An element-wise op on two tensors in their common dtype, or in `dtype`; not recorded yet.
  func combined(
    _ op: ck_binary_op, _ other: Tensor, dtype wanted: DType? = nil, into place: Tensor? = nil
  ) throws -> Tensor {
    let common = wanted ?? DType.result(of: self, other)
    let shape = try Dims.broadcast(sizes, other.sizes)
    let result = try Tensor.result(shape, common, in: place)
    result.isWrappedNumber = isWrappedNumber && other.isWrappedNumber
    try result.compute(op, self, other)
    return result
  }

  /// Overwrites `self` with `a op b`, whose shapes broadcast to its own.
  func compute(_ op: ck_binary_op, _ a: Tensor, _ b: Tensor) throws {
    guard a.dtype == dtype && b.dtype == dtype else {
      return try compute(op, a.converted(to: dtype), b.converted(to: dtype))
    }
    var walk = ck_walk(sizes, self, a, b)
    guard ck_binary(op, dtype.kernel, &walk, elements, a.elements, b.elements) else {
      if dtype == .bool {
        let word =
          op == CK_FMOD ? "fmod_cpu" : op == CK_REMAINDER ? "remainder_cpu" : "div_true_cpu"
        throw TorchError(.notImplemented, "\"\(word)\" not implemented for 'Bool'")
      }
      throw TorchError.runtime("ZeroDivisionError")
    }
  }

  /// An element-wise op on one tensor of the same dtype; not recorded yet.
  private func mapped(_ op: ck_unary_op, into place: Tensor? = nil) throws -> Tensor {
    let result = try Tensor.result(sizes, dtype, in: place)
    var walk = ck_walk(sizes, result, self)
    ck_unary(op, dtype.kernel, &walk, result.elements, elements)
    return result
  }

  /// An element-wise op whose derivative needs no value.
  func mapped(
    _ op: ck_unary_op, _ name: StaticString,
    _ derivative: @escaping (_ g: Tensor) throws -> Tensor
  ) throws -> Tensor {
    try mapped(op).recorded(name, from: self) { _ in { g in [try derivative(g)] } }
  }

  /// An element-wise op whose derivative needs the input x.
  func mapped(
    _ op: ck_unary_op, _ name: StaticString,
    fromInput derivative: @escaping (_ g: Tensor, _ x: Tensor) throws -> Tensor
  ) throws -> Tensor {
    try mapped(op).recorded(name, from: self) { op in
      let x = try op.save(self)
      return { g in [try derivative(g, x.value())] }
    }
  }

  /// An element-wise op whose derivative needs the result y.
  func mapped(
    _ op: ck_unary_op, _ name: StaticString, into place: Tensor? = nil,
    fromResult derivative: @escaping (_ g: Tensor, _ y: Tensor) throws -> Tensor
  ) throws -> Tensor {
    let result = try mapped(op, into: place)
    return try result.recorded(name, from: self) { op in
      let y = op.save(result: result)
      return { g in [try derivative(g, y.value())] }
    }
  }

  /// Where an op puts its result: a new tensor, or `place` where it fits, which counts as changed.
  private static func result(_ sizes: Dims, _ dtype: DType, in place: Tensor?) throws -> Tensor {
    guard let place, place.sizes == sizes, place.dtype == dtype else {
      return try Tensor(uninitialized: sizes, dtype: dtype)
    }
    place.storage.version += 1
    return place
  }

  /// Integers and bools as the default float; floats as they are.
  var asFloat: Tensor {
    get throws { dtype.isFloatingPoint ? self : try to(.float32) }
  }
}
