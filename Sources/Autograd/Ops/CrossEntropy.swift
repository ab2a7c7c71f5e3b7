import CKernels

/// How a loss is made of its elements' losses.
public enum Reduction: String, Sendable {
  /// Each element's loss as it is.
  case none
  /// The sum over the number of elements, or over the weights of what counts.
  case mean
  /// The sum of all.
  case sum
  /// The sum over the number of samples; for `klDiv`.
  case batchmean
}

extension Tensor {
  /// The negative log-likelihood of classes (int64, [rows]) under log-probabilities [rows, classes].
  ///
  /// `weight` is one factor a class; the mean is over the weights. Rows of class `ignoreIndex`
  /// count for nothing. d/dx = -g·weight at each row's class. Also [classes] with one class, and
  /// [N, C, …] with [N, …]. A scalar, or with `.none` one loss a row, in this dtype. Throws for
  /// classes out of bounds and where shapes or dtypes do not fit.
  public func nllLoss(
    _ target: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean, ignoreIndex: Int = -100
  ) throws -> Tensor {
    guard sizes.count > 0 else {
      throw TorchError.value("Expected 1 or more dimensions (got 0)")
    }
    let batch = target.sizes.isEmpty ? 0 : target.sizes[0]
    guard sizes.count == 1 || (sizes[0] == batch && !target.sizes.isEmpty) else {
      throw TorchError.value(
        "Expected input batch_size (\(sizes[0])) to match target batch_size (\(batch)).")
    }
    if sizes.count > 2 {
      return try nllOverPositions(
        target, weight: weight, reduction: reduction, ignoreIndex: ignoreIndex)
    }
    guard target.sizes.count <= 1 else {
      throw TorchError.runtime("0D or 1D target tensor expected, multi-target not supported")
    }
    guard sizes.count == 2 || target.sizes.isEmpty || target.count == 1 else {
      throw TorchError.value(
        "For 1D input, 1D target must have size 1, but got target size: \(batch)")
    }
    let rows = sizes.count == 2 ? sizes[0] : 1
    let classes = sizes[sizes.count - 1]
    guard target.dtype == .int64 || target.dtype == .uint8 else {
      throw TorchError.runtime(
        "expected target dtype to be Long or Byte, but got \(target.dtype.scalarTypeName)")
    }
    guard dtype.isFloatingPoint else {
      throw TorchError(
        .notImplemented, "\"nll_loss_out_frame\" not implemented for '\(dtype.scalarTypeName)'")
    }
    if let weight, weight.dim != 1 || weight.count != classes {
      throw TorchError.runtime(
        "weight tensor should be defined either for all \(classes) classes or no classes but got "
          + "weight tensor of shape: \(weight.shape)")
    }
    if let weight, weight.dtype != dtype {
      throw TorchError.runtime(
        "expected scalar type \(dtype.scalarTypeName) but found \(weight.dtype.scalarTypeName)")
    }
    if weight == nil, reduction == .mean || reduction == .sum, target.dtype == .int64,
      target.isContiguous, isContiguous
    {
      return try nllTotal(self, target, reduction == .mean, ignoreIndex)
    }
    let labels = try target.converted(to: .int64).packed
    let source = try packed
    if weight == nil, reduction == .mean || reduction == .sum {
      return try nllTotal(source, labels, reduction == .mean, ignoreIndex)
    }
    let losses = try Tensor(uninitialized: target.sizes, dtype: dtype)
    let bad = ck_nll_gather(
      dtype.kernel, Int64(rows), Int64(classes), losses.elements, source.elements,
      labels.pointer(Int64.self), Int64(ignoreIndex))
    try labels.checkClasses(bad)
    let rowWeights = try weight.map { try $0.weights(of: labels, ignoreIndex: ignoreIndex) }
    // The mean's divisor: how many rows count, or their weights together.
    let total: Double
    if let rowWeights {
      total = try withoutTracking { try rowWeights.sum().item() }
    } else {
      let list = labels.buffer(Int64.self)
      total = list.reduce(0.0) { $0 + ($1 == Int64(ignoreIndex) ? 0 : 1) }
    }
    let result = try withoutTracking {
      let weighed = try rowWeights.map { try losses.mul($0) } ?? losses
      switch reduction {
      case .none: return weighed
      case .sum: return try weighed.sum()
      case .mean: return try weighed.sum().div(.double(total))
      case .batchmean: throw TorchError.value("batchmean is not a valid value for reduction")
      }
    }
    let original = sizes
    return try result.recorded("NllLossBackward0", from: self, target) { _ in
      { g in
        var scaled = reduction == .mean ? try g.div(.double(total)) : g
        if let rowWeights { scaled = try scaled.mul(rowWeights) }
        let wide = try scaled.neg().expand(labels.shape)
        if isGradEnabled {
          let positions = try Tensor.classPositions(labels, classes, ignoreIndex)
          return [try wide.scattered(positions, original, "NllLossBackwardBackward0"), nil]
        }
        return [try wide.scatteredToClasses(labels, original, ignoreIndex: ignoreIndex), nil]
      }
    }
  }

