import Autograd

// Reductions, shapes and choosing elements.

extension Library {
  static func reductions(_ t: inout TableBuilder) {
    t.tensor("sum", "input, dim=None, keepdim=False, *, dtype=None") {
      try $0.tensor(0).sum(dims: $0.dims(1), keepdim: $0.bool(2), dtype: $0.dtype(3))
    }
    t.tensor("mean", "input, dim=None, keepdim=False, *, dtype=None") {
      try $0.tensor(0).mean(dims: $0.dims(1), keepdim: $0.bool(2), dtype: $0.dtype(3))
    }
    t.plain("mean") { .tensor(try $0.mean()) }
    t.plain("sum") { .tensor(try $0.sum()) }
    t.tensor("prod", "input, dim=None, keepdim=False, *, dtype=None") { a in
      guard let dim = try a.optionalInt(1) else { return try a.tensor(0).prod(dtype: a.dtype(3)) }
      return try a.tensor(0).prod(dim: dim, keepdim: a.bool(2), dtype: a.dtype(3))
    }
    t.tensor("argmax", "input, dim=None, keepdim=False") { a in
      guard let dim = try a.optionalInt(1) else {
        return try a.tensor(0).argmax(keepdim: a.bool(2))
      }
      return try a.tensor(0).argmax(dim: dim, keepdim: a.bool(2))
    }
    t.tensor("argmin", "input, dim=None, keepdim=False") { a in
      guard let dim = try a.optionalInt(1) else {
        return try a.tensor(0).argmin(keepdim: a.bool(2))
      }
      return try a.tensor(0).argmin(dim: dim, keepdim: a.bool(2))
    }
    extreme(&t, "max") {
      try $0.max()
    } along: {
      try $0.max(dim: $1, keepdim: $2)
    } pair: {
      try $0.maximum($1)
    }
    extreme(&t, "min") {
      try $0.min()
    } along: {
      try $0.min(dim: $1, keepdim: $2)
    } pair: {
      try $0.minimum($1)
    }
    t.tensor("amax", "input, dim=(), keepdim=False") {
      try $0.tensor(0).amax(dims: $0.dims(1), keepdim: $0.bool(2))
    }
    t.tensor("amin", "input, dim=(), keepdim=False") {
      try $0.tensor(0).amin(dims: $0.dims(1), keepdim: $0.bool(2))
    }
    spread(&t, "std") { try $0.std(dims: $1, correction: $2, keepdim: $3) }
    spread(&t, "var") { try $0.var(dims: $1, correction: $2, keepdim: $3) }
    t.tensor("norm", "input, p=2, dim=None, keepdim=False, dtype=None") { a in
      var p = 2.0
      if case .string(let word) = a[1] {
        guard word.text == "fro" else {
          throw LoopError.notImplemented("the loop language leaves out this norm: \(word.text)")
        }
      } else {
        p = try a.optionalFloat(1) ?? 2
      }
      return try a.tensor(0).norm(p: p, dims: a.dims(2), keepdim: a.bool(3))
    }
    t.tensor("logsumexp", "input, dim, keepdim=False") {
      try $0.tensor(0).logsumexp(dims: $0.dims(1), keepdim: $0.bool(2))
    }
    t.tensor("cumsum", "input, dim, *, dtype=None") {
      try $0.tensor(0).cumsum(dim: $0.int(1), dtype: $0.dtype(2))
    }
    t.tensor("all", "input, dim=None, keepdim=False") {
      try $0.tensor(0).all(dims: $0.dims(1), keepdim: $0.bool(2))
    }
    t.tensor("any", "input, dim=None, keepdim=False") {
      try $0.tensor(0).any(dims: $0.dims(1), keepdim: $0.bool(2))
    }
  }

