import CKernels

extension Tensor {
  /// The rows of `dim` that `index` (int64 or int32, 1-D) names. d/dx adds each row back.
  ///
  /// The shape is this one with `dim` as long as the index; any dtype. Throws for positions out of
  /// range, other index dtypes, and an index of more dimensions.
  public func indexSelect(dim: Int, _ index: Tensor) throws -> Tensor {
    let dim = try normalized(dim)
    guard index.sizes.count <= 1 else {
      throw TorchError.index("index_select(): Index is supposed to be a vector")
    }
    guard index.dtype == .int64 || index.dtype == .int32 else {
      throw TorchError.runtime("index_select(): Expected dtype int32 or int64 for index")
    }
    let rows = try index.converted(to: .int64).packed
    let source = try packed
    let (outer, n, inner) = sizes.around(dim)
    var shape = sizes
    if !shape.isEmpty { shape[dim] = rows.count }
    let result = try Tensor(uninitialized: shape, dtype: dtype)
    let list = rows.buffer(Int.self)
    if sizes.isEmpty && rows.count != 1 {
      throw TorchError.runtime(
        "index_select(): Index to scalar can have only 1 value, got \(rows.count) value(s)")
    }
    if let wrong = list.first(where: { $0 < 0 || $0 >= Int(n) }) {
      if n == 0 {
        throw TorchError.runtime("index_select(): self indexing axis dim should be positive")
      }
      throw dim == 0 && count > 0
        ? TorchError.index("index out of range in self")
        : TorchError.runtime("INDICES element is out of DATA bounds, id=\(wrong) axis_dim=\(n)")
    }
    let bytes = Int(inner) * dtype.byteCount
    for o in 0..<Int(outer) {
      for (i, row) in list.enumerated() {
        (result.elements + (o * list.count + i) * bytes).copyMemory(
          from: source.elements + (o * Int(n) + row) * bytes, byteCount: bytes)
      }
    }
    guard requiresGrad else { return result.cutting("index_select", from: self) }
    let original = sizes
    return try result.recorded("IndexSelectBackward0", from: self) { _ in
      { g in
        let back = try Tensor(zeroed: original, dtype: g.dtype)
        let g = try g.packed
        for o in 0..<Int(outer) {
          for (i, row) in rows.buffer(Int.self).enumerated() {
            for k in 0..<Int(inner) {
              let to = (o * Int(n) + row) * Int(inner) + k
              let from = (o * rows.count + i) * Int(inner) + k
              if g.dtype == .float32 {
                back.pointer(Float.self)[to] += g.pointer(Float.self)[from]
              } else {
                back.pointer(Double.self)[to] += g.pointer(Double.self)[from]
              }
            }
          }
        }
        return [back]
      }
    }
  }
}