  /// The mean or the sum without weights, in one pass forward and one backward.
  private func nllTotal(_ source: Tensor, _ labels: Tensor, _ isMean: Bool, _ ignoreIndex: Int)
    throws -> Tensor
  {
    let (rows, classes) = (labels.count, sizes[sizes.count - 1])
    let result = Tensor(numberOf: dtype)
    var kept: Int64 = 0
    let bad = ck_nll_total(
      dtype.kernel, Int64(rows), Int64(classes), result.elements, source.elements,
      labels.pointer(Int64.self), Int64(ignoreIndex), isMean, &kept)
    try labels.checkClasses(bad)
    let (original, scale) = (sizes, isMean ? 1 / Double(kept) : 1)
    return try result.recorded("NllLossBackward0", from: self) { op in
      let saved = try op.save(labels)
      return { g in
        let labels = try saved.value()
        if isGradEnabled {
          let positions = try Tensor.classPositions(labels, classes, ignoreIndex)
          let wide = try g.mul(.double(-scale)).expand(labels.shape)
          return [try wide.scattered(positions, original, "NllLossBackwardBackward0")]
        }
        let back = try Tensor(uninitialized: original, dtype: g.dtype)
        ck_nll_spread(
          g.dtype.kernel, Int64(rows), Int64(classes), back.elements, g.elements, scale,
          labels.pointer(Int64.self), Int64(ignoreIndex))
        return [back]
      }
    }
  }

  /// Throws for the row whose class a kernel refused; a negative one is none.
  func checkClasses(_ refused: Int64) throws {
    if refused < 0 { return }
    throw TorchError.index("Target \(pointer(Int64.self)[Int(refused)]) is out of bounds.")
  }

  /// Log-probabilities [N, C, …] with classes [N, …], brought into rows.
  private func nllOverPositions(
    _ target: Tensor, weight: Tensor?, reduction: Reduction, ignoreIndex: Int
  ) throws -> Tensor {
    let wanted = [sizes[0]] + shape.dropFirst(2)
    guard target.shape == wanted else {
      guard dim == 4 else {
        throw TorchError.runtime("Expected target size \(wanted), got \(target.shape)")
      }
      guard target.dim == 3 else {
        throw TorchError.runtime(
          "only batches of spatial targets supported (3D tensors) but got targets of dimension: "
            + "\(target.dim)")
      }
      throw TorchError.runtime("size mismatch (got input: \(shape), target: \(target.shape))")
    }
    let order = [0] + Array(2..<dim) + [1]
    let (classes, count, rank) = (sizes[1], target.count, dim)
    let loss = try Tensor.composite("NllLoss2DBackward0", [self]) {
      try $0[0].permute(order).reshape([count, classes]).nllLoss(
        target.reshape([count]), weight: weight, reduction: reduction, ignoreIndex: ignoreIndex
      ).reshape(reduction == .none && rank == 4 ? wanted : reduction == .none ? [count] : [])
    }
    return reduction == .none && dim != 4 ? try loss.reshape(wanted) : loss
  }

  /// Each label's weight, zero where it is ignored.
  fileprivate func weights(of labels: Tensor, ignoreIndex: Int) throws -> Tensor {
    let positions = try Tensor(uninitialized: labels.sizes, dtype: .int64)
    let (from, to) = (labels.buffer(Int.self), positions.buffer(Int.self))
    for i in from.indices { to[i] = from[i] == ignoreIndex ? -1 : from[i] }
    return try withoutTracking { try gathered(positions, "IndexBackward0") }
  }

  fileprivate static func classPositions(_ labels: Tensor, _ classes: Int, _ ignoreIndex: Int)
    throws -> Tensor
  {
    let positions = try Tensor(uninitialized: labels.sizes, dtype: .int64)
    let (from, to) = (labels.buffer(Int.self), positions.buffer(Int.self))
    for i in from.indices { to[i] = from[i] == ignoreIndex ? -1 : i * classes + from[i] }
    return positions
  }

