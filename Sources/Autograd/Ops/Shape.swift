import CKernels

// Views and rearrangements.

extension Tensor {
  /// The same elements in another shape, never copied; throws where the strides do not allow it.
  public func view(_ shape: [Int]) throws -> Tensor {
    let target = try inferredSizes(shape)
    guard let strides = viewStrides(target) else {
      throw TorchError.runtime(
        "view size is not compatible with input tensor's size and stride (at least one dimension "
          + "spans across two contiguous subspaces). Use .reshape(...) instead.")
    }
    let original = sizes
    return try view("ViewBackward0", sizes: target, strides: strides) { _, g in
      Gradients(try g.reshape(original.array))
    }
  }

  /// The dimensions in another order; a view.
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
    return try view("PermuteBackward0", sizes: moved.sizes, strides: moved.strides) { _, g in
      Gradients(try g.permute(inverse))
    }
  }

  /// One position along `dim`; a view with that dimension gone. d/dx = g there, zeros elsewhere.
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
    ) { _, g in
      Gradients(try g.unsqueeze(dim).padded(dim, before: at, to: original[dim]))
    }
  }

  /// Positions `start ..< end` of `dim` in steps; a view. Bounds are cut to the size, as in Python.
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
    ) { _, g in
      Gradients(try g.padded(dim, before: first, step: step, to: original[dim]))
    }
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
    let result = Tensor(zeroed: target, dtype: dtype)
    let window = result.alias()
    window.offset = before * result.strides[dim]
    window.sizes = sizes
    window.strides[dim] *= step
    var walk = ck_walk(sizes, window, self)
    ck_convert(dtype.kernel, dtype.kernel, &walk, window.elements, elements)
    let end = sizes[dim] == 0 ? before : before + (sizes[dim] - 1) * step + 1
    return try result.recorded("SliceBackward0", from: self) { _, g in
      Gradients(try g.slice(dim: dim, start: before, end: end, step: step))
    }
  }

  /// Without the dimensions of size one; a view.
  public func squeeze() throws -> Tensor {
    try reshapedView(sizes.array.filter { $0 != 1 }, "SqueezeBackward0") { $0 != 1 }
  }

  /// Without dimension `dim` where its size is one; a view. Throws for a dimension out of range.
  public func squeeze(_ dim: Int) throws -> Tensor { try squeeze(dim, "SqueezeBackward1") }

  func squeeze(_ dim: Int, _ name: StaticString) throws -> Tensor {
    let dim = try normalized(dim)
    guard !sizes.isEmpty, sizes[dim] == 1 else {
      let original = sizes
      return try view(name, sizes: sizes, strides: strides) { _, g in
        Gradients(try g.reshape(original.array))
      }
    }
    var shape = sizes
    var steps = strides
    shape.remove(at: dim)
    steps.remove(at: dim)
    return try view(name, sizes: shape, strides: steps) { _, g in
      Gradients(try g.unsqueeze(dim))
    }
  }

  private func reshapedView(
    _ shape: [Int], _ name: StaticString, _ isKept: (Int) -> Bool
  ) throws -> Tensor {
    let steps = zip(sizes.array, strides.array).filter { isKept($0.0) }.map(\.1)
    let original = sizes
    return try view(name, sizes: Dims(shape), strides: Dims(steps)) { _, g in
      Gradients(try g.reshape(original.array))
    }
  }

  /// With a dimension of size one put in at `dim`; a view.
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
    return try view("UnsqueezeBackward0", sizes: newSizes, strides: newStrides) { _, g in
      Gradients(try g.squeeze(at))
    }
  }

  /// Dimensions `start ... end` made one; a view where the strides allow it.
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
  public func contiguous() throws -> Tensor { isContiguous ? self : try clone() }

  /// A copy of the values. d/dx = g.
  public func clone() throws -> Tensor {
    try contiguousCopy().recorded("CloneBackward0", from: self) { Gradients($1) }
  }

  /// Tensors one after the other along `dim`, in their common dtype.
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
    var dtype = first.dtype
    for tensor in tensors { dtype = DType.promote(dtype, tensor.dtype) }
    let result = Tensor(uninitialized: shape, dtype: dtype)
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
    return try result.recorded("CatBackward0", from: tensors) { node, g in
      Gradients(
        list: try spans.enumerated().map { i, span in
          guard node.needs(i) else { return nil }
          return try g.narrow(dim: dim, start: span.start, length: span.length).reshape(shapes[i])
        })
    }
  }

  /// Tensors of one shape along a new dimension.
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
    return try result.recorded("StackBackward0", from: tensors) { node, g in
      Gradients(
        list: try tensors.indices.map { node.needs($0) ? try g.select(dim: at, index: $0) : nil })
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
    let count = parts.count
    try Tensor.record(parts, name, from: [self]) { node, _ in
      Gradients(try Tensor.cat((0..<count).map(node.outputGradient), dim: dim))
    }
    return parts
  }

  /// Pieces of the given sizes along `dim`, which they must fill; views. Otherwise as `split(_:dim:)`.
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

  /// The order along each of `dims` reversed; a copy.
  public func flip(_ dims: [Int]) throws -> Tensor {
    let flipped = dims.isEmpty ? [] : try reducedDims(dims)
    let (shape, steps) = (sizes, sizes.contiguousStrides)
    let positions = Tensor.positions(shape) { at in
      at.indices.reduce(0) {
        $0 + (flipped.contains($1) ? shape[$1] - 1 - at[$1] : at[$1]) * steps[$1]
      }
    }
    return try gathered(positions, "FlipBackward0")
  }

  /// Moved by `shifts` along `dims`, what falls off coming in at the other end; without `dims`
  /// the flattened tensor is moved.
  public func roll(_ shifts: [Int], dims: [Int] = []) throws -> Tensor {
    if shifts.isEmpty { throw TorchError.runtime("`shifts` required") }
    if dims.isEmpty {
      guard shifts.count == 1 else {
        throw TorchError.runtime(
          "shifts and dimensions must align. shifts: \(shifts.count), dims:\(dims.count)")
      }
      return try Tensor.composite("RollBackward0", [self]) {
        try $0[0].reshape([$0[0].count]).roll(shifts, dims: [0]).reshape($0[0].shape)
      }
    }
    guard shifts.count == dims.count else {
      throw TorchError.runtime(
        "shifts and dimensions must align. shifts: \(shifts.count), dims:\(dims.count)")
    }
    if sizes.isEmpty, let dim = dims.first {
      throw TorchError.index("Dimension specified as \(dim) but tensor has no dimensions")
    }
    var moved = [Int](repeating: 0, count: Swift.max(sizes.count, 1))
    if sizes.isEmpty || count == 0 {
      return try contiguousCopy().recorded("RollBackward0", from: self) { Gradients($1) }
    }
    for (shift, dim) in zip(shifts, dims) {
      let dim = try normalized(dim)
      moved[dim] = (moved[dim] + shift % sizes[dim]) % sizes[dim]
    }
    let (shape, steps) = (sizes, sizes.contiguousStrides)
    let positions = Tensor.positions(shape) { at in
      at.indices.reduce(0) {
        let from = (at[$1] - moved[$1]) % shape[$1]
        return $0 + (from < 0 ? from + shape[$1] : from) * steps[$1]
      }
    }
    return try gathered(positions, "RollBackward0")
  }

  /// Copies side by side, `repeats` along each dimension.
  public func `repeat`(_ repeats: [Int]) throws -> Tensor {
    guard repeats.count >= sizes.count else {
      throw TorchError.runtime(
        "Number of dimensions of repeat dims can not be smaller than number of dimensions of "
          + "tensor")
    }
    let lead = repeats.count - sizes.count
    let shape = Array(repeating: 1, count: lead) + self.shape
    let target = try Tensor.checked(
      zip(shape, repeats).map { size, times in
        let (product, overflow) = size.multipliedReportingOverflow(by: times)
        return overflow ? (times < 0 ? Int.min : Int.max) : product
      })
    // Repeats of nothing are nothing, but a negative number of them is still refused.
    let steps = Dims(shape).contiguousStrides
    let positions = Tensor.positions(target) { at in
      at.indices.reduce(0) { $0 + (at[$1] % Swift.max(shape[$1], 1)) * steps[$1] }
    }
    return try gathered(positions, "RepeatBackward0")
  }

  /// The part of each matrix on and below a diagonal, zeros above.
  public func tril(_ diagonal: Int = 0) throws -> Tensor {
    try triangle("TrilBackward0", "tril") { row, column in column - row <= diagonal }
  }

  /// The part of each matrix on and above a diagonal, zeros below.
  public func triu(_ diagonal: Int = 0) throws -> Tensor {
    try triangle("TriuBackward0", "triu") { row, column in column - row >= diagonal }
  }

  private func triangle(
    _ name: StaticString, _ word: String, _ isKept: (Int, Int) -> Bool
  ) throws -> Tensor {
    guard sizes.count >= 2 else {
      throw TorchError.runtime("\(word): input tensor must have at least 2 dimensions")
    }
    let (steps, rank) = (sizes.contiguousStrides, sizes.count)
    let positions = Tensor.positions(sizes) { at in
      isKept(at[rank - 2], at[rank - 1])
        ? at.indices.reduce(0) { $0 + at[$1] * steps[$1] } : -1
    }
    return try gathered(positions, name)
  }

  /// A diagonal of the matrices over `dim1` and `dim2`, as the last dimension; a view.
  public func diagonal(offset diagonal: Int = 0, dim1: Int = 0, dim2: Int = 1) throws -> Tensor {
    let (a, b) = (try normalized(dim1), try normalized(dim2))
    guard a != b else {
      throw TorchError.runtime("diagonal dimensions cannot be identical \(dim1), \(dim2)")
    }
    let length = Swift.max(
      diagonal >= 0
        ? Swift.min(sizes[a], sizes[b] - diagonal) : Swift.min(sizes[a] + diagonal, sizes[b]), 0)
    let start =
      length == 0 ? 0 : diagonal >= 0 ? diagonal * strides[b] : -diagonal * strides[a]
    var (newSizes, newStrides) = (sizes, strides)
    let step = strides[a] + strides[b]
    for dim in [Swift.max(a, b), Swift.min(a, b)] {
      newSizes.remove(at: dim)
      newStrides.remove(at: dim)
    }
    newSizes.append(length)
    newStrides.append(step)
    let original = sizes
    return try view(
      "DiagonalBackward0", offset: offset + start, sizes: newSizes, strides: newStrides
    ) { _, g in
      let spots = Tensor(zeroed: original, dtype: .int64).flatPositions.alias()
      let along = try withoutTracking {
        try spots.diagonal(offset: diagonal, dim1: a, dim2: b).contiguous()
      }
      return Gradients(try g.scattered(along, original, "DiagonalBackwardBackward0"))
    }
  }
}
