import CKernels

// Powers, remainders, the larger and the smaller, and choosing between two tensors.

extension Tensor {
  /// `self ^ exponent`, element by element. d/dx = g·e·xᵉ⁻¹, d/de = g·xᵉ·ln x.
  ///
  /// Shapes broadcast and dtypes promote; throws where shapes do not fit, and for bools.
  public func pow(_ exponent: Tensor) throws -> Tensor { try pow(exponent, into: nil) }

  func pow(_ exponent: Tensor, into place: Tensor?) throws -> Tensor {
    let common = DType.result(of: self, exponent)
    if common == .bool && !exponent.isWrappedNumber {
      throw TorchError(.notImplemented, "\"pow\" not implemented for 'Bool'")
    }
    if common.isIntegral, exponent.isWrappedNumber, try exponent.lt(0).itemInt() != 0 {
      throw TorchError.runtime("Integers to negative integer powers are not allowed.")
    }
    let name: StaticString =
      exponent.isWrappedNumber
      ? "PowBackward0" : isWrappedNumber ? "PowBackward2" : "PowBackward1"
    let power = try combined(CK_POW, exponent, into: place)
    return try power.recorded(name, from: self, exponent) { op in
      let (needsX, needsE) = (op.needs(0), op.needs(1))
      let (x, e, y) = (try op.save(self), try op.save(exponent), op.save(result: power))
      return { g in
        let (x, e) = (try x.value(), try e.value())
        var (dx, de): (Tensor?, Tensor?)
        if needsX {
          let slope = try g.mul(e.mul(x.pow(e.sub(.wrapped(1)))))
          dx = try Tensor.where(e.eq(0), .wrapped(0, dtype: slope.dtype), slope)
        }
        if needsE {
          let slope = try g.mul(y.value().mul(x.log()))
          let isFlat = try x.eq(0).logicalAnd(e.ge(0))
          de = try Tensor.where(isFlat, .wrapped(0, dtype: slope.dtype), slope)
        }
        return [dx, de]
      }
    }
  }

  /// `self ^ number`.
  ///
  /// Shape kept; dtypes promote. Throws for integers to negative powers.
  public func pow(_ exponent: Scalar) throws -> Tensor { try pow(.wrapped(exponent)) }

  /// What is left of `self / other` rounded towards zero; the sign is self's.
  ///
  /// d/da = g, d/db = -g·trunc(a/b). Shapes broadcast and dtypes promote; throws where the shapes
  /// do not fit. Integers by zero throw.
  public func fmod(_ other: Tensor) throws -> Tensor {
    try modulo(CK_FMOD, other, other.isWrappedNumber ? "FmodBackward0" : "FmodBackward1") {
      try $0.div($1).trunc()
    }
  }

  /// What is left of `self / other` rounded down; the sign is other's, as in Python.
  ///
  /// d/da = g, d/db = -g·floor(a/b). Shapes broadcast and dtypes promote; throws where the shapes
  /// do not fit. Integers by zero throw.
  public func remainder(_ other: Tensor) throws -> Tensor {
    let name: StaticString = other.isWrappedNumber ? "RemainderBackward0" : "RemainderBackward1"
    return try modulo(CK_REMAINDER, other, name) { try $0.div($1).floor() }
  }

  /// `fmod` with a number.
  ///
  /// The number counts least in promotion: this tensor's shape, and its dtype unless the number's
  /// kind is higher.
  public func fmod(_ other: Scalar) throws -> Tensor { try fmod(.wrapped(other)) }
  /// `remainder` with a number.
  ///
  /// The number counts least in promotion: this tensor's shape, and its dtype unless the number's
  /// kind is higher.
  public func remainder(_ other: Scalar) throws -> Tensor { try remainder(.wrapped(other)) }

