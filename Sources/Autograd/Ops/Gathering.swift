import CKernels

// Many ops only move elements. They are all the same two: read by position, and add by position,
// each the other's derivative.

extension Tensor {
  /// The elements at flat row-major `positions` (int64, contiguous); zero where one is negative.
  ///
  /// The caller has checked the positions. d/dx adds each gradient back to its position.
  func gathered(_ positions: Tensor, _ name: StaticString) throws -> Tensor {
    let source = try packed
    let result = try Tensor(uninitialized: positions.sizes, dtype: dtype)
    ck_gather(
      dtype.kernel, Int64(positions.count), result.elements, source.elements,
      positions.pointer(Int64.self))
    let original = sizes
    return try result.recorded(name, from: self) { _ in
      { g in
        [try g.scattered(positions, original, "ScatterAddBackward0")]
      }
    }
  }

  /// Zeros of shape `target` with each element added at its flat position.
  func scattered(_ positions: Tensor, _ target: Dims, _ name: StaticString) throws -> Tensor {
    let source = try packed
    let result = try Tensor(zeroed: target, dtype: dtype)
    ck_scatter_add(
      dtype.kernel, Int64(positions.count), result.elements, source.elements,
      positions.pointer(Int64.self))
    return try result.recorded(name, from: self) { _ in
      { g in
        [try g.gathered(positions, "GatherBackward0")]
      }
    }
  }

  /// An int64 tensor of `sizes` whose elements `body` computes from their coordinates.
  static func positions(_ sizes: Dims, _ body: ([Int]) -> Int) throws -> Tensor {
    let result = try Tensor(uninitialized: sizes, dtype: .int64)
    let list = result.buffer(Int.self)
    var at = [Int](repeating: 0, count: sizes.count)
    for i in list.indices {
      list[i] = body(at)
      var dim = sizes.count - 1
      while dim >= 0 {
        at[dim] += 1
        if at[dim] < sizes[dim] { break }
        at[dim] = 0
        dim -= 1
      }
    }
    return result
  }

  /// The flat row-major position of every element, in this tensor's shape.
  var flatPositions: Tensor {
    get throws {
      let result = try Tensor(uninitialized: sizes, dtype: .int64)
      let list = result.buffer(Int.self)
      for i in list.indices { list[i] = i }
      return result
    }
  }
}
