import Autograd

// Reductions and shapes of NumPy: as functions of `numpy` and as methods of arrays.

extension Library {
  static let numpyReductionNames = [
    "sum", "mean", "argmax", "argmin", "max", "min", "amax", "amin", "prod", "std", "var", "all",
    "any", "nanmean", "nansum", "ptp",
  ]

  static func numpyReductions(_ t: inout TableBuilder) {
    for name in numpyReductionNames {
      t.value(name, "a, axis=None, dtype=None, out=None, keepdims=False, *, ddof=0, where=True") {
        try numpyReduced(name, $0)
      }
    }
    for name in ["cumsum", "cumprod"] {
      t.value(name, "a, axis=None, dtype=None", .object(.array)) { try numpyCumulated(name, $0) }
    }
    t.value("median", "a, axis=None") { a in
      try quantile(a, 0.5)
    }
    t.value("percentile", "a, q, axis=None") { a in try quantile(a, a.float(1) / 100, axis: 2) }
    t.value("quantile", "a, q, axis=None") { a in try quantile(a, a.float(1), axis: 2) }
    t.value("bincount", "x, weights=None, minlength=0", .object(.array)) { a in
      try rowResult("bincount", a, a.array(0, nil).tensor, [])
    }
    t.value("average", "a, axis=None, weights=None") { a in
      guard !a.isNone(2) else { return try numpyReduced("mean", a) }
      let (x, y) = try ArrayObject.common(
        floats(a.array(0, nil).tensor), floats(a.array(2, nil).tensor))
      return try numpyResult(a, x) {
        try $0.mul(y).sum(dims: a.dims(1)).div(y.sum(dims: a.dims(1)))
      }
    }
    t.int("count_nonzero", "a") { try Machine.nonzero($0.array(0, nil).tensor).count }
  }

  /// A reduction of the tensor's own, with NumPy's defaults: all elements, and no correction.
  static func numpyReduced(_ name: String, _ a: Arguments) throws -> Value {
    var source = try a.array(0, nil).tensor
    if let dtype = try a.layout.places.count > 2 ? a.numpyType(2) : nil {
      source = try source.to(dtype)
    }
    let (dims, keep) = (try a.dims(1), try a.layout.places.count > 4 ? a.bool(4) : false)
    let correction = try a.layout.places.count > 5 ? a.float(5) : 0
    return try numpyResult(a, source) { source in
      switch name {
      case "sum": return try source.sum(dims: dims, keepdim: keep)
      case "mean": return try floats(source).mean(dims: dims, keepdim: keep)
      case "std": return try floats(source).std(dims: dims, correction: correction, keepdim: keep)
      case "var": return try floats(source).var(dims: dims, correction: correction, keepdim: keep)
      case "max", "amax", "min", "amin", "ptp":
        if source.count == 0 {
          throw LoopError.value(
            "zero-size array to reduction operation \(name.hasSuffix("min") ? "minimum" : "maximum") "
              + "which has no identity")
        }
        if name == "ptp" {
          return try source.amax(dims: dims, keepdim: keep).sub(
            source.amin(dims: dims, keepdim: keep))
        }
        return try name.hasSuffix("max")
          ? source.amax(dims: dims, keepdim: keep) : source.amin(dims: dims, keepdim: keep)
      case "prod":
        return try dims.first.map { try source.prod(dim: $0, keepdim: keep) } ?? source.prod()
      case "all": return try source.all(dims: dims, keepdim: keep)
      case "any": return try source.any(dims: dims, keepdim: keep)
      case "nansum", "nanmean":
        let known = try Tensor.where(source.isnan(), source.zerosLike(), source)
        let sum = try known.sum(dims: dims, keepdim: keep)
        if name == "nansum" { return sum }
        return try floats(sum).div(
          source.isnan().logicalNot().sum(dims: dims, keepdim: keep).to(.float64))
      default:
        if source.count == 0 {
          throw LoopError.value("attempt to get \(name) of an empty sequence")
        }
        guard let dim = dims.first else {
          return try name == "argmax" ? source.argmax() : source.argmin()
        }
        return try name == "argmax"
          ? source.argmax(dim: dim, keepdim: keep) : source.argmin(dim: dim, keepdim: keep)
      }
    }
  }

