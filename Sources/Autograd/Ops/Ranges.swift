extension Tensor {
  /// `torch.arange`: from `start` up to but without `end` in steps, a vector.
  ///
  /// int64 when all three are integers, else float32, unless `dtype` says otherwise. Throws when the
  /// step is zero or leads away from `end`, for bounds that are no finite numbers, and for bool.
  public static func arange(
    _ start: Scalar, _ end: Scalar, step: Scalar = 1, dtype: DType? = nil
  ) throws -> Tensor {
    let isFloat = [start, end, step].contains { $0.dtype == .float32 }
    let target = dtype ?? (isFloat ? .float32 : .int64)
    guard target != .bool else {
      throw TorchError(.notImplemented, "\"arange_cpu\" not implemented for 'Bool'")
    }
    for bound in [start, end] where !bound.double.isFinite {
      throw TorchError.runtime("unsupported range: \(start.text) -> \(end.text)")
    }
    // Integer targets count in integers, whatever the bounds were given as.
    if target == .int64 || !isFloat {
      if step.int == 0 && step.double != 0 { throw TorchError.value("step must be nonzero") }
      return try wholeRange(start.int, end.int, step.int, target)
    }
    let (first, last, by) = (start.double, end.double, step.double)
    guard by > 0 || by < 0 else { throw TorchError.runtime("step must be nonzero") }
    guard by > 0 ? first <= last : first >= last else {
      throw TorchError.runtime("upper bound and lower bound inconsistent with step sign")
    }
    guard let count = Int(exactly: ((last - first) / by).rounded(.up)) else {
      throw TorchError.runtime("invalid size, possible overflow?")
    }
    let result = try Tensor(uninitialized: try checked([count]), dtype: target)
    let isWhole = target.isIntegral
    for i in 0..<count {
      let value: Scalar =
        isWhole ? .int(start.int &+ i &* step.int) : .double(first + Double(i) * by)
      value.store(at: result.elements + i * target.byteCount, as: target)
    }
    return result
  }

  private static func wholeRange(_ start: Int, _ end: Int, _ step: Int, _ target: DType) throws
    -> Tensor
  {
    guard step != 0 else { throw TorchError.runtime("step must be nonzero") }
    guard step > 0 ? start <= end : start >= end else {
      throw TorchError.runtime("upper bound and lower bound inconsistent with step sign")
    }
    let distance = step > 0 ? UInt(bitPattern: end &- start) : UInt(bitPattern: start &- end)
    let steps = distance / step.magnitude + (distance % step.magnitude == 0 ? 0 : 1)
    guard let count = Int(exactly: steps) else {
      throw TorchError.runtime("invalid size, possible overflow?")
    }
    let result = try Tensor(uninitialized: try checked([count]), dtype: target)
    for i in 0..<count {
      Scalar.int(start &+ i &* step).store(
        at: result.elements + i * target.byteCount, as: target)
    }
    return result
  }

  /// `torch.arange(end)`: from zero.
  public static func arange(_ end: Scalar, dtype: DType? = nil) throws -> Tensor {
    try arange(0, end, dtype: dtype)
  }

  /// `torch.linspace`: `steps` values evenly from `start` to `end`, both included; a vector.
  ///
  /// Integer dtypes cut each value's fraction off. Throws for a negative number of steps and for
  /// bool.
  public static func linspace(
    _ start: Double, _ end: Double, steps: Int, dtype: DType = .float32
  ) throws -> Tensor {
    guard steps >= 0 else { throw TorchError.runtime("number of steps must be non-negative") }
    let result = try Tensor(uninitialized: try checked([steps]), dtype: dtype)
    guard dtype != .bool || steps < 2 else {
      throw TorchError(.notImplemented, "\"linspace_cpu\" not implemented for 'Bool'")
    }
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

  /// `torch.eye`: ones on the diagonal of an n × m matrix of zeros, n × n without `m`.
  ///
  /// Throws for negative sizes.
  public static func eye(_ n: Int, _ m: Int? = nil, dtype: DType = .float32) throws -> Tensor {
    for (name, size) in [("n", n), ("m", m ?? n)] where size < 0 {
      throw TorchError.runtime("\(name) must be greater or equal to 0, got \(size)")
    }
    let columns = m ?? n
    let result = try Tensor(zeroed: try checked([n, columns]), dtype: dtype)
    for i in 0..<Swift.min(n, columns) {
      Scalar.int(1).store(at: result.elements + i * (columns + 1) * dtype.byteCount, as: dtype)
    }
    return result
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
