import Autograd

extension Library {
  /// Names under `torch`.
  static let torch: Namespace = Namespace(
    "torch",
    [torchFunctions, makingTensors, randomSources, randomTensors, furtherFunctions, saving])

  private static let torchFunctions = Namespace("torch") { t in
    t.rows(
      of: tensor,
      """
      abs exp expm1 log log1p log2 sqrt rsqrt square reciprocal sin cos tan tanh sigmoid relu erf neg \
      sign floor ceil trunc round isnan isinf isfinite logical_not softmax log_softmax clamp clip \
      clamp_min clamp_max add sub mul div remainder pow multiply divide true_divide subtract \
      floor_divide eq ne lt le gt ge equal matmul mm bmm mv dot outer maximum minimum logical_and \
      logical_or logical_xor sum mean prod argmax argmin max min amax amin std var norm logsumexp cumsum \
      all any reshape permute flip transpose t flatten ravel squeeze unsqueeze narrow roll tril triu \
      diagonal split chunk unbind gather index_select select masked_select masked_fill take scatter_add \
      topk sort argsort nonzero count_nonzero numel clone detach is_floating_point \
      log10 exp2 sinh cosh asin acos atan asinh acosh atanh arcsin arccos arctan erfc lgamma sgn frac \
      absolute negative positive nan_to_num addcmul addcdiv lerp atan2 fmod fmax fmin cumprod median \
      nanmean nansum logcumsumexp swapaxes swapdims movedim unflatten repeat_interleave \
      broadcast_to tile baddbmm addbmm addmv addr inner vdot masked_scatter scatter index_add index_copy \
      index_fill diag diag_embed trace unique bincount isclose allclose greater less greater_equal \
      less_equal not_equal rsub xlogy hypot logaddexp heaviside square_ tensor_split hsplit \
      vsplit cov corrcoef cdist renorm dist kthvalue mode aminmax var_mean std_mean expand_copy \
      bitwise_and bitwise_or bitwise_xor bitwise_not cummax cummin diff is_nonzero detach_ zero_ relu_ \
      sigmoid_ tanh_ exp_ sqrt_ abs_ neg_ clamp_ fill_ clip_ put scatter_reduce rot90
      """)
    t.style = .torch
    joining(&t)
    t.style = .python
    modes(&t)
    types(&t)
    t.namespace("nn", nn)
    t.namespace("optim", optim)
    t.namespace("autograd", autograd)
    t.namespace("cuda", cuda)
    t.namespace("linalg", linalg)
    for (name, space) in devices { t.namespace(name, space) }
    t.namespace("utils", utils)
    t.namespace("random", randomSources)
    t.namespace("special", functional)
  }

  // MARK: - Joining and choosing

  private static func joining(_ t: inout TableBuilder) {
    t.tensor("cat", "tensors, dim=0") { try Tensor.cat($0.tensors(0), dim: $0.int(1)) }
    t.alias("concat", "cat")
    t.alias("concatenate", "cat")
    t.tensor("stack", "tensors, dim=0") { try Tensor.stack($0.tensors(0), dim: $0.int(1)) }
    t.tensor("where", "condition, input, other") { a in
      let condition = try a.tensor(0)
      let (x, y) = try a.machine.bothTensors(a.operand(1), a.operand(2))
      return try Tensor.`where`(condition, x, y)
    }
    t.bool("is_tensor", "obj") { $0[0].tensor != nil }
    t.tensor("addmm", "input, mat1, mat2, *, beta=1, alpha=1") {
      try $0.tensor(0).addmm($0.tensor(1), $0.tensor(2), beta: $0.scalar(3), alpha: $0.scalar(4))
    }
  }

  // MARK: - Modes

