// Losses between a prediction and a target of the same shape.

extension Tensor {
  /// The mean, the sum, or the elements themselves.
  func reduced(_ reduction: Reduction) throws -> Tensor {
    switch reduction {
    case .none: self
    case .mean: try mean()
    case .sum: try sum()
    case .batchmean: try sum().div(.double(Double(sizes.isEmpty ? 1 : sizes[0])))
    }
  }

  /// (x - target)², PyTorch's `F.mse_loss`.
  public func mseLoss(_ target: Tensor, reduction: Reduction = .mean) throws -> Tensor {
    try Tensor.composite("MseLossBackward0", [self, target]) {
      let difference = try $0[0].sub($0[1])
      return try difference.mul(difference).reduced(reduction)
    }
  }

  /// |x - target|, PyTorch's `F.l1_loss`.
  public func l1Loss(_ target: Tensor, reduction: Reduction = .mean) throws -> Tensor {
    try sub(target).abs().reduced(reduction)
  }

  /// (x - target)² / 2β within β, |x - target| - β/2 beyond, PyTorch's `F.smooth_l1_loss`.
  public func smoothL1Loss(_ target: Tensor, reduction: Reduction = .mean, beta: Double = 1) throws
    -> Tensor
  {
    guard beta >= 0 else {
      throw TorchError.runtime("smooth_l1_loss does not support negative values for beta.")
    }
    if beta == 0 { return try l1Loss(target, reduction: reduction) }
    return try Tensor.composite("SmoothL1LossBackward0", [self, target]) {
      let difference = try $0[0].sub($0[1])
      let size = try difference.abs()
      let near = try difference.mul(difference).mul(0.5).div(.double(beta))
      let far = try size.sub(.double(beta / 2))
      return try Tensor.where(size.lt(.double(beta)), near, far).reduced(reduction)
    }
  }

  /// (x - target)² / 2 within δ, δ·(|x - target| - δ/2) beyond, PyTorch's `F.huber_loss`.
  public func huberLoss(_ target: Tensor, reduction: Reduction = .mean, delta: Double = 1) throws
    -> Tensor
  {
    guard delta > 0 else {
      throw TorchError.runtime("huber_loss does not support non-positive values for delta.")
    }
    return try Tensor.composite("HuberLossBackward0", [self, target]) {
      let difference = try $0[0].sub($0[1])
      let size = try difference.abs()
      let near = try difference.mul(difference).mul(0.5)
      let far = try size.sub(.double(delta / 2)).mul(.double(delta))
      return try Tensor.where(size.lt(.double(delta)), near, far).reduced(reduction)
    }
  }

  /// target·(log target - x) for log-probabilities x, PyTorch's `F.kl_div`.
  public func klDiv(
    _ target: Tensor, reduction: Reduction = .mean, logTarget: Bool = false
  ) throws -> Tensor {
    if logTarget { return try target.exp().mul(target.sub(self)).reduced(reduction) }
    // 0·log 0 is 0, as in `xlogy`.
    let isZero = try target.eq(0)
    let safe = try Tensor.where(isZero, .wrapped(1, dtype: target.dtype), target)
    return try target.mul(safe.log()).sub(target.mul(self)).reduced(reduction)
  }

  /// The binary cross entropy of probabilities, PyTorch's `F.binary_cross_entropy`.
  ///
  /// Logarithms are cut at -100. Throws for values outside [0, 1].
  public func bceLoss(_ target: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean) throws
    -> Tensor
  {
    guard sizes == target.sizes else {
      throw TorchError.value(
        "Using a target size (\(Tensor.size(target.shape))) that is different to the input size "
          + "(\(Tensor.size(shape))) is deprecated. Please ensure they have the same size.")
    }
    guard dtype == target.dtype else {
      throw TorchError.runtime(
        "Found dtype \(target.dtype.scalarTypeName) but expected \(dtype.scalarTypeName)")
    }
    let isOutside = try withoutTracking { try lt(0).logicalOr(gt(1)).any().itemInt() != 0 }
    if isOutside {
      throw TorchError.runtime("all elements of input should be between 0 and 1")
    }
    let losses = try withoutTracking {
      let hit = try log().clamp(min: -100)
      let miss = try neg().log1p().clamp(min: -100)
      return try target.sub(1).mul(miss).sub(target.mul(hit))
    }
    let recorded = try losses.recorded(
      "BinaryCrossEntropyBackward0", from: self, target, saving: self, target
    ) { node, g in
      let (x, y) = (try node.savedTensor(0), try node.savedTensor(1))
      var (dx, dy): (Tensor?, Tensor?)
      if node.needs(0) {
        let slope = try x.sub(y).div(Tensor.wrapped(1).sub(x).mul(x).clamp(min: 1e-12))
        dx = try g.mul(slope)
      }
      if node.needs(1) {
        dy = try g.mul(x.neg().log1p().clamp(min: -100).sub(x.log().clamp(min: -100)))
      }
      return Gradients(dx, dy)
    }
    return try (weight.map { try recorded.mul($0) } ?? recorded).reduced(reduction)
  }

  /// The binary cross entropy of logits, PyTorch's `F.binary_cross_entropy_with_logits`.
  ///
  /// `posWeight` is the factor for positive targets. Stable for any logit.
  public func bceWithLogits(
    _ target: Tensor, weight: Tensor? = nil, posWeight: Tensor? = nil,
    reduction: Reduction = .mean
  ) throws -> Tensor {
    guard sizes == target.sizes else {
      throw TorchError.value(
        "Target size (\(Tensor.size(target.shape))) must be the same as input size "
          + "(\(Tensor.size(shape)))")
    }
    guard target.dtype.isFloatingPoint else {
      throw TorchError.runtime(
        "result type \(dtype.scalarTypeName) can't be cast to the desired output type "
          + target.dtype.scalarTypeName)
    }
    let inputs = [self, target] + [weight, posWeight].compactMap { $0 }
    let weightAt = weight == nil ? nil : 2
    let posWeightAt = posWeight == nil ? nil : inputs.count - 1
    return try Tensor.composite("BinaryCrossEntropyWithLogitsBackward0", inputs) { all in
      let (x, y) = (all[0], all[1])
      var logSigmoid = try x.minimum(.wrapped(0, dtype: x.dtype)).sub(x.abs().neg().exp().log1p())
      if let posWeightAt {
        logSigmoid = try all[posWeightAt].sub(1).mul(y).add(1).mul(logSigmoid)
      }
      var loss = try Tensor.wrapped(1).sub(y).mul(x).sub(logSigmoid)
      if let weightAt { loss = try loss.mul(all[weightAt]) }
      return try loss.reduced(reduction)
    }
  }

  /// `torch.Size([2, 3])`
  static func size(_ shape: [Int]) -> String { "torch.Size(\(shape))" }
}
