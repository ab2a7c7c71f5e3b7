import CKernels

/// Where a view was made: one made outside the graph may not join it by an in-place change.
enum ViewOrigin: UInt8 { case tracked, noGrad, inferenceMode }

// Views share their base's memory; only sizes, strides and offset differ.

extension Tensor {
  /// A dimension counted from the end when negative, checked against the rank.
  func normalized(_ dim: Int) throws -> Int {
    let rank = Swift.max(sizes.count, 1)
    guard dim >= -rank, dim < rank else {
      throw TorchError.dimensionOutOfRange(dim, rank: sizes.count)
    }
    return dim < 0 ? dim + rank : dim
  }

  /// A differentiable view; the caller has checked that it stays inside the storage.
  func view(
    _ name: StaticString, offset: Int? = nil, sizes: Dims, strides: Dims,
    derivative: @escaping Node.Derivative
  ) throws -> Tensor {
    let result = Tensor(
      storage: storage, offset: offset ?? self.offset, sizes: sizes, strides: strides,
      dtype: dtype)
    result.isInference = isInference
    result.join(base ?? self, through: self)
    return try result.recorded(name, from: self) { _ in derivative }
  }

  /// The same values as the result of an op of their own.
  func aliased() throws -> Tensor {
    try view("AliasBackward0", sizes: sizes, strides: strides) { [$0] }
  }

  /// A view made by `body` that belongs to no graph yet, for ops with several results.
  func unrecordedView(_ body: (Tensor) throws -> Tensor) throws -> Tensor {
    let made = try withoutTracking { try body(self) }
    made.join(base ?? self, through: self)
    return made
  }

  /// Becomes a view of `root`, which keeps a list of its views for in-place changes.
  private func join(_ root: Tensor, through source: Tensor) {
    base = root
    let context = ck_current()
    guard context.pointee.grad_mode != CK_GRAD_SILENT else { return }
    viewOrigin =
      context.pointee.grad_mode == CK_GRAD_ENABLED
      ? source.viewOrigin : context.pointee.inference ? .inferenceMode : .noGrad
    root.addView(self)
  }

  /// Dimensions `a` and `b` exchanged; a view. d/dx = gᵀ.
  ///
  /// Any dtype. Throws for dimensions out of range.
  public func transpose(_ a: Int, _ b: Int) throws -> Tensor {
    let (a, b) = (try normalized(a), try normalized(b))
    if sizes.isEmpty {
      return try view("TransposeBackward0", sizes: sizes, strides: strides) { [$0] }
    }
    var (newSizes, newStrides) = (sizes, strides)
    (newSizes[a], newSizes[b]) = (sizes[b], sizes[a])
    (newStrides[a], newStrides[b]) = (strides[b], strides[a])
    return try view("TransposeBackward0", sizes: newSizes, strides: newStrides) { g in
      [try g.transpose(a, b)]
    }
  }

  /// The transpose of a matrix; a vector is its own. A view.
  ///
  /// Any dtype. Throws for more than two dimensions. d/dx = gᵀ.
  public func t() throws -> Tensor {
    guard sizes.count <= 2 else {
      throw TorchError.runtime(
        "t() expects a tensor with <= 2 dimensions, but self is \(sizes.count)D")
    }
    guard sizes.count == 2 else {
      return try view("TBackward0", sizes: sizes, strides: strides) { [$0] }
    }
    return try view(
      "TBackward0", sizes: Dims(sizes[1], sizes[0]), strides: Dims(strides[1], strides[0])
    ) {
      [try $0.t()]
    }
  }

  /// Sizes with one -1 worked out; throws PyTorch's errors when they do not hold the elements.
  func inferredSizes(_ shape: [Int]) throws -> Dims {
    var known = 1
    var unknown: Int?
    for (i, size) in shape.enumerated() {
      if size == -1 {
        if unknown != nil { throw TorchError.runtime("only one dimension can be inferred") }
        unknown = i
      } else if size < 0 {
        throw TorchError.runtime("invalid shape dimension \(size) at index \(i) of shape \(shape)")
      } else {
        let (product, overflow) = known.multipliedReportingOverflow(by: size)
        known = overflow ? -1 : product
      }
    }
    guard shape.count <= Dims.capacity else { return try Tensor.checked(shape) }
    var result = Dims(shape)
    if let unknown {
      if known == 0 {
        if count == 0 {
          throw TorchError.runtime(
            "cannot reshape tensor of 0 elements into shape \(shape) because the unspecified "
              + "dimension size -1 can be any value and is ambiguous")
        }
        throw TorchError.runtime("shape '\(shape)' is invalid for input of size \(count)")
      }
      guard known > 0, count % known == 0 else {
        throw TorchError.runtime("shape '\(shape)' is invalid for input of size \(count)")
      }
      result[unknown] = count / known
    } else if known != count {
      throw TorchError.runtime("shape '\(shape)' is invalid for input of size \(count)")
    }
    return result
  }