  /// Zeros of shape `sizes` with this gradient (one a row, or one for all) at each row's class.
  private func scatteredToClasses(_ labels: Tensor, _ sizes: Dims, ignoreIndex: Int) throws
    -> Tensor
  {
    let result = try Tensor(zeroed: sizes, dtype: dtype)
    let classes = sizes[sizes.count - 1]
    let list = labels.buffer(Int64.self)
    func scatter<Element>(_: Element.Type) {
      let (from, to) = (pointer(Element.self), result.pointer(Element.self))
      let step = self.sizes.isEmpty ? 0 : strides[0]
      for row in list.indices where list[row] != Int64(ignoreIndex) {
        to[row * classes + Int(list[row])] = from[row * step]
      }
    }
    if dtype == .float32 { scatter(Float.self) } else { scatter(Double.self) }
    return result
  }

  /// The cross entropy of logits with classes (int64) or with class probabilities (floats of the
  /// logits' own shape), PyTorch's `F.cross_entropy`.
  ///
  /// Logits are [rows, classes], [rows, classes, …], or [classes] for a single sample. With
  /// `labelSmoothing` ε a target is 1 - ε at its class and ε / classes everywhere. A scalar, or
  /// with `.none` one loss a sample, in the logits' dtype. Throws for classes out of bounds, and
  /// where shapes or dtypes do not fit.
  public func crossEntropy(
    _ target: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean,
    ignoreIndex: Int = -100, labelSmoothing: Double = 0
  ) throws -> Tensor {
    // A negative amount counts as none, as in PyTorch.
    guard labelSmoothing <= 1 else {
      throw TorchError.runtime(
        "label_smoothing must be between 0.0 and 1.0. Got: "
          + (Int(exactly: labelSmoothing).map { "\($0)" } ?? "\(labelSmoothing)"))
    }
    let classDim = sizes.count == 1 ? 0 : 1
    if sizes == target.sizes {
      return try crossEntropyOfProbabilities(
        target, classDim, weight, reduction, ignoreIndex, labelSmoothing)
    }
    let logProbabilities = try logSoftmax(dim: classDim)
    let nll = try logProbabilities.nllLoss(
      target, weight: weight, reduction: reduction, ignoreIndex: ignoreIndex)
    if labelSmoothing <= 0 { return nll }
    let classes = sizes[classDim]
    var wide = [Int](repeating: 1, count: dim)
    wide[classDim] = classes
    let weighed = try weight.map { try logProbabilities.mul($0.reshape(wide)) } ?? logProbabilities
    let isIgnored = try withoutTracking { try target.eq(.int(ignoreIndex)) }
    let smooth = try weighed.sum(dims: [classDim]).neg().maskedFill(isIgnored, 0)
    let reduced: Tensor
    switch reduction {
    case .none: reduced = smooth
    case .sum: reduced = try smooth.sum()
    case .mean:
      let kept = try withoutTracking {
        let counted = try isIgnored.logicalNot()
        guard let weight else { return try counted.sum().item() }
        return try weight.gather(dim: 0, target.maskedSelect(counted)).sum().item()
      }
      reduced = try smooth.sum().div(.double(kept))
    case .batchmean: throw TorchError.value("batchmean is not a valid value for reduction")
    }
    return try nll.mul(.double(1 - labelSmoothing)).add(
      reduced.mul(.double(labelSmoothing / Double(classes))))
  }

  private func crossEntropyOfProbabilities(
    _ target: Tensor, _ classDim: Int, _ weight: Tensor?, _ reduction: Reduction,
    _ ignoreIndex: Int, _ smoothing: Double
  ) throws -> Tensor {
    guard target.dtype.isFloatingPoint else {
      throw TorchError.runtime(
        "Expected floating point type for target with class probabilities, got "
          + target.dtype.scalarTypeName)
    }
    guard ignoreIndex < 0 else {
      throw TorchError.runtime("ignore_index is not supported for floating point target")
    }
    let classes = sizes.isEmpty ? 1 : sizes[classDim]
    let goal =
      smoothing > 0
      ? try target.mul(.double(1 - smoothing)).add(.double(smoothing / Double(classes))) : target
    var losses = try logSoftmax(dim: classDim).mul(goal)
    if let weight {
      var wide = [Int](repeating: 1, count: dim)
      wide[classDim] = classes
      losses = try losses.mul(weight.reshape(wide))
    }
    let lossDims = sizes.isEmpty ? [] : [classDim]
    switch reduction {
    case .none: return try losses.sum(dims: lossDims).neg()
    case .sum: return try losses.sum().neg()
    case .mean:
      let samples = Tensor.wrapped(.double(Double(count) / Double(classes)))
      let total = try losses.sum().neg()
      return try total.combined(CK_DIV, samples).recorded("DivBackward1", from: total, samples) {
        _ in { g in [try g.div(samples), nil] }
      }
    case .batchmean: throw TorchError.value("batchmean is not a valid value for reduction")
    }
  }
}
