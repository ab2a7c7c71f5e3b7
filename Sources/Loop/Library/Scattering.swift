import Autograd

// Writing at index tensors, made of ops that have derivatives.

extension Library {
  static func scattering(_ t: inout TableBuilder) {
    t.tensor("scatter", "input, dim, index, src=None, *, value=None, reduce=None") { a in
      let (tensor, dim, index) = (try a.tensor(0), try a.int(1), try a.tensor(2))
      let given = a.isNone(3) ? a[4] : a[3]
      let source: Tensor
      switch given {
      case .tensor(let values):
        source = try values.shape == index.shape ? values : values.cut(to: index.shape)
      default:
        guard let number = given.number else { throw a.mismatch(3, "Tensor") }
        source = try Tensor.full(index.shape, number, dtype: tensor.dtype)
      }
      if source.dtype != tensor.dtype {
        throw TorchError(.runtime, "scatter(): Expected self.dtype to be equal to src.dtype")
      }
      switch try a.optionalString(5) {
      case nil: return try tensor.scattered(dim, index, source)
      case "add": return try tensor.scatterAdd(dim: dim, index, source)
      default: throw Machine.leftOut("scatter with reduce='multiply'")
      }
    }
    t.tensor("scatter_reduce", "input, dim, index, src, reduce, *, include_self=True") { a in
      let (tensor, dim, index, source) = (
        try a.tensor(0), try a.int(1), try a.tensor(2), try a.tensor(3)
      )
      guard try a.bool(5) else { throw Machine.leftOut("scatter_reduce(include_self=False)") }
      switch try a.string(4) {
      case "sum": return try tensor.scatterAdd(dim: dim, index, source)
      case "mean":
        let counts = try tensor.onesLike().scatterAdd(dim: dim, index, source.onesLike())
        return try tensor.scatterAdd(dim: dim, index, source).div(counts)
      default: throw Machine.leftOut("scatter_reduce with reduce='\(try a.string(4))'")
      }
    }
    t.tensor("index_add", "input, dim, index, source, *, alpha=1") { a in
      let (tensor, source) = (try a.tensor(0), try a.tensor(3).mul(a.scalar(4)))
      let dim = try wrapped(a.int(1), tensor.dim)
      return try tensor.scatterAdd(
        dim: dim, a.tensor(2).spread(over: source.shape, dim), source.to(tensor.dtype))
    }
    t.tensor("index_copy", "input, dim, index, source") { a in
      let (tensor, source) = (try a.tensor(0), try a.tensor(3))
      let dim = try wrapped(a.int(1), tensor.dim)
      return try tensor.scattered(dim, a.tensor(2).spread(over: source.shape, dim), source)
    }
    t.tensor("index_fill", "input, dim, index, value") { a in
      let tensor = try a.tensor(0)
      let dim = try wrapped(a.int(1), tensor.dim)
      var shape = tensor.shape
      shape[dim] = try a.tensor(2).count
      return try tensor.scattered(
        dim, a.tensor(2).spread(over: shape, dim),
        Tensor.full(shape, a.scalar(3), dtype: tensor.dtype))
    }
    t.tensor("masked_scatter", "input, mask, source") { a in
      let (tensor, mask) = (try a.tensor(0), try a.tensor(1).expand(a.tensor(0).shape))
      let flat = try mask.reshape([-1]).to(.int64)
      let places = try flat.cumsum(dim: 0).sub(1).clamp(min: 0)
      let source = try a.tensor(2).reshape([-1])
      guard source.count > 0 else { return try tensor.clone() }
      let wanted = try flat.sum().itemInt()
      guard wanted <= source.count else {
        throw TorchError(
          .runtime, "masked_scatter: expected self and source to have same number of elements")
      }
      let spread = try source.indexSelect(dim: 0, places.clamp(max: .int(source.count - 1)))
      return try Tensor.where(mask.to(.bool), spread.reshape(tensor.shape), tensor)
    }
    t.tensor("take_along_dim", "input, indices, dim=None") { a in
      guard let dim = try a.optionalInt(2) else {
        return try a.tensor(0).reshape([-1]).gather(dim: 0, a.tensor(1).reshape([-1]))
      }
      return try a.tensor(0).gather(dim: dim, a.tensor(1))
    }
    t.value("unique", "input, sorted=True, return_inverse=False, return_counts=False, dim=None") {
      try unique($0)
    }
    t.leftOut("put put_ index_put index_put_ unique_consecutive")
  }