  /// The strides with which `target` reads the same elements in order; nil when a copy is needed.
  func viewStrides(_ target: Dims) -> Dims? {
    if isContiguous { return target.contiguousStrides }
    var result = target
    var (next, left) = (target.count - 1, 1)
    var chunkStride = sizes.isEmpty ? 1 : strides[sizes.count - 1]
    var chunk = 1
    var i = sizes.count - 1
    while i >= 0 {
      chunk *= sizes[i]
      let isEnd = i == 0 || (sizes[i - 1] != 1 && strides[i - 1] != chunk * chunkStride)
      if isEnd {
        left = 1
        while next >= 0, left < chunk || target[next] == 1 {
          result[next] = left * chunkStride
          left *= target[next]
          next -= 1
        }
        if left != chunk { return nil }
        if i > 0 {
          chunkStride = strides[i - 1]
          chunk = 1
        }
      }
      i -= 1
    }
    return next == -1 ? result : nil
  }

  /// The same elements in another shape; a view where the strides allow it, else a copy.
  ///
  /// Same dtype; one size may be -1. Throws where the sizes do not hold the elements. d/dx = g in
  /// the old shape.
  public func reshape(_ shape: [Int]) throws -> Tensor {
    let target = try inferredSizes(shape)
    let original = sizes
    if let strides = viewStrides(target) {
      return try view("ViewBackward0", sizes: target, strides: strides) { g in
        [try g.reshape(original.array)]
      }
    }
    let copy = try contiguousCopy()
    copy.sizes = target
    copy.strides = target.contiguousStrides
    return try copy.recorded("UnsafeViewBackward0", from: self) { _ in
      { g in
        [try g.reshape(original.array)]
      }
    }
  }

  /// Broadcast to a larger shape without copying; -1 keeps a size. d/dx sums back.
  ///
  /// Sizes of one stretch, and new dimensions come in front. Throws where a size does not fit.
  public func expand(_ shape: [Int]) throws -> Tensor {
    guard shape.count >= sizes.count else {
      throw TorchError.runtime(
        "expand(torch.\(dtype.scalarTypeName)Tensor{\(self.shape)}, size=\(shape)): the number of "
          + "sizes provided (\(shape.count)) must be greater or equal to the number of dimensions "
          + "in the tensor (\(sizes.count))")
    }
    guard shape.count <= Dims.capacity else {
      return try Tensor(zeroed: try Tensor.checked(shape), dtype: dtype)
    }
    var (target, steps) = (Dims(shape), Dims(shape))
    let skip = shape.count - sizes.count
    for i in (0..<shape.count).reversed() {
      let old = i < skip ? 1 : sizes[i - skip]
      if shape[i] == -1 {
        guard i >= skip else {
          throw TorchError.runtime(
            "expand(torch.\(dtype.scalarTypeName)Tensor{\(self.shape)}, size=\(shape)): the "
              + "expanded size of the tensor (-1) isn't allowed in a leading, non-existing "
              + "dimension \(i)")
        }
        target[i] = old
      } else if old != 1 && old != shape[i] || shape[i] < 0 {
        throw TorchError.runtime(
          "The expanded size of the tensor (\(shape[i])) must match the existing size (\(old)) at "
            + "non-singleton dimension \(i).  Target sizes: \(shape).  Tensor sizes: \(self.shape)")
      }
      steps[i] = i < skip || (old == 1 && target[i] != 1) ? 0 : strides[i - skip]
    }
    _ = try Tensor.checked(target.array)
    let original = sizes
    return try view("ExpandBackward0", sizes: target, strides: steps) { g in
      [try g.summed(to: original)]
    }
  }

  /// Summed over the dimensions along which `target` was stretched to this shape.
  func summed(to target: Dims) throws -> Tensor {
    if sizes == target { return self }
    let skip = sizes.count - target.count
    if skip > 0, isContiguous, !isGradEnabled, areLeading(target, skip) {
      // A bias's gradient: the leading dimensions are one.
      let inner = target.elementCount
      let plan = ReductionPlan(
        source: nil, outer: 1, n: count / Swift.max(inner, 1), inner: inner, sizes: target)
      return try reduce(CK_SUM, plan, dtype: dtype)
    }
    var dims: [Int] = []
    for i in 0..<sizes.count where i < skip || (target[i - skip] == 1 && sizes[i] != 1) {
      dims.append(i)
    }
    let summed = try sum(dims: dims, keepdim: true)
    return skip == 0 ? summed : try summed.reshape(target.array)
  }
  /// Whether only the first `skip` dimensions, which `target` lacks, differ from it.
  private func areLeading(_ target: Dims, _ skip: Int) -> Bool {
    for i in 0..<target.count where target[i] != sizes[i + skip] { return false }
    return dtype.isFloatingPoint
  }
}
