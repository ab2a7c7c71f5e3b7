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
  ///
  /// Shape and dtype as here; contiguous.
  public func snapshot() throws -> Tensor { try contiguousCopy() }

  /// Overwrites the values with a snapshot's, whatever the grad mode; raises the version.
  ///
  /// Throws where shape or dtype differ.
  public func restore(_ snapshot: Tensor) throws {
    guard snapshot.sizes == sizes, snapshot.dtype == dtype else {
      throw TorchError.runtime("a snapshot of \(snapshot.shape) does not fit \(shape)")
    }
    var walk = ck_walk(sizes, self, snapshot)
    ck_convert(dtype.kernel, dtype.kernel, &walk, elements, snapshot.elements)
    storage.version += 1
  }

  /// Whether both are the same elements of the same memory.
  public func isAlias(of other: Tensor) -> Bool {
    storage === other.storage && offset == other.offset && sizes == other.sizes
      && strides == other.strides && dtype == other.dtype
  }

  /// The memory itself, so that tensors which share it can be found.
  public var memory: ObjectIdentifier { ObjectIdentifier(storage) }
}
