import Autograd

// Methods and attributes of arrays.

extension Library {
  /// Methods and attributes of arrays.
  static let array = Table("numpy.ndarray") { t in
    for name in numpyReductionNames {
      t.value(name, "self, axis=None, dtype=None, out=None, keepdims=False, *, ddof=0, where=True")
      {
        try numpyReduced(name, $0)
      }
    }
    for name in ["cumsum", "cumprod"] {
      t.value(name, "self, axis=None, dtype=None", .object(.array)) { try numpyCumulated(name, $0) }
    }
    for name in [
      "reshape", "squeeze", "transpose", "swapaxes", "repeat", "argsort", "clip", "round", "dot",
      "nonzero", "copy", "ravel",
    ] {
      guard case .row(let row)? = numpy.entries[name] else { continue }
      let own = row.signature
      let isStarred = name == "reshape" || name == "transpose"
      t.value(name, isStarred ? "self, *shape, order='C'" : own.text(withFirst: "self"), row.result)
      { a in
        guard isStarred else { return try row.body(a) }
        let tensor = try a.array(0, nil).tensor
        let given = try a.shape()
        return try numpyArray {
          if name == "reshape" { return try tensor.reshape(given) }
          return try tensor.permute(given.isEmpty ? Array((0..<tensor.dim).reversed()) : given)
        }
      }
    }
    t.value("item", "self, *args", .float) { a in
      let tensor = try a.array(0, nil).tensor
      guard let place = a.star.first?.integer else {
        guard tensor.count == 1 else {
          throw LoopError.value("can only convert an array of size 1 to a Python scalar")
        }
        return try a.machine.item(of: tensor)
      }
      return try a.machine.item(of: tensor.reshape([-1]).select(dim: 0, index: place))
    }
    t.value("tolist", "self", .list) { try $0.machine.nestedList($0.array(0, nil).tensor) }
    t.value(
      "astype", "self, dtype, order='K', casting='unsafe', subok=True, copy=True", .object(.array)
    ) {
      a in
      let tensor = try a.array(0, nil).tensor
      return try numpyArray { try tensor.to(a.numpyType(1) ?? tensor.dtype).clone() }
    }
    t.value("flatten", "self, order='C'", .object(.array)) { a in
      try numpyArray { try a.array(0, nil).tensor.reshape([-1]).clone() }
    }
    t.none("fill", "self, value") { a in
      _ = try withoutTracking { try a.array(0, nil).tensor.fill_(a.scalar(1)) }
    }
    t.none("sort", "self, axis=-1") { a in
      let tensor = try a.array(0, nil).tensor
      _ = try withoutTracking { try tensor.copy_(tensor.sort(dim: a.int(1)).values) }
    }
    t.leftOut("resize view tofile tobytes dump") { "an array's \($0)()" }
    t.property("shape", .tuple) { value, _ in
      .tuple(value.array?.tensor.shape.map { .int($0) } ?? [])
    }
    t.property("ndim", .int) { value, _ in .int(value.array?.tensor.dim ?? 0) }
    t.property("size", .int) { value, _ in .int(value.array?.tensor.count ?? 0) }
    t.property("dtype") { value, _ in .object(NumPyDType(value.array?.tensor.dtype ?? .float64)) }
    t.property("T", .object(.array)) { value, _ in
      guard let tensor = value.array?.tensor else { return .none }
      return .object(ArrayObject(try tensor.permute(Array((0..<tensor.dim).reversed()))))
    }
  }
}
