import CKernels

// Reductions. Kernels reduce the middle of [outer, n, inner]; `arranged` brings any choice of
// dimensions into that form, without a copy when they are neighbours in a contiguous tensor.

/// A tensor seen as [outer, n, inner], to be reduced over n.
struct ReductionPlan {
  /// The elements in the order to read them; nil where the tensor has them so itself.
  let source: Tensor?
  let outer: Int
  let n: Int
  let inner: Int
  /// The result's shape.
  let sizes: Dims
}

extension Tensor {
  /// The dimensions to reduce, sorted and checked; all of them when the list is empty.
  func reducedDims(_ dims: [Int]) throws -> [Int] {
    if dims.isEmpty { return Array(0..<sizes.count) }
    if dims.count == 1 {
      let dim = try normalized(dims[0])
      return sizes.isEmpty ? [] : [dim]
    }
    var seen = Set<Int>()
    for dim in dims {
      let dim = try normalized(dim)
      if !seen.insert(dim).inserted {
        throw TorchError.runtime("dim \(dim) appears multiple times in the list of dims")
      }
    }
    return sizes.isEmpty ? [] : seen.sorted()
  }

  func plan(_ dims: [Int], keepdim: Bool) throws -> ReductionPlan {
    if isContiguous {
      // All of it, or one dimension: no lists needed.
      if dims.isEmpty {
        var result = Dims()
        if keepdim { for _ in 0..<sizes.count { result.append(1) } }
        return ReductionPlan(source: nil, outer: 1, n: count, inner: 1, sizes: result)
      }
      if dims.count == 1, !sizes.isEmpty { return try plan(along: dims[0], keepdim: keepdim) }
    }
    let reduced = try reducedDims(dims)
    var result = sizes
    for dim in reduced.reversed() {
      if keepdim { result[dim] = 1 } else { result.remove(at: dim) }
    }
    let n = reduced.reduce(1) { $0 * sizes[$1] }
    let areNeighbours = zip(reduced, reduced.dropFirst()).allSatisfy { $1 == $0 + 1 }
    guard areNeighbours, isContiguous, let first = reduced.first, let last = reduced.last else {
      let order = (0..<sizes.count).filter { !reduced.contains($0) } + reduced
      let source = try reduced.isEmpty ? packed : permuted(order).packed
      return ReductionPlan(
        source: source, outer: reduced.isEmpty ? count : result.elementCount, n: n, inner: 1,
        sizes: result)
    }
    let outer = (0..<first).reduce(1) { $0 * sizes[$1] }
    let inner = ((last + 1)..<sizes.count).reduce(1) { $0 * sizes[$1] }
    return ReductionPlan(source: nil, outer: outer, n: n, inner: inner, sizes: result)
  }

  /// The plan for one dimension.
  private func plan(along dim: Int, keepdim: Bool) throws -> ReductionPlan {
    guard isContiguous, !sizes.isEmpty else { return try plan([dim], keepdim: keepdim) }
    let dim = try normalized(dim)
    let (outer, n, inner) = sizes.around(dim)
    var result = sizes
    if keepdim { result[dim] = 1 } else { result.remove(at: dim) }
    return ReductionPlan(
      source: nil, outer: Int(outer), n: Int(n), inner: Int(inner), sizes: result)
  }

  /// The dimensions in another order, outside any graph.
  func permuted(_ order: [Int]) -> Tensor {
    let result = alias()
    for (i, dim) in order.enumerated() {
      result.sizes[i] = sizes[dim]
      result.strides[i] = strides[dim]
    }
    return result
  }

  func reduce(_ op: ck_reduce_op, _ plan: ReductionPlan, dtype: DType) throws -> Tensor {
    let result = try Tensor(uninitialized: plan.sizes, dtype: dtype)
    ck_reduce(
      op, self.dtype.kernel, Int64(plan.outer), Int64(plan.n), Int64(plan.inner),
      result.elements, plan.source?.elements ?? elements)
    return result
  }

  /// The sum of all elements; integers and bools give int64. d/dx = g, stretched.
  ///
  /// A scalar; never throws.
  public func sum(dtype: DType? = nil) throws -> Tensor { try sum(dims: [], dtype: dtype) }

  /// The sum over `dims`, or over all dimensions when the list is empty.
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice. Integers and bools give int64 unless `dtype` says
  /// otherwise.
  public func sum(dims: [Int], keepdim: Bool = false, dtype: DType? = nil) throws -> Tensor {
    let target = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    if target != self.dtype {
      return try to(target).sum(dims: dims, keepdim: keepdim, dtype: target)
    }
    let plan = try plan(dims, keepdim: keepdim)
    let result = try reduce(target == .bool ? CK_ANY : CK_SUM, plan, dtype: target)
    let (original, reduced) = (sizes, try reducedDims(dims))
    return try result.recorded(dims.isEmpty ? "SumBackward0" : "SumBackward1", from: self) { _ in
      { g in [try g.stretched(over: reduced, of: original, keepdim: keepdim)] }
    }
  }

