import CKernels

// Reading and writing by tensors of positions.

extension Tensor {
  /// Along `dim`, the elements that `index` (int64) names at each of its places.
  ///
  /// `index` has self's rank and reaches no further than self except along `dim`. The result has
  /// the index's shape and this dtype. Throws for positions out of range and shapes that do not
  /// fit.
  public func gather(dim: Int, _ index: Tensor) throws -> Tensor {
    guard index.dtype == .int64 || index.dtype == .int32 || index.count == 0 else {
      throw TorchError.runtime("gather(): Expected dtype int32/int64 for index")
    }
    return try gather(dim: normalized(dim), index, "GatherBackward0")
  }

  func gather(dim: Int, _ index: Tensor, _ name: StaticString) throws -> Tensor {
    if index.count > 0, Swift.max(index.dim, 1) != Swift.max(self.dim, 1) {
      throw TorchError.runtime(
        "Index tensor must have the same number of dimensions as input tensor")
    }
    let positions = try positions(along: dim, index)
    return try gathered(positions, name)
  }

  /// Flat positions for an index along `dim`, all checked.
  func positions(along dim: Int, _ index: Tensor) throws -> Tensor {
    let list = try index.converted(to: .int64).packed
    if index.count > 0 {
      for d in 0..<index.dim where d != dim && !sizes.isEmpty && index.sizes[d] > sizes[d] {
        throw TorchError.runtime(
          "Size does not match at dimension \(d) expected index \(index.shape) to be no larger "
            + "than self \(shape) apart from dimension \(dim)")
      }
    }
    let (size, steps) = (sizes.isEmpty ? 1 : sizes[dim], sizes.contiguousStrides)
    let result = try Tensor(uninitialized: index.sizes, dtype: .int64)
    let (from, to) = (list.buffer(Int.self), result.buffer(Int.self))
    var at = [Int](repeating: 0, count: index.dim)
    for i in from.indices {
      guard from[i] >= 0, from[i] < size else {
        throw TorchError.runtime(
          "index \(from[i]) is out of bounds for dimension \(dim) with size \(size)")
      }
      var position = 0
      for d in at.indices where !sizes.isEmpty {
        position += (d == dim ? from[i] : at[d]) * steps[d]
      }
      to[i] = position
      var d = at.count - 1
      while d >= 0 {
        at[d] += 1
        if at[d] < index.sizes[d] { break }
        at[d] = 0
        d -= 1
      }
    }
    return result
  }

  /// A copy with `source` added along `dim` where `index` points; `index` reaches no further than
  /// `source`. d/dself = g, d/dsource = g gathered.
  ///
  /// Dtypes of self and `source` are one; the result has self's shape. Throws for positions out of
  /// range and shapes that do not fit.
  public func scatterAdd(dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
    guard index.dtype == .int64 || index.dtype == .int32 else {
      throw TorchError.runtime("scatter(): Expected dtype int32/int64 for index")
    }
    guard dtype == source.dtype else {
      throw TorchError.runtime("scatter(): Expected self.dtype to be equal to src.dtype")
    }
    let dim = try normalized(dim)
    if source.dim > 0, source.dim < index.dim, index.count > 0, self.dim == index.dim,
      (0..<source.dim).allSatisfy({ index.sizes[$0] <= source.sizes[$0] })
    {
      throw TorchError.dimensionOutOfRange(source.dim, rank: source.dim)
    }
    for (word, tensor) in [("self", self), ("src", source)]
    where Swift.max(tensor.dim, 1) != Swift.max(index.dim, 1) && index.count > 0 {
      throw TorchError.runtime(
        "Index tensor must have the same number of dimensions as \(word) tensor")
    }
    let fits = (0..<index.dim).allSatisfy { d in
      (d == dim || self.dim == 0 || index.sizes[d] <= sizes[d])
        && (source.dim == 0 || index.sizes[d] <= source.sizes[d])
    }
    guard fits || index.count == 0 else {
      throw TorchError.runtime(
        "Expected index \(index.shape) to be no larger than self \(shape) apart from dimension "
          + "\(dim) and to be no larger size than src \(source.shape)")
    }
    let positions = try positions(along: dim, index)
    let reach = index.sizes
    let part = try withoutTracking { try source.corner(reach) }.packed
    let result = try contiguousCopy()
    ck_scatter_add(
      dtype.kernel, Int64(positions.count), result.elements, part.elements,
      positions.pointer(Int64.self))
    let original = source.sizes
    return try result.recorded("ScatterAddBackward0", from: self, source) { op in
      let needsSource = op.needs(1)
      return { g in
        guard needsSource else { return [g] }
        var back = try g.gathered(positions, "GatherBackward0")
        for d in 0..<original.count where reach[d] != original[d] {
          back = try back.padded(d, before: 0, to: original[d])
        }
        return [g, back]
      }
    }
  }

