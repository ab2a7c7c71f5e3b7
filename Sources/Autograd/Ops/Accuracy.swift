import CKernels

extension Tensor {
  /// The share of rows [rows, classes] whose largest element stands at their class (int64, [rows]).
  ///
  /// `(x.argmax(dim=1) == labels).float().mean()`, a float32 scalar; a loop works it out twice an
  /// epoch, so the common case is one kernel, not four. No gradient passes it: the cut that it leaves
  /// is the one that these four leave. Throws what they throw.
  public func accuracy(_ labels: Tensor) throws -> Tensor {
    guard dtype == .float32, labels.dtype == .int64, sizes.count == 2, labels.sizes.count == 1,
      labels.sizes[0] == sizes[0], isContiguous, labels.isContiguous, !labels.hasHistory,
      sizes[1] > 0, (1..<Self.countable).contains(sizes[0])
    else { return try argmax(dim: 1).eq(labels).to(.float32).mean() }
    let result = Tensor(numberOf: .float32)
    let hits = ck_hits(
      Int64(sizes[0]), Int64(sizes[1]), pointer(Float.self), labels.pointer(Int64.self))
    result.pointer(Float.self).pointee = Float(hits) / Float(sizes[0])
    return result.cutting(
      "argmax", then: ["eq", "ToCopyBackward0", "MeanBackward0"], from: self)
  }

  /// Up to here a float counts exactly, in whatever order it adds.
  private static var countable: Int { 1 << 24 }
}
