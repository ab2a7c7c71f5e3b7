import Autograd

extension Library {
  /// Methods and attributes of tensors. Those that are functions of `torch` too are listed there.
  static let tensor = Table("Tensor") { t in
    attributes(&t)
    gradients(&t)
    t.style = .torch
    conversions(&t)
    elementwise(&t)
    pairs(&t)
    reductions(&t)
    shapes(&t)
    choosing(&t)
    inPlace(&t)
    randomFilling(&t)
    newTensors(&t)
    furtherElementwise(&t)
    furtherProducts(&t)
    furtherReductions(&t)
    furtherShapes(&t)
    scattering(&t)
    furtherInPlace(&t)
  }

  private static func own(_ value: Value) throws -> Tensor {
    guard case .tensor(let tensor) = value else {
      throw LoopError.type("expected Tensor, got \(value.typeName)")
    }
    return tensor
  }

  // MARK: - Attributes

  private static func attributes(_ t: inout TableBuilder) {
    t.property("shape", .tuple, get: { value, _ in .size(try own(value).shape) })
    t.property("dtype", get: { value, _ in .dtype(try own(value).dtype) })
    t.property("device", .object(.device), get: { _, _ in .object(try DeviceObject("cpu")) })
    t.property("ndim", .int, get: { value, _ in .int(try own(value).dim) })
    t.property("is_leaf", .bool, get: { value, _ in .bool(try own(value).isLeaf) })
    t.property("is_cuda", .bool, get: { _, _ in .bool(false) })
    t.property(
      "requires_grad", .bool, get: { value, _ in .bool(try own(value).requiresGrad) },
      set: { target, value, machine in
        _ = try own(target).requiresGrad(try machine.isTrue(value))
      })
    t.property(
      "grad", .tensor, get: { value, _ in .optional(try own(value).grad) },
      set: { target, value, _ in
        let tensor = try own(target)
        switch value {
        case .none: tensor.grad = nil
        case .tensor(let gradient):
          guard gradient.shape == tensor.shape else {
            throw TorchError(
              .runtime,
              "assigned grad has data of a different size")
          }
          tensor.grad = gradient
        default:
          throw LoopError.type(
            "assigned grad expected to be a Tensor or None but got grad of type \(value.typeName)")
        }
      })
    t.property(
      "data", .tensor, get: { value, _ in .tensor(try own(value).detach()) },
      set: { target, value, _ in
        guard case .tensor(let source) = value else {
          throw LoopError.type("Variable data has to be a tensor, but got \(value.typeName)")
        }
        let tensor = try own(target)
        guard source.shape == tensor.shape else {
          throw LoopError.notImplemented(
            "the loop language leaves out data of another shape than the tensor's")
        }
        try withoutTracking { _ = try tensor.copy_(source) }
      })
    t.property(
      "grad_fn",
      get: { value, _ in
        try own(value).gradFn.map { .object(GradFnObject($0)) } ?? .none
      })
    t.property(
      "T", .tensor,
      get: { value, _ in
        let tensor = try own(value)
        return .tensor(try tensor.permute(Array((0..<tensor.dim).reversed())))
      })
    t.property("mT", .tensor, get: { value, _ in .tensor(try own(value).transpose(-2, -1)) })
    t.property(
      "_version", .int, get: { value, _ in .int(try own(value).version) })
  }

  // MARK: - Gradients

  private static func gradients(_ t: inout TableBuilder) {
    t.none("backward", "self, gradient=None, retain_graph=None, create_graph=False, inputs=None") {
      try $0.tensor(0).backward(
        gradient: $0.optionalTensor(1), retainGraph: $0.isNone(2) ? nil : $0.bool(2),
        createGraph: $0.bool(3))
    }
    t.name("backward", shown: "Tensor.backward")
    t.plain("backward") {
      try $0.backward()
      return .none
    }
    t.tensor("requires_grad_", "self, requires_grad=True") {
      try $0.tensor(0).requiresGrad($0.bool(1))
    }
    t.unary("detach") { $0.detach() }
    t.none("retain_grad", "self") { try $0.tensor(0).retainGrad() }
    t.bool("is_inference", "self") { try $0.tensor(0).isInferenceTensor }
    t.value("register_hook", "self, hook") { a in
      let (hook, machine) = (a[1], a.machine)
      let handle = try a.tensor(0).registerHook { gradient in
        let result = try machine.call(hook, .tensor(gradient))
        return result.tensor
      }
      return .object(HookObject(handle))
    }
  }

