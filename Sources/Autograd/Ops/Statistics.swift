import CKernels

// Reductions beyond sum and mean. An empty list of dimensions means all of them.

extension Tensor {
  /// The product of all elements; integers and bools give int64.
  ///
  /// A scalar; never throws.
  public func prod(dtype: DType? = nil) throws -> Tensor {
    let target = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    let flat = try (target == self.dtype ? self : to(target)).reshape([-1])
    return try flat.product(dim: 0, keepdim: false, "ProdBackward0")
  }

  /// The product along `dim`. d/dx = g times the product of the others.
  ///
  /// `dim` goes from the shape, or stays as size one with `keepdim`; integers and bools give int64.
  /// Throws for a dimension out of range.
  public func prod(dim: Int, keepdim: Bool = false, dtype: DType? = nil) throws -> Tensor {
    let target = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    let source = target == self.dtype ? self : try to(target)
    return try source.product(dim: normalized(dim), keepdim: keepdim, "ProdBackward1")
  }

  private func product(dim: Int, keepdim: Bool, _ name: StaticString) throws -> Tensor {
    let result = try reduce(CK_PROD, try plan([dim], keepdim: keepdim), dtype: dtype)
    let original = sizes
    return try result.recorded(name, from: self) { op in
      let saved = try op.save(self)
      return { g in
        let x = try saved.value()
        let g = try g.stretched(over: [dim], of: original, keepdim: keepdim)
        // Without zeros it is the product over x; one zero takes it all, two leave nothing.
        let isZero = try x.eq(0)
        let one = Tensor.wrapped(1, dtype: x.dtype)
        let zero = Tensor.wrapped(0, dtype: x.dtype)
        let safe = try Tensor.where(isZero, one, x)
        let dims = original.isEmpty ? [] : [dim]
        let zeros = try isZero.to(x.dtype).sum(dims: dims, keepdim: true)
        let product = try original.isEmpty ? safe : safe.prod(dim: dim, keepdim: true)
        if isGradEnabled, try zeros.gt(0).any().itemInt() != 0 {
          return [try g.mul(x.productOfOthers(dim))]
        }
        let atZero = try Tensor.where(zeros.eq(1), product, zero)
        let elsewhere = try Tensor.where(zeros.eq(0), product.div(safe), zero)
        return [try g.mul(Tensor.where(isZero, atZero, elsewhere))]
      }
    }
  }

  /// At each place the product of all other elements along `dim`, differentiable at zeros too.
  private func productOfOthers(_ dim: Int) throws -> Tensor {
    if sizes.isEmpty { return try onesLike() }
    let n = sizes[dim]
    let parts = try (0..<n).map { i in
      let others = try [
        narrow(dim: dim, start: 0, length: i), narrow(dim: dim, start: i + 1, length: n - i - 1),
      ]
      return try Tensor.cat(others, dim: dim).prod(dim: dim, keepdim: true)
    }
    return try n == 0 ? onesLike() : Tensor.cat(parts, dim: dim)
  }

  /// The variance over `dims` with `correction` taken off the number of elements.
  ///
  /// d/dx = 2·g·(x - mean) / (n - correction). `dims` go from the shape, or stay as size one with
  /// `keepdim`; none named means all. Throws for a dimension out of range or named twice. Throws
  /// for integers.
  public func `var`(dims: [Int] = [], correction: Double = 1, keepdim: Bool = false) throws
    -> Tensor
  {
    try requireFloat("var")
    return try Tensor.composite("VarBackward0", [self]) {
      try $0[0].variance(dims, correction, keepdim)
    }
  }

  /// The standard deviation over `dims`; its derivative is zero where it is zero.
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice. Throws for integers.
  public func std(dims: [Int] = [], correction: Double = 1, keepdim: Bool = false) throws -> Tensor
  {
    try requireFloat("std")
    return try Tensor.composite("StdBackward0", [self]) {
      let variance = try $0[0].variance(dims, correction, keepdim)
      // Detours around the infinite slope of the root at zero.
      let isZero = try variance.eq(0)
      let safe = try Tensor.where(isZero, .wrapped(1, dtype: variance.dtype), variance)
      return try Tensor.where(isZero, variance, safe.sqrt())
    }
  }

  private func variance(_ dims: [Int], _ correction: Double, _ keepdim: Bool) throws -> Tensor {
    let centred = try sub(mean(dims: dims, keepdim: true))
    let n = try plan(dims, keepdim: false).n
    return try centred.mul(centred).sum(dims: dims, keepdim: keepdim)
      .div(.double(Swift.max(Double(n) - correction, 0)))
  }

  private func requireFloat(_ name: String) throws {
    guard dtype.isFloatingPoint else {
      throw TorchError.runtime("std and var only support floating point and complex dtypes")
    }
  }

