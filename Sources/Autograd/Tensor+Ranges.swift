extension Tensor {
  /// `torch.arange`: from `start` up to but without `end`; int64 when all three are integers.
  public static func arange(
    _ start: Scalar, _ end: Scalar, step: Scalar = 1, dtype: DType? = nil
  ) throws -> Tensor {
    let isFloat = [start, end, step].contains { $0.dtype == .float32 }
    let target = dtype ?? (isFloat ? .float32 : .int64)
    guard step.double != 0 else { throw TorchError.runtime("step must be nonzero") }
    guard start.double.isFinite, end.double.isFinite else {
      throw TorchError.runtime(
        "unsupported range: \(start.double) -> \(end.double)")
    }
    guard step.double > 0 ? start.double <= end.double : start.double >= end.double else {
      throw TorchError.runtime("upper bound and lower bound inconsistent with step sign")
    }
    let size = ((end.double - start.double) / step.double).rounded(.up)
    guard let count = Int(exactly: size) else {
      throw TorchError.runtime("invalid size, possible overflow?")
    }
    let result = Tensor(uninitialized: try checked([count]), dtype: target)
    for i in 0..<count {
      let value: Scalar =
        isFloat
        ? .double(start.double + Double(i) * step.double) : .int(start.int + i * step.int)
      value.store(at: result.elements + i * target.byteCount, as: target)
    }
    return result
  }

  /// `torch.arange(end)`: from zero.
  public static func arange(_ end: Scalar, dtype: DType? = nil) throws -> Tensor {
    try arange(0, end, dtype: dtype)
  }

  /// `torch.linspace`: `steps` values evenly from `start` to `end`, both included.
  public static func linspace(
    _ start: Double, _ end: Double, steps: Int, dtype: DType = .float32
  ) throws -> Tensor {
    guard steps >= 0 else { throw TorchError.runtime("number of steps must be non-negative") }
    let result = Tensor(uninitialized: try checked([steps]), dtype: dtype)
    let step = steps > 1 ? (end - start) / Double(steps - 1) : 0
    for i in 0..<steps {
      // From both ends, so that the last value is exact.
      let value =
        i < steps / 2 || steps == 1
        ? start + Double(i) * step : end - Double(steps - 1 - i) * step
      Scalar.double(value).store(at: result.elements + i * dtype.byteCount, as: dtype)
    }
    return result
  }

  /// `torch.eye`: ones on the diagonal of an n × m matrix of zeros.
  public static func eye(_ n: Int, _ m: Int? = nil, dtype: DType = .float32) throws -> Tensor {
    for size in [n, m ?? n] where size < 0 {
      throw TorchError.runtime(
        "\(size == n ? "n" : "m") must be greater or equal to 0, got \(size)")
    }
    let columns = m ?? n
    let result = Tensor(zeroed: try checked([n, columns]), dtype: dtype)
    for i in 0..<Swift.min(n, columns) {
      Scalar.int(1).store(at: result.elements + i * (columns + 1) * dtype.byteCount, as: dtype)
    }
    return result
  }

  /// Zeros of this shape and dtype.
  public func zerosLike() -> Tensor { Tensor(zeroed: sizes, dtype: dtype) }
  /// Ones of this shape and dtype.
  public func onesLike() -> Tensor { Tensor(filled: sizes, dtype: dtype, with: 1) }
  /// `value` in this shape and dtype.
  public func fullLike(_ value: Scalar) -> Tensor {
    Tensor(filled: sizes, dtype: dtype, with: value)
  }
  /// Uniform values in this shape.
  public func randLike(generator: inout Generator) throws -> Tensor {
    try Tensor.rand(shape, generator: &generator)
  }
  /// Normal values in this shape.
  public func randnLike(generator: inout Generator) throws -> Tensor {
    try Tensor.randn(shape, generator: &generator)
  }

  /// A matrix from its rows, which must have one length.
  public convenience init<Element: TensorElement>(
    _ rows: [[Element]], requiresGrad: Bool = false
  ) throws {
    let width = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() where row.count != width {
      throw TorchError.value(
        "expected sequence of length \(width) at dim 1 (got \(rows[i].count))")
    }
    try self.init(
      rows.flatMap { $0 }, shape: rows.isEmpty ? [0] : [rows.count, width],
      requiresGrad: requiresGrad)
  }

  /// A 3-D tensor from nested arrays, which must be regular.
  public convenience init<Element: TensorElement>(
    _ planes: [[[Element]]], requiresGrad: Bool = false
  ) throws {
    let height = planes.first?.count ?? 0
    let width = planes.first?.first?.count ?? 0
    for plane in planes {
      guard plane.count == height else {
        throw TorchError.value(
          "expected sequence of length \(height) at dim 1 (got \(plane.count))")
      }
      for row in plane where row.count != width {
        throw TorchError.value(
          "expected sequence of length \(width) at dim 2 (got \(row.count))")
      }
    }
    try self.init(
      planes.flatMap { $0.flatMap { $0 } },
      shape: planes.isEmpty ? [0] : [planes.count, height, width], requiresGrad: requiresGrad)
  }
}
