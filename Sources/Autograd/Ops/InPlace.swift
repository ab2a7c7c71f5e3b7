import CKernels

extension Tensor {
  /// Adds to the values in place: the engine's own sums, outside any graph.
  func accumulateInPlace(_ other: Tensor) throws {
    try compute(CK_ADD, self, other)
    storage.version += 1
  }

  /// Runs the body with the values as a float buffer that it may change.
  ///
  /// For optimisers: raises the version, and joins no graph. The tensor must be contiguous
  /// float32; returns nil without calling the body otherwise.
  public func withMutableFloats<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result? {
    guard dtype == .float32, isContiguous else { return nil }
    storage.version += 1
    return try body(buffer(Float.self))
  }

  /// Runs the body with the values as a float buffer; nil when they are not contiguous float32.
  public func withFloats<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result? {
    guard dtype == .float32, isContiguous else { return nil }
    return try body(UnsafeBufferPointer(buffer(Float.self)))
  }
}

extension Tensor {
  /// A copy of the values that belongs to no graph, for `restore`.
  public func snapshot() -> Tensor { contiguousCopy() }

  /// Overwrites the values with a snapshot's, whatever the grad mode; raises the version.
  public func restore(_ snapshot: Tensor) throws {
    guard snapshot.sizes == sizes, snapshot.dtype == dtype else {
      throw TorchError.runtime("a snapshot of \(snapshot.shape) does not fit \(shape)")
    }
    var walk = ck_walk(sizes, self, snapshot)
    ck_convert(dtype.kernel, dtype.kernel, &walk, elements, snapshot.elements)
    storage.version += 1
  }

  /// Rows `start ..< start + length` of `dim`; a view. d/dx = g there, zeros elsewhere.
  public func narrow(dim: Int, start: Int, length: Int) throws -> Tensor {
    guard !sizes.isEmpty else {
      throw TorchError.runtime("narrow() cannot be applied to a 0-dim tensor.")
    }
    let dim = try normalized(dim)
    let size = sizes[dim]
    guard start >= -size, start <= size else {
      throw TorchError.index(
        "Dimension out of range (expected to be in range of [\(-size), \(size - 1)], but got "
          + "\(start))")
    }
    let first = start < 0 ? start + size : start
    guard length >= 0 else { throw TorchError.runtime("narrow(): length must be non-negative.") }
    guard first + length <= size else {
      throw TorchError.runtime(
        "start (\(first)) + length (\(length)) exceeds dimension size (\(size)).")
    }
    var target = sizes
    target[dim] = length
    let original = sizes
    return try view(
      "SliceBackward0", offset: offset + first * strides[dim], sizes: target, strides: strides
    ) { _, g in
      let back = Tensor(zeroed: original, dtype: g.dtype)
      let window = back.alias()
      window.offset = first * back.strides[dim]
      window.sizes = target
      var walk = ck_walk(target, window, g)
      ck_convert(g.dtype.kernel, g.dtype.kernel, &walk, window.elements, g.elements)
      return Gradients(back)
    }
  }
}
