// Losses between a prediction and a target of the same shape.

extension Tensor {
  /// The mean, the sum, or the elements themselves.
  func reduced(_ reduction: Reduction) throws -> Tensor {
    switch reduction {
    case .none: self
    case .mean: try mean()
    case .sum: try sum()
    case .batchmean: throw TorchError.value("batchmean is not a valid value for reduction")
    }
  }

  /// A loss of two tensors that broadcast, in their common dtype; throws where that is no float's.
  private func loss(
    _ name: StaticString, _ kernel: String, _ target: Tensor, _ reduction: Reduction,
    _ body: @escaping (Tensor, Tensor) throws -> Tensor
  ) throws -> Tensor {
    let common = DType.result(of: self, target)
    guard common.isFloatingPoint else {
      throw TorchError(
        .notImplemented, "\"\(kernel)\" not implemented for '\(common.scalarTypeName)'")
    }
    return try Tensor.composite(name, [self, target]) {
      try body($0[0].to(common), $0[1].to(common)).reduced(reduction)
    }
  }

  /// (x - target)², PyTorch's `F.mse_loss`.
  ///
  /// Shapes broadcast; the result is a scalar, or for `.none` of the common shape, in the common
  /// dtype. Throws for shapes that do not fit and where no operand is a float.
  public func mseLoss(_ target: Tensor, reduction: Reduction = .mean) throws -> Tensor {
    try loss("MseLossBackward0", "mse_cpu", target, reduction) {
      let difference = try $0.sub($1)
      return try difference.mul(difference)
    }
  }

  /// |x - target|, PyTorch's `F.l1_loss`. Shapes and result as in `mseLoss`.
  public func l1Loss(_ target: Tensor, reduction: Reduction = .mean) throws -> Tensor {
    try sub(target).abs().reduced(reduction)
  }

  /// (x - target)² / 2β within β, |x - target| - β/2 beyond, PyTorch's `F.smooth_l1_loss`.
  ///
  /// Shapes and result as in `mseLoss`. Throws for a negative β.
  public func smoothL1Loss(_ target: Tensor, reduction: Reduction = .mean, beta: Double = 1) throws
    -> Tensor
  {
    guard beta >= 0 else {
      throw TorchError.runtime("smooth_l1_loss does not support negative values for beta.")
    }
    if beta == 0 { return try l1Loss(target, reduction: reduction) }
    return try loss("SmoothL1LossBackward0", "smooth_l1_cpu", target, reduction) {
      let difference = try $0.sub($1)
      let size = try difference.abs()
      let near = try difference.mul(difference).mul(0.5).div(.double(beta))
      let far = try size.sub(.double(beta / 2))
      return try Tensor.where(size.lt(.double(beta)), near, far)
    }
  }

  /// (x - target)² / 2 within δ, δ·(|x - target| - δ/2) beyond, PyTorch's `F.huber_loss`.
  ///
  /// Shapes as in `mseLoss`, the result in this tensor's dtype. Throws for a δ that is not
  /// positive. Huber, 1964.
  public func huberLoss(_ target: Tensor, reduction: Reduction = .mean, delta: Double = 1) throws
    -> Tensor
  {
    guard delta > 0 else {
      throw TorchError.runtime("huber_loss does not support non-positive values for delta.")
    }
    let (common, own) = (DType.result(of: self, target), dtype)
    guard common.canBecome(own) else {
      throw TorchError.runtime(
        "result type \(common.scalarTypeName) can't be cast to the desired output type "
          + own.scalarTypeName)
    }
    return try loss("HuberLossBackward0", "huber_cpu", target, reduction) {
      let difference = try $0.sub($1)
      let size = try difference.abs()
      let near = try difference.mul(difference).mul(0.5)
      let far = try size.sub(.double(delta / 2)).mul(.double(delta))
      return try Tensor.where(size.lt(.double(delta)), near, far).to(own)
    }
  }

  /// target·(log target - x) for log-probabilities x, PyTorch's `F.kl_div`.
  ///
  /// With `logTarget` the target holds logarithms too. `.batchmean` divides the sum by the first
  /// size. Throws for integers.
  public func klDiv(
    _ target: Tensor, reduction: Reduction = .mean, logTarget: Bool = false
  ) throws -> Tensor {
    guard dtype.isFloatingPoint, target.dtype.isFloatingPoint else {
      throw TorchError.runtime("kl_div: Integral inputs not supported.")
    }
    let each: Tensor
    if logTarget {
      each = try target.exp().mul(target.sub(self))
    } else {
      // 0·log 0 is 0, as in `xlogy`.
      let isZero = try target.eq(0)
      let safe = try Tensor.where(isZero, .wrapped(1, dtype: target.dtype), target)
      each = try target.mul(safe.log()).sub(target.mul(self))
    }
    guard reduction == .batchmean else { return try each.reduced(reduction) }
    return try each.sum().div(.double(Double(sizes.isEmpty ? 1 : sizes[0])))
  }

