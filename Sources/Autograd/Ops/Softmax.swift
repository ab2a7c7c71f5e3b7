import CKernels

extension Tensor {
  /// eˣ / Σ eˣ along `dim`. d/dx = y·(g - Σ g·y).
  ///
  /// Shape and dtype kept. Throws for integers and for a dimension out of range.
  public func softmax(dim: Int) throws -> Tensor {
    try softmax(dim, logarithm: false, "SoftmaxBackward0")
  }

  /// x - log Σ eˣ along `dim`. d/dx = g - eʸ·Σ g.
  ///
  /// Shape and dtype kept. Throws for integers and for a dimension out of range.
  public func logSoftmax(dim: Int) throws -> Tensor {
    try softmax(dim, logarithm: true, "LogSoftmaxBackward0")
  }

  private func softmax(_ dim: Int, logarithm: Bool, _ name: StaticString) throws -> Tensor {
    guard dtype.isFloatingPoint else {
      throw TorchError(
        .notImplemented,
        "\"\(logarithm ? "log_softmax" : "softmax")_lastdim_kernel_impl\" not implemented for "
          + "'\(dtype.scalarTypeName)'")
    }
    let dim = try normalized(dim)
    let copy = isContiguous ? nil : try contiguousCopy()
    let result = try Tensor(uninitialized: sizes, dtype: dtype)
    let (outer, n, inner) = sizes.around(dim)
    ck_softmax_any(
      logarithm, dtype.kernel, outer, n, inner, result.elements, copy?.elements ?? elements)
    return try result.recorded(name, from: self) { op in
      let y = op.save(result: result)
      return { g in [try g.throughSoftmax(y.value(), dim, logarithm)] }
    }
  }

  /// The gradient of a softmax, or of its logarithm, from that of the result y.
  private func throughSoftmax(_ y: Tensor, _ dim: Int, _ logarithm: Bool) throws -> Tensor {
    if isGradEnabled {
      return logarithm
        ? try sub(y.exp().mul(sum(dims: [dim], keepdim: true)))
        : try y.mul(sub(mul(y).sum(dims: [dim], keepdim: true)))
    }
    let g = try packed
    let back = try Tensor(uninitialized: y.sizes, dtype: y.dtype)
    let (outer, n, inner) = y.sizes.around(dim)
    ck_softmax_backward_any(
      logarithm, y.dtype.kernel, outer, n, inner, back.elements, g.elements, y.elements)
    return back
  }
}

extension Dims {
  /// Elements before, along and after a dimension; a scalar counts as [1].
  func around(_ dim: Int) -> (outer: Int64, n: Int64, inner: Int64) {
    guard !isEmpty else { return (1, 1, 1) }
    var (outer, inner) = (1, 1)
    for i in 0..<dim { outer *= self[i] }
    for i in (dim + 1)..<Swift.max(count, dim + 1) { inner *= self[i] }
    return (Int64(outer), Int64(self[dim]), Int64(inner))
  }
}
