import Autograd

// Methods of tensors that are made of the engine's ops.

extension Library {
  static func furtherElementwise(_ t: inout TableBuilder) {
    t.unary("log10") { try $0.inDoubles { try $0.log().div(.double(2.302585092994046)) } }
    t.unary("exp2") { try $0.inDoubles { try $0.mul(.double(0.6931471805599453)).exp() } }
    t.unary("sinh") { try $0.exp().sub($0.neg().exp()).mul(0.5) }
    t.unary("cosh") { try $0.exp().add($0.neg().exp()).mul(0.5) }
    t.unary("atanh") { try $0.add(1).div($0.neg().add(1)).log().mul(0.5) }
    t.unary("asinh") { try $0.add($0.square().add(1).sqrt()).log() }
    t.unary("acosh") { try $0.add($0.square().sub(1).sqrt()).log() }
    t.unary("erfc") { try $0.erf().neg().add(1) }
    t.unary("frac") { try $0.sub($0.trunc()) }
    t.unary("positive") { $0 }
    t.unary("logit") { try $0.div($0.neg().add(1)).log() }
    t.unary("sgn") { try $0.sign() }
    t.alias("absolute", "abs")
    t.alias("negative", "neg")
    t.alias("fix", "trunc")
    t.alias("not_equal", "ne")
    t.alias("greater", "gt")
    t.alias("greater_equal", "ge")
    t.alias("less", "lt")
    t.alias("less_equal", "le")
    t.tensor("nan_to_num", "input, nan=0.0, posinf=None, neginf=None") { a in
      let tensor = try a.tensor(0)
      let largest =
        tensor.dtype == .float64 ? Double.greatestFiniteMagnitude : 3.4028234663852886e38
      let (high, low) = (try a.optionalFloat(2) ?? largest, try a.optionalFloat(3) ?? -largest)
      func filled(_ number: Double) throws -> Tensor { try tensor.fullLike(.double(number)) }
      let noNaN = try Tensor.where(tensor.isnan(), filled(a.float(1)), tensor)
      let isHigh = try noNaN.eq(.double(.infinity))
      let isLow = try noNaN.eq(.double(-.infinity))
      return try Tensor.where(isHigh, filled(high), Tensor.where(isLow, filled(low), noNaN))
    }
    t.tensor("fmod", "input, other") { a in
      try a[1].tensor.map { try a.tensor(0).fmod($0) } ?? a.tensor(0).fmod(a.scalar(1))
    }
    t.tensor("rsub", "input, other, *, alpha=1") { a in
      let scaled = try a.tensor(0).mul(a.scalar(2))
      return try a[1].tensor.map { try $0.sub(scaled) } ?? scaled.neg().add(a.scalar(1))
    }
    t.alias("fmax", "maximum")
    t.alias("fmin", "minimum")
    t.tensor("hypot", "input, other") {
      try $0.tensor(0).square().add($0.tensor(1).square()).sqrt()
    }
    t.tensor("logaddexp", "input, other") { a in
      let (x, y) = (try a.tensor(0), try a.tensor(1))
      return try x.maximum(y).add(x.sub(y).abs().neg().exp().log1p())
    }
    t.tensor("xlogy", "input, other") { a in
      let (x, y) = (try a.tensor(0), try a.tensor(1))
      return try Tensor.where(x.eq(0), x.zerosLike(), x.mul(y.log()))
    }
    t.tensor("addcmul", "input, tensor1, tensor2, *, value=1") { a in
      try a.tensor(0).add(a.tensor(1).mul(a.tensor(2)).mul(a.scalar(3)))
    }
    t.tensor("addcdiv", "input, tensor1, tensor2, *, value=1") { a in
      try a.tensor(0).add(a.tensor(1).div(a.tensor(2)).mul(a.scalar(3)))
    }
    t.tensor("lerp", "input, end, weight") { a in
      let (start, end) = (try a.tensor(0), try a.tensor(1))
      if let weight = a[2].tensor { return try start.add(end.sub(start).mul(weight)) }
      return try start.add(end.sub(start).mul(a.scalar(2)))
    }
    t.bool("allclose", "input, other, rtol=1e-05, atol=1e-08, equal_nan=False") { a in
      try a.machine.truth(of: isClose(a).all())
    }
    t.tensor("isclose", "input, other, rtol=1e-05, atol=1e-08, equal_nan=False") { a in
      try isClose(a)
    }
    t.bool("is_nonzero", "input") { try $0.machine.truth(of: $0.tensor(0)) }
    for (name, op) in [
      ("bitwise_and", BinaryOperator.and), ("bitwise_or", .or), ("bitwise_xor", .xor),
    ] {
      t.tensor(name, "input, other") { try $0.machine.tensorBinary(op, $0[0], $0[1], name) }
    }
    t.leftOut(
      "asin acos atan arcsin arccos arctan atan2 lgamma digamma heaviside i0 sinc copysign ldexp")
    t.value("bitwise_not", "input", .tensor) { a in
      try a.machine.unary(.invert, .tensor(a.tensor(0)))
    }
  }

