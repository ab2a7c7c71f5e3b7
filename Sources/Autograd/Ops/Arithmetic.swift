import CKernels

// Arithmetic on two tensors, broadcasting as PyTorch does. The graph walk sums a gradient back to
// its input's shape, so no derivative here thinks of broadcasting.

extension Tensor {
  /// `self + other`, element by element. d/da = g, d/db = g.
  ///
  /// Shapes broadcast and dtypes promote; throws where the shapes do not fit.
  public func add(_ other: Tensor) throws -> Tensor {
    try binary(CK_ADD, other, "AddBackward0") { _, g in Gradients(g, g) }
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
    return try binary(CK_SUB, other, "SubBackward0") { node, g in
      Gradients(g, node.needs(1) ? try g.neg() : nil)
    }
  }

  /// `self * other`. d/da = g·b, d/db = g·a.
  ///
  /// Shapes broadcast and dtypes promote; throws where the shapes do not fit.
  public func mul(_ other: Tensor) throws -> Tensor {
    try binary(
      CK_MUL, other, "MulBackward0", saving: other.requiresGrad ? self : nil,
      requiresGrad ? other : nil
    ) { node, g in
      Gradients(
        node.needs(0) ? try g.mul(node.savedTensor(1)) : nil,
        node.needs(1) ? try g.mul(node.savedTensor(0)) : nil)
    }
  }

  /// True division `self / other`; integers give float32. d/da = g/b, d/db = -g·a/b².
  ///
  /// Shapes broadcast; throws where they do not fit.
  public func div(_ other: Tensor) throws -> Tensor {
    let common = DType.result(of: self, other)
    let target = common.isFloatingPoint ? common : .float32
    return try binary(
      CK_DIV, other, "DivBackward0", dtype: target, saving: other.requiresGrad ? self : nil, other
    ) { node, g in
      let b = try node.savedTensor(1)
      return Gradients(
        node.needs(0) ? try g.div(b) : nil,
        node.needs(1) ? try g.neg().mul(node.savedTensor(0).div(b).div(b)) : nil)
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
    return try unary(CK_NEG, "NegBackward0") { _, g in Gradients(try g.neg()) }
  }
}

extension Tensor {
  /// An element-wise op on two tensors in their common dtype, or in `dtype`.
  func binary(
    _ op: ck_binary_op, _ other: Tensor, _ name: StaticString, dtype wanted: DType? = nil,
    saving first: Tensor? = nil, _ second: Tensor? = nil, savingOutput: Bool = false,
    derivative: @escaping Node.Derivative
  ) throws -> Tensor {
    let common = wanted ?? DType.result(of: self, other)
    let result = Tensor(
      uninitialized: try Dims.broadcast(sizes, other.sizes), dtype: common)
    result.isWrappedNumber = isWrappedNumber && other.isWrappedNumber
    try result.compute(op, self, other)
    return try result.recorded(
      name, from: self, other, saving: first, second, savingOutput: savingOutput,
      derivative: derivative)
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

  /// An element-wise op on one tensor of the same dtype.
  func unary(
    _ op: ck_unary_op, _ name: StaticString, savingInput: Bool = false, savingOutput: Bool = false,
    derivative: @escaping Node.Derivative
  ) throws -> Tensor {
    let result = Tensor.uninitialized(sizes, dtype: dtype)
    var walk = ck_walk(sizes, result, self)
    ck_unary(op, dtype.kernel, &walk, result.elements, elements)
    return try result.recorded(
      name, from: self, saving: savingInput ? self : nil, savingOutput: savingOutput,
      derivative: derivative)
  }

  /// Integers and bools as the default float; floats as they are.
  var asFloat: Tensor {
    get throws { dtype.isFloatingPoint ? self : try to(.float32) }
  }
}