  // MARK: - Conversions

  private static func conversions(_ t: inout TableBuilder) {
    t.value("item", "self", .unknown) { try $0.machine.item(of: $0.tensor(0)) }
    t.value("tolist", "self", .list) { try $0.machine.nestedList($0.tensor(0)) }
    t.value("numpy", "self, *, force=False", .object(.array)) { a in
      let tensor = try a.tensor(0)
      return .object(try a.machine.numpy(try a.bool(1) ? tensor.detach() : tensor))
    }
    t.tensor(
      "to",
      "self, target=None, dtype=None, non_blocking=False, copy=False, *, device=None, "
        + "memory_format=None"
    ) { a in
      let tensor = try a.tensor(0)
      try DeviceObject.check(a[5])
      var wanted = try a.dtype(2)
      switch a[1] {
      case .none: break
      case .dtype(let dtype): wanted = dtype
      case .tensor(let other): wanted = wanted ?? other.dtype
      case .string, .object: try DeviceObject.check(a[1])
      default: throw a.mismatch(1, "torch.device")
      }
      return try wanted.map { try tensor.to($0) } ?? tensor
    }
    t.value("type", "self, dtype=None, non_blocking=False", .tensor) { a in
      let tensor = try a.tensor(0)
      switch a[1] {
      case .none:
        return .text("torch.\(tensor.dtype.scalarTypeName)Tensor")
      case .string(let name):
        guard let dtype = DType.named(name.text) else {
          throw LoopError.value("invalid type: '\(name.text)'")
        }
        return .tensor(try tensor.to(dtype))
      default: return .tensor(try tensor.to(a.dtype(1) ?? tensor.dtype))
      }
    }
    for (name, dtype) in [
      ("float", DType.float32), ("double", .float64), ("long", .int64), ("int", .int32),
      ("bool", .bool), ("byte", .uint8),
    ] {
      t.unary(name) { try $0.to(dtype) }
    }
    t.tensor("type_as", "self, other") { try $0.tensor(0).to($0.tensor(1).dtype) }
    t.unary("cpu") { $0 }
    t.tensor("cuda", "self, device=None, non_blocking=False") { _ in
      throw LoopError("AssertionError", "Torch not compiled with CUDA enabled")
    }
    t.unary("contiguous") { try $0.contiguous() }
    t.unary("clone") { try $0.clone() }
    t.tensor("pin_memory", "self, device=None") { try $0.tensor(0) }
    t.value("size", "self, dim=None", .unknown) { a in
      let shape = try a.tensor(0).shape
      guard let dim = try a.optionalInt(1) else { return .size(shape) }
      return .int(shape[try wrapped(dim, shape.count)])
    }
    t.int("dim", "self") { try $0.tensor(0).dim }
    t.alias("ndimension", "dim")
    t.int("numel", "input") { try $0.tensor(0).count }
    t.alias("nelement", "numel")
    t.bool("is_contiguous", "self") { try $0.tensor(0).isContiguous }
    t.bool("is_floating_point", "input") { try $0.tensor(0).dtype.isFloatingPoint }
  }

  /// A dimension counted from the end made positive; throws PyTorch's error beyond the rank.
  static func wrapped(_ dim: Int, _ rank: Int) throws -> Int {
    let bound = max(rank, 1)
    guard dim >= -bound, dim < bound, rank > 0 else {
      throw TorchError(
        .index,
        rank == 0 && dim >= -bound && dim < bound
          ? "dimension specified as \(dim) but tensor has no dimensions"
          : "Dimension out of range (expected to be in range of [\(-bound), \(bound - 1)], but got "
            + "\(dim))")
    }
    return dim < 0 ? dim + rank : dim
  }

  // MARK: - One tensor

