import CKernels

extension Tensor {
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
    let norm = BatchNorm(
      channels: channels, hasWeight: weight != nil, hasBias: bias != nil,
      mean: training ? nil : runningMean, variance: training ? nil : runningVar, eps: eps)
    let inputs = [self] + [weight, bias].compactMap { $0 }
    let moments = try dtype == .float32 ? ChannelMoments(of: packed, norm) : nil
    let result = try Tensor.composite(
      "NativeBatchNormBackward0", inputs,
      fast: moments.map { moments in
        (
          forward: { try moments.normalized($0) },
          backward: { try moments.gradients($0, $1, $2) }
        )
      }, norm.composed)
    guard training else { return result }
    try withoutTracking {
      if let moments {
        try moments.follow(runningMean, runningVar, by: momentum)
      } else {
        let dims = norm.dims(of: self)
        try runningMean?.move(towards: mean(dims: dims), by: momentum)
        try runningVar?.move(towards: self.var(dims: dims), by: momentum)
      }
    }
    return result
  }

  private func move(towards value: Tensor, by momentum: Double) throws {
    let next = try mul(.double(1 - momentum)).add(value.mul(.double(momentum)))
    try restore(next.to(dtype))
  }
}

/// One call of batch norm: what it computes from x, weight and bias.
private struct BatchNorm {
  let channels: Int
  let hasWeight: Bool
  let hasBias: Bool
  /// Given in evaluation; in training they are the batch's own.
  let mean: Tensor?
  let variance: Tensor?
  let eps: Double

  func dims(of x: Tensor) -> [Int] { [0] + Array(2..<x.dim) }

  /// In terms of other ops, which have derivatives of every order.
  func composed(_ inputs: [Tensor]) throws -> Tensor {
    let x = inputs[0]
    let dims = dims(of: x)
    let wide = (0..<x.dim).map { $0 == 1 ? channels : 1 }
    func given(_ statistic: Tensor?) throws -> Tensor? {
      try statistic.map { given in try withoutTracking { try given.detach().reshape(wide) } }
    }
    let mean = try given(mean) ?? x.mean(dims: dims, keepdim: true)
    let centred = try x.sub(mean)
    let variance =
      try given(variance) ?? centred.mul(centred).mean(dims: dims, keepdim: true)
    var y = try centred.mul(variance.add(.double(eps)).rsqrt())
    if hasWeight { y = try y.mul(inputs[1].reshape(wide)) }
    if hasBias { y = try y.add(inputs[inputs.count - 1].reshape(wide)) }
    return y
  }
}

/// The float32 statistics of one call, and what the kernels make of them.
private struct ChannelMoments {
  private let call: BatchNorm
  private let shape: ck_channels
  private var mean: [Float]
  /// Of the batch: Σ (x - mean)², a channel.
  private var squares: [Float]
  /// 1 / √(variance + eps). In evaluation PyTorch works it out in float32 for the result and in
  /// double precision for the gradient, so both are kept.
  private let scale: [Float]
  private let backScale: [Float]

  /// `x` is contiguous.
  init(of x: Tensor, _ call: BatchNorm) throws {
    self.call = call
    let channels = call.channels
    shape = ck_channels(
      rows: Int64(x.sizes[0]), channels: Int64(channels),
      inner: Int64(x.count / Swift.max(1, x.sizes[0] * channels)))
    mean = [Float](repeating: 0, count: channels)
    squares = mean
    let eps = call.eps
    func inverseRoot(_ variance: Float) -> Float {
      Float(1 / (Double(variance) + eps).squareRoot())
    }
    if let mean = call.mean, let variance = call.variance {
      self.mean = try mean.packed.buffer(Float.self).map(\.self)
      let variances = try variance.packed.buffer(Float.self)
      scale = variances.map { 1 / ($0 + Float(eps)).squareRoot() }
      backScale = variances.map(inverseRoot)
    } else {
      ck_channel_moments(shape, x.pointer(Float.self), &mean, &squares)
      let count = Float(shape.rows * shape.inner)
      scale = squares.map { inverseRoot($0 / count) }
      backScale = scale
    }
  }

  /// The result of the call.
  func normalized(_ inputs: [Tensor]) throws -> Tensor {
    let x = try inputs[0].packed
    let result = try Tensor(uninitialized: x.sizes, dtype: .float32)
    let (weight, bias) = try factors(inputs)
    ck_channel_apply(
      shape, result.pointer(Float.self), x.pointer(Float.self), mean, scale,
      weight?.pointer(Float.self), bias?.pointer(Float.self))
    return result
  }

  /// The gradients of x, weight and bias, as far as they are wanted.
  func gradients(_ inputs: [Tensor], _ needed: [Bool], _ g: Tensor) throws -> [Tensor?] {
    let (x, g, weight) = (try inputs[0].packed, try g.packed, try factors(inputs).weight)
    let found = try inputs.indices.map {
      needed[$0] ? try Tensor(uninitialized: inputs[$0].sizes, dtype: .float32) : nil
    }
    ck_channel_back(
      shape, call.mean == nil, g.pointer(Float.self), x.pointer(Float.self), mean, backScale,
      weight?.pointer(Float.self), found[0]?.pointer(Float.self),
      call.hasWeight ? found[1]?.pointer(Float.self) : nil,
      call.hasBias ? found[found.count - 1]?.pointer(Float.self) : nil)
    return found
  }

  /// Moves the running statistics towards the batch's.
  func follow(_ runningMean: Tensor?, _ runningVar: Tensor?, by momentum: Double) throws {
    let (newMean, newVar) = (try runningMean?.contiguousCopy(), try runningVar?.contiguousCopy())
    ck_channel_follow(
      shape, momentum, mean, squares, newMean?.pointer(Float.self), newVar?.pointer(Float.self))
    if let newMean { try runningMean?.restore(newMean) }
    if let newVar { try runningVar?.restore(newVar) }
  }

  private func factors(_ inputs: [Tensor]) throws -> (weight: Tensor?, bias: Tensor?) {
    (
      call.hasWeight ? try inputs[1].packed : nil,
      call.hasBias ? try inputs[inputs.count - 1].packed : nil
    )
  }
}
