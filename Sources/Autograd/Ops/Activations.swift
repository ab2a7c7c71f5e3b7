import CKernels

extension Tensor {
  /// max(x, 0). d/dx = g where the result is positive.
  ///
  /// Any shape and dtype, both kept. Throws for bool.
  public func relu() throws -> Tensor { try relu(into: nil) }

  func relu(into place: Tensor?) throws -> Tensor {
    if dtype == .bool {
      throw TorchError.runtime("Boolean inputs not supported for relu")
    }
    return try mapped(
      CK_RELU, "ReluBackward0", into: place,
      fromResult: { g, y in
        guard !isGradEnabled, y.isContiguous, g.dtype == y.dtype else {
          return try g.mul(y.gt(0).to(g.dtype))
        }
        let g = try g.packed
        let back = try Tensor(uninitialized: y.sizes, dtype: y.dtype)
        ck_relu_backward(y.dtype.kernel, Int64(y.count), back.elements, g.elements, y.elements)
        return back
      })
  }

  /// tanh x; integers give float32. d/dx = g·(1 - tanh²x).
  ///
  /// Any shape, kept.
  public func tanh() throws -> Tensor { try tanh(into: nil) }

  func tanh(into place: Tensor?) throws -> Tensor {
    try asFloat.mapped(
      CK_TANH, "TanhBackward0", into: place,
      fromResult: { g, y in
        guard !isGradEnabled, y.isContiguous, g.dtype == y.dtype else {
          return try g.mul(Tensor.wrapped(1).sub(y.mul(y)))
        }
        let g = try g.packed
        let back = try Tensor(uninitialized: y.sizes, dtype: y.dtype)
        ck_tanh_backward(y.dtype.kernel, Int64(y.count), back.elements, g.elements, y.elements)
        return back
      })
  }

  /// 1 / (1 + e⁻ˣ); integers give float32. d/dx = g·y·(1 - y).
  ///
  /// Any shape, kept.
  public func sigmoid() throws -> Tensor { try sigmoid(into: nil) }

  func sigmoid(into place: Tensor?) throws -> Tensor {
    try asFloat.mapped(
      CK_SIGMOID, "SigmoidBackward0", into: place,
      fromResult: { g, y in
        try g.mul(Tensor.wrapped(1).sub(y)).mul(y)
      })
  }

  /// x where positive, else slope·x.
  ///
  /// Any shape, kept; floats only, other dtypes throw.
  public func leakyRelu(negativeSlope: Double = 0.01) throws -> Tensor {
    try composed("LeakyReluBackward0", "leaky_relu_cpu") { x in
      try Tensor.where(x.gt(0), x, x.mul(.double(negativeSlope)))
    }
  }

  /// x where positive, else α·(eˣ - 1). Clevert et al., 2015.
  ///
  /// Any shape, kept; floats only, other dtypes throw.
  public func elu(alpha: Double = 1) throws -> Tensor {
    try composed("EluBackward0", "elu_cpu") { x in
      // The exponential only where it is used: elsewhere it may be infinite.
      let low = try Tensor.where(x.gt(0), .wrapped(0, dtype: x.dtype), x)
      return try Tensor.where(x.gt(0), x, low.expm1().mul(.double(alpha)))
    }
  }

  /// The exact GELU, or PyTorch's `approximate='tanh'`.
  public enum GELUApproximation: String, Sendable { case none, tanh }

  /// x·Φ(x), or its approximation by tanh. Hendrycks & Gimpel, 2016.
  ///
  /// Any shape, kept; floats only, other dtypes throw.
  public func gelu(approximate: GELUApproximation = .none) throws -> Tensor {
    try composed("GeluBackward0", "GeluKernelImpl") { x in
      switch approximate {
      case .none:
        return try x.mul(0.5).mul(x.mul(0.7071067811865476).erf().add(1))
      case .tanh:
        let inner = try x.add(x.mul(x).mul(x).mul(0.044715)).mul(0.7978845608028654)
        return try x.mul(0.5).mul(inner.tanh().add(1))
      }
    }
  }

  /// x·sigmoid(x), also called swish.
  ///
  /// Any shape, kept; floats only, other dtypes throw.
  public func silu() throws -> Tensor {
    try composed("SiluBackward0", "silu_cpu") { x in try x.mul(x.sigmoid()) }
  }

  /// x·t with t = tanh(softplus x). d/dx = g·(t + x·sigmoid(x)·(1 - t²)). Misra, 2019.
  ///
  /// Any shape, kept; floats only, other dtypes throw.
  public func mish() throws -> Tensor {
    guard dtype.isFloatingPoint else {
      throw TorchError(
        .notImplemented, "\"mish_cpu\" not implemented for '\(dtype.scalarTypeName)'")
    }
    let result = try withoutTracking { try mul(softplus().tanh()) }
    return try result.recorded("MishBackward0", from: self) { op in
      let x = try op.save(self)
      return { g in
        let x = try x.value()
        let t = try x.softplus().tanh()
        let bend = try x.mul(x.sigmoid()).mul(Tensor.wrapped(1).sub(t.mul(t)))
        return [try g.mul(t.add(bend))]
      }
    }
  }

  /// log(1 + e^(βx)) / β; x itself where βx is above the threshold.
  ///
  /// Any shape, kept; floats only, other dtypes throw.
  public func softplus(beta: Double = 1, threshold: Double = 20) throws -> Tensor {
    try composed("SoftplusBackward0", "softplus_cpu") { x in
      let scaled = try x.mul(.double(beta))
      let isLinear = try scaled.gt(.double(threshold))
      let curved = try Tensor.where(isLinear, .wrapped(0, dtype: x.dtype), scaled)
      return try Tensor.where(isLinear, x, curved.exp().log1p().div(.double(beta)))
    }
  }

  /// x kept within [low, high]. d/dx = g strictly within.
  ///
  /// Any shape, kept. Throws for bool, for low > high, and for uint8 with a negative bound.
  public func hardtanh(_ low: Double = -1, _ high: Double = 1) throws -> Tensor {
    if dtype == .bool { throw TorchError.runtime("Bool inputs not supported for hardtanh") }
    if low > high {
      throw TorchError.value(
        "min_val cannot be greater than max_val")
    }
    if dtype == .uint8 && low < 0 {
      throw TorchError.runtime("cannot do hardtanh on an unsigned type with negative limits")
    }
    let result = try withoutTracking {
      try clamp(min: .double(low), max: .double(high)).to(dtype)
    }
    return try result.recorded("HardtanhBackward0", from: self) { op in
      let x = try op.save(self)
      return { g in
        let x = try x.value()
        let isWithin = try x.gt(.double(low)).logicalAnd(x.lt(.double(high)))
        return [try Tensor.where(isWithin, g, .wrapped(0, dtype: g.dtype))]
      }
    }
  }

  private func composed(
    _ name: StaticString, _ kernel: String, _ body: @escaping (Tensor) throws -> Tensor
  ) throws -> Tensor {
    guard dtype.isFloatingPoint else {
      throw TorchError(
        .notImplemented, "\"\(kernel)\" not implemented for '\(dtype.scalarTypeName)'")
    }
    return try Tensor.composite(name, [self]) { try body($0[0]) }
  }
}
