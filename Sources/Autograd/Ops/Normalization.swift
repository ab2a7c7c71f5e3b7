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

  /// Each channel of [N, C, …] brought to mean 0 and variance 1, then scaled and shifted.
  ///
  /// In training over the batch, whose statistics move the running ones by `momentum`; otherwise
  /// with the running ones. Ioffe & Szegedy, 2015. All parameters are [C] and of this dtype; the
  /// result has this shape. Throws where shapes or dtypes do not fit, and in training for one value
  /// a channel.
  public func batchNorm(
    runningMean: Tensor?, runningVar: Tensor?, weight: Tensor? = nil, bias: Tensor? = nil,
    training: Bool = false, momentum: Double = 0.1, eps: Double = 1e-5
  ) throws -> Tensor {
    guard dim > 0 else { throw TorchError.index("tuple index out of range") }
    if training {
      if (0..<dim).reduce(1, { $1 == 1 ? $0 : $0 * sizes[$1] }) == 1 {
        throw TorchError.value(
          "Expected more than 1 value per channel when training, got input size "
            + Tensor.size(shape))
      }
      guard eps > 0 else {
        throw TorchError.value(
          "batch_norm eps must be positive during training, but got \(eps)")
      }
    }
    if count == 0 {
      var result = try clone()
      if let weight { result = try result.mul(weight.select(dim: 0, index: 0)) }
      if let bias { result = try result.add(bias.select(dim: 0, index: 0)) }
      return result
    }
    let channels = dim < 2 ? 0 : sizes[1]
    for (name, tensor) in [
      ("running_mean", runningMean), ("running_var", runningVar), ("weight", weight),
      ("bias", bias),
    ] {
      if let tensor, tensor.count != channels {
        throw TorchError.runtime(
          "\(name) should contain \(channels) elements not \(tensor.count)")
      }
    }
    guard dim >= 2 else { throw TorchError.dimensionOutOfRange(1, rank: dim) }
    guard dtype.isFloatingPoint else {
      throw TorchError(
        .notImplemented, "\"batch_norm\" not implemented for '\(dtype.scalarTypeName)'")
    }
    try checkMixed([weight, bias, runningMean, runningVar])
    if !training && (runningMean == nil || runningVar == nil) {
      throw TorchError.runtime(
        "Expected running_mean and running_var to be defined when training=False")
    }
    let dims = [0] + Array(2..<dim)
    var wide = [Int](repeating: 1, count: dim)
    wide[1] = channels
    let inputs = [self] + [weight, bias].compactMap { $0 }
    let result = try Tensor.composite("NativeBatchNormBackward0", inputs) {
      let x = $0[0]
      let mean =
        try training
        ? x.mean(dims: dims, keepdim: true) : Tensor.given(runningMean, wide)
      let centred = try x.sub(mean)
      let variance =
        try training
        ? centred.mul(centred).mean(dims: dims, keepdim: true) : Tensor.given(runningVar, wide)
      var y = try centred.mul(variance.add(.double(eps)).rsqrt())
      if weight != nil { y = try y.mul($0[1].reshape(wide)) }
      if bias != nil { y = try y.add($0[inputs.count - 1].reshape(wide)) }
      return y
    }
    if training {
      try withoutTracking {
        let mean = try self.mean(dims: dims)
        let variance = try self.var(dims: dims)
        try runningMean?.move(towards: mean, by: momentum)
        try runningVar?.move(towards: variance, by: momentum)
      }
    }
    return result
  }

  /// Throws unless all parameters have this tensor's dtype; the first one given is told apart.
  private func checkMixed(_ parameters: [Tensor?]) throws {
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

  private static func given(_ tensor: Tensor?, _ shape: [Int]) throws -> Tensor {
    guard let tensor else {
      throw TorchError.runtime(
        "Expected running_mean and running_var to be defined when training=False")
    }
    return try withoutTracking { try tensor.detach().reshape(shape) }
  }

  private func move(towards value: Tensor, by momentum: Double) throws {
    let next = try mul(.double(1 - momentum)).add(value.mul(.double(momentum)))
    try restore(next.to(dtype))
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
