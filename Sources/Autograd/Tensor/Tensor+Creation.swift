import CKernels
import Files

extension Tensor {
  /// Checked sizes; throws PyTorch's error for a negative one.
  static func checked(_ shape: [Int]) throws -> Dims {
    if let negative = shape.first(where: { $0 < 0 }) {
      throw TorchError.runtime(
        "Trying to create tensor with negative dimension \(negative): \(shape)")
    }
    guard shape.count <= Dims.capacity else {
      throw TorchError.runtime(
        "tensors have at most \(Dims.capacity) dimensions here, got \(shape.count)")
    }
    var total = 1
    for size in shape {
      // An empty dimension does not excuse the others: products of some of them are formed too.
      let (product, overflow) = total.multipliedReportingOverflow(by: Swift.max(size, 1))
      guard !overflow, product <= Int.max / 16 else {
        throw TorchError.runtime("Storage size calculation overflowed with sizes=\(shape)")
      }
      total = product
    }
    let sizes = Dims(shape)
    try checkMemory(sizes.elementCount)
    return sizes
  }

  /// Throws where so many elements cannot be had: memory that runs out would end the process.
  static func checkMemory(_ elements: Int) throws {
    // Of eight bytes each, in half of what the machine has.
    if elements > MachineMemory.physical / 16 {
      let (bytes, overflow) = elements.multipliedReportingOverflow(by: 4)
      throw TorchError.noMemory(overflow ? Int.max : bytes)
    }
  }

  convenience init(filled sizes: Dims, dtype: DType, with value: Scalar) throws {
    try self.init(uninitialized: sizes, dtype: dtype)
    fill(value)
  }

  /// Overwrites every element, without touching version or graph.
  func fill(_ value: Scalar) {
    if count == 1 { return value.store(at: elements, as: dtype) }
    var element: UInt64 = 0
    withUnsafeMutableBytes(of: &element) { bytes in
      guard let start = bytes.baseAddress else { return }
      value.store(at: start, as: dtype)
      var walk = ck_walk(sizes, self)
      ck_fill(dtype.kernel, &walk, elements, start)
    }
  }

  /// A 0-dim tensor that stands for a Swift number in an op with another tensor.
  ///
  /// A double keeps all its digits, though it counts as the default float in promotion.
  static func wrapped(_ value: Scalar, dtype: DType? = nil) -> Tensor {
    var own = value.dtype
    if case .double = value { own = .float64 }
    let result = Tensor(numberOf: dtype ?? own)
    value.store(at: result.elements, as: result.dtype)
    result.isWrappedNumber = true
    return result
  }

  /// A 0-dim tensor, `torch.tensor(3.5)`. A double makes a float32, an integer an int64.
  public convenience init(_ value: Scalar, dtype: DType? = nil) {
    self.init(numberOf: dtype ?? value.dtype)
    value.store(at: elements, as: self.dtype)
    cut = Exports.cut(forNumber: value)
  }

  /// A float32 tensor whose elements `body` writes, row-major: no copy of many numbers is made.
  public convenience init(
    shape: [Int], writing body: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    try self.init(uninitialized: Tensor.checked(shape), dtype: .float32)
    try body(
      UnsafeMutableBufferPointer(
        start: storage.pointer.bindMemory(to: Float.self, capacity: count), count: count))
  }

  /// A 1-D tensor of the array's element type, or with the given shape.
  ///
  /// Throws when the shape does not hold the values.
  public convenience init<Element: TensorElement>(
    _ values: [Element], shape: [Int]? = nil, requiresGrad: Bool = false
  ) throws {
    let sizes = try shape.map(Tensor.checked) ?? Dims(values.count)
    guard sizes.elementCount == values.count else {
      throw TorchError.runtime(
        "shape '\(sizes.array)' is invalid for input of size \(values.count)")
    }
    try self.init(uninitialized: sizes, dtype: Element.dtype)
    values.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress {
        storage.pointer.copyMemory(from: start, byteCount: bytes.count)
      }
    }
    cut = Exports.cut(forArray: self)
    if requiresGrad { try self.requiresGrad(true) }
  }

  /// `torch.zeros`
  public static func zeros(_ shape: [Int], dtype: DType = .float32) throws -> Tensor {
    if shape.contains(where: { $0 < 0 }) {
      throw TorchError.runtime("zeros: Dimension size must be non-negative.")
    }
    return try Tensor(zeroed: try checked(shape), dtype: dtype)
  }

  /// `torch.ones`
  public static func ones(_ shape: [Int], dtype: DType = .float32) throws -> Tensor {
    try Tensor(filled: try checked(shape), dtype: dtype, with: 1)
  }

  /// `torch.full`; the dtype is the value's unless given.
  public static func full(_ shape: [Int], _ value: Scalar, dtype: DType? = nil) throws -> Tensor {
    let dtype = dtype ?? value.dtype
    try value.checkFits(dtype)
    let result = try Tensor(filled: try checked(shape), dtype: dtype, with: value)
    result.cut = Exports.cut(forNumber: value)
    return result
  }

  /// The elements of a contiguous tensor.
  func buffer<Element>(_ type: Element.Type) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: pointer(type), count: count)
  }
}