  private func modulo(
    _ op: ck_binary_op, _ other: Tensor, _ name: StaticString,
    _ quotient: @escaping (Tensor, Tensor) throws -> Tensor
  ) throws -> Tensor {
    try combined(op, other).recorded(name, from: self, other) { op in
      let (a, b) = (try op.save(self, for: 1), try op.save(other, for: 1))
      return { g in
        guard let a, let b else { return [g, nil] }
        return [g, try g.neg().mul(quotient(a.value(), b.value()))]
      }
    }
  }

  /// The larger of two elements; NaN wins. Where they are equal each gets half of g.
  ///
  /// Shapes broadcast and dtypes promote; throws where the shapes do not fit.
  public func maximum(_ other: Tensor) throws -> Tensor {
    try extreme(CK_MAXIMUM, other, "MaximumBackward0") { try $0.gt($1) }
  }

  /// The smaller of two elements; NaN wins. Where they are equal each gets half of g.
  ///
  /// Shapes broadcast and dtypes promote; throws where the shapes do not fit.
  public func minimum(_ other: Tensor) throws -> Tensor {
    try extreme(CK_MINIMUM, other, "MinimumBackward0") { try $0.lt($1) }
  }

  private func extreme(
    _ op: ck_binary_op, _ other: Tensor, _ name: StaticString,
    _ wins: @escaping (Tensor, Tensor) throws -> Tensor
  ) throws -> Tensor {
    try combined(op, other).recorded(name, from: self, other) { op in
      let (savedA, savedB) = (try op.save(self), try op.save(other))
      let (needsA, needsB) = (op.needs(0), op.needs(1))
      return { g in
        let (a, b) = (try savedA.value(), try savedB.value())
        let half = try g.div(2)
        let zero = Tensor.wrapped(0, dtype: g.dtype)
        func share(_ mine: Tensor, _ theirs: Tensor) throws -> Tensor {
          // Written with "loses", so that NaN passes the gradient to both, as in PyTorch.
          let kept = try Tensor.where(wins(theirs, mine), zero, g)
          return try Tensor.where(mine.eq(theirs), half, kept)
        }
        return [needsA ? try share(a, b) : nil, needsB ? try share(b, a) : nil]
      }
    }
  }

  /// Values kept within bounds. d/dx = g where x is within, the bounds included.
  ///
  /// Shape kept; dtypes promote. Throws without any bound.
  public func clamp(min: Scalar? = nil, max: Scalar? = nil) throws -> Tensor {
    try clamp(min: min.map { .wrapped($0) }, max: max.map { .wrapped($0) })
  }

  /// Values kept within bounds that are tensors themselves.
  ///
  /// Shapes broadcast and dtypes promote. Throws without any bound and where shapes do not fit.
  public func clamp(min: Tensor?, max: Tensor?) throws -> Tensor {
    guard min != nil || max != nil else {
      throw TorchError.runtime("torch.clamp: At least one of 'min' or 'max' must not be None")
    }
    if dtype == .bool, (min ?? self).dtype == .bool, (max ?? self).dtype == .bool {
      throw TorchError(.notImplemented, "\"clamp_scalar_cpu\" not implemented for 'Bool'")
    }
    let result = try withoutTracking {
      let raised = try min.map { try maximum($0) } ?? self
      return try max.map { try raised.minimum($0) } ?? raised
    }
    let own = result === self ? result.alias() : result
    let inputs = [self] + [min, max].compactMap { $0 }
    let isByTensors = min?.isWrappedNumber == false || max?.isWrappedNumber == false
    let name: StaticString = isByTensors ? "ClampBackward0" : "ClampBackward1"
    return try own.recorded(name, from: inputs[0], and: Array(inputs.dropFirst())) { op in
      let savedX = try op.save(self)
      let (savedLow, savedHigh) = (try min.map { try op.save($0) }, try max.map { try op.save($0) })
      return { g in
        let (x, low, high) = (try savedX.value(), try savedLow?.value(), try savedHigh?.value())
        let zero = Tensor.wrapped(0, dtype: g.dtype)
        let isBelow = try low.map { try x.lt($0) }
        let isAbove = try high.map { try x.gt($0) }
        let isOut = try [isBelow, isAbove].compactMap { $0 }.reduce(Tensor(false)) {
          try $0.logicalOr($1)
        }
        var list = [try Tensor.where(isOut, zero, g)]
        if let low, let isBelow {
          let isFree = try high.map { try isBelow.logicalAnd(low.lt($0)) } ?? isBelow
          list.append(try Tensor.where(isFree, g, zero))
        }
        if let high, let isAbove {
          let isFree = try low.map { try isAbove.logicalOr($0.gt(high)) } ?? isAbove
          list.append(try Tensor.where(isFree, g, zero))
        }
        return list
      }
    }
  }