  private static func unique(_ a: Arguments) throws -> Value {
    guard a.isNone(4) else { throw Machine.leftOut("unique(dim=…)") }
    let tensor = try a.tensor(0)
    let (sorted, order) = try tensor.detach().reshape([-1]).sort(dim: 0)
    let values = sorted.values
    var (starts, group) = ([Int](), [Int](repeating: 0, count: values.count))
    for index in values.indices {
      if index == 0 || values[index] != values[index - 1] { starts.append(index) }
      group[index] = starts.count - 1
    }
    let firsts = try sorted.indexSelect(dim: 0, Tensor(starts))
    var results: [Value] = [.tensor(firsts)]
    if try a.bool(2) {
      var inverse = [Int](repeating: 0, count: values.count)
      for (place, original) in try order.toArray(Int.self).enumerated() {
        inverse[original] = group[place]
      }
      results.append(.tensor(try Tensor(inverse, shape: tensor.shape)))
    }
    if try a.bool(3) {
      let ends = Array(starts.dropFirst()) + [values.count]
      results.append(.tensor(try Tensor(zip(starts, ends).map { $1 - $0 })))
    }
    return results.count == 1 ? results[0] : .tuple(results)
  }
}

extension Tensor {
  /// The corner of a tensor that an index of this shape reads.
  fileprivate func cut(to shape: [Int]) throws -> Tensor {
    guard shape.count == dim, zip(shape, self.shape).allSatisfy({ $0 <= $1 }) else {
      throw TorchError(
        .runtime, "Expected index \(shape) to be no larger than src \(self.shape)")
    }
    var part = self
    for (index, size) in shape.enumerated() where size < part.shape[index] {
      part = try part.narrow(dim: index, start: 0, length: size)
    }
    return part
  }

  /// A vector of places along a dimension, repeated over all others.
  fileprivate func spread(over shape: [Int], _ dim: Int) throws -> Tensor {
    guard shape.indices.contains(dim), shape[dim] == count else {
      throw TorchError(
        .runtime,
        "Number of indices (\(count)) should be equal to source.size(dim): "
          + "(\(shape.indices.contains(dim) ? shape[dim] : 1)), for dim: \(dim)")
    }
    var own = [Int](repeating: 1, count: shape.count)
    own[dim] = count
    return try to(.int64).reshape(own).expand(shape)
  }

  /// `scatter`: the source's elements at the index's places; of several for one place the last stays.
  ///
  /// Which elements are written, and from where, is counted outside the graph; a choice between
  /// both tensors then gives either its gradient.
  fileprivate func scattered(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
    let flat = try withoutTracking {
      // Adding nothing checks the shapes and the places in PyTorch's words.
      _ = try zerosLike(dtype: .int64).scatterAdd(dim: dim, index, index.zerosLike(dtype: .int64))
      return try index.detach().to(.int64).toArray(Int.self)
    }
    let dim = try Library.wrapped(dim, Swift.max(self.dim, 1))
    let (shape, sizes) = (self.dim == 0 ? [1] : self.shape, index.dim == 0 ? [1] : index.shape)
    var strides = [Int](repeating: 1, count: shape.count)
    for place in (0..<(shape.count - 1)).reversed() {
      strides[place] = strides[place + 1] &* shape[place + 1]
    }
    var from = [Int](repeating: -1, count: count)
    var at = [Int](repeating: 0, count: sizes.count)
    for (place, target) in flat.enumerated() {
      var offset = 0
      for d in at.indices { offset += (d == dim ? target : at[d]) * strides[d] }
      from[offset] = place
      var d = sizes.count - 1
      while d >= 0 {
        at[d] += 1
        if at[d] < sizes[d] { break }
        at[d] = 0
        d -= 1
      }
    }
    guard !flat.isEmpty else { return try clone() }
    let mask = try Tensor(from.map { $0 >= 0 }, shape: self.shape)
    let places = try Tensor(from.map { Swift.max($0, 0) })
    let spread = try source.reshape([-1]).indexSelect(dim: 0, places).reshape(self.shape)
    return try Tensor.where(mask, spread, self)
  }
}
