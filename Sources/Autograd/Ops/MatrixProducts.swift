import CKernels

extension Tensor {
  /// The product of two tensors in all of PyTorch's cases: vectors, matrices, and batches of them
  /// whose leading dimensions broadcast.
  ///
  /// [m, k]·[k, n] gives [m, n], [b, m, k]·[b, k, n] gives [b, m, n], a vector loses its dimension.
  /// One dtype for both. Throws for scalars and where shapes or dtypes do not fit.
  public func matmul(_ other: Tensor) throws -> Tensor {
    guard dim > 0, other.dim > 0 else {
      throw TorchError.runtime(
        "both arguments to matmul need to be at least 1D, but they are \(dim)D and \(other.dim)D")
    }
    switch (dim, other.dim) {
    case (1, 1): return try dot(other)
    case (2, 1): return try mv(other)
    case (1, 2): return try unsqueeze(0).mm(other).squeeze(0, "SqueezeBackward4")
    case (2, 2): return try mm(other)
    default: break
    }
    if folds(other) { return try folded(other) }
    let left = dim == 1 ? try unsqueeze(0) : self
    let right = other.dim == 1 ? try other.unsqueeze(1) : other
    let (m, k) = (left.sizes[left.dim - 2], left.sizes[left.dim - 1])
    let (k2, n) = (right.sizes[right.dim - 2], right.sizes[right.dim - 1])
    let lead = try Dims.broadcast(Dims(left.shape.dropLast(2)), Dims(right.shape.dropLast(2))).array
    let batch = lead.reduce(1, *)
    let product = try left.expand(lead + [m, k]).reshape([batch, m, k]).bmm(
      right.expand(lead + [k2, n]).reshape([batch, k2, n]))
    var shape = lead
    if dim > 1 { shape.append(m) }
    if other.dim > 1 { shape.append(n) }
    return try product.freshlyShaped(shape)
  }

  /// Whether PyTorch makes one large product of many small ones: a batch times one matrix or
  /// vector, where that needs no copy or the gradient would need a large tensor.
  private func folds(_ other: Tensor) -> Bool {
    let isLeftLarger = dim >= other.dim
    let (large, small) = isLeftLarger ? (self, other) : (other, self)
    guard large.dim >= 3, small.dim <= 2 else { return false }
    if small.requiresGrad { return true }
    if dim == 2 { return false }
    if large.count == 0 { return true }
    var (sizes, strides) = (large.shape, large.stride)
    if !isLeftLarger {
      sizes.swapAt(sizes.count - 1, sizes.count - 2)
      strides.swapAt(strides.count - 1, strides.count - 2)
    }
    return (0..<(sizes.count - 2)).allSatisfy { strides[$0] == strides[$0 + 1] * sizes[$0 + 1] }
  }

  private func folded(_ other: Tensor) throws -> Tensor {
    let isTurned = other.dim > dim
    let large = isTurned ? try other.transpose(-2, -1) : self
    let small = isTurned ? (dim == 2 ? try t() : self) : other
    let lead = Array(large.shape.dropLast())
    let flat = try large.reshape([lead.reduce(1, *), large.sizes[large.dim - 1]])
    guard small.dim == 2 else { return try flat.mv(small).freshlyShaped(lead) }
    let result = try flat.mm(small).freshlyShaped(lead + [small.sizes[1]])
    return isTurned ? try result.transpose(-2, -1).contiguous() : result
  }

  /// A result that nobody else has seen yet in another shape, PyTorch's `_unsafe_view`.
  private func freshlyShaped(_ shape: [Int]) throws -> Tensor {
    let (original, target) = (sizes, Dims(shape))
    let result = alias()
    result.outputIndex = 0
    result.sizes = target
    result.strides = target.contiguousStrides
    return try result.recorded("UnsafeViewBackward0", from: self) { _ in
      { g in
        [try g.reshape(original.array)]
      }
    }
  }

  /// Products of matrices in pairs: [batch, m, k] and [batch, k, n].
  ///
  /// The result is [batch, m, n]; one dtype for both. Throws where shapes or dtypes do not fit.
  public func bmm(_ other: Tensor) throws -> Tensor {
    guard dim == 3 else { throw TorchError.runtime("batch1 must be a 3D tensor") }
    guard other.dim == 3 else { throw TorchError.runtime("batch2 must be a 3D tensor") }
    guard sizes[0] == other.sizes[0], sizes[2] == other.sizes[1] else {
      throw TorchError.runtime(
        "Expected size for first two dimensions of batch2 tensor to be: [\(sizes[0]), \(sizes[2])] "
          + "but got: [\(other.sizes[0]), \(other.sizes[1])].")
    }
    guard dtype == other.dtype else {
      if dtype == .bool {
        throw TorchError(.notImplemented, "\"bmm\" not implemented for 'Bool'")
      }
      throw TorchError.runtime(
        "expected scalar type \(dtype.scalarTypeName) but found \(other.dtype.scalarTypeName)")
    }
    let (batch, m, k, n) = (sizes[0], sizes[1], sizes[2], other.sizes[2])
    let result = try Tensor(uninitialized: try Tensor.checked([batch, m, n]), dtype: dtype)
    let width = dtype.byteCount
    for b in 0..<batch {
      ck_matmul(
        dtype.kernel, Int64(m), Int64(n), Int64(k), elements + b * strides[0] * width,
        Int64(strides[1]), Int64(strides[2]), other.elements + b * other.strides[0] * width,
        Int64(other.strides[1]), Int64(other.strides[2]), result.elements + b * m * n * width,
        Int64(n))
    }
    return try result.recorded("BmmBackward0", from: self, other) { op in
      let (a, b) = (try op.save(self, for: 1), try op.save(other, for: 0))
      return { g in
        [
          try b.map { try g.bmm($0.value().transpose(1, 2)) },
          try a.map { try $0.value().transpose(1, 2).bmm(g) },
        ]
      }
    }
  }

