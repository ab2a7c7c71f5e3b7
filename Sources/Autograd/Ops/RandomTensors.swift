// Tensors of chance. All draw from a generator that the caller keeps, as PyTorch draws.

extension Tensor {
  /// `torch.rand`: uniform in [0, 1), float32 or float64.
  ///
  /// Throws for other dtypes and for negative sizes.
  public static func rand(
    _ shape: [Int], dtype: DType = .float32, generator: inout Generator
  ) throws -> Tensor {
    let result = try Tensor(uninitialized: try checked(shape), dtype: dtype)
    switch dtype {
    case .float32: generator.fillUniform(result.buffer(Float.self), 0, 1)
    case .float64:
      let values = result.buffer(Double.self)
      for i in values.indices { values[i] = generator.uniformDouble() }
    default: throw notImplemented("check_uniform_bounds", dtype)
    }
    return result
  }

  /// `torch.randn`: standard normal, float32 or float64.
  ///
  /// Throws for other dtypes and for negative sizes.
  public static func randn(
    _ shape: [Int], dtype: DType = .float32, generator: inout Generator
  ) throws -> Tensor {
    let result = try Tensor(uninitialized: try checked(shape), dtype: dtype)
    switch dtype {
    case .float32: generator.fillNormal(result.buffer(Float.self))
    case .float64: generator.fillNormal(result.buffer(Double.self))
    default: throw notImplemented("normal_kernel_cpu", dtype)
    }
    return result
  }

  /// `torch.empty(shape).bernoulli_(p)`: float32 ones with probability `p`, else zeros.
  ///
  /// Throws for negative sizes.
  public static func bernoulli(_ shape: [Int], _ p: Double, generator: inout Generator) throws
    -> Tensor
  {
    let result = try Tensor(uninitialized: try checked(shape), dtype: .float32)
    let values = result.buffer(Float.self)
    for i in values.indices { values[i] = generator.uniformDouble() < p ? 1 : 0 }
    return result
  }

  /// `torch.empty(shape).uniform_(low, high)`: uniform in [low, high), float32.
  ///
  /// Throws for negative sizes.
  public static func uniform(
    _ shape: [Int], _ low: Double, _ high: Double, generator: inout Generator
  ) throws -> Tensor {
    let result = try Tensor(uninitialized: try checked(shape), dtype: .float32)
    generator.fillUniform(result.buffer(Float.self), Float(low), Float(high))
    return result
  }

  /// `torch.randint(low, high, shape)`: int64 in low..<high.
  ///
  /// Throws for an empty range and for negative sizes.
  public static func randint(
    _ low: Int = 0, _ high: Int, _ shape: [Int], generator: inout Generator
  ) throws -> Tensor {
    let result = try Tensor(uninitialized: try checked(shape), dtype: .int64)
    try result.fillIntegers(low, high, &generator)
    return result
  }

  /// `torch.randperm(n)`: the integers below n in random order, an int64 vector.
  ///
  /// Throws for a negative n.
  public static func randperm(_ n: Int, generator: inout Generator) throws -> Tensor {
    try Tensor(generator.permutation(checked([n]).elementCount))
  }

  /// `torch.rand_like`: uniform in [0, 1), of this shape and dtype, which must be a float's.
  public func randLike(generator: inout Generator) throws -> Tensor {
    try inMemoryOrder { try Tensor.rand($0, dtype: dtype, generator: &generator) }
      .cutting("rand_like", from: self)
  }

  /// `torch.randn_like`: standard normal, of this shape and dtype, which must be a float's.
  public func randnLike(generator: inout Generator) throws -> Tensor {
    try inMemoryOrder { try Tensor.randn($0, dtype: dtype, generator: &generator) }
      .cutting("randn_like", from: self)
  }

  /// `torch.randint_like`: whole numbers in low..<high, of this shape and dtype.
  ///
  /// Throws for an empty range and where the dtype cannot hold its bounds.
  public func randintLike(_ low: Int = 0, _ high: Int, generator: inout Generator) throws -> Tensor
  {
    try inMemoryOrder {
      let result = try Tensor(uninitialized: Dims($0), dtype: dtype)
      try result.fillIntegers(low, high, &generator)
      return result
    }.cutting("randint_like", from: self)
  }

  /// A tensor of this shape whose elements `make` draws in the order in which this tensor's lie in
  /// memory, as PyTorch draws for a transposed model.
  private func inMemoryOrder(_ make: ([Int]) throws -> Tensor) throws -> Tensor {
    let order = (0..<dim).sorted {
      strides[$0] != strides[$1] ? strides[$0] > strides[$1] : $0 < $1
    }
    let turned = permuted(order)
    guard !isContiguous, turned.isContiguous else { return try make(shape) }
    var inverse = order
    for (i, d) in order.enumerated() { inverse[d] = i }
    return try make(turned.shape).permuted(inverse)
  }

  private func fillIntegers(_ low: Int, _ high: Int, _ generator: inout Generator) throws {
    guard low < high else {
      throw TorchError.runtime(
        "random_ expects 'from' to be less than 'to', but got from=\(low) >= to=\(high)")
    }
    if let largest = dtype.largestInteger {
      for (name, value) in [("from", low), ("to - 1", high - 1)]
      where value > largest || value < dtype.smallestInteger {
        throw TorchError.runtime("\(name) is out of bounds for \(dtype.cName)")
      }
    }
    let width = dtype.byteCount
    for i in 0..<count {
      Scalar.int(generator.integer(in: low..<high)).store(at: elements + i * width, as: dtype)
    }
  }

  private static func notImplemented(_ kernel: String, _ dtype: DType) -> TorchError {
    TorchError(
      .notImplemented, "\"\(kernel)\" not implemented for '\(dtype.scalarTypeName)'")
  }
}

extension DType {
  /// The largest whole number of an integer type that is narrower than Swift's own.
  fileprivate var largestInteger: Int? {
    switch self {
    case .bool: 1
    case .uint8: 255
    case .int32: Int(Int32.max)
    case .int64, .float32, .float64: nil
    }
  }

  fileprivate var smallestInteger: Int { self == .int32 ? Int(Int32.min) : 0 }
}