  /// The largest element. Those that share it share its gradient.
  ///
  /// A scalar of this dtype. Throws for an empty tensor.
  public func max() throws -> Tensor { try extremeOfAll(CK_MAX, "MaxBackward1", "max") }
  /// The smallest element. Those that share it share its gradient.
  ///
  /// A scalar of this dtype. Throws for an empty tensor.
  public func min() throws -> Tensor { try extremeOfAll(CK_MIN, "MinBackward1", "min") }

  private func extremeOfAll(_ op: ck_reduce_op, _ name: StaticString, _ word: String) throws
    -> Tensor
  {
    guard count > 0 else {
      throw TorchError.runtime(
        "\(word)(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
          + "reduction dim with the 'dim' argument.")
    }
    return try extreme(op, [], false, name, sharesNaN: true)
  }

  /// The largest elements over `dims`. Those that share one share its gradient.
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice, and where there is nothing to choose from.
  public func amax(dims: [Int] = [], keepdim: Bool = false) throws -> Tensor {
    try checkNotEmpty(dims, "amax")
    return try extreme(CK_MAX, dims, keepdim, "AmaxBackward0")
  }

  /// The smallest elements over `dims`. Those that share one share its gradient.
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice, and where there is nothing to choose from.
  public func amin(dims: [Int] = [], keepdim: Bool = false) throws -> Tensor {
    try checkNotEmpty(dims, "amin")
    return try extreme(CK_MIN, dims, keepdim, "AminBackward0")
  }

  private func checkNotEmpty(_ dims: [Int], _ word: String) throws {
    if dims.isEmpty && count == 0 {
      throw TorchError.runtime(
        "\(word)(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
          + "reduction dim with the 'dim' argument.")
    }
    for dim in try reducedDims(dims) where sizes[dim] == 0 {
      throw TorchError.index("\(word)(): Expected reduction dim \(dim) to have non-zero size.")
    }
  }

  private func extreme(
    _ op: ck_reduce_op, _ dims: [Int], _ keepdim: Bool, _ name: StaticString,
    sharesNaN: Bool = false
  ) throws -> Tensor {
    let result = try reduce(op, try plan(dims, keepdim: keepdim), dtype: dtype)
    let (original, reduced) = (sizes, try reducedDims(dims))
    return try result.recorded(name, from: self) { op in
      let (savedX, savedY) = (try op.save(self), op.save(result: result))
      return { g in
        let x = try savedX.value()
        let y = try savedY.value().stretched(over: reduced, of: original, keepdim: keepdim)
        // max() and min() share a NaN among the NaNs; amax and amin lose it, as in PyTorch.
        let isSame = try x.eq(y)
        let isBest = try (sharesNaN ? Tensor.where(y.isnan(), x.isnan(), isSame) : isSame).to(
          x.dtype)
        let sharers = try isBest.sum(dims: reduced, keepdim: true)
        let g = try g.stretched(over: reduced, of: original, keepdim: keepdim)
        return [try g.mul(isBest).div(original.isEmpty ? isBest : sharers)]
      }
    }
  }

  /// The largest element along `dim` and the position of the first of them.
  ///
  /// `dim` goes from the shape, or stays as size one with `keepdim`. Throws for a dimension out of
  /// range or empty. Of `values`, each g goes where its value came from.
  public func max(dim: Int, keepdim: Bool = false) throws -> (values: Tensor, indices: Tensor) {
    try extremeAlong(dim, keepdim, "MaxBackward0", "max") { try $0.argmax(dim: $1, keepdim: true) }
  }

  /// The smallest element along `dim` and the position of the first of them.
  ///
  /// `dim` goes from the shape, or stays as size one with `keepdim`. Throws for a dimension out of
  /// range or empty. Of `values`, each g goes where its value came from.
  public func min(dim: Int, keepdim: Bool = false) throws -> (values: Tensor, indices: Tensor) {
    try extremeAlong(dim, keepdim, "MinBackward0", "min") { try $0.argmin(dim: $1, keepdim: true) }
  }

  private func extremeAlong(
    _ dim: Int, _ keepdim: Bool, _ name: StaticString, _ word: String,
    _ find: (Tensor, Int) throws -> Tensor
  ) throws -> (Tensor, Tensor) {
    let dim = try normalized(dim)
    if !sizes.isEmpty, sizes[dim] == 0 {
      throw TorchError.index("\(word)(): Expected reduction dim \(dim) to have non-zero size.")
    }
    let kept = try withoutTracking { try find(self, dim) }
    let spots = try positions(along: dim, kept)
    var shape = kept.sizes
    if !keepdim && !sizes.isEmpty { shape.remove(at: dim) }
    let indices = kept.alias()
    for tensor in [spots, indices] {
      tensor.sizes = shape
      tensor.strides = shape.contiguousStrides
    }
    return (
      try gathered(spots, name), indices.cutting(word == "max" ? "max" : "min", from: self)
    )
  }