  /// The first `reach` positions along every dimension.
  private func corner(_ reach: Dims) throws -> Tensor {
    var result = self
    for d in 0..<sizes.count where d < reach.count && reach[d] != sizes[d] {
      result = try result.narrow(dim: d, start: 0, length: reach[d])
    }
    return result
  }

  /// The elements where `mask` (bool, broadcasting) is true, as a vector.
  ///
  /// Any dtype. Throws for masks that are not bool or do not broadcast. d/dx = g put back.
  public func maskedSelect(_ mask: Tensor) throws -> Tensor {
    guard mask.dtype == .bool else {
      throw TorchError.runtime("masked_select: expected BoolTensor for mask")
    }
    let shape = try Dims.broadcast(mask.sizes, sizes)
    let chosen = try withoutTracking { try mask.expand(shape.array) }.truePositions
    let all = try expand(shape.array)
    return try all.gathered(Tensor(chosen), "MaskedSelectBackward0")
  }

  /// Where a bool tensor is true, counted in row-major order.
  private var truePositions: [Int] {
    get throws {
      let flat = try packed
      return withExtendedLifetime(flat) {
        let flags = flat.buffer(UInt8.self)
        return flags.indices.filter { flags[$0] != 0 }
      }
    }
  }

  /// The elements at flat positions `index` (int64), in its shape; negative ones count from the
  /// end.
  ///
  /// Any shape and dtype; the result has the index's shape. Throws for positions out of range and
  /// other index dtypes.
  public func take(_ index: Tensor) throws -> Tensor {
    guard index.dtype == .int64 else {
      throw TorchError.runtime(
        "take(): Expected a long tensor for index, but got "
          + index.dtype.scalarTypeName)
    }
    if count == 0 && index.count > 0 {
      throw TorchError.index("take(): tried to take from an empty tensor")
    }
    return try gathered(wrapped(index, count), "TakeBackward0")
  }

  /// Rows of the first dimension at `index` (int64 or int32, any shape), as `self[index]` in
  /// PyTorch; negative ones count from the end. The result is [index…, rest…].
  ///
  /// A mask (bool or uint8) over the first dimensions chooses where it is true instead. Throws for
  /// positions out of bounds, masks of another shape, and other dtypes.
  public func index(_ index: Tensor) throws -> Tensor {
    if index.dtype == .bool || index.dtype == .uint8 { return try indexed(byMask: index) }
    guard index.dtype == .int64 || index.dtype == .int32 else {
      throw TorchError.index(
        "tensors used as indices must be long, int, byte or bool tensors")
    }
    guard !sizes.isEmpty else {
      throw TorchError.index("too many indices for tensor of dimension 0")
    }
    let size = sizes[0]
    let rows = try wrapped(index.converted(to: .int64), size) {
      size == 0
        ? "index is out of bounds for dimension with size 0"
        : "index \($0) is out of bounds for dimension 0 with size \(size)"
    }
    return try rowsGathered(rows, "IndexBackward0")
  }

  private func indexed(byMask mask: Tensor) throws -> Tensor {
    guard mask.dim <= dim else {
      throw TorchError.index("too many indices for tensor of dimension \(dim)")
    }
    for d in 0..<mask.dim where mask.sizes[d] != sizes[d] {
      throw TorchError.index(
        "The shape of the mask \(mask.shape) at index \(d) does not match the shape of the indexed "
          + "tensor \(shape) at index \(d)")
    }
    let chosen = try mask.converted(to: .bool).truePositions
    let (rest, rows) = (Array(shape.dropFirst(mask.dim)), mask.count)
    return try Tensor.composite("IndexBackward0", [self]) {
      try $0[0].reshape([rows] + rest).rowsGathered(Tensor(chosen), "IndexBackward0")
    }
  }