  private static func elementwise(_ t: inout TableBuilder) {
    t.unary("abs") { try $0.abs() }
    t.unary("exp") { try $0.exp() }
    t.unary("expm1") { try $0.expm1() }
    t.unary("log") { try $0.log() }
    t.unary("log1p") { try $0.log1p() }
    t.unary("log2") { try $0.log2() }
    t.unary("sqrt") { try $0.sqrt() }
    t.unary("rsqrt") { try $0.rsqrt() }
    t.unary("square") { try $0.square() }
    t.unary("reciprocal") { try $0.reciprocal() }
    t.unary("sin") { try $0.sin() }
    t.unary("cos") { try $0.cos() }
    t.unary("tan") { try $0.tan() }
    t.unary("tanh") { try $0.tanh() }
    t.unary("sigmoid") { try $0.sigmoid() }
    t.unary("relu") { try $0.relu() }
    t.unary("erf") { try $0.erf() }
    t.unary("neg") { try $0.neg() }
    t.unary("sign") { try $0.sign() }
    t.unary("floor") { try $0.floor() }
    t.unary("ceil") { try $0.ceil() }
    t.unary("trunc") { try $0.trunc() }
    t.tensor("round", "input, *, decimals=0") { a in
      let (tensor, decimals) = (try a.tensor(0), try a.int(1))
      if decimals == 0 { return try tensor.round() }
      let factor = Scalar(try Machine.power(10, Double(decimals)))
      return try tensor.mul(factor).round().div(factor)
    }
    t.unary("isnan") { try $0.isnan() }
    t.unary("isinf") { try $0.isinf() }
    t.unary("isfinite") { try $0.isfinite() }
    t.unary("logical_not") { try $0.logicalNot() }
    t.tensor("softmax", "input, dim, dtype=None") {
      try $0.tensor(0).cast($0, 2).softmax(dim: $0.int(1))
    }
    t.tensor("log_softmax", "input, dim, dtype=None") {
      try $0.tensor(0).cast($0, 2).logSoftmax(dim: $0.int(1))
    }
    t.tensor("clamp", "input, min=None, max=None") { a in
      if a[1].tensor != nil || a[2].tensor != nil {
        return try a.tensor(0).clamp(min: a.optionalTensor(1), max: a.optionalTensor(2))
      }
      return try a.tensor(0).clamp(min: a.optionalScalar(1), max: a.optionalScalar(2))
    }
    t.alias("clip", "clamp")
    t.tensor("clamp_min", "input, min") { try $0.tensor(0).clamp(min: $0.scalar(1)) }
    t.tensor("clamp_max", "input, max") { try $0.tensor(0).clamp(max: $0.scalar(1)) }
  }

  // MARK: - Two tensors

  private static func pairs(_ t: inout TableBuilder) {
    operation(&t, "add", .add, alpha: true)
    operation(&t, "sub", .sub, alpha: true)
    operation(&t, "mul", .mul)
    operation(&t, "div", .div)
    operation(&t, "remainder", .mod)
    t.tensor("pow", "input, exponent") { try $0.machine.tensorBinary(.pow, $0[0], $0[1], "pow") }
    t.alias("multiply", "mul")
    t.alias("divide", "div")
    t.alias("true_divide", "div")
    t.alias("subtract", "sub")
    t.tensor("floor_divide", "input, other") {
      try $0.machine.tensorBinary(.floorDiv, $0[0], $0[1], "floor_divide")
    }
    for (name, op) in [
      ("eq", ComparisonOperator.equal), ("ne", .notEqual), ("lt", .less), ("le", .lessEqual),
      ("gt", .greater), ("ge", .greaterEqual),
    ] {
      t.tensor(name, "input, other") { a in
        let result = try a.machine.compare(op, .tensor(a.tensor(0)), a.operand(1))
        return try own(result)
      }
    }
    t.bool("equal", "input, other") { a in
      let (x, y) = (try a.tensor(0), try a.tensor(1))
      return try x.shape == y.shape && (x.count == 0 || a.machine.truth(of: x.eq(y).all()))
    }
    t.tensor("matmul", "input, other") { try $0.tensor(0).matmul($0.tensor(1)) }
    t.tensor("mm", "input, mat2") { try $0.tensor(0).mm($0.tensor(1)) }
    t.tensor("bmm", "input, mat2") { try $0.tensor(0).bmm($0.tensor(1)) }
    t.tensor("mv", "input, vec") { try $0.tensor(0).mv($0.tensor(1)) }
    t.tensor("dot", "input, tensor") { try $0.tensor(0).dot($0.tensor(1)) }
    t.tensor("outer", "input, vec2") { try $0.tensor(0).outer($0.tensor(1)) }
    t.tensor("maximum", "input, other") { try $0.tensor(0).maximum($0.tensor(1)) }
    t.tensor("minimum", "input, other") { try $0.tensor(0).minimum($0.tensor(1)) }
    t.tensor("logical_and", "input, other") { try $0.tensor(0).logicalAnd($0.tensor(1)) }
    t.tensor("logical_or", "input, other") { try $0.tensor(0).logicalOr($0.tensor(1)) }
    t.tensor("logical_xor", "input, other") { try $0.tensor(0).logicalXor($0.tensor(1)) }
  }