  /// |x - y| ≤ atol + rtol·|y|, and equal infinities.
  private static func isClose(_ a: Arguments) throws -> Tensor {
    let (x, y) = (try a.tensor(0), try a.tensor(1))
    if x.dtype != y.dtype {
      throw TorchError(
        .runtime, "\(x.dtype.scalarTypeName) did not match \(y.dtype.scalarTypeName)")
    }
    return try withoutTracking {
      let bound = try y.abs().mul(a.scalar(2)).add(a.scalar(3))
      let near = try x.sub(y).abs().le(bound).logicalAnd(y.isfinite())
      var close = try near.logicalOr(x.eq(y))
      if try a.bool(4) { close = try close.logicalOr(x.isnan().logicalAnd(y.isnan())) }
      return close
    }
  }

  // MARK: - Products

  static func furtherProducts(_ t: inout TableBuilder) {
    t.tensor("addmm", "input, mat1, mat2, *, beta=1, alpha=1") {
      try $0.tensor(0).addmm($0.tensor(1), $0.tensor(2), beta: $0.scalar(3), alpha: $0.scalar(4))
    }
    t.tensor("baddbmm", "input, batch1, batch2, *, beta=1, alpha=1") {
      try $0.tensor(0).mul($0.scalar(3)).add($0.tensor(1).bmm($0.tensor(2)).mul($0.scalar(4)))
    }
    t.tensor("addbmm", "input, batch1, batch2, *, beta=1, alpha=1") {
      try $0.tensor(0).mul($0.scalar(3)).add(
        $0.tensor(1).bmm($0.tensor(2)).sum(dims: [0]).mul($0.scalar(4)))
    }
    t.tensor("addmv", "input, mat, vec, *, beta=1, alpha=1") {
      try $0.tensor(0).mul($0.scalar(3)).add($0.tensor(1).mv($0.tensor(2)).mul($0.scalar(4)))
    }
    t.tensor("addr", "input, vec1, vec2, *, beta=1, alpha=1") {
      try $0.tensor(0).mul($0.scalar(3)).add($0.tensor(1).outer($0.tensor(2)).mul($0.scalar(4)))
    }
    t.tensor("inner", "input, other") { a in
      let (x, y) = (try a.tensor(0), try a.tensor(1))
      if x.dim == 0 || y.dim == 0 { return try x.mul(y) }
      return try y.dim == 1 ? x.matmul(y) : x.matmul(y.transpose(-2, -1))
    }
    t.alias("vdot", "dot")
    t.tensor("trace", "input") { try $0.tensor(0).diagonal().sum() }
    t.tensor("dist", "input, other, p=2") {
      try $0.tensor(0).sub($0.tensor(1)).norm(p: $0.float(2))
    }
    t.tensor("cdist", "x1, x2, p=2.0, compute_mode=None") { a in
      let difference = try a.tensor(0).unsqueeze(-2).sub(a.tensor(1).unsqueeze(-3))
      return try difference.norm(p: a.float(2), dims: [-1])
    }
  }

  // MARK: - In place

  static func furtherInPlace(_ t: inout TableBuilder) {
    t.inPlace(
      """
      expm1 log log1p log2 log10 rsqrt square reciprocal sin cos tan erf sign floor ceil trunc round \
      clamp_min clamp_max eq ne lt le gt ge logical_not remainder fmod floor_divide lerp addcmul \
      addcdiv addmm baddbmm addbmm addmv addr masked_scatter scatter scatter_add scatter_reduce index_add \
      index_copy index_fill tril triu cumsum cumprod nan_to_num frac exp2 erfc sinh cosh atanh asinh \
      acosh sgn xlogy hypot logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor \
      leaky_relu
      """)
    t.alias("clip_", "clamp_")
    t.alias("multiply_", "mul_")
    t.alias("divide_", "div_")
    t.alias("subtract_", "sub_")
    t.tensor("detach_", "self") { try $0.tensor(0).detach_() }
    t.tensor("set_", "self, source=None") { _ in throw Machine.leftOut("set_()") }
    t.tensor("fill_diagonal_", "self, fill_value, wrap=False") { a in
      let tensor = try a.tensor(0)
      try tensor.diagonal().fill_(a.scalar(1))
      return tensor
    }
    t.leftOut("resize resize_ resize_as_ squeeze_ unsqueeze_ transpose_ t_ swapaxes_") {
      "\($0)(), which changes a tensor's shape in place"
    }
    t.leftOut("half bfloat16 short char cfloat cdouble") { "\($0)()" }
    t.leftOut("to_sparse to_dense coalesce sparse_mask") { "\($0)(): sparse tensors" }
    t.leftOut(
      "storage data_ptr stride as_strided storage_offset untyped_storage element_size nbytes"
    ) {
      "\($0)(): a tensor's memory"
    }
    t.tensor("__init__", "self, *args, **") { try $0.tensor(0) }
    t.leftOut("reinforce") { "\($0)(), which PyTorch has removed" }
  }
}

extension Tensor {
  /// What `body` computes in double precision, in a float's own type, so that the last digit is right.
  fileprivate func inDoubles(_ body: (Tensor) throws -> Tensor) throws -> Tensor {
    try body(to(.float64)).to(dtype.isFloatingPoint ? dtype : .float32)
  }
}