  /// log Σ eˣ over `dims`, without overflow. d/dx = g·softmax(x).
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice. Integers give float32.
  public func logsumexp(dims: [Int], keepdim: Bool = false) throws -> Tensor {
    let source = try asFloat
    return try Tensor.composite("LogsumexpBackward0", [source]) { inputs in
      let x = inputs[0]
      if x.count == 0 { return try x.exp().sum(dims: dims, keepdim: keepdim).log() }
      let top = try withoutTracking {
        let top = try x.amax(dims: dims, keepdim: true)
        return try Tensor.where(top.isfinite(), top, .wrapped(0, dtype: top.dtype))
      }
      let shift = try keepdim ? top : top.reshape(x.plan(dims, keepdim: false).sizes.array)
      return try x.sub(top).exp().sum(dims: dims, keepdim: keepdim).log().add(shift)
    }
  }

  /// The p-norm over `dims`; p may be 0, infinite or any other number.
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice. Throws for integers. d/dx = g·sign(x)·|x|ᵖ⁻¹ /
  /// ‖x‖ᵖ⁻¹.
  public func norm(p: Double = 2, dims: [Int] = [], keepdim: Bool = false) throws -> Tensor {
    guard dtype.isFloatingPoint else {
      throw TorchError.runtime(
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
          + dtype.scalarTypeName)
    }
    if p == 0 {
      // A count: flat everywhere, and recorded so.
      let original = sizes
      let count = try withoutTracking { try ne(0).to(dtype).sum(dims: dims, keepdim: keepdim) }
      return try count.recorded("LinalgVectorNormBackward0", from: self) { _ in
        { g in
          [try Tensor(zeroed: original, dtype: g.dtype)]
        }
      }
    }
    if p == 2, dims.isEmpty, !keepdim, dtype == .float32, isContiguous,
      !(requiresGrad && isGradEnabled)
    {
      let norm = Tensor(numberOf: .float32)
      norm.pointer(Float.self).pointee = ck_norm(Int64(count), pointer(Float.self))
      norm.passCut("LinalgVectorNormBackward0", from: self)
      return norm
    }
    return try Tensor.composite("LinalgVectorNormBackward0", [self]) { inputs in
      let x = inputs[0]
      switch p {
      case 1: return try x.abs().sum(dims: dims, keepdim: keepdim)
      case .infinity: return try x.abs().amax(dims: dims, keepdim: keepdim)
      case -.infinity: return try x.abs().amin(dims: dims, keepdim: keepdim)
      default: break
      }
      let powered = try p == 2 ? x.mul(x) : x.abs().pow(.double(p))
      let sum = try powered.sum(dims: dims, keepdim: keepdim)
      // Detours around the infinite slope of the root at zero.
      let isZero = try sum.eq(0)
      let safe = try Tensor.where(isZero, .wrapped(1, dtype: sum.dtype), sum)
      let root = try p == 2 ? safe.sqrt() : safe.pow(.double(1 / p))
      return try Tensor.where(isZero, sum.mul(.double(p < 0 ? .infinity : 1)), root)
    }
  }

  /// Whether all elements over `dims` are non-zero; bool (uint8 for uint8).
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice. No gradient passes it.
  public func all(dims: [Int] = [], keepdim: Bool = false) throws -> Tensor {
    try truth(CK_ALL, dims, keepdim, "all")
  }

  /// Whether any element over `dims` is non-zero; bool (uint8 for uint8).
  ///
  /// `dims` go from the shape, or stay as size one with `keepdim`; none named means all. Throws for
  /// a dimension out of range or named twice. No gradient passes it.
  public func any(dims: [Int] = [], keepdim: Bool = false) throws -> Tensor {
    try truth(CK_ANY, dims, keepdim, "any")
  }

  private func truth(_ op: ck_reduce_op, _ dims: [Int], _ keepdim: Bool, _ name: StaticString)
    throws -> Tensor
  {
    let result = try reduce(
      op, try plan(dims, keepdim: keepdim), dtype: dtype == .uint8 ? .uint8 : .bool)
    return result.cutting(name, from: self)
  }

  /// Running sums along `dim`; integers and bools give int64. d/dx sums g from the end.
  ///
  /// Shape kept. Throws for a dimension out of range and for a bool result.
  public func cumsum(dim: Int, dtype: DType? = nil) throws -> Tensor {
    let target = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    if target != self.dtype { return try to(target).cumsum(dim: dim, dtype: target) }
    let dim = try normalized(dim)
    if target == .bool {
      throw TorchError(.notImplemented, "\"cumsum_out_cpu\" not implemented for 'Bool'")
    }
    let source = try packed
    let result = try Tensor(uninitialized: sizes, dtype: target)
    let (outer, n, inner) = sizes.around(dim)
    ck_cumsum(target.kernel, outer, n, inner, result.elements, source.elements)
    return try result.recorded("CumsumBackward0", from: self) { _ in
      { g in
        [g.dim == 0 ? g : try g.flip([dim]).cumsum(dim: dim).flip([dim])]
      }
    }
  }
}
