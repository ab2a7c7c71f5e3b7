import CKernels

extension Tensor {
  /// The matrix product of [m, k] and [k, n]. dA = dY·Bᵀ, dB = Aᵀ·dY.
  public func mm(_ other: Tensor) throws -> Tensor {
    guard sizes.count == 2 else { throw TorchError.runtime("self must be a matrix") }
    guard other.sizes.count == 2 else { throw TorchError.runtime("mat2 must be a matrix") }
    let result = try product(other)
    return try result.recorded(
      "MmBackward0", from: self, other, saving: other.requiresGrad ? self : nil,
      requiresGrad ? other : nil
    ) { node, g in
      Gradients(
        node.needs(0) ? try g.mm(node.savedTensor(1).t()) : nil,
        node.needs(1) ? try node.savedTensor(0).t().mm(g) : nil)
    }
  }

  /// `x·Wᵀ + b` for x [rows, in], W [out, in] and b [out], PyTorch's `F.linear`.
  ///
  /// dX = dY·W, dW = dYᵀ·X, db = Σ dY.
  public static func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?) throws -> Tensor {
    guard x.dim > 0, weight.dim > 0 else {
      throw TorchError.runtime(
        "both arguments to linear need to be at least 1D, but they are \(x.dim)D and "
          + "\(weight.dim)D")
    }
    guard let bias else { return try x.matmul(weight.t()) }
    if x.sizes.count != 2 && x.isContiguous {
      let rows = x.shape.dropLast().reduce(1, *)
      return try linear(x.reshape([rows, x.sizes[x.dim - 1]]), weight, bias)
        .reshape(x.shape.dropLast() + weight.shape.prefix(1))
    }
    guard x.sizes.count == 2 else { return try x.matmul(weight.t()).add(bias) }
    guard weight.sizes.count == 2, bias.sizes.count == 1, bias.sizes[0] == weight.sizes[0],
      x.dtype == weight.dtype, x.dtype == bias.dtype
    else { return try bias.addmm(x, weight.t()) }
    let result = try x.product(weight.transposedView, bias: bias)
    return try result.recorded(
      "AddmmBackward0", from: [bias, x, weight],
      saving: [weight.requiresGrad ? x : nil, x.requiresGrad ? weight : nil]
    ) { node, g in
      Gradients(
        node.needs(0) ? g : nil,
        node.needs(1) ? try g.mm(node.savedTensor(1)) : nil,
        node.needs(2) ? try g.t().mm(node.savedTensor(0)) : nil)
    }
  }

  /// A matrix read the other way round, outside any graph.
  private var transposedView: Tensor {
    let result = alias()
    (result.sizes[0], result.sizes[1]) = (sizes[1], sizes[0])
    (result.strides[0], result.strides[1]) = (strides[1], strides[0])
    return result
  }

  /// self [m, k] · other [k, n] (+ bias [n]), outside any graph.
  private func product(_ other: Tensor, bias: Tensor? = nil) throws -> Tensor {
    guard sizes[1] == other.sizes[0] else {
      throw TorchError.runtime(
        "mat1 and mat2 shapes cannot be multiplied (\(sizes[0])x\(sizes[1]) and "
          + "\(other.sizes[0])x\(other.sizes[1]))")
    }
    guard dtype == other.dtype else {
      throw TorchError.runtime(
        "expected m1 and m2 to have the same dtype, but got: \(dtype.longCName) != "
          + other.dtype.longCName)
    }
    let (m, k, n) = (sizes[0], sizes[1], other.sizes[1])
    let (size, overflow) = m.multipliedReportingOverflow(by: n)
    try Tensor.checkMemory(overflow ? Int.max : size)
    let result = Tensor(uninitialized: Dims(m, n), dtype: dtype)
    if let bias, dtype == .float32, bias.dtype == .float32, bias.isContiguous, bias.count == n {
      ck_gemm_bias(
        Int64(m), Int64(n), Int64(k), pointer(Float.self), Int64(strides[0]), Int64(strides[1]),
        other.pointer(Float.self), Int64(other.strides[0]), Int64(other.strides[1]),
        bias.pointer(Float.self), result.pointer(Float.self))
      return result
    }
    ck_matmul(
      dtype.kernel, Int64(m), Int64(n), Int64(k), elements, Int64(strides[0]), Int64(strides[1]),
      other.elements, Int64(other.strides[0]), Int64(other.strides[1]), result.elements, Int64(n))
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
