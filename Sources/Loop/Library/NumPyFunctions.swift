import Autograd

// Functions of NumPy on arrays, lists and numbers.

extension Library {
  static func numpyMaking(_ t: inout TableBuilder) {
    t.value(
      "array", "object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0", .object(.array)
    ) { a in
      // An array of an array is a copy of it.
      .object(ArrayObject(try withoutTracking { try a.array(0, 1).tensor.clone() }))
    }
    for name in ["asarray", "ascontiguousarray", "asanyarray"] {
      t.value(name, "a, dtype=None", .object(.array)) { .object(try $0.array(0, 1)) }
    }
    for (name, value) in [("zeros", Scalar(0.0)), ("ones", Scalar(1.0)), ("empty", Scalar(0.0))] {
      t.value(name, "shape, dtype=None, order='C', *, device=None, like=None", .object(.array)) {
        a in
        .object(
          ArrayObject(try Tensor.full(a.dims(0), value, dtype: a.numpyType(1) ?? .float64)))
      }
      t.value(name + "_like", "a, dtype=None", .object(.array)) { a in
        let tensor = try a.array(0, nil).tensor
        return .object(
          ArrayObject(try Tensor.full(tensor.shape, value, dtype: a.numpyType(1) ?? tensor.dtype)))
      }
    }
    t.value("full", "shape, fill_value, dtype=None", .object(.array)) { a in
      let natural: DType = if case .float = a[1] { .float64 } else { .int64 }
      return .object(
        ArrayObject(try Tensor.full(a.dims(0), a.scalar(1), dtype: a.numpyType(2) ?? natural)))
    }
    t.value("full_like", "a, fill_value, dtype=None", .object(.array)) { a in
      let tensor = try a.array(0, nil).tensor
      return .object(
        ArrayObject(
          try Tensor.full(tensor.shape, a.scalar(1), dtype: a.numpyType(2) ?? tensor.dtype)))
    }
    for name in ["eye", "identity"] {
      t.value(name, "N, M=None, k=0, dtype=None", .object(.array)) { a in
        .object(
          ArrayObject(try Tensor.eye(a.int(0), a.optionalInt(1), dtype: a.numpyType(3) ?? .float64))
        )
      }
    }
    t.value(
      "linspace",
      "start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None",
      .object(.array)
    ) { a in
      if try a.bool(4) { throw Machine.leftOut("np.linspace(retstep=True)") }
      let (start, stop, count) = (try a.float(0), try a.float(1), try a.int(2))
      guard count >= 0 else {
        throw LoopError.value("Number of samples, \(count), must be non-negative.")
      }
      try a.machine.allocate(count: count)
      let reachesEnd = try a.bool(3)
      // NumPy's own order of operations, so that the last digit is the same.
      let parts = Double(max(reachesEnd ? count - 1 : count, 1))
      let step = (stop - start) / parts
      var values = (0..<count).map { Double($0) * step + start }
      if reachesEnd, count > 1 { values[count - 1] = stop }
      return .object(ArrayObject(try Tensor(values).to(a.numpyType(5) ?? .float64)))
    }
    t.value("logspace", "start, stop, num=50, endpoint=True, base=10.0", .object(.array)) { a in
      let powers = try Tensor.linspace(a.float(0), a.float(1), steps: a.int(2), dtype: .float64)
      return .object(ArrayObject(try Tensor(.double(a.float(4)), dtype: .float64).pow(powers)))
    }
    t.value("arange", "start, stop=None, step=1, dtype=None, *, device=None", .object(.array)) {
      a in
      let bounds = a.isNone(1) ? (Scalar(0), try a.scalar(0)) : (try a.scalar(0), try a.scalar(1))
      let isFloat = [bounds.0, bounds.1, try a.scalar(2)].contains {
        if case .double = $0 { true } else { false }
      }
      if try a.float(2) == 0 { throw LoopError.zeroDivision("division by zero") }
      // Nothing lies between bounds in the wrong order.
      let isEmpty = try (bounds.1.double - bounds.0.double) / a.float(2) <= 0
      let tensor =
        try isEmpty
        ? Tensor.zeros([0], dtype: isFloat ? .float64 : .int64)
        : Tensor.arange(bounds.0, bounds.1, step: a.scalar(2), dtype: isFloat ? .float64 : nil)
      return .object(ArrayObject(try tensor.to(a.numpyType(3) ?? tensor.dtype)))
    }
    t.value("meshgrid", "*xi, indexing='xy'", .list) { a in
      let axes = try a.star.map { try a.machine.arrayTensor($0, nil).reshape([-1]) }
      return .list(
        try grid(axes, isSwapped: a.string(1) == "xy").map { .object(ArrayObject(try $0.clone())) })
    }
  }