  static func numpyCumulated(_ name: String, _ a: Arguments) throws -> Value {
    let source = try a.array(0, nil).tensor
    let flat = try a.isNone(1) ? source.reshape([-1]) : source
    return try rowResult(name, a, flat, [.int(a.isNone(1) ? 0 : a.int(1))])
  }

  /// What a tensor's row makes of an array.
  private static func rowResult(
    _ name: String, _ a: Arguments, _ source: Tensor, _ rest: [Value]
  ) throws -> Value {
    guard let row = tensor.rows[name] else { return .none }
    return try numpyResult(a, source) {
      let result = try a.machine.call(
        .object(RowFunction(row)), [.tensor($0)] + rest, Layout(positional: 1 + rest.count))
      return result.tensor ?? $0
    }
  }

  /// A quantile with linear interpolation between neighbours.
  private static func quantile(_ a: Arguments, _ q: Double, axis: Int = 1) throws -> Value {
    guard q >= 0, q <= 1 else {
      throw LoopError.value("Percentiles must be in the range [0, 100]")
    }
    let source = try floats(a.array(0, nil).tensor)
    return try numpyResult(a, a.isNone(axis) ? source.reshape([-1]) : source) { tensor in
      let dim = try wrapped(a.isNone(axis) ? 0 : a.int(axis), tensor.dim)
      let size = tensor.shape[dim]
      guard size > 0 else { return try tensor.sum().fullLike(.double(.nan)) }
      let sorted = try tensor.sort(dim: dim).values
      let place = q * Double(size - 1)
      let low = Int(place)
      let below = try sorted.select(dim: dim, index: low)
      let above = try sorted.select(dim: dim, index: min(low + 1, size - 1))
      return try below.add(above.sub(below).mul(.double(place - Double(low))))
    }
  }

  // MARK: - Shapes