  /// `max` and `min`: of all elements, along a dimension with the places, or of two tensors.
  private static func extreme(
    _ t: inout TableBuilder, _ name: String, _ all: @escaping @Sendable (Tensor) throws -> Tensor,
    along: @escaping @Sendable (Tensor, Int, Bool) throws -> (values: Tensor, indices: Tensor),
    pair: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) {
    t.value(name, "input, dim=None, keepdim=False, *, other=None", .unknown) { a in
      let tensor = try a.tensor(0)
      if case .tensor(let other) = a[1], other.dim > 0 || other.dtype.isFloatingPoint {
        return .tensor(try pair(tensor, other))
      }
      if let other = try a.optionalTensor(3) { return .tensor(try pair(tensor, other)) }
      guard let dim = try a.optionalInt(1) else { return .tensor(try all(tensor)) }
      let (values, indices) = try along(tensor, dim, try a.bool(2))
      return namedPair(name, values, indices)
    }
  }

  static func namedPair(_ name: String, _ values: Tensor, _ indices: Tensor) -> Value {
    .tuple(
      TupleObject(
        [.tensor(values), .tensor(indices)],
        kind: .named("torch.return_types.\(name)", ["values", "indices"])))
  }

  private static func spread(
    _ t: inout TableBuilder, _ name: String,
    _ body: @escaping @Sendable (Tensor, [Int], Double, Bool) throws -> Tensor
  ) {
    t.tensor(name, "input, dim=None, unbiased=True, keepdim=False, *, correction=None") { a in
      var (dims, correction) = ([Int](), 1.0)
      // `std(False)` is `std(unbiased=False)`.
      if case .bool(let unbiased) = a[1] {
        correction = unbiased ? 1 : 0
      } else {
        dims = try a.dims(1)
        correction = try a.bool(2) ? 1 : 0
      }
      return try body(
        try a.tensor(0), dims, try a.optionalFloat(4) ?? correction, try a.bool(3))
    }
  }

  // MARK: - Shapes

  static func shapes(_ t: inout TableBuilder) {
    t.tensor("view", "self, *size") { a in
      if case .dtype? = a.star.first {
        throw LoopError.notImplemented("the loop language leaves out views of another dtype")
      }
      return try a.tensor(0).view(a.shape())
    }
    t.tensor("reshape", "input, *shape") { try $0.tensor(0).reshape($0.shape()) }
    t.tensor("view_as", "self, other") { try $0.tensor(0).view($0.tensor(1).shape) }
    t.tensor("reshape_as", "self, other") { try $0.tensor(0).reshape($0.tensor(1).shape) }
    t.tensor("expand", "self, *size, implicit=False") { try $0.tensor(0).expand($0.shape()) }
    t.tensor("expand_as", "self, other") { try $0.tensor(0).expand($0.tensor(1).shape) }
    t.tensor("repeat", "self, *repeats") { try $0.tensor(0).repeat($0.shape()) }
    t.tensor("permute", "input, *dims") { try $0.tensor(0).permute($0.shape()) }
    t.tensor("flip", "input, *dims") { try $0.tensor(0).flip($0.shape()) }
    t.tensor("transpose", "input, dim0, dim1") { try $0.tensor(0).transpose($0.int(1), $0.int(2)) }
    t.unary("t") { try $0.t() }
    t.tensor("flatten", "input, start_dim=0, end_dim=-1") {
      try $0.tensor(0).flatten(start: $0.int(1), end: $0.int(2))
    }
    t.alias("ravel", "flatten")
    t.tensor("squeeze", "input, dim=None") { a in
      guard !a.isNone(1) else { return try a.tensor(0).squeeze() }
      let tensor = try a.tensor(0)
      let dims = try a.dims(1).map { try wrapped($0, tensor.dim) }
      return try dims.sorted(by: >).reduce(tensor) { try $0.squeeze($1) }
    }
    t.tensor("unsqueeze", "input, dim") { try $0.tensor(0).unsqueeze($0.int(1)) }
    t.tensor("narrow", "input, dim, start, length") {
      try $0.tensor(0).narrow(dim: $0.int(1), start: $0.int(2), length: $0.int(3))
    }
    t.tensor("roll", "input, shifts, dims=None") {
      try $0.tensor(0).roll($0.dims(1), dims: $0.dims(2))
    }
    t.tensor("tril", "input, diagonal=0") { try $0.tensor(0).tril($0.int(1)) }
    t.tensor("triu", "input, diagonal=0") { try $0.tensor(0).triu($0.int(1)) }
    t.tensor("diagonal", "input, offset=0, dim1=0, dim2=1") {
      try $0.tensor(0).diagonal(offset: $0.int(1), dim1: $0.int(2), dim2: $0.int(3))
    }
    t.value("split", "tensor, split_size_or_sections, dim=0", .tuple) { a in
      let tensor = try a.tensor(0)
      let parts =
        if a[1].integer != nil {
          try tensor.split(try a.int(1), dim: try a.int(2))
        } else {
          try tensor.split(try a.ints(1), dim: try a.int(2))
        }
      return .tuple(parts.map { .tensor($0) })
    }
    t.value("chunk", "input, chunks, dim=0", .tuple) { a in
      .tuple(try a.tensor(0).chunk(a.int(1), dim: a.int(2)).map { .tensor($0) })
    }
    t.value("unbind", "input, dim=0", .tuple) { a in
      let tensor = try a.tensor(0)
      let dim = try wrapped(a.int(1), tensor.dim)
      return .tuple(
        try (0..<tensor.shape[dim]).map { .tensor(try tensor.select(dim: dim, index: $0)) })
    }
  }

