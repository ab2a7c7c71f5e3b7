import CKernels

// Functions of one element. Where the function is not defined for integers they become float32.

extension Tensor {
  /// eˣ. d/dx = g·eˣ.
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func exp() throws -> Tensor { try exp(into: nil) }

  func exp(into place: Tensor?) throws -> Tensor {
    try asFloat.mapped(CK_EXP, "ExpBackward0", into: place, fromResult: { g, y in try g.mul(y) })
  }

  /// eˣ - 1, exact near zero. d/dx = g·eˣ.
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func expm1() throws -> Tensor {
    try asFloat.mapped(CK_EXPM1, "Expm1Backward0", fromResult: { g, y in try g.mul(y.add(1)) })
  }

  /// The natural logarithm. d/dx = g / x.
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func log() throws -> Tensor {
    try asFloat.mapped(CK_LOG, "LogBackward0", fromInput: { g, x in try g.div(x) })
  }

  /// log(1 + x), exact near zero. d/dx = g / (1 + x).
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func log1p() throws -> Tensor {
    try asFloat.mapped(CK_LOG1P, "Log1PBackward0", fromInput: { g, x in try g.div(x.add(1)) })
  }

  /// The logarithm to base 2. d/dx = g / (x·ln 2).
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func log2() throws -> Tensor {
    try asFloat.mapped(
      CK_LOG2, "Log2Backward0", fromInput: { g, x in try g.div(x.mul(0.6931471805599453)) })
  }

  /// √x. d/dx = g / (2·√x).
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func sqrt() throws -> Tensor { try sqrt(into: nil) }

  func sqrt(into place: Tensor?) throws -> Tensor {
    try asFloat.mapped(
      CK_SQRT, "SqrtBackward0", into: place, fromResult: { g, y in try g.div(y.mul(2)) })
  }

  /// 1 / √x. d/dx = -g·y³ / 2.
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func rsqrt() throws -> Tensor {
    try asFloat.mapped(
      CK_RSQRT, "RsqrtBackward0", fromResult: { g, y in try g.mul(-0.5).mul(y.mul(y).mul(y)) })
  }

  /// 1 / x. d/dx = -g·y².
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func reciprocal() throws -> Tensor {
    try asFloat.mapped(
      CK_RECIPROCAL, "ReciprocalBackward0", fromResult: { g, y in try g.neg().mul(y.mul(y)) })
  }

  /// |x|. d/dx = g·sign x.
  ///
  /// Any shape and dtype, both kept. Throws for bool.
  public func abs() throws -> Tensor {
    if dtype == .bool {
      throw TorchError(.notImplemented, "\"abs_cpu\" not implemented for 'Bool'")
    }
    return try mapped(CK_ABS, "AbsBackward0", fromInput: { g, x in try g.mul(x.sign()) })
  }

  /// -1, 0 or 1; 0 for what is no number. d/dx = 0.
  ///
  /// Any shape and dtype, both kept.
  public func sign() throws -> Tensor { try flat(CK_SIGN, "SignBackward0") }

  /// x². d/dx = 2·g·x.
  ///
  /// Any shape, kept; dtypes as `pow` has them.
  public func square() throws -> Tensor { try pow(2) }

  /// The largest integer not above x. d/dx = 0.
  ///
  /// Any shape and dtype, both kept. Throws for bool.
  public func floor() throws -> Tensor { try rounded(CK_FLOOR, "FloorBackward0", "floor") }
  /// The smallest integer not below x. d/dx = 0.
  ///
  /// Any shape and dtype, both kept. Throws for bool.
  public func ceil() throws -> Tensor { try rounded(CK_CEIL, "CeilBackward0", "ceil") }
  /// The nearest integer, halves to even. d/dx = 0.
  ///
  /// Any shape and dtype, both kept. Throws for bool.
  public func round() throws -> Tensor { try rounded(CK_ROUND, "RoundBackward0", "round") }
  /// x without its fraction. d/dx = 0.
  ///
  /// Any shape and dtype, both kept. Throws for bool.
  public func trunc() throws -> Tensor { try rounded(CK_TRUNC, "TruncBackward0", "trunc") }

  private func rounded(_ op: ck_unary_op, _ name: StaticString, _ word: String) throws -> Tensor {
    if dtype == .bool {
      throw TorchError(.notImplemented, "\"\(word)_vml_cpu\" not implemented for 'Bool'")
    }
    return try flat(op, name)
  }

  /// A step function: recorded as PyTorch records it, with a derivative of zero everywhere.
  private func flat(_ op: ck_unary_op, _ name: StaticString) throws -> Tensor {
    try mapped(op, name) { g in try Tensor(zeroed: g.sizes, dtype: g.dtype) }
  }

  /// sin x. d/dx = g·cos x.
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func sin() throws -> Tensor {
    try asFloat.mapped(CK_SIN, "SinBackward0", fromInput: { g, x in try g.mul(x.cos()) })
  }

  /// cos x. d/dx = -g·sin x.
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func cos() throws -> Tensor {
    try asFloat.mapped(CK_COS, "CosBackward0", fromInput: { g, x in try g.mul(x.sin().neg()) })
  }

  /// tan x. d/dx = g·(1 + tan² x).
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func tan() throws -> Tensor {
    try asFloat.mapped(CK_TAN, "TanBackward0", fromResult: { g, y in try g.mul(y.mul(y).add(1)) })
  }

  /// The error function. d/dx = g·2/√π·e^(-x²).
  ///
  /// Any shape, kept; floats keep their dtype, integers and bools give float32.
  public func erf() throws -> Tensor {
    try asFloat.mapped(
      CK_ERF, "ErfBackward0",
      fromInput: { g, x in try g.mul(x.mul(x).neg().exp().mul(1.1283791670955126)) })
  }

  /// Whether an element is not a number; bool.
  ///
  /// Any shape and dtype; the result is bool of this shape. No gradient passes it.
  public func isnan() throws -> Tensor { try test(CK_ISNAN, "isnan") }
  /// Whether an element is infinite; bool.
  ///
  /// Any shape and dtype; the result is bool of this shape. No gradient passes it.
  public func isinf() throws -> Tensor { try test(CK_ISINF, "isinf") }
  /// Whether an element is a finite number; bool.
  ///
  /// Any shape and dtype; the result is bool of this shape. No gradient passes it.
  public func isfinite() throws -> Tensor { try test(CK_ISFINITE, "isfinite") }
  /// Whether an element is zero; bool.
  ///
  /// Any shape and dtype; the result is bool of this shape. No gradient passes it.
  public func logicalNot() throws -> Tensor { try test(CK_NOT, "logical_not") }

  private func test(_ op: ck_test_op, _ name: StaticString) throws -> Tensor {
    let result = try Tensor(uninitialized: sizes, dtype: .bool)
    var walk = ck_walk(sizes, result, self)
    ck_test(op, dtype.kernel, &walk, result.pointer(UInt8.self), elements)
    return result.cutting(name, from: self)
  }

  /// Whether both elements are non-zero; bool.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func logicalAnd(_ other: Tensor) throws -> Tensor {
    try compare(CK_AND, other, "logical_and")
  }
  /// Whether either element is non-zero; bool.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func logicalOr(_ other: Tensor) throws -> Tensor {
    try compare(CK_OR, other, "logical_or")
  }
  /// Whether exactly one element is non-zero; bool.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func logicalXor(_ other: Tensor) throws -> Tensor {
    try compare(CK_XOR, other, "logical_xor")
  }
}