  static func numpyShapes(_ t: inout TableBuilder) {
    t.value(
      "concatenate", "arrays, axis=0, out=None, *, dtype=None, casting='same_kind'", .object(.array)
    ) {
      a in
      let parts = try arrays(a, 0)
      let dim = try a.optionalInt(1)
      return try numpyArray {
        try Tensor.cat(dim == nil ? parts.map { try $0.reshape([-1]) } : parts, dim: dim ?? 0)
      }
    }
    t.value("append", "arr, values, axis=None", .object(.array)) { a in
      let (x, y) = try ArrayObject.common(a.array(0, nil).tensor, a.array(1, nil).tensor)
      guard let dim = try a.optionalInt(2) else {
        return try numpyArray { try Tensor.cat([x.reshape([-1]), y.reshape([-1])]) }
      }
      return try numpyArray { try Tensor.cat([x, y], dim: dim) }
    }
    t.value("stack", "arrays, axis=0", .object(.array)) { a in
      let parts = try arrays(a, 0)
      return try numpyArray { try Tensor.stack(parts, dim: a.int(1)) }
    }
    for (name, dim) in [("vstack", 0), ("row_stack", 0), ("hstack", 1), ("column_stack", 2)] {
      t.value(name, "tup", .object(.array)) { a in
        let parts = try arrays(a, 0)
        return try numpyArray {
          if dim == 1 {
            let isFlat = (parts.first?.dim ?? 0) <= 1
            return try Tensor.cat(
              parts.map { $0.dim == 0 ? try $0.reshape([1]) : $0 }, dim: isFlat ? 0 : 1)
          }
          if dim == 2 {
            return try Tensor.cat(parts.map { $0.dim < 2 ? try $0.reshape([-1, 1]) : $0 }, dim: 1)
          }
          return try Tensor.cat(parts.map { $0.dim < 2 ? try $0.reshape([1, -1]) : $0 }, dim: 0)
        }
      }
    }
    t.value("reshape", "a, shape, order='C'", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.reshape(a.dims(1)) }
    }
    t.value("ravel", "a", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.reshape([-1]) }
    }
    t.value("squeeze", "a, axis=None") { a in
      try numpyResult(a, a.array(0, nil).tensor) {
        try a.isNone(1) ? $0.squeeze() : $0.squeeze(a.int(1))
      }
    }
    t.value("expand_dims", "a, axis", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.unsqueeze(a.int(1)) }
    }
    t.value("transpose", "a, axes=None", .object(.array)) { a in
      let tensor = try a.array(0, nil).tensor
      return try numpyArray {
        try tensor.permute(a.isNone(1) ? Array((0..<tensor.dim).reversed()) : a.dims(1))
      }
    }
    t.value("swapaxes", "a, axis1, axis2", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.transpose(a.int(1), a.int(2)) }
    }
    t.value("roll", "a, shift, axis=None", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.roll(a.dims(1), dims: a.dims(2)) }
    }
    t.value("flip", "m, axis=None", .object(.array)) { a in
      let tensor = try a.array(0, nil).tensor
      return try numpyArray { try tensor.flip(a.isNone(1) ? Array(0..<tensor.dim) : a.dims(1)) }
    }
    t.value("tile", "A, reps", .object(.array)) { a in
      let tensor = try a.array(0, nil).tensor
      let reps = try a.dims(1)
      return try numpyArray {
        try tensor.repeat([Int](repeating: 1, count: max(tensor.dim - reps.count, 0)) + reps)
      }
    }
    t.value("repeat", "a, repeats, axis=None", .object(.array)) { a in
      try rowResult(
        "repeat_interleave", a, a.array(0, nil).tensor, [.int(a.int(1)), a[2]])
    }
    t.value("sort", "a, axis=-1", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.sort(dim: a.int(1)).values }
    }
    t.value("argsort", "a, axis=-1", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.argsort(dim: a.int(1)) }
    }
    t.value("unique", "ar, return_index=False, return_inverse=False, return_counts=False") { a in
      guard try !a.bool(1), try !a.bool(2), try !a.bool(3) else {
        throw Machine.leftOut("np.unique with further results")
      }
      return try rowResult("unique", a, a.array(0, nil).tensor, [])
    }
    t.value("diff", "a, n=1, axis=-1", .object(.array)) { a in
      try rowResult("diff", a, a.array(0, nil).tensor, [.int(a.int(1)), .int(a.int(2))])
    }
    t.value("atleast_2d", "ary", .object(.array)) { a in
      try numpyArray {
        let tensor = try a.array(0, nil).tensor
        return tensor.dim < 2 ? try tensor.reshape([1, -1]) : tensor
      }
    }
    t.int("ndim", "a") { try $0.array(0, nil).tensor.dim }
    t.int("size", "a") { try $0.array(0, nil).tensor.count }
    t.value("shape", "a", .tuple) { a in .tuple(try a.array(0, nil).tensor.shape.map { .int($0) }) }
    t.value("copy", "a", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.clone() }
    }
    t.value("split", "ary, indices_or_sections, axis=0", .list) { a in
      let tensor = try a.array(0, nil).tensor
      let dim = try wrapped(a.int(2), tensor.dim)
      let size = tensor.shape[dim]
      var ends: [Int]
      if let count = a[1].integer {
        guard count > 0, size % count == 0 else {
          throw LoopError.value("array split does not result in an equal division")
        }
        try a.machine.allocate(count: count)
        ends = (1...count).map { $0 * (size / count) }
      } else {
        ends = try a.ints(1) + [size]
      }
      var start = 0
      return .list(
        try ends.map { end in
          defer { start = max(start, end) }
          return .object(
            ArrayObject(try tensor.slice(dim: dim, start: start, end: end)))
        })
    }
  }

  /// What `body` computes outside any graph, as an array.
  static func numpyArray(_ body: () throws -> Tensor) throws -> Value {
    .object(ArrayObject(try withoutTracking(body)))
  }

  /// A list of arrays in their common type.
  private static func arrays(_ a: Arguments, _ index: Int) throws -> [Tensor] {
    let parts = try a.machine.items(of: a[index]).map { try a.machine.arrayTensor($0, nil) }
    guard let first = parts.first else {
      throw LoopError.value("need at least one array to concatenate")
    }
    let type = try parts.dropFirst().reduce(first) { try ArrayObject.common($0, $1).0 }.dtype
    return try parts.map { try $0.to(type) }
  }
}