  // MARK: - Elements

  static func numpyElementwise(_ t: inout TableBuilder) {
    for name in [
      "sin", "cos", "tan", "tanh", "exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "sinh",
      "cosh", "floor", "ceil", "trunc", "rint", "reciprocal",
    ] {
      let row = tensor.rows[name == "rint" ? "round" : name]
      t.value(name, "x, out=None, *, where=True, dtype=None") { a in
        guard let row else { return .none }
        return try numpyResult(a, floats(a.array(0, nil).tensor)) {
          try a.machine.call(.object(RowFunction(row)), .tensor($0)).tensor ?? $0
        }
      }
    }
    for name in ["abs", "absolute", "fabs", "sign", "negative", "square"] {
      let row = tensor.rows[["absolute": "abs", "fabs": "abs", "negative": "neg"][name] ?? name]
      t.value(name, "x, out=None, *, where=True, dtype=None") { a in
        guard let row else { return .none }
        return try numpyResult(a, a.array(0, nil).tensor) {
          try a.machine.call(.object(RowFunction(row)), .tensor($0)).tensor ?? $0
        }
      }
    }
    for name in ["isnan", "isinf", "isfinite", "logical_not"] {
      t.value(name, "x") { a in
        try numpyResult(a, a.array(0, nil).tensor) {
          switch name {
          case "isnan": try $0.isnan()
          case "isinf": try $0.isinf()
          case "isfinite": try $0.isfinite()
          default: try $0.logicalNot()
          }
        }
      }
    }
    for name in ["round", "around", "round_"] {
      t.value(name, "a, decimals=0, out=None") { a in
        let factor = Scalar(try Machine.power(10, Double(a.int(1))))
        return try numpyResult(a, a.array(0, nil).tensor) { tensor in
          guard tensor.dtype.isFloatingPoint else { return tensor }
          return try a.int(1) == 0 ? tensor.round() : tensor.mul(factor).round().div(factor)
        }
      }
    }
    t.value("clip", "a, a_min=None, a_max=None, out=None, *, min=None, max=None") { a in
      let (low, high) = (a.isNone(1) ? 4 : 1, a.isNone(2) ? 5 : 2)
      return try numpyResult(a, a.array(0, nil).tensor) { tensor in
        if a[low].array != nil || a[high].array != nil {
          return try tensor.clamp(
            min: a.isNone(low) ? nil : a.array(low, nil).tensor.to(tensor.dtype),
            max: a.isNone(high) ? nil : a.array(high, nil).tensor.to(tensor.dtype))
        }
        let isFloat = [a[low], a[high]].contains { if case .float = $0 { true } else { false } }
        return try (isFloat ? floats(tensor) : tensor).clamp(
          min: a.optionalScalar(low), max: a.optionalScalar(high))
      }
    }
    t.value("nan_to_num", "x, copy=True, nan=0.0") { a in
      try numpyResult(a, a.array(0, nil).tensor) {
        try Tensor.where($0.isnan(), $0.fullLike(a.scalar(2)), $0)
      }
    }
  }

  // MARK: - Two arrays