  /// The binary cross entropy of probabilities, PyTorch's `F.binary_cross_entropy`.
  ///
  /// `target` has this shape and dtype; `weight` broadcasts to it. Logarithms are cut at -100.
  /// Throws for values outside [0, 1] and for shapes and dtypes that do not fit.
  public func bceLoss(_ target: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean) throws
    -> Tensor
  {
    guard sizes == target.sizes else {
      throw TorchError.value(
        "Using a target size (\(Tensor.size(target.shape))) that is different to the input size "
          + "(\(Tensor.size(shape))) is deprecated. Please ensure they have the same size.")
    }
    if let weight { try weight.checkBroadcasts(to: shape) }
    guard dtype == target.dtype else {
      throw TorchError.runtime(
        "Found dtype \(target.dtype.scalarTypeName) but expected \(dtype.scalarTypeName)")
    }
    let isOutside = try withoutTracking { try lt(0).logicalOr(gt(1)).any().itemInt() != 0 }
    if isOutside {
      throw TorchError.runtime("all elements of input should be between 0 and 1")
    }
    func losses(_ x: Tensor, _ y: Tensor) throws -> Tensor {
      let hit = try x.log().clamp(min: -100)
      let miss = try x.neg().log1p().clamp(min: -100)
      return try y.sub(1).mul(miss).sub(y.mul(hit))
    }
    let result = try withoutTracking {
      let each = try losses(self, target)
      return try (weight.map { try each.mul($0).to(dtype) } ?? each).reduced(reduction)
    }
    let inputs = [self, target] + (weight.map { [$0] } ?? [])
    let divisor = reduction == .mean ? Double(count) : 1
    return try result.recorded(
      "BinaryCrossEntropyBackward0", from: inputs[0], and: Array(inputs.dropFirst())
    ) { op in
      let (savedX, savedY, savedW) = (
        try op.save(self), try op.save(target), try weight.map { try op.save($0) }
      )
      let needed = inputs.indices.map(op.needs)
      return { g in
        let (x, y) = (try savedX.value(), try savedY.value())
        let g = try g.div(.double(divisor))
        let weighed = try savedW.map { try g.mul($0.value()) } ?? g
        let slope = { try x.sub(y).div(Tensor.wrapped(1).sub(x).mul(x).clamp(min: 1e-12)) }
        let dx = try needed[0] ? weighed.mul(slope()) : nil
        let logit = { try x.neg().log1p().clamp(min: -100).sub(x.log().clamp(min: -100)) }
        let dy = try needed[1] ? weighed.mul(logit()) : nil
        let dw = try savedW != nil && needed[2] ? g.mul(losses(x, y)) : nil
        return savedW == nil ? [dx, dy] : [dx, dy, dw]
      }
    }
  }

  /// Throws as PyTorch's Python does where this shape does not broadcast to `target`.
  private func checkBroadcasts(to target: [Int]) throws {
    let rank = Swift.max(dim, target.count)
    var common = Array(repeating: 1, count: rank - target.count) + target
    for back in 1...Swift.max(dim, 1) where back <= dim {
      let size = sizes[dim - back]
      if common[rank - back] == 1 {
        common[rank - back] = size
      } else if size != 1 && size != common[rank - back] {
        throw TorchError.runtime(
          "Attempting to broadcast a dimension of length \(size) at -\(back)! Mismatching argument "
            + "at index 1 had \(Tensor.size(shape)); but expected shape should be broadcastable to "
            + "\(common)")
      }
    }
  }

  /// The binary cross entropy of logits, PyTorch's `F.binary_cross_entropy_with_logits`.
  ///
  /// `target` has this shape and a float's dtype, which is the result's too; `weight` and
  /// `posWeight`, the factor for positive targets, broadcast. Stable for any logit. Throws for
  /// shapes that do not fit and for integers.
  public func bceWithLogits(
    _ target: Tensor, weight: Tensor? = nil, posWeight: Tensor? = nil,
    reduction: Reduction = .mean
  ) throws -> Tensor {
    guard sizes == target.sizes else {
      throw TorchError.value(
        "Target size (\(Tensor.size(target.shape))) must be the same as input size "
          + "(\(Tensor.size(shape)))")
    }
    if target.dtype == .bool { _ = try target.sub(target) }
    guard target.dtype.isFloatingPoint else {
      throw TorchError.runtime(
        "result type \(dtype.scalarTypeName) can't be cast to the desired output type "
          + target.dtype.scalarTypeName)
    }
    guard dtype.isFloatingPoint else {
      throw TorchError(
        .notImplemented, "\"log_sigmoid_cpu\" not implemented for '\(dtype.scalarTypeName)'")
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
      return try loss.to(y.dtype).reduced(reduction)
    }
  }

  /// `torch.Size([2, 3])`
  static func size(_ shape: [Int]) -> String { "torch.Size(\(shape))" }
}
