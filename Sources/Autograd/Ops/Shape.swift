import CKernels

// Views and rearrangements.

extension Tensor {
  /// The same elements in another shape, never copied; throws where the strides do not allow it.
  ///
  /// Same dtype and memory; one size may be -1. Throws also where the sizes do not hold the
  /// elements.
  public func view(_ shape: [Int]) throws -> Tensor {
    let target = try inferredSizes(shape)
    guard let strides = viewStrides(target) else {
      throw TorchError.runtime(
        "view size is not compatible with input tensor's size and stride (at least one dimension "
          + "spans across two contiguous subspaces). Use .reshape(...) instead.")
    }
    let original = sizes
    return try view("ViewBackward0", sizes: target, strides: strides) { g in
      [try g.reshape(original.array)]
    }
  }

  /// The dimensions in another order; a view.
  ///
  /// Any dtype. Throws unless each dimension is named once. d/dx = g in the old order.
  public func permute(_ order: [Int]) throws -> Tensor {
    guard order.count == sizes.count else {
      throw TorchError.runtime(
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length "
          + "of the desired ordering of dimensions i.e. input.dim() = \(sizes.count) is not equal "
          + "to len(dims) = \(order.count)")
    }
    let dims = try order.map(normalized)
    guard Set(dims).count == dims.count else {
      throw TorchError.runtime("permute(): duplicate dims are not allowed.")
    }
    var inverse = dims
    for (i, dim) in dims.enumerated() { inverse[dim] = i }
    let moved = permuted(dims)
    return try view("PermuteBackward0", sizes: moved.sizes, strides: moved.strides) { g in
      [try g.permute(inverse)]
    }
  }

  /// One position along `dim`; a view with that dimension gone. d/dx = g there, zeros elsewhere.
  ///
  /// Any dtype. Throws for a dimension or position out of range.
  public func select(dim: Int, index: Int) throws -> Tensor {
    guard !sizes.isEmpty else {
      throw TorchError.index("select() cannot be applied to a 0-dim tensor.")
    }
    let dim = try normalized(dim)
    guard index >= -sizes[dim], index < sizes[dim] else {
      throw TorchError.index(
        "select(): index \(index) out of range for tensor of size \(shape) at dimension \(dim)")
    }
    let at = index < 0 ? index + sizes[dim] : index
    var (newSizes, newStrides) = (sizes, strides)
    newSizes.remove(at: dim)
    newStrides.remove(at: dim)
    let original = sizes
    return try view(
      "SelectBackward0", offset: offset + at * strides[dim], sizes: newSizes, strides: newStrides
    ) { g in
      [try g.unsqueeze(dim).padded(dim, before: at, to: original[dim])]
    }
  }

  /// Positions `start ..< end` of `dim` in steps; a view. Bounds are cut to the size, as in Python.
  ///
  /// Any dtype. Throws for a scalar, a dimension out of range, and a step below one. d/dx = g
  /// there, zeros elsewhere.
  public func slice(dim: Int, start: Int? = nil, end: Int? = nil, step: Int = 1) throws -> Tensor {
    guard !sizes.isEmpty else {
      throw TorchError.index("slice() cannot be applied to a 0-dim tensor.")
    }
    let dim = try normalized(dim)
    guard step > 0 else {
      throw TorchError.value(
        step == 0 ? "slice step cannot be zero" : "step must be greater than zero")
    }
    let size = sizes[dim]
    func bound(_ value: Int) -> Int {
      Swift.min(Swift.max(value < 0 ? value + size : value, 0), size)
    }
    let first = bound(start ?? 0)
    let last = Swift.max(bound(end ?? size), first)
    var (newSizes, newStrides) = (sizes, strides)
    let length = last - first
    newSizes[dim] = length / step + (length % step == 0 ? 0 : 1)
    // A step beyond the end is never taken.
    if newSizes[dim] > 1 { newStrides[dim] *= step }
    let original = sizes
    return try view(
      "SliceBackward0", offset: offset + first * strides[dim], sizes: newSizes, strides: newStrides
    ) { g in
      [try g.padded(dim, before: first, step: step, to: original[dim])]
    }
  }

  /// Rows `start ..< start + length` of `dim`; a view. d/dx = g there, zeros elsewhere.
  ///
  /// Any dtype. Throws for what lies outside the dimension.
  public func narrow(dim: Int, start: Int, length: Int) throws -> Tensor {
    guard !sizes.isEmpty else {
      throw TorchError.runtime("narrow() cannot be applied to a 0-dim tensor.")
    }
    let dim = try normalized(dim)
    let size = sizes[dim]
    guard start >= -size, start <= size else {
      throw TorchError.index(
        "start out of range (expected to be in range of [\(-size), \(size)], but got \(start))")
    }
    let first = start < 0 ? start + size : start
    guard length >= 0 else { throw TorchError.runtime("narrow(): length must be non-negative.") }
    guard length <= size - first else {
      throw TorchError.runtime(
        "start (\(first)) + length (\(length)) exceeds dimension size (\(size)).")
    }
    return try slice(dim: dim, start: first, end: first + length)
  }