  /// The mean of all elements of a floating-point tensor. d/dx = g / n, stretched.
  ///
  /// A scalar. Throws for integers unless `dtype` is a float's.
  public func mean(dtype: DType? = nil) throws -> Tensor { try mean(dims: [], dtype: dtype) }

  /// The mean over `dims`, or over all dimensions when the list is empty.
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice. Throws for integers too.
  public func mean(dims: [Int], keepdim: Bool = false, dtype: DType? = nil) throws -> Tensor {
    let target = dtype ?? self.dtype
    guard target.isFloatingPoint else {
      throw TorchError.runtime(
        "mean(): could not infer output dtype. \(dtype == nil ? "Input" : "Optional") dtype must be "
          + "either a floating point or complex dtype. Got: \(target.scalarTypeName)")
    }
    if target != self.dtype {
      return try to(target).mean(dims: dims, keepdim: keepdim)
    }
    let plan = try plan(dims, keepdim: keepdim)
    let result = try reduce(CK_SUM, plan, dtype: target)
    if target == .float32, result.count == 1 {
      result.pointer(Float.self).pointee /= Float(plan.n)
    } else {
      try result.compute(CK_DIV, result, .wrapped(.double(Double(plan.n)), dtype: target))
    }
    let name: StaticString = dims.isEmpty ? "MeanBackward0" : "MeanBackward1"
    let (original, reduced, n) = (sizes, try reducedDims(dims), Double(plan.n))
    return try result.recorded(name, from: self) { _ in
      { g in
        [
          try g.div(.double(n)).stretched(over: reduced, of: original, keepdim: keepdim)
        ]
      }
    }
  }

  /// A reduction's gradient brought back to the input's shape, as a view.
  func stretched(over dims: [Int], of original: Dims, keepdim: Bool) throws -> Tensor {
    if original.isEmpty { return self }
    var shape = original.array
    for dim in dims { shape[dim] = 1 }
    return try (keepdim ? self : reshape(shape)).expand(original.array)
  }

  /// The position of the largest value over all elements, counted in row-major order; int64.
  ///
  /// A scalar, or all dimensions of size one with `keepdim`. No gradient passes it. Throws for an
  /// empty tensor and for bool.
  public func argmax(keepdim: Bool = false) throws -> Tensor {
    try argExtreme(true, nil, keepdim, "argmax")
  }

  /// The position of the largest value along `dim`; int64. No gradient passes it.
  ///
  /// `dim` goes from the shape, or stays as size one with `keepdim`. Throws for a dimension out of
  /// range or empty, and for bool.
  public func argmax(dim: Int, keepdim: Bool = false) throws -> Tensor {
    try argExtreme(true, dim, keepdim, "argmax")
  }

  /// The position of the smallest value over all elements; int64. As `argmax(keepdim:)`.
  public func argmin(keepdim: Bool = false) throws -> Tensor {
    try argExtreme(false, nil, keepdim, "argmin")
  }

  /// The position of the smallest value along `dim`; int64.
  ///
  /// `dim` goes from the shape, or stays as size one with `keepdim`. Throws for a dimension out of
  /// range or empty, and for bool.
  public func argmin(dim: Int, keepdim: Bool = false) throws -> Tensor {
    try argExtreme(false, dim, keepdim, "argmin")
  }

  private func argExtreme(_ largest: Bool, _ dim: Int?, _ keepdim: Bool, _ name: StaticString)
    throws -> Tensor
  {
    if dtype == .bool { throw TorchError.runtime("\(name)(): does not support bool input") }
    let plan =
      if let dim { try self.plan(along: dim, keepdim: keepdim) } else {
        try self.plan([], keepdim: keepdim)
      }
    guard plan.n > 0 else {
      guard let dim else {
        throw TorchError.index(
          "\(name)(): Expected reduction dim to be specified for input.numel() == 0.")
      }
      throw TorchError.index(
        "\(name)(): Expected reduction dim \(try normalized(dim)) to have non-zero size.")
    }
    let result = try Tensor(uninitialized: plan.sizes, dtype: .int64)
    ck_arg_extreme(
      largest, dtype.kernel, Int64(plan.outer), Int64(plan.n), Int64(plan.inner),
      result.pointer(Int64.self), plan.source?.elements ?? elements)
    return result.cutting(name, from: self)
  }
}