  // MARK: - Choosing elements

  static func choosing(_ t: inout TableBuilder) {
    t.tensor("gather", "input, dim, index, *, sparse_grad=False") {
      try $0.tensor(0).gather(dim: $0.int(1), $0.tensor(2))
    }
    t.tensor("index_select", "input, dim, index") {
      try $0.tensor(0).indexSelect(dim: $0.int(1), $0.tensor(2))
    }
    t.tensor("select", "input, dim, index") {
      try $0.tensor(0).select(dim: $0.int(1), index: $0.int(2))
    }
    t.tensor("masked_select", "input, mask") { try $0.tensor(0).maskedSelect($0.tensor(1)) }
    t.tensor("masked_fill", "input, mask, value") { a in
      if case .tensor(let value) = a[2] {
        return try a.tensor(0).maskedFill(a.tensor(1), value)
      }
      return try a.tensor(0).maskedFill(a.tensor(1), a.scalar(2))
    }
    t.tensor("take", "input, index") { try $0.tensor(0).take($0.tensor(1)) }
    t.tensor("scatter_add", "input, dim, index, src") {
      try $0.tensor(0).scatterAdd(dim: $0.int(1), $0.tensor(2), $0.tensor(3))
    }
    t.value("topk", "input, k, dim=-1, largest=True, sorted=True", .tuple) { a in
      let (values, indices) = try a.tensor(0).topk(
        a.int(1), dim: a.int(2), largest: a.bool(3))
      return namedPair("topk", values, indices)
    }
    t.value("sort", "input, dim=-1, descending=False, stable=False", .tuple) { a in
      let (values, indices) = try a.tensor(0).sort(dim: a.int(1), descending: a.bool(2))
      return namedPair("sort", values, indices)
    }
    t.tensor("argsort", "input, dim=-1, descending=False, stable=False") {
      try $0.tensor(0).argsort(dim: $0.int(1), descending: $0.bool(2))
    }
    t.tensor("nonzero", "input, *, as_tuple=False") { a in
      let tensor = try a.tensor(0)
      let rows = try Machine.nonzero(tensor)
      return try Tensor(rows.flatMap { $0 }, shape: [rows.count, tensor.dim])
    }
    t.tensor("count_nonzero", "input, dim=None") { try $0.tensor(0).ne(0).sum(dims: $0.dims(1)) }
  }
}
