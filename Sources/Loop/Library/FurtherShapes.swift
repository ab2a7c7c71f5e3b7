import Autograd

// Further reductions, shapes and choices, made of the engine's ops.

extension Library {
  static func furtherReductions(_ t: inout TableBuilder) {
    t.tensor("cumprod", "input, dim, *, dtype=None") { a in
      // Products one after the other, so that zeros and negative numbers go through.
      let tensor = try a.tensor(0).cast(a, 2)
      if tensor.dim == 0 { return tensor }
      let dim = try wrapped(a.int(1), tensor.dim)
      var parts: [Tensor] = []
      for index in 0..<tensor.shape[dim] {
        let part = try tensor.select(dim: dim, index: index)
        parts.append(try parts.last.map { try $0.mul(part) } ?? part)
        try a.machine.tick()
      }
      return parts.isEmpty ? tensor : try Tensor.stack(parts, dim: dim)
    }
    t.tensor("logcumsumexp", "input, dim") { a in
      let tensor = try a.tensor(0)
      let top = try tensor.detach().amax(dims: [a.int(1)], keepdim: true)
      return try tensor.sub(top).exp().cumsum(dim: a.int(1)).log().add(top)
    }
    t.value("median", "input, dim=None, keepdim=False") { a in
      let tensor = try a.tensor(0)
      guard let dim = try a.optionalInt(1) else {
        let flat = try tensor.reshape([-1])
        guard flat.count > 0 else { return .tensor(try tensor.sum().fullLike(.double(.nan))) }
        let place = try nth(flat, dim: 0, (flat.count - 1) / 2)
        return .tensor(try flat.indexSelect(dim: 0, place.reshape([-1])).reshape([]))
      }
      return try picked("median", tensor, dim, a.bool(2)) { ($0 - 1) / 2 }
    }
    t.value("kthvalue", "input, k, dim=-1, keepdim=False", .tuple) { a in
      let k = try a.int(1)
      let tensor = try a.tensor(0)
      let size = tensor.dim == 0 ? 1 : tensor.shape[try wrapped(a.int(2), tensor.dim)]
      guard k > 0, k <= size else {
        throw TorchError(
          .runtime, "kthvalue(): selected number k out of range for dimension \(try a.int(2))")
      }
      return try picked("kthvalue", tensor, a.int(2), a.bool(3)) { _ in k - 1 }
    }
    t.tensor("nansum", "input, dim=None, keepdim=False, *, dtype=None") { a in
      let tensor = try a.tensor(0)
      return try Tensor.where(tensor.isnan(), tensor.zerosLike(), tensor)
        .sum(dims: a.dims(1), keepdim: a.bool(2), dtype: a.dtype(3))
    }
    t.tensor("nanmean", "input, dim=None, keepdim=False, *, dtype=None") { a in
      let tensor = try a.tensor(0)
      let sum = try Tensor.where(tensor.isnan(), tensor.zerosLike(), tensor)
        .sum(dims: a.dims(1), keepdim: a.bool(2))
      return try sum.div(
        tensor.isnan().logicalNot().sum(dims: a.dims(1), keepdim: a.bool(2)).to(tensor.dtype))
    }
    t.value("aminmax", "input, *, dim=None, keepdim=False", .tuple) { a in
      let dims = try a.dims(1)
      return .tuple(
        TupleObject(
          [
            .tensor(try a.tensor(0).amin(dims: dims, keepdim: a.bool(2))),
            .tensor(try a.tensor(0).amax(dims: dims, keepdim: a.bool(2))),
          ], kind: .named("torch.return_types.aminmax", ["min", "max"])))
    }
    for name in ["var_mean", "std_mean"] {
      t.value(name, "input, dim=None, unbiased=True, keepdim=False, *, correction=None", .tuple) {
        a in
        let (tensor, dims, keep) = (try a.tensor(0), try a.dims(1), try a.bool(3))
        let correction = try a.optionalFloat(4) ?? (a.bool(2) ? 1 : 0)
        let spread =
          name == "var_mean"
          ? try tensor.var(dims: dims, correction: correction, keepdim: keep)
          : try tensor.std(dims: dims, correction: correction, keepdim: keep)
        return .tuple([.tensor(spread), .tensor(try tensor.mean(dims: dims, keepdim: keep))])
      }
    }
    t.tensor("bincount", "input, weights=None, minlength=0") { a in
      let tensor = try a.tensor(0)
      let places = try tensor.to(.int64).detach().toArray(Int.self)
      guard tensor.dim == 1, places.allSatisfy({ $0 >= 0 }) else {
        throw TorchError(.runtime, "bincount only supports 1-d non-negative integral inputs.")
      }
      let size = max(
        try Machine.checked((places.max() ?? -1).addingReportingOverflow(1)), try a.int(2))
      try a.machine.allocate(count: size)
      let zeros = try Tensor.zeros([size], dtype: a.optionalTensor(1)?.dtype ?? .int64)
      let values = try a.optionalTensor(1) ?? Tensor.ones([places.count], dtype: .int64)
      return try zeros.scatterAdd(dim: 0, tensor.to(.int64), values)
    }
    t.leftOut("cummax cummin mode cov corrcoef renorm quantile nanquantile histc")
  }

  /// The place of the `n`th smallest along a dimension, kept as one of size 1.
  private static func nth(_ tensor: Tensor, dim: Int, _ n: Int) throws -> Tensor {
    try tensor.detach().sort(dim: dim).indices.narrow(dim: dim, start: n, length: 1)
  }