  static func numpyPairs(_ t: inout TableBuilder) {
    for (name, op) in [
      ("power", BinaryOperator.pow), ("add", .add), ("subtract", .sub), ("multiply", .mul),
      ("divide", .div), ("true_divide", .div), ("mod", .mod), ("remainder", .mod),
      ("floor_divide", .floorDiv), ("matmul", .matmul), ("float_power", .pow),
    ] {
      t.value(name, "x1, x2, out=None, *, where=True, dtype=None") { a in
        let left: Value = .object(try a.array(0, nil))
        return try a.machine.binary(
          op, left, a[1].sequence == nil ? a[1] : .object(a.array(1, nil)))
      }
    }
    for (name, op) in [
      ("equal", ComparisonOperator.equal), ("not_equal", .notEqual), ("less", .less),
      ("less_equal", .lessEqual), ("greater", .greater), ("greater_equal", .greaterEqual),
    ] {
      t.value(name, "x1, x2") { a in
        try a.machine.compare(op, .object(a.array(0, nil)), .object(a.array(1, nil)))
      }
    }
    for name in ["maximum", "minimum", "logical_and", "logical_or", "logical_xor", "fmax", "fmin"] {
      t.value(name, "x1, x2, out=None") { a in
        let (x, y) = try ArrayObject.common(a.array(0, nil).tensor, a.array(1, nil).tensor)
        return try numpyResult(a, x) { x in
          switch name {
          case "maximum", "fmax": try x.maximum(y)
          case "minimum", "fmin": try x.minimum(y)
          case "logical_and": try x.logicalAnd(y)
          case "logical_or": try x.logicalOr(y)
          default: try x.logicalXor(y)
          }
        }
      }
    }
    t.value("where", "condition, x=None, y=None") { a in
      let condition = try a.array(0, nil).tensor
      if a.isNone(1), a.isNone(2) { return try nonzero(condition) }
      let (x, y) = try ArrayObject.common(a.array(1, nil).tensor, a.array(2, nil).tensor)
      return try numpyResult(a, condition) { try Tensor.where($0.ne(0), x, y) }
    }
    t.value("nonzero", "a", .tuple) { try nonzero($0.array(0, nil).tensor) }
    t.value("argwhere", "a", .object(.array)) { a in
      let tensor = try a.array(0, nil).tensor
      let rows = try Machine.nonzero(tensor)
      return .object(
        ArrayObject(try Tensor(rows.flatMap { $0 }, shape: [rows.count, tensor.dim])))
    }
    t.value("dot", "a, b, out=None") { a in
      let (x, y) = try ArrayObject.common(a.array(0, nil).tensor, a.array(1, nil).tensor)
      return try numpyResult(a, x) { try $0.dim == 0 || y.dim == 0 ? $0.mul(y) : $0.matmul(y) }
    }
    t.value("outer", "a, b, out=None") { a in
      let (x, y) = try ArrayObject.common(a.array(0, nil).tensor, a.array(1, nil).tensor)
      return try numpyResult(a, x) { try $0.reshape([-1]).outer(y.reshape([-1])) }
    }
    t.bool("array_equal", "a1, a2") { a in
      let (x, y) = (try a.array(0, nil).tensor, try a.array(1, nil).tensor)
      return try x.shape == y.shape
        && withoutTracking { try x.count == 0 || a.machine.truth(of: x.eq(y).all()) }
    }
    t.bool("allclose", "a, b, rtol=1e-05, atol=1e-08, equal_nan=False") { a in
      try a.machine.isTrue(a.machine.truthOf(isNear(a)))
    }
    t.value("isclose", "a, b, rtol=1e-05, atol=1e-08, equal_nan=False") { a in
      try ArrayObject.value(isNear(a), a.machine)
    }
  }

  private static func isNear(_ a: Arguments) throws -> Tensor {
    let (x, y) = try ArrayObject.common(
      floats(a.array(0, nil).tensor), floats(a.array(1, nil).tensor))
    return try withoutTracking {
      let bound = try y.abs().mul(a.scalar(2)).add(a.scalar(3))
      return try x.sub(y).abs().le(bound).logicalOr(x.eq(y))
    }
  }

  /// A vector of places for each dimension.
  static func nonzero(_ tensor: Tensor) throws -> Value {
    let rows = try Machine.nonzero(tensor)
    return .tuple(
      try (0..<max(tensor.dim, 1)).map { dim in
        .object(ArrayObject(try Tensor(rows.map { dim < $0.count ? $0[dim] : 0 })))
      })
  }
}

extension Machine {
  /// Whether all elements hold.
  fileprivate func truthOf(_ tensor: Tensor) throws -> Value {
    .bool(try withoutTracking { try tensor.count == 0 || truth(of: tensor.all()) })
  }
}