  private static func operation(
    _ t: inout TableBuilder, _ name: String, _ op: BinaryOperator, alpha: Bool = false
  ) {
    t.tensor(name, alpha ? "input, other, *, alpha=1" : "input, other") { a in
      if alpha, a.isGiven(2) {
        let scaled = try a.machine.binary(.mul, a.operand(1), a[2])
        return try a.machine.tensorBinary(op, a[0], scaled, name)
      }
      return try a.machine.tensorBinary(op, a[0], a[1], name)
    }
    t.tensor(name + "_", alpha ? "self, other, *, alpha=1" : "self, other") { a in
      var other = try a.operand(1)
      if alpha, a.isGiven(2) { other = try a.machine.binary(.mul, other, a[2]) }
      return try own(a.machine.augmentTensor(op, a.tensor(0), other))
    }
  }

  // MARK: - In place

  private static func inPlace(_ t: inout TableBuilder) {
    t.unary("zero_") { try $0.zero_() }
    t.tensor("fill_", "self, value") { try $0.tensor(0).fill_($0.scalar(1)) }
    t.tensor("copy_", "self, src, non_blocking=False") { try $0.tensor(0).copy_($0.tensor(1)) }
    t.tensor("clamp_", "self, min=None, max=None") {
      try $0.tensor(0).clamp_(min: $0.optionalScalar(1), max: $0.optionalScalar(2))
    }
    t.tensor("pow_", "self, exponent") { try $0.tensor(0).pow_($0.scalar(1)) }
    t.unary("neg_") { try $0.neg_() }
    t.unary("abs_") { try $0.abs_() }
    t.unary("exp_") { try $0.exp_() }
    t.unary("sqrt_") { try $0.sqrt_() }
    t.unary("relu_") { try $0.relu_() }
    t.unary("tanh_") { try $0.tanh_() }
    t.unary("sigmoid_") { try $0.sigmoid_() }
    t.tensor("masked_fill_", "self, mask, value") {
      try $0.tensor(0).maskedFill_($0.tensor(1), $0.scalar(2))
    }
  }
}

extension Tensor {
  /// This tensor in the dtype an argument asks for.
  func cast(_ arguments: Arguments, _ index: Int) throws -> Tensor {
    try arguments.dtype(index).map { try to($0) } ?? self
  }
}

extension Arguments {
  /// A tensor or a number.
  func operand(_ index: Int) throws -> Value {
    let value = self[index]
    if value.tensor != nil || value.number != nil { return value }
    throw mismatch(index, "Tensor")
  }
}

extension Machine {
  /// An operator under its method's name: operands are tensors and numbers, the result a tensor.
  func tensorBinary(_ op: BinaryOperator, _ a: Value, _ b: Value, _ name: String) throws -> Tensor {
    for (place, operand) in [(1, a), (2, b)] where operand.tensor == nil && operand.number == nil {
      throw LoopError.type(
        "\(name)(): argument '\(place == 1 ? "input" : "other")' (position \(place)) must be Tensor, not "
          + operand.typeName)
    }
    guard case .tensor(let result) = try binary(op, a, b) else {
      throw LoopError.type(
        "\(name)(): argument 'input' (position 1) must be Tensor, not \(a.typeName)")
    }
    return result
  }
}

extension DType {
  /// The dtype of `torch.FloatTensor` and its like, or of `float32`.
  static func named(_ name: String) -> DType? {
    allCases.first {
      name == "torch.\($0.scalarTypeName)Tensor" || name == $0.name || name == "torch.\($0.name)"
    }
  }
}