  /// The product of a matrix [m, k] and a vector [k].
  ///
  /// The result is [m]; one dtype for both. Throws where shapes or dtypes do not fit. dM = g·vᵀ, dv
  /// = Mᵀ·g.
  public func mv(_ vector: Tensor) throws -> Tensor {
    guard dim > 0 else {
      throw TorchError.index("Dimension specified as 0 but tensor has no dimensions")
    }
    guard dim == 2, vector.dim == 1 else {
      throw TorchError.runtime(
        "vector + matrix @ vector expected, got 1, \(dim), \(vector.dim)")
    }
    guard sizes[1] == vector.sizes[0] else {
      throw TorchError.runtime(
        "size mismatch, got input (\(sizes[0])), mat (\(sizes[0])x\(sizes[1])), vec "
          + "(\(vector.sizes[0]))")
    }
    guard dtype == vector.dtype else {
      let names = [vector, self].map(\.dtype.scalarTypeName)
      throw TorchError.runtime(
        "addmv input tensors must have the same dtype, but got \(names[0]), \(names[1]), and "
          + names[0])
    }
    return try Tensor.composite("MvBackward0", [self, vector]) {
      try $0[0].mm($0[1].unsqueeze(1)).squeeze(1)
    }
  }

  /// The inner product of two vectors.
  ///
  /// A scalar; one dtype and one length for both, else throws. d/da = g·b, d/db = g·a.
  public func dot(_ other: Tensor) throws -> Tensor {
    guard dim == 1, other.dim == 1 else {
      throw TorchError.runtime(
        "1D tensors expected, but got \(dim)D and \(other.dim)D tensors")
    }
    guard dtype == other.dtype else {
      throw TorchError.runtime(
        "dot : expected both vectors to have same dtype, but found \(dtype.scalarTypeName) and "
          + other.dtype.scalarTypeName)
    }
    guard count == other.count else {
      throw TorchError.runtime(
        "inconsistent tensor size, expected tensor [\(count)] and src [\(other.count)] to have "
          + "the same number of elements, but got \(count) and \(other.count) elements "
          + "respectively")
    }
    return try Tensor.composite("DotBackward0", [self, other]) {
      try $0[0].unsqueeze(0).mm($0[1].unsqueeze(1)).reshape([])
    }
  }

  /// All products of the elements of two vectors: [m] and [n] give [m, n].
  ///
  /// Dtypes promote. Throws for anything but vectors.
  public func outer(_ other: Tensor) throws -> Tensor {
    guard dim == 1 else {
      throw TorchError.runtime("outer: Expected 1-D argument self, but got \(dim)-D")
    }
    guard other.dim == 1 else {
      throw TorchError.runtime("outer: Expected 1-D argument vec2, but got \(other.dim)-D")
    }
    return try reshape([count, 1]).mul(other)
  }

  /// β·self + α·(a·b) for matrices [m, k] and [k, n]; self broadcasts to [m, n].
  ///
  /// One dtype for all. Throws where shapes or dtypes do not fit. A β of zero leaves self out
  /// altogether, NaN and all.
  public func addmm(_ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1) throws -> Tensor
  {
    for (name, left) in [("self", self), ("mat1", a)] where left.dtype != b.dtype {
      throw TorchError.runtime(
        "\(name) and mat2 must have the same dtype, but got \(left.dtype.scalarTypeName) and "
          + b.dtype.scalarTypeName)
    }
    guard a.dim == 2, b.dim == 2 else {
      let wrong = a.dim == 2 ? ("mat2", b.dim) : ("mat1", a.dim)
      throw TorchError.runtime("\(wrong.0) must be a matrix, got \(wrong.1)-D tensor")
    }
    guard a.sizes[1] == b.sizes[0] else {
      throw TorchError.runtime(
        "mat1 and mat2 shapes cannot be multiplied (\(a.sizes[0])x\(a.sizes[1]) and "
          + "\(b.sizes[0])x\(b.sizes[1]))")
    }
    let target = [a.sizes[0], b.sizes[1]]
    _ = try withoutTracking { try expand(target) }
    return try Tensor.composite("AddmmBackward0", [self, a, b]) { inputs in
      let product = try inputs[1].mm(inputs[2])
      let scaled = alpha.double == 1 ? product : try product.mul(alpha)
      // A factor of zero takes self out of the result altogether, NaN and all.
      if beta.double == 0 { return scaled }
      let base = try inputs[0].expand(target)
      return try (beta.double == 1 ? base : base.mul(beta)).add(scaled)
    }
  }
}