  /// Rows of this [rows, …] tensor at `index` (int64 or int32), PyTorch's `F.embedding`.
  ///
  /// The result is [index…, width]. The gradient of row `paddingIndex`, which may count from the
  /// end, is zero. Throws for rows out of range, other index dtypes, and tables that are not 2-D.
  public func embedding(_ index: Tensor, paddingIndex: Int? = nil) throws -> Tensor {
    guard index.dtype == .int64 || index.dtype == .int32 else {
      throw TorchError.runtime(
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: "
          + "Long, Int; but got \(index.dtype.tensorTypeName) instead (while checking arguments for "
          + "embedding)")
    }
    var paddingIndex = paddingIndex
    if let padding = paddingIndex {
      guard !sizes.isEmpty else {
        throw TorchError.index("Dimension specified as 0 but tensor has no dimensions")
      }
      guard padding >= -sizes[0], padding < sizes[0] else {
        throw TorchError(.assertion, "Padding_idx must be within num_embeddings")
      }
      paddingIndex = padding < 0 ? padding + sizes[0] : padding
    }
    guard sizes.count == 2 else { throw TorchError.runtime("'weight' must be 2-D") }
    let list = try index.converted(to: .int64).packed
    for row in list.buffer(Int.self) where row < 0 || row >= sizes[0] {
      throw TorchError.index("index out of range in self")
    }
    guard let padding = paddingIndex else { return try rowsGathered(list, "EmbeddingBackward0") }
    let (source, original, width) = (self, sizes, sizes[1])
    let result = try withoutTracking { try source.rowsGathered(list, "EmbeddingBackward0") }
    return try result.recorded("EmbeddingBackward0", from: self) { _ in
      { g in
        let positions = try Tensor.positions(g.sizes) { at in
          let row = list.buffer(Int.self)[
            at.dropLast().enumerated().reduce(0) { $0 * g.sizes[$1.offset] + $1.element }]
          return row == padding ? -1 : row * width + (at.last ?? 0)
        }
        return [try g.scattered(positions, original, "EmbeddingBackward0")]
      }
    }
  }

  private func rowsGathered(_ rows: Tensor, _ name: StaticString) throws -> Tensor {
    let list = try rows.packed
    var shape = rows.sizes
    var width = 1
    for d in 1..<Swift.max(sizes.count, 1) {
      guard shape.count < Dims.capacity else {
        throw TorchError.runtime("tensors have at most \(Dims.capacity) dimensions here")
      }
      shape.append(sizes[d])
      width *= sizes[d]
    }
    let positions = try Tensor(uninitialized: try Tensor.checked(shape.array), dtype: .int64)
    let (from, to) = (list.buffer(Int.self), positions.buffer(Int.self))
    for i in to.indices { to[i] = from[i / width] * width + i % width }
    return try gathered(positions, name)
  }

  /// Positions with negative ones counted from the end, all checked.
  private func wrapped(
    _ index: Tensor, _ size: Int,
    _ message: (Int) -> String = {
      "out of range: tried to access index \($0) on a tensor of some elements."
    }
  ) throws -> Tensor {
    let result = try index.contiguousCopy()
    let list = result.buffer(Int.self)
    for i in list.indices {
      guard list[i] >= -size, list[i] < size else {
        let text = "out of range: tried to access index \(list[i]) on a tensor of \(size) elements."
        throw TorchError.index(
          message(0).hasPrefix("out of range") ? text : message(list[i]))
      }
      if list[i] < 0 { list[i] += size }
    }
    return result
  }

