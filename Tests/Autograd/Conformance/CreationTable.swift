@testable import Autograd

// Ops that make tensors, and ops that change them in place.
extension OperationTable {
  private static func seeded(
    _ body: @escaping @Sendable (Arguments, inout Generator) throws -> Tensor
  ) -> Row {
    { a in
      var generator = Generator(seed: UInt64(truncatingIfNeeded: a.int("seed") ?? 0))
      return [try body(a, &generator)]
    }
  }

  static let creation: [String: Row] = [
    "zeros": { [try .zeros($0.shape, dtype: $0.dtype("dtype") ?? .float32)] },
    "ones": { [try .ones($0.shape, dtype: $0.dtype("dtype") ?? .float32)] },
    "full": { [try .full($0.shape, $0.scalar("fill_value") ?? 0, dtype: $0.dtype("dtype"))] },
    "arange": { a in
      [
        try .arange(
          a.number, a.scalar("end") ?? 0, step: a.scalar("step") ?? 1, dtype: a.dtype("dtype"))
      ]
    },
    "linspace": { a in
      [
        try .linspace(
          a.number.double, a.double("end") ?? 0, steps: a.int("steps") ?? 0,
          dtype: a.dtype("dtype") ?? .float32)
      ]
    },
    "eye": { [try .eye($0.number.int, $0.int("m"), dtype: $0.dtype("dtype") ?? .float32)] },
    "rand": seeded {
      try .rand($0.shape, dtype: $0.dtype("dtype") ?? .float32, generator: &$1)
    },
    "randn": seeded {
      try .randn($0.shape, dtype: $0.dtype("dtype") ?? .float32, generator: &$1)
    },
    "randperm": seeded { try .randperm($0.number.int, generator: &$1) },
    "randint": seeded {
      try .randint($0.int("low") ?? 0, $0.int("high") ?? 0, $0.shape, generator: &$1)
    },
  ]

  static let likes: [String: Row] = [
    "zeros_like": { [try $0.x.zerosLike(dtype: $0.dtype("dtype"))] },
    "ones_like": { [try $0.x.onesLike(dtype: $0.dtype("dtype"))] },
    "full_like": {
      [try $0.x.fullLike($0.scalar("fill_value") ?? 0, dtype: $0.dtype("dtype"))]
    },
    "rand_like": seeded { try $0.x.randLike(generator: &$1) },
    "randn_like": seeded { try $0.x.randnLike(generator: &$1) },
    "randint_like": seeded {
      try $0.x.randintLike($0.int("low") ?? 0, $0.int("high") ?? 0, generator: &$1)
    },
  ]

  /// Runs the body on a copy of the input, or on a view of the copy; the results are both.
  private static func changed(
    _ body: @escaping @Sendable (Arguments, Tensor) throws -> Void
  ) -> Row {
    { a in
      let whole = try a.x.clone()
      let part: Tensor
      switch a.string("through") {
      case "row": part = try whole.select(dim: 0, index: 0)
      case "turned": part = try whole.t()
      case "wide": part = try whole.expand([2] + whole.shape)
      case "step": part = try whole.slice(dim: 0, step: 2)
      default: part = whole
      }
      try body(a, part)
      return [whole, part]
    }
  }

  private static func changedBy(
    _ tensor: @escaping @Sendable (Tensor, Tensor) throws -> Void,
    _ scalar: @escaping @Sendable (Tensor, Scalar) throws -> Void
  ) -> Row {
    changed { a, x in
      if let number = a.scalar("other") { return try scalar(x, number) }
      try tensor(x, a.need("other"))
    }
  }

  static let inPlace: [String: Row] = [
    "add_": changedBy({ try $0.add_($1) }, { try $0.add_($1) }),
    "sub_": changedBy({ try $0.sub_($1) }, { try $0.sub_($1) }),
    "mul_": changedBy({ try $0.mul_($1) }, { try $0.mul_($1) }),
    "div_": changedBy({ try $0.div_($1) }, { try $0.div_($1) }),
    "pow_": changed { try $1.pow_($0.scalar("exponent") ?? 2) },
    "neg_": changed { try $1.neg_() }, "abs_": changed { try $1.abs_() },
    "exp_": changed { try $1.exp_() }, "sqrt_": changed { try $1.sqrt_() },
    "relu_": changed { try $1.relu_() }, "tanh_": changed { try $1.tanh_() },
    "sigmoid_": changed { try $1.sigmoid_() }, "zero_": changed { try $1.zero_() },
    "clamp_": changed { try $1.clamp_(min: $0.scalar("min"), max: $0.scalar("max")) },
    "fill_": changed { try $1.fill_($0.scalar("value") ?? 0) },
    "copy_": changed { try $1.copy_($0.need("other")) },
    "masked_fill_": changed { try $1.maskedFill_($0.need("mask"), $0.scalar("value") ?? 0) },
  ]
}
