import CKernels

// Tensors put together, and taken apart again.

extension Tensor {
  /// Tensors one after the other along `dim`, in their common dtype.
  ///
  /// All sizes but `dim`'s are one. Throws for no tensors, scalars, and shapes that do not fit.
  /// Each gets its part of g.
  public static func cat(_ tensors: [Tensor], dim: Int = 0) throws -> Tensor {
    guard let first = tensors.first else {
      throw TorchError.value("torch.cat(): expected a non-empty list of Tensors")
    }
    for (i, tensor) in tensors.enumerated() where tensor.dim == 0 {
      throw TorchError.runtime("zero-dimensional tensor (at position \(i)) cannot be concatenated")
    }
    // PyTorch passes over empty vectors whatever the others' shape.
    let full = tensors.filter { $0.shape != [0] }
    let model = full.first ?? first
    let dim = try model.normalized(dim)
    var shape = model.sizes
    shape[dim] = 0
    for (i, tensor) in tensors.enumerated() where tensor.shape != [0] {
      guard tensor.dim == model.dim else {
        throw TorchError.runtime(
          "Tensors must have same number of dimensions: got \(model.dim) and \(tensor.dim)")
      }
      for d in 0..<model.dim where d != dim && tensor.sizes[d] != model.sizes[d] {
        throw TorchError.runtime(
          "Sizes of tensors must match except in dimension \(dim). Expected size "
            + "\(model.sizes[d]) but got size \(tensor.sizes[d]) for tensor number \(i) in the "
            + "list.")
      }
      shape[dim] += tensor.sizes[dim]
    }
    if full.isEmpty { shape = first.sizes }
    _ = try Tensor.checked(shape.array)
    var dtype = first.dtype
    for tensor in tensors { dtype = DType.promote(dtype, tensor.dtype) }
    let result = try Tensor(uninitialized: shape, dtype: dtype)
    var start = 0
    var spans: [(start: Int, length: Int)] = []
    for tensor in tensors {
      let length = tensor.shape == [0] ? 0 : tensor.sizes[dim]
      spans.append((start, length))
      if tensor.shape != [0] {
        let window = result.alias()
        window.offset = start * result.strides[dim]
        window.sizes = tensor.sizes
        var walk = ck_walk(tensor.sizes, window, tensor)
        ck_convert(
          dtype.kernel, tensor.dtype.kernel, &walk, window.elements, tensor.elements)
      }
      start += length
    }
    let shapes = tensors.map(\.shape)
    return try result.recorded("CatBackward0", from: tensors[0], and: Array(tensors.dropFirst())) {
      op in
      let needed = tensors.indices.map(op.needs)
      return { g in
        try spans.enumerated().map { i, span in
          guard needed[i] else { return nil }
          return try g.narrow(dim: dim, start: span.start, length: span.length).reshape(shapes[i])
        }
      }
    }
  }

  /// Tensors of one shape along a new dimension.
  ///
  /// Dtypes promote. Throws for no tensors and for shapes that differ. Each gets its part of g.
  public static func stack(_ tensors: [Tensor], dim: Int = 0) throws -> Tensor {
    guard let first = tensors.first else {
      throw TorchError.runtime("stack expects a non-empty TensorList")
    }
    for (i, tensor) in tensors.enumerated() where tensor.sizes != first.sizes {
      throw TorchError.runtime(
        "stack expects each tensor to be equal size, but got \(first.shape) at entry 0 and "
          + "\(tensor.shape) at entry \(i)")
    }
    let wrapped = try first.unsqueeze(dim)
    let at = dim < 0 ? dim + wrapped.dim : dim
    let result = try withoutTracking { try cat(tensors.map { try $0.unsqueeze(at) }, dim: at) }
    return try result.recorded("StackBackward0", from: tensors[0], and: Array(tensors.dropFirst()))
    { op in
      let needed = tensors.indices.map(op.needs)
      return { g in
        try needed.enumerated().map { $0.element ? try g.select(dim: at, index: $0.offset) : nil }
      }
    }
  }

  /// Pieces of `size` along `dim`, the last one shorter where it must be; views, PyTorch's `split`.
  ///
  /// Throws for a scalar, a negative size, and a size of zero unless the dimension is empty. As in
  /// PyTorch, pieces with a gradient path may not be changed in place.
  public func split(_ size: Int, dim: Int = 0) throws -> [Tensor] {
    guard !self.sizes.isEmpty else {
      throw TorchError.runtime("split expects at least a 1-dimensional tensor")
    }
    guard size >= 0 else {
      throw TorchError.runtime(
        "split expects split_size be non-negative, but got split_size=\(size)")
    }
    let dim = try normalized(dim)
    let total = sizes[dim]
    if size == 0 {
      guard total == 0 else {
        throw TorchError.runtime(
          "split_size can only be 0 if dimension size is 0, but got dimension size of \(total)")
      }
      return try pieces([0], dim, "SplitBackward0")
    }
    let count = Swift.max(total / size + (total % size == 0 ? 0 : 1), 1)
    let lengths = (0..<count).map { Swift.min(size, total - $0 * size) }
    return try pieces(lengths, dim, "SplitBackward0")
  }

  /// Views of the given lengths along `dim`, one after the other: results of one op.
  private func pieces(_ lengths: [Int], _ dim: Int, _ name: StaticString) throws -> [Tensor] {
    var start = 0
    let parts = try lengths.map { length in
      defer { start += length }
      return try unrecordedView {
        try $0.narrow(dim: dim, start: start, length: length)
      }
    }
    try parts.first?.recorded(name, from: self, with: Array(parts.dropFirst())) { op in
      let others = op.otherGradients()
      return { g in [try Tensor.cat([g] + others(), dim: dim)] }
    }
    return parts
  }

  /// Pieces of the given sizes along `dim`, which they must fill; views. Otherwise as
  /// `split(_:dim:)`.
  ///
  /// Throws where the sizes are negative or do not add up.
  public func split(_ list: [Int], dim: Int = 0) throws -> [Tensor] {
    guard !self.sizes.isEmpty else {
      throw TorchError.runtime("split expects at least a 1-dimensional tensor")
    }
    let dim = try normalized(dim)
    if list.contains(where: { $0 < 0 }) {
      throw TorchError.runtime(
        "split_with_sizes expects split_sizes have only non-negative entries, but got "
          + "split_sizes=\(list)")
    }
    guard list.reduce(0, { $0.addingReportingOverflow($1).partialValue }) == sizes[dim],
      list.allSatisfy({ $0 <= sizes[dim] })
    else {
      throw TorchError.runtime(
        "split_with_sizes expects split_sizes to sum exactly to \(sizes[dim]) (input tensor's size "
          + "at dimension \(dim)), but got split_sizes=\(list)")
    }
    return try pieces(list, dim, "SplitWithSizesBackward0")
  }

  /// At most `count` pieces of equal size along `dim`; views.
  ///
  /// Any dtype. Throws for a scalar, a count below one, and a dimension out of range.
  public func chunk(_ count: Int, dim: Int = 0) throws -> [Tensor] {
    guard !sizes.isEmpty else {
      throw TorchError.runtime("chunk expects at least a 1-dimensional tensor")
    }
    guard count > 0 else {
      throw TorchError.runtime("chunk expects `chunks` to be greater than 0, got: \(count)")
    }
    let size = sizes[try normalized(dim)]
    let piece = size / count + (size % count == 0 ? 0 : 1)
    if piece == 0 {
      try Tensor.checkMemory(count)
      return try pieces(Array(repeating: 0, count: count), normalized(dim), "SplitBackward0")
    }
    return try split(piece, dim: dim)
  }
}