  /// `condition ? a : b`, element by element, in the common dtype of `a` and `b`.
  ///
  /// `condition` is bool or uint8; all three shapes broadcast. Throws where they do not. Each
  /// operand gets g where it was chosen.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    guard condition.dtype == .bool || condition.dtype == .uint8 else {
      throw TorchError.runtime(
        "where expected condition to be a boolean tensor, but got a tensor with dtype "
          + condition.dtype.scalarTypeName)
    }
    let dtype = DType.result(of: a, b)
    let (left, right) = (try a.converted(to: dtype), try b.converted(to: dtype))
    let shape = try Dims.broadcast(Dims.broadcast(condition.sizes, a.sizes), b.sizes)
    let result = try Tensor(uninitialized: shape, dtype: dtype)
    var walk = ck_walk(shape, result, condition, left, right)
    ck_where(
      dtype.kernel, &walk, result.elements, condition.pointer(UInt8.self), left.elements,
      right.elements)
    return try result.recorded("WhereBackward0", from: a, b) { op in
      let (needsA, needsB) = (op.needs(0), op.needs(1))
      return { g in
        let zero = Tensor.wrapped(0, dtype: g.dtype)
        return [
          needsA ? try Tensor.where(condition, g, zero) : nil,
          needsB ? try Tensor.where(condition, zero, g) : nil,
        ]
      }
    }
  }

  /// Where `mask` (bool) is true the one element of `value`, else the element.
  ///
  /// `value` is 0-dim and cast to this dtype; `mask` broadcasts. Throws for other masks and values.
  public func maskedFill(_ mask: Tensor, _ value: Tensor) throws -> Tensor {
    guard value.dim == 0 else {
      throw TorchError.runtime(
        "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with \(value.dim) "
          + "dimension(s).")
    }
    guard mask.dtype == .bool else {
      throw TorchError.runtime(
        "masked_fill_ only supports boolean masks, but got mask with dtype "
          + mask.dtype.longCName)
    }
    return try Tensor.composite("MaskedFillBackward1", [self, value]) {
      try Tensor.where(mask, $0[1].to($0[0].dtype), $0[0])
    }
  }

  /// Where `mask` (bool) is true `value`, else the element. d/dx = g where the mask is false.
  ///
  /// Shapes broadcast, this dtype kept. Throws for other masks, and where the dtype cannot hold the
  /// value.
  public func maskedFill(_ mask: Tensor, _ value: Scalar) throws -> Tensor {
    guard mask.dtype == .bool else {
      throw TorchError.runtime(
        "masked_fill_ only supports boolean masks, but got mask with dtype "
          + mask.dtype.longCName)
    }
    try value.checkFits(dtype)
    let number = Tensor.wrapped(value, dtype: dtype)
    let shape = try Dims.broadcast(sizes, mask.sizes)
    let result = try Tensor(uninitialized: shape, dtype: dtype)
    var walk = ck_walk(shape, result, mask, number, self)
    ck_where(
      dtype.kernel, &walk, result.elements, mask.pointer(UInt8.self), number.elements, elements)
    return try result.recorded("MaskedFillBackward0", from: self) { _ in
      { g in
        [try Tensor.where(mask, .wrapped(0, dtype: g.dtype), g)]
      }
    }
  }
}
