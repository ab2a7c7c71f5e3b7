import CKernels

// From tensors to the strided walks of the C kernels.

extension Dims {
  /// The shape two shapes broadcast to; nil when they do not fit.
  static func broadcast(_ a: Dims, _ b: Dims) throws -> Dims {
    if a == b { return a }
    var result = a.count >= b.count ? a : b
    let rank = result.count
    // From the end, as PyTorch looks: the last dimension that does not fit is the one it names.
    for i in (0..<rank).reversed() {
      let ia = i - (rank - a.count)
      let ib = i - (rank - b.count)
      let sa = ia >= 0 ? a[ia] : 1
      let sb = ib >= 0 ? b[ib] : 1
      guard sa == sb || sa == 1 || sb == 1 else {
        throw TorchError.runtime(
          "The size of tensor a (\(sa)) must match the size of tensor b (\(sb)) at non-singleton "
            + "dimension \(i)")
      }
      result[i] = sa == 1 ? sb : sa
    }
    var total = 1
    for i in 0..<rank {
      let (product, overflow) = total.multipliedReportingOverflow(by: Swift.max(result[i], 1))
      total = overflow ? Int.max : product
    }
    try Tensor.checkMemory(total == Int.max ? total : result.elementCount)
    return result
  }
}

extension ck_walk {
  /// A walk over `sizes` that writes `output` and reads the inputs, which broadcast to `sizes`.
  init(_ sizes: Dims, _ output: Tensor, _ a: Tensor? = nil, _ b: Tensor? = nil, _ c: Tensor? = nil)
  {
    self = ck_walk.over(sizes, output, a, b, c)
  }

  // Not an initialiser: those take their arguments over, which would count references.
  private static func over(
    _ sizes: Dims, _ output: Tensor, _ a: Tensor?, _ b: Tensor?, _ c: Tensor?
  ) -> ck_walk {
    // Operands in plain order are one long row.
    if output.sizes == sizes, output.isContiguous, a?.isPlain(sizes) ?? true,
      b?.isPlain(sizes) ?? true, c?.isPlain(sizes) ?? true
    {
      return ck_plain_walk(
        Int64(sizes.elementCount), a?.plainStride ?? 0, b?.plainStride ?? 0, c?.plainStride ?? 0)
    }
    var walk = ck_walk()
    walk.dims = Int32(sizes.count)
    withUnsafeMutableBytes(of: &walk.sizes) { bytes in
      let list = bytes.assumingMemoryBound(to: Int64.self)
      for i in 0..<sizes.count { list[i] = Int64(sizes[i]) }
    }
    withUnsafeMutableBytes(of: &walk.strides) { bytes in
      let list = bytes.assumingMemoryBound(to: Int64.self)
      func fill(_ row: Int, _ tensor: Tensor) {
        let skip = sizes.count - tensor.sizes.count
        for i in skip..<sizes.count {
          // A stretched dimension stays on its one element.
          let stretched = tensor.sizes[i - skip] == 1 && sizes[i] != 1
          list[row * Dims.capacity + i] = stretched ? 0 : Int64(tensor.strides[i - skip])
        }
      }
      fill(0, output)
      if let a { fill(1, a) }
      if let b { fill(2, b) }
      if let c { fill(3, c) }
    }
    return walk
  }
}

extension Tensor {
  /// Same shape and contiguous, or a single element: readable with stride one or zero.
  fileprivate func isPlain(_ target: Dims) -> Bool {
    (sizes == target && isContiguous) || count == 1
  }
  /// The step of a tensor in plain order: a single element stays where it is.
  fileprivate var plainStride: Int64 { count == 1 ? 0 : 1 }
}
