import CKernels

extension Tensor {
  /// The matrix product of [m, k] and [k, n]. dA = dY·Bᵀ, dB = Aᵀ·dY.
  ///
  /// One dtype for both. Throws where shapes or dtypes do not fit.
  public func mm(_ other: Tensor) throws -> Tensor {
    guard sizes.count == 2 else { throw TorchError.runtime("self must be a matrix") }
    guard other.sizes.count == 2 else { throw TorchError.runtime("mat2 must be a matrix") }
    return try Tensor.product(self, other).recorded("MmBackward0", from: self, other) { op in
      let (a, b) = (try op.save(self, for: 1), try op.save(other, for: 0))
      return { g in
        [
          try b.map { try Tensor.mm(g, $0.value(), transposed: (false, true)) },
          try a.map { try Tensor.mm($0.value(), g, transposed: (true, false)) },
        ]
      }
    }
  }

  /// `x·Wᵀ + b` for x [rows, in], W [out, in] and b [out], PyTorch's `F.linear`.
  ///
  /// dX = dY·W, dW = dYᵀ·X, db = Σ dY. More leading dimensions than one are kept, and x may be a
  /// vector [in]. Throws where shapes or dtypes do not fit.
  public static func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?) throws -> Tensor {
    guard x.dim > 0, weight.dim > 0 else {
      throw TorchError.runtime(
        "both arguments to linear need to be at least 1D, but they are \(x.dim)D and "
          + "\(weight.dim)D")
    }
    guard let b = bias else { return try x.matmul(weight.t()) }
    if x.sizes.count != 2 && x.isContiguous {
      let rows = x.shape.dropLast().reduce(1, *)
      return try linear(x.reshape([rows, x.sizes[x.dim - 1]]), weight, bias)
        .reshape(x.shape.dropLast() + weight.shape.prefix(1))
    }
    guard x.sizes.count == 2 else { return try x.matmul(weight.t()).add(b) }
    guard weight.sizes.count == 2, b.sizes.count == 1, b.sizes[0] == weight.sizes[0],
      x.dtype == weight.dtype, x.dtype == b.dtype
    else { return try b.addmm(x, weight.t()) }
    let y = try product(x, weight, transposed: (false, true), bias: bias)
    return try y.recorded("AddmmBackward0", from: b, x, weight) { op in
      let (needsBias, w, x) = (op.needs(0), try op.save(weight, for: 1), try op.save(x, for: 2))
      return { g in
        [
          needsBias ? g : nil,
          try w.map { try g.mm($0.value()) },
          try x.map { try Tensor.mm(g, $0.value(), transposed: (true, false)) },
        ]
      }
    }
  }

  /// The product of two matrices, either read the other way round.
  private static func mm(_ a: Tensor, _ b: Tensor, transposed: (Bool, Bool)) throws -> Tensor {
    if !isGradEnabled { return try product(a, b, transposed: transposed) }
    return try (transposed.0 ? a.t() : a).mm(transposed.1 ? b.t() : b)
  }

  /// a [m, k] · b [k, n] (+ bias [n]), outside any graph.
  private static func product(
    _ a: Tensor, _ b: Tensor, transposed: (Bool, Bool) = (false, false),
    bias: Tensor? = nil
  ) throws -> Tensor {
    let (ai, ak) = transposed.0 ? (1, 0) : (0, 1)
    let (bk, bj) = transposed.1 ? (1, 0) : (0, 1)
    let (m, k, n) = (a.sizes[ai], a.sizes[ak], b.sizes[bj])
    guard k == b.sizes[bk] else {
      throw TorchError.runtime(
        "mat1 and mat2 shapes cannot be multiplied (\(m)x\(k) and \(b.sizes[bk])x\(n))")
    }
    guard a.dtype == b.dtype else {
      throw TorchError.runtime(
        "expected m1 and m2 to have the same dtype, but got: \(a.dtype.longCName) != "
          + b.dtype.longCName)
    }
    let (size, overflow) = m.multipliedReportingOverflow(by: n)
    try checkMemory(overflow ? Int.max : size)
    let result = try Tensor(uninitialized: Dims(m, n), dtype: a.dtype)
    if let bias, a.dtype == .float32, bias.dtype == .float32, bias.isContiguous, bias.count == n {
      ck_gemm_bias(
        Int64(m), Int64(n), Int64(k), a.pointer(Float.self), Int64(a.strides[ai]),
        Int64(a.strides[ak]), b.pointer(Float.self), Int64(b.strides[bk]), Int64(b.strides[bj]),
        bias.pointer(Float.self), result.pointer(Float.self))
      return result
    }
    ck_matmul(
      a.dtype.kernel, Int64(m), Int64(n), Int64(k), a.elements, Int64(a.strides[ai]),
      Int64(a.strides[ak]), b.elements, Int64(b.strides[bk]), Int64(b.strides[bj]),
      result.elements, Int64(n))
    if let bias { try result.compute(CK_ADD, result, bias) }
    return result
  }
}

extension DType {
  /// The name of PyTorch's old tensor types, which some messages still use.
  var tensorTypeName: String {
    self == .bool ? "CPUBoolType" : "torch.\(scalarTypeName)Tensor"
  }

  /// The C++ type, as other messages of PyTorch write it.
  var longCName: String { self == .int64 ? "long int" : cName }

  /// The C++ type as yet others write it.
  var fixedWidthName: String {
    switch self {
    case .uint8: "uint8_t"
    case .int64: "int64_t"
    default: cName
    }
  }

  /// The C++ type in PyTorch's messages.
  var cName: String {
    switch self {
    case .bool: "bool"
    case .uint8: "unsigned char"
    case .int32: "int"
    case .int64: "long"
    case .float32: "float"
    case .float64: "double"
    }
  }
}
