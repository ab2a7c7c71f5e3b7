import CKernels

/// How a loss is made of its elements' losses.
public enum Reduction: String, Sendable { case none, mean, sum }

extension Tensor {
  /// The negative log-likelihood of classes (int64, [rows]) under log-probabilities [rows, classes].
  ///
  /// d/dx = -g at each row's class, over the number of rows for the mean.
  public func nllLoss(_ target: Tensor, reduction: Reduction = .mean, ignoreIndex: Int = -100)
    throws -> Tensor
  {
    guard sizes.count == 2 || sizes.count == 1 else {
      throw TorchError.runtime("input tensor should be 1D or 2D")
    }
    guard target.sizes.count <= 1, sizes.count == target.sizes.count + 1 else {
      throw TorchError.runtime(
        "0D or 1D target tensor expected, multi-target not supported")
    }
    let rows = sizes.count == 2 ? sizes[0] : 1
    let classes = sizes[sizes.count - 1]
    guard rows == target.count else {
      throw TorchError.value(
        "Expected input batch_size (\(rows)) to match target batch_size (\(target.count)).")
    }
    guard target.dtype == .int64 || target.dtype == .uint8 else {
      throw TorchError.runtime(
        "expected target dtype to be Long or Byte, but got \(target.dtype.scalarTypeName)")
    }
    let labels = target.converted(to: .int64).packed
    let source = packed
    let losses = Tensor(uninitialized: target.sizes, dtype: dtype)
    let bad = ck_nll_gather(
      dtype.kernel, Int64(rows), Int64(classes), losses.elements, source.elements,
      labels.pointer(Int64.self), Int64(ignoreIndex))
    guard bad < 0 else {
      throw TorchError.index("Target \(labels.pointer(Int64.self)[Int(bad)]) is out of bounds.")
    }
    let kept =
      reduction == .mean
      ? labels.buffer(Int64.self).reduce(0) { $0 + ($1 == Int64(ignoreIndex) ? 0 : 1) } : 1
    let result = try withoutTracking {
      switch reduction {
      case .none: losses
      case .sum: try losses.sum()
      case .mean: try losses.sum().div(.double(Double(kept)))
      }
    }
    let original = sizes
    return try result.recorded("NllLossBackward0", from: self, target) { _, g in
      let scaled = reduction == .mean ? try g.div(.double(Double(kept))) : g
      return Gradients(
        try scaled.neg().scatteredToClasses(labels, original, ignoreIndex: ignoreIndex))
    }
  }

  /// Zeros of shape `sizes` with this gradient (one a row, or one for all) at each row's class.
  private func scatteredToClasses(_ labels: Tensor, _ sizes: Dims, ignoreIndex: Int) throws
    -> Tensor
  {
    let result = Tensor(zeroed: sizes, dtype: dtype)
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
  /// Logits are [rows, classes], or [classes] for a single sample.
  public func crossEntropy(
    _ target: Tensor, reduction: Reduction = .mean, ignoreIndex: Int = -100
  ) throws -> Tensor {
    let classDim = sizes.count <= 1 ? 0 : 1
    guard sizes == target.sizes else {
      return try logSoftmax(dim: classDim).nllLoss(
        target, reduction: reduction, ignoreIndex: ignoreIndex)
    }
    guard target.dtype.isFloatingPoint else {
      throw TorchError.runtime(
        "Expected floating point type for target with class probabilities, got "
          + target.dtype.scalarTypeName)
    }
    let losses = try logSoftmax(dim: classDim).mul(target)
    switch reduction {
    case .none: return try losses.sum(dims: [classDim]).neg()
    case .sum: return try losses.sum().neg()
    case .mean:
      let samples = max(count, 1) / max(sizes.isEmpty ? 1 : sizes[classDim], 1)
      return try losses.sum().neg().div(.double(Double(samples)))
    }
  }
}
