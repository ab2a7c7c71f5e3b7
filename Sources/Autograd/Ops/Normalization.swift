extension Tensor {
  /// Each sample's last dimensions brought to mean 0 and variance 1, then scaled and shifted.
  ///
  /// `shape` is that of the last dimensions, of `weight` and of `bias`. Ba et al., 2016. The result
  /// has this shape and dtype. Throws where shapes or dtypes do not fit, and for integers.
  public func layerNorm(
    _ shape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, eps: Double = 1e-5
  ) throws -> Tensor {
    guard !shape.isEmpty else {
      throw TorchError.runtime(
        "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
          + "element, but got normalized_shape = []")
    }
    for (name, tensor) in [("weight", weight), ("bias", bias)] {
      if let tensor, tensor.shape != shape {
        throw TorchError.runtime(
          "Expected \(name) to be of same shape as normalized_shape, but got \(name) of shape "
            + "\(tensor.shape) and normalized_shape = \(shape)")
      }
    }
    guard dim >= shape.count, Array(self.shape.suffix(shape.count)) == shape else {
      let wanted = shape.map { ", \($0)" }.joined()
      throw TorchError.runtime(
        "Given normalized_shape=\(shape), expected input with shape [*\(wanted)], but got input of "
          + "size\(self.shape)")
    }
    try checkMixed([weight, bias])
    guard dtype.isFloatingPoint else {
      throw TorchError(
        .notImplemented,
        "\"LayerNormKernelImpl\" not implemented for '\(dtype.scalarTypeName)'")
    }
    let dims = Array((dim - shape.count)..<dim)
    let inputs = [self] + [weight, bias].compactMap { $0 }
    return try Tensor.composite("NativeLayerNormBackward0", inputs) {
      let centred = try $0[0].sub($0[0].mean(dims: dims, keepdim: true))
      let variance = try centred.mul(centred).mean(dims: dims, keepdim: true)
      var y = try centred.mul(variance.add(.double(eps)).rsqrt())
      if weight != nil { y = try y.mul($0[1]) }
      if bias != nil { y = try y.add($0[inputs.count - 1]) }
      return y
    }
  }

  /// Throws unless all parameters have this tensor's dtype; the first one given is told apart.
  func checkMixed(_ parameters: [Tensor?]) throws {
    let given = parameters.compactMap { $0 }
    if let first = given.first, first.dtype != dtype {
      throw TorchError.runtime(
        "mixed dtype (CPU): "
          + (first.dtype == .float32
            ? "all inputs must share same datatype."
            : "expect parameter to have scalar type of Float"))
    }
    for other in given where other.dtype != dtype {
      throw TorchError.runtime(
        "expected scalar type \(dtype.scalarTypeName) but found \(other.dtype.scalarTypeName)")
    }
  }

  /// Zeros each element with probability `p` and scales the rest by 1 / (1 - p), in training only.
  ///
  /// One 53-bit uniform an element decides, as in PyTorch's own `bernoulli_`. (On Intel CPUs that
  /// it knows, PyTorch takes the mask from MKL's stream instead, and its numbers differ.) Any
  /// shape, kept; this tensor itself where nothing is dropped. Throws for a probability outside [0,
  /// 1].
  public func dropout(_ p: Double = 0.5, training: Bool = true, generator: inout Generator) throws
    -> Tensor
  {
    guard p >= 0, p <= 1 else {
      throw TorchError(
        p.isNaN ? .runtime : .value,
        "dropout probability has to be between 0 and 1, but got \(p)")
    }
    guard training, p > 0, count > 0 else { return self }
    if p == 1 { return try mul(0) }
    let kept = try Tensor.bernoulli(shape, 1 - p, generator: &generator)
    return try mul(withoutTracking { try kept.to(dtype).div(.double(1 - p)) })
  }
}