  private static func picked(
    _ name: String, _ tensor: Tensor, _ dim: Int, _ keeps: Bool, _ place: (Int) -> Int
  ) throws -> Value {
    let dim = try wrapped(dim, tensor.dim)
    let index = try nth(tensor, dim: dim, place(tensor.shape[dim]))
    let values = try tensor.gather(dim: dim, index)
    return namedPair(
      name, keeps ? values : try values.squeeze(dim), keeps ? index : try index.squeeze(dim))
  }

  // MARK: - Shapes

  static func furtherShapes(_ t: inout TableBuilder) {
    t.alias("swapaxes", "transpose")
    t.alias("swapdims", "transpose")
    t.alias("broadcast_to", "expand")
    t.tensor("movedim", "input, source, destination") { a in
      let tensor = try a.tensor(0)
      let from = try a.dims(1).map { try wrapped($0, tensor.dim) }
      let to = try a.dims(2).map { try wrapped($0, tensor.dim) }
      guard from.count == to.count, Set(from).count == from.count, Set(to).count == to.count else {
        throw TorchError(
          .runtime,
          "movedim: Invalid source or destination dims: source and destination must be unique")
      }
      var order = [Int](repeating: -1, count: tensor.dim)
      for (source, target) in zip(from, to) { order[target] = source }
      var rest = (0..<tensor.dim).filter { !from.contains($0) }.makeIterator()
      for place in order.indices where order[place] < 0 { order[place] = rest.next() ?? 0 }
      return try tensor.permute(order)
    }
    t.tensor("unflatten", "input, dim, sizes") { a in
      let tensor = try a.tensor(0)
      let dim = try wrapped(a.int(1), tensor.dim)
      var shape = tensor.shape
      shape.replaceSubrange(dim...dim, with: try a.ints(2))
      return try tensor.reshape(shape)
    }
    t.tensor("tile", "input, *dims") { a in
      let shape = try a.shape()
      let rank = try a.tensor(0).dim
      return try a.tensor(0).repeat(
        [Int](repeating: 1, count: max(rank - shape.count, 0)) + shape)
    }
    t.tensor("repeat_interleave", "input, repeats, dim=None, *, output_size=None") { a in
      let tensor = try a.isNone(2) ? a.tensor(0).reshape([-1]) : a.tensor(0)
      let dim = try wrapped(a.optionalInt(2) ?? 0, tensor.dim)
      let size = tensor.shape[dim]
      let counts: [Int] =
        if case .tensor(let repeats) = a[1], repeats.count != 1 {
          try repeats.to(.int64).detach().toArray(Int.self)
        } else {
          [Int](repeating: try a.int(1), count: size)
        }
      guard counts.count == size, counts.allSatisfy({ $0 >= 0 }) else {
        throw TorchError(.runtime, "repeats must have the same size as input along dim")
      }
      try a.machine.allocate(
        count: counts.reduce(0) { try Machine.checked($0.addingReportingOverflow($1)) })
      let places = counts.enumerated().flatMap { [Int](repeating: $0, count: $1) }
      return try tensor.indexSelect(dim: dim, Tensor(places))
    }
    t.tensor("diag", "input, diagonal=0") { a in
      let tensor = try a.tensor(0)
      if tensor.dim == 2 { return try tensor.diagonal(offset: a.int(1)) }
      guard tensor.dim == 1 else {
        throw TorchError(
          .runtime, "diag(): Supports 1D or 2D tensors. Got \(tensor.dim)D")
      }
      return try spreadDiagonal(tensor, a.int(1))
    }
    t.tensor("diag_embed", "input, offset=0, dim1=-2, dim2=-1") { a in
      try spreadDiagonal(a.tensor(0), a.int(1))
    }
    t.tensor("diff", "input, n=1, dim=-1") { a in
      var tensor = try a.tensor(0)
      let dim = try wrapped(a.int(2), tensor.dim)
      for _ in 0..<max(min(try a.int(1), tensor.shape[dim]), 0) {
        let size = tensor.shape[dim]
        tensor = try tensor.narrow(dim: dim, start: 1, length: size - 1).sub(
          tensor.narrow(dim: dim, start: 0, length: size - 1))
      }
      return tensor
    }
    t.leftOut("unfold rot90 tensor_split hsplit vsplit expand_copy")
  }

  /// The last dimension on the diagonal of a square of zeros.
  private static func spreadDiagonal(_ tensor: Tensor, _ offset: Int) throws -> Tensor {
    guard offset.magnitude < 1 << 31 else { throw LoopError.memory }
    let size = (tensor.shape.last ?? 0) + abs(offset)
    let square = try Tensor.eye(size).diagonalMask(offset, size)
    let (before, after) = offset >= 0 ? (0, offset) : (-offset, 0)
    var parts = [tensor]
    let head = Array(tensor.shape.dropLast())
    if before > 0 { parts.insert(try Tensor.zeros(head + [before], dtype: tensor.dtype), at: 0) }
    if after > 0 { parts.append(try Tensor.zeros(head + [after], dtype: tensor.dtype)) }
    let rows = parts.count == 1 ? tensor : try Tensor.cat(parts, dim: -1)
    return try rows.unsqueeze(-1).mul(square.to(tensor.dtype))
  }
}

extension Tensor {
  /// Ones where a square's `offset` diagonal is; this tensor is the identity of that size.
  fileprivate func diagonalMask(_ offset: Int, _ size: Int) throws -> Tensor {
    offset == 0
      ? self
      : try roll([offset], dims: [1]).mul(
        offset > 0
          ? Tensor.ones([size, size]).triu(offset) : Tensor.ones([size, size]).tril(offset))
  }
}