  /// Zeros of size `total` along `dim` with this tensor's positions put at `before`, in steps.
  func padded(_ dim: Int, before: Int, step: Int = 1, to total: Int) throws -> Tensor {
    var target = sizes
    target[dim] = total
    let result = try Tensor(zeroed: target, dtype: dtype)
    let window = result.alias()
    window.offset = before * result.strides[dim]
    window.sizes = sizes
    window.strides[dim] *= step
    var walk = ck_walk(sizes, window, self)
    ck_convert(dtype.kernel, dtype.kernel, &walk, window.elements, elements)
    let end = sizes[dim] == 0 ? before : before + (sizes[dim] - 1) * step + 1
    return try result.recorded("SliceBackward0", from: self) { _ in
      { g in
        [try g.slice(dim: dim, start: before, end: end, step: step)]
      }
    }
  }

  /// Without the dimensions of size one; a view.
  ///
  /// Any dtype; never throws. d/dx = g in the old shape.
  public func squeeze() throws -> Tensor {
    try reshapedView(sizes.array.filter { $0 != 1 }, "SqueezeBackward0") { $0 != 1 }
  }

  /// Without dimension `dim` where its size is one; a view. Throws for a dimension out of range.
  public func squeeze(_ dim: Int) throws -> Tensor { try squeeze(dim, "SqueezeBackward1") }

  func squeeze(_ dim: Int, _ name: StaticString) throws -> Tensor {
    let dim = try normalized(dim)
    guard !sizes.isEmpty, sizes[dim] == 1 else {
      let original = sizes
      return try view(name, sizes: sizes, strides: strides) { g in
        [try g.reshape(original.array)]
      }
    }
    var shape = sizes
    var steps = strides
    shape.remove(at: dim)
    steps.remove(at: dim)
    return try view(name, sizes: shape, strides: steps) { g in
      [try g.unsqueeze(dim)]
    }
  }

  private func reshapedView(
    _ shape: [Int], _ name: StaticString, _ isKept: (Int) -> Bool
  ) throws -> Tensor {
    let steps = zip(sizes.array, strides.array).filter { isKept($0.0) }.map(\.1)
    let original = sizes
    return try view(name, sizes: Dims(shape), strides: Dims(steps)) { g in
      [try g.reshape(original.array)]
    }
  }

  /// With a dimension of size one put in at `dim`; a view.
  ///
  /// Any dtype. Throws for a dimension out of range. d/dx = g in the old shape.
  public func unsqueeze(_ dim: Int) throws -> Tensor {
    let rank = sizes.count + 1
    guard dim >= -rank, dim < rank else {
      throw TorchError.index(
        "Dimension out of range (expected to be in range of [\(-rank), \(rank - 1)], but got "
          + "\(dim))")
    }
    guard rank <= Dims.capacity else {
      throw TorchError.runtime("tensors have at most \(Dims.capacity) dimensions here, got \(rank)")
    }
    let at = dim < 0 ? dim + rank : dim
    var (newSizes, newStrides) = (sizes, strides)
    let step = at < sizes.count ? sizes[at] * strides[at] : 1
    newSizes.insert(1, at: at)
    newStrides.insert(step, at: at)
    return try view("UnsqueezeBackward0", sizes: newSizes, strides: newStrides) { g in
      [try g.squeeze(at)]
    }
  }

  /// Dimensions `start ... end` made one; a view where the strides allow it.
  ///
  /// Any dtype; a scalar becomes [1]. Throws for dimensions out of range or in the wrong order.
  public func flatten(start: Int = 0, end: Int = -1) throws -> Tensor {
    let (first, last) = (try normalized(start), try normalized(end))
    guard first <= last else {
      throw TorchError.runtime("flatten() has invalid args: start_dim cannot come after end_dim")
    }
    if sizes.isEmpty { return try reshape([1]) }
    if first == last { return self }
    let merged = (first...last).reduce(1) { $0 * sizes[$1] }
    return try reshape(
      Array(sizes.array[..<first]) + [merged] + Array(sizes.array[(last + 1)...]))
  }

  /// The tensor itself when its elements lie in row-major order, else a copy that does.
  ///
  /// Shape and dtype kept. d/dx = g.
  public func contiguous() throws -> Tensor { isContiguous ? self : try clone() }

  /// A copy of the values. d/dx = g.
  ///
  /// Shape and dtype kept; contiguous.
  public func clone() throws -> Tensor {
    try contiguousCopy().recorded("CloneBackward0", from: self) { _ in { [$0] } }
  }
}
