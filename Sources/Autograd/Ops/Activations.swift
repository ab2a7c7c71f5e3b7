import CKernels

extension Tensor {
  /// max(x, 0). d/dx = g where the result is positive.
  public func relu() throws -> Tensor {
    try unary(CK_RELU, "ReluBackward0", savingOutput: true) { node, g in
      Gradients(try g.mul(node.savedTensor(0).gt(0).to(g.dtype)))
    }
  }

  /// tanh x; integers give float32. d/dx = g·(1 - tanh²x).
  public func tanh() throws -> Tensor {
    try asFloat.unary(CK_TANH, "TanhBackward0", savingOutput: true) { node, g in
      let y = try node.savedTensor(0)
      return Gradients(try g.mul(Tensor.wrapped(1).sub(y.mul(y))))
    }
  }

  /// 1 / (1 + e⁻ˣ); integers give float32. d/dx = g·y·(1 - y).
  public func sigmoid() throws -> Tensor {
    try asFloat.unary(CK_SIGMOID, "SigmoidBackward0", savingOutput: true) { node, g in
      let y = try node.savedTensor(0)
      return Gradients(try g.mul(Tensor.wrapped(1).sub(y)).mul(y))
    }
  }
}