  private static func modes(_ t: inout TableBuilder) {
    t.value("no_grad", "orig_func=None") { try mode("no_grad", .noGrad, $0) }
    t.value("enable_grad", "orig_func=None") { try mode("enable_grad", .enableGrad, $0) }
    t.value("inference_mode", "mode=True") { a in
      if case .object(let object) = a[0], object.isCallable {
        return try mode("inference_mode", .inferenceMode, a)
      }
      return .object(GradModeObject("inference_mode", try a.bool(0) ? .inferenceMode : nil))
    }
    t.value("set_grad_enabled", "mode") { a in
      let mode: GradMode = try a.bool(0) ? .enableGrad : .noGrad
      let outer = a.machine.state.pointee.gradMode
      a.machine.setGradMode(mode)
      return .object(GradModeObject("set_grad_enabled", mode, restores: .some(outer)))
    }
    t.bool("is_grad_enabled", "") { _ in isGradEnabled }
    t.bool("is_inference_mode_enabled", "") { _ in isInferenceModeEnabled }
    t.value("device", "type, index=None", .object(.device)) { a in
      if case .object(let object) = a[0], object is DeviceObject { return a[0] }
      let index = try a.optionalInt(1).map { ":\($0)" } ?? ""
      return .object(try DeviceObject(try a.string(0) + index))
    }
    t.none("set_default_dtype", "d") { a in
      guard try a.dtype(0) == .float32 else {
        throw Machine.leftOut("default dtypes other than float32")
      }
    }
    t.none("set_num_threads", "int") { _ in }
    t.none("set_printoptions", "**") { _ in }
    t.none("use_deterministic_algorithms", "mode, *, warn_only=False") { _ in }
  }

  /// A mode for a `with`, or around a function when it decorates one.
  private static func mode(_ name: String, _ mode: GradMode, _ a: Arguments) throws -> Value {
    let scope = GradModeObject(name, mode)
    if case .object(let function) = a[0], function.isCallable {
      return .object(DecoratedFunction(function, scope))
    }
    return .object(scope)
  }

  // MARK: - Types and constants

  private static func types(_ t: inout TableBuilder) {
    for (name, dtype) in [
      ("float32", DType.float32), ("float", .float32), ("float64", .float64), ("double", .float64),
      ("int64", .int64), ("long", .int64), ("int32", .int32), ("int", .int32), ("uint8", .uint8),
      ("bool", .bool),
    ] {
      t.constant(name) { _ in .dtype(dtype) }
    }
    for name in [
      "float16", "half", "bfloat16", "int8", "int16", "short", "complex64", "complex128", "cfloat",
      "cdouble", "float8_e4m3fn", "strided", "channels_last", "contiguous_format",
      "preserve_format",
      "sparse_coo",
    ] {
      t.constant(name) { _ in .object(LeftOutObject("torch.\(name)")) }
    }
    t.constant("pi", .float) { _ in .float(.pi) }
    t.constant("inf", .float) { _ in .float(.infinity) }
    t.constant("nan", .float) { _ in .float(.nan) }
    t.constant("e", .float) { _ in .float(2.718281828459045) }
    t.type(
      "Tensor",
      PythonType("Tensor", path: "torch.Tensor", row: makingRow("Tensor", .float32)) {
        $0.tensor != nil
      })
    for (name, dtype) in [
      ("FloatTensor", DType.float32), ("DoubleTensor", .float64), ("LongTensor", .int64),
      ("IntTensor", .int32), ("ByteTensor", .uint8), ("BoolTensor", .bool),
    ] {
      t.type(
        name,
        PythonType(name, path: "torch.\(name)", row: makingRow(name, dtype), dtype: dtype) {
          $0.tensor?.dtype == dtype
        })
    }
    t.type("Size", PythonType("Size", path: "torch.Size") { $0.typeName == "torch.Size" })
  }

  /// `torch.FloatTensor([1, 2])`, or of sizes `torch.FloatTensor(2, 3)`.
  private static func makingRow(_ name: String, _ dtype: DType) -> Row {
    Row(name: name, signature: Signature("*data"), result: .tensor) { a in
      let items = a.star
      if items.count == 1, items[0].integer == nil {
        return .tensor(try a.machine.makeTensor(items[0], dtype: dtype))
      }
      return .tensor(try Tensor.zeros(a.shape(), dtype: dtype))
    }
  }
}

extension Machine {
  /// Two operands of which numbers become tensors of the other's type.
  func bothTensors(_ a: Value, _ b: Value) throws -> (Tensor, Tensor) {
    switch (a, b) {
    case (.tensor(let x), .tensor(let y)): return (x, y)
    case (.tensor(let x), _): return (x, try scalarTensor(b, beside: x))
    case (_, .tensor(let y)): return (try scalarTensor(a, beside: y), y)
    default:
      return (Tensor(a.number ?? 0), Tensor(b.number ?? 0))
    }
  }

  private func scalarTensor(_ value: Value, beside tensor: Tensor) throws -> Tensor {
    guard let number = value.number else {
      throw LoopError.type("expected a number, got \(value.typeName)")
    }
    if case .double = number, !tensor.dtype.isFloatingPoint { return Tensor(number) }
    return Tensor(
      number, dtype: tensor.dtype == .bool && value.typeName != "bool" ? nil : tensor.dtype)
  }
}
