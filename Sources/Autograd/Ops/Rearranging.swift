// The same elements in other places: all of them reads by position.

extension Tensor {
  /// The order along each of `dims` reversed; a copy.
  ///
  /// Shape and dtype kept. Throws for a dimension out of range or named twice. d/dx = g flipped.
  public func flip(_ dims: [Int]) throws -> Tensor {
    let flipped = dims.isEmpty ? [] : try reducedDims(dims)
    let (shape, steps) = (sizes, sizes.contiguousStrides)
    let positions = try Tensor.positions(shape) { at in
      at.indices.reduce(0) {
        $0 + (flipped.contains($1) ? shape[$1] - 1 - at[$1] : at[$1]) * steps[$1]
      }
    }
    return try gathered(positions, "FlipBackward0")
  }

  /// Moved by `shifts` along `dims`, what falls off coming in at the other end; without `dims` the
  /// flattened tensor is moved.
  ///
  /// Shape and dtype kept. Throws unless there is one shift a dimension. d/dx = g rolled back.
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
      return try contiguousCopy().recorded("RollBackward0", from: self) { _ in { [$0] } }
    }
    for (shift, dim) in zip(shifts, dims) {
      let dim = try normalized(dim)
      moved[dim] = (moved[dim] + shift % sizes[dim]) % sizes[dim]
    }
    let (shape, steps) = (sizes, sizes.contiguousStrides)
    let positions = try Tensor.positions(shape) { at in
      at.indices.reduce(0) {
        let from = (at[$1] - moved[$1]) % shape[$1]
        return $0 + (from < 0 ? from + shape[$1] : from) * steps[$1]
      }
    }
    return try gathered(positions, "RollBackward0")
  }

  /// Copies side by side, `repeats` along each dimension.
  ///
  /// Each size is multiplied; more repeats than dimensions put new ones in front. Throws for fewer,
  /// and for negative ones. d/dx sums the copies' g.
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
    let positions = try Tensor.positions(target) { at in
      at.indices.reduce(0) { $0 + (at[$1] % Swift.max(shape[$1], 1)) * steps[$1] }
    }
    return try gathered(positions, "RepeatBackward0")
  }

  /// The part of each matrix on and below a diagonal, zeros above.
  ///
  /// Shape and dtype kept. Throws for less than two dimensions. d/dx = tril g.
  public func tril(_ diagonal: Int = 0) throws -> Tensor {
    try triangle("TrilBackward0", "tril") { row, column in column - row <= diagonal }
  }

  /// The part of each matrix on and above a diagonal, zeros below.
  ///
  /// Shape and dtype kept. Throws for less than two dimensions. d/dx = triu g.
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
    let positions = try Tensor.positions(sizes) { at in
      isKept(at[rank - 2], at[rank - 1])
        ? at.indices.reduce(0) { $0 + at[$1] * steps[$1] } : -1
    }
    return try gathered(positions, name)
  }

  /// A diagonal of the matrices over `dim1` and `dim2`, as the last dimension; a view.
  ///
  /// Any dtype. Throws for dimensions out of range or equal. d/dx = g on the diagonal.
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
    ) { g in
      let spots = try Tensor(zeroed: original, dtype: .int64).flatPositions.alias()
      let along = try withoutTracking {
        try spots.diagonal(offset: diagonal, dim1: a, dim2: b).contiguous()
      }
      return [try g.scattered(along, original, "DiagonalBackwardBackward0")]
    }
  }
}
