import CKernels

// The common cross entropy in one op: PyTorch's graph has two for it, the logarithm of softmax and
// the negative log-likelihood, and so has ours as soon as anybody looks; see `Node.unfold`.

extension Tensor {
  /// The mean or the sum of the rows' cross entropies [rows, classes] with int64 [rows]; nil where
  /// the two ops have to be run one after the other.
  @inline(__always)
  func foldedCrossEntropy(_ target: Tensor, _ isMean: Bool, _ ignoreIndex: Int) throws -> Tensor? {
    let context = ck_current().unsafelyUnwrapped
    guard sizes.count == 2, target.sizes.count == 1, target.sizes[0] == sizes[0],
      target.dtype == .int64, dtype.isFloatingPoint, target.isContiguous, isContiguous,
      !context.pointee.anomaly
    else { return nil }
    let (rows, classes) = (sizes[0], sizes[1])
    let logs = Storage(byteCount: rows * classes * dtype.byteCount)
    let result = Tensor.uninitialized(Dims(), dtype: dtype)
    var kept: Int64 = 0
    let bad = ck_cross_entropy(
      dtype.kernel, Int64(rows), Int64(classes), result.elements, logs.pointer, elements,
      target.pointer(Int64.self), Int64(ignoreIndex), isMean, &kept)
    try target.checkClasses(bad)
    guard isRecorded else {
      _ = result.passing("LogSoftmaxBackward0", from: self)
      result.passOn("NllLossBackward0")
      return result
    }
    // The first op's number; the second takes the next.
    context.pointee.sequence += 1
    _ = try result.recorded(
      "NllLossBackward0", from: self, keeping: .passUnretained(target),
      numbers: Self.nllNumbers(rows, classes, ignoreIndex, meanOver: isMean ? kept : nil)
    ) { node, g in
      let labels = try node.savedTensor(0)
      let (rows, classes) = (node.numbers.third, node.numbers.first)
      let back = Tensor.uninitialized(Dims(rows, classes), dtype: g.dtype)
      guard case .memory(let logs) = node.saved[1].value else { throw TorchError.secondBackward }
      ck_cross_entropy_backward(
        g.dtype.kernel, Int64(rows), Int64(classes), back.elements, g.elements,
        node.numbers.scale, ck_block_elements(logs), labels.pointer(Int64.self),
        Int64(node.numbers.second))
      return Gradients(back)
    }
    result.made.node?._withUnsafeGuaranteedRef { $0.fold(logs) }
    return result
  }
}

extension Node {
  /// Makes two ops, as PyTorch's graph has them, of the one that stands for both.
  ///
  /// Whoever looks at more of the op than its derivative comes here first: one that reads its
  /// inputs, differentiates the derivative, or chooses among ops.
  func unfold() {
    guard isFolded else { return }
    split(
      "LogSoftmaxBackward0", Dims(numbers.third, numbers.first),
      numbers: Tensor.softmaxNumbers(1, true), derivative: Tensor.softmaxDerivative,
      own: Tensor.nllDerivative)
  }
}