  /// Classes (int64) as rows with a single one, int64; `classes` is one more than the largest when
  /// left out.
  ///
  /// The result is [shape…, classes]. Throws for other dtypes, negative classes and classes too
  /// large. No gradient passes it.
  public func oneHot(classes: Int? = nil) throws -> Tensor {
    guard dtype == .int64 else {
      throw TorchError.runtime(
        "one_hot is only applicable to index tensor of type LongTensor.")
    }
    let flat = try packed
    defer { withExtendedLifetime(flat) {} }
    let list = flat.buffer(Int.self)
    guard !list.isEmpty || (classes ?? 0) > 0 else {
      throw TorchError.runtime("Can not infer total number of classes from empty tensor.")
    }
    if list.contains(where: { $0 < 0 }) {
      throw TorchError.runtime("Class values must be non-negative.")
    }
    let width = classes ?? ((list.max() ?? 0) + 1)
    if list.contains(where: { $0 >= width }) {
      throw TorchError.runtime("Class values must be smaller than num_classes.")
    }
    var shape = sizes
    guard shape.count < Dims.capacity else {
      throw TorchError.runtime("tensors have at most \(Dims.capacity) dimensions here")
    }
    shape.append(width)
    _ = try Tensor.checked(shape.array)
    let result = try Tensor(zeroed: shape, dtype: .int64)
    for (i, value) in list.enumerated() { result.pointer(Int.self)[i * width + value] = 1 }
    return result.cutting("one_hot", from: self)
  }

  /// The elements in order along `dim`, and where each came from; equal ones keep their order.
  ///
  /// NaN counts as the largest. Both results have this shape, `indices` is int64. d/dx puts g back
  /// in place. Throws for a dimension out of range.
  public func sort(dim: Int = -1, descending: Bool = false) throws -> (
    values: Tensor, indices: Tensor
  ) {
    let dim = try normalized(dim)
    let order = try sortedPositions(dim, descending)
    let values = try gather(dim: dim, order, "SortBackward0")
    return (values, order.cutting("sort", from: self))
  }

  /// The positions that sort along `dim`, PyTorch's `argsort`.
  ///
  /// int64 of this shape. No gradient passes it. Throws for a dimension out of range.
  public func argsort(dim: Int = -1, descending: Bool = false) throws -> Tensor {
    try sortedPositions(try normalized(dim), descending).cutting("argsort", from: self)
  }

  private func sortedPositions(_ dim: Int, _ descending: Bool) throws -> Tensor {
    let keys = try converted(to: dtype.isFloatingPoint ? .float64 : .int64).packed
    let result = try Tensor(uninitialized: sizes, dtype: .int64)
    let (outer, n, inner) = sizes.around(dim)
    let to = result.pointer(Int.self)
    func fill<Key>(_ type: Key.Type, _ precedes: (Key, Key) -> Bool) {
      let from = keys.pointer(Key.self)
      for o in 0..<Int(outer) {
        for i in 0..<Int(inner) {
          let start = o * Int(n * inner) + i
          let order = (0..<Int(n)).sorted { a, b in
            let (x, y) = (from[start + a * Int(inner)], from[start + b * Int(inner)])
            if precedes(x, y) { return true }
            if precedes(y, x) { return false }
            return a < b
          }
          for (k, position) in order.enumerated() { to[start + k * Int(inner)] = position }
        }
      }
    }
    if dtype.isFloatingPoint {
      let rises: (Double, Double) -> Bool = { $0 < $1 || ($1.isNaN && !$0.isNaN) }
      fill(Double.self) { descending ? rises($1, $0) : rises($0, $1) }
    } else {
      fill(Int.self) { descending ? $0 > $1 : $0 < $1 }
    }
    return result
  }

  /// The `k` largest (or smallest) elements along `dim`, best first, and where they came from.
  ///
  /// `dim` becomes k long; `indices` is int64. Throws for a k out of range, a dimension out of
  /// range, and bool.
  public func topk(_ k: Int, dim: Int = -1, largest: Bool = true) throws -> (
    values: Tensor, indices: Tensor
  ) {
    if dtype == .bool { throw TorchError.runtime("topk does not support bool dtypes on CPU") }
    let dim = try normalized(dim)
    guard k >= 0, k <= (sizes.isEmpty ? 1 : sizes[dim]) else {
      throw TorchError.runtime("selected index k out of range")
    }
    let order = try sortedPositions(dim, largest)
    let first =
      sizes.isEmpty
      ? order : try withoutTracking { try order.narrow(dim: dim, start: 0, length: k).contiguous() }
    let values = try gather(dim: dim, first, "TopkBackward0")
    return (values, first.cutting("topk", from: self))
  }
}
