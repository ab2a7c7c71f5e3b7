import Autograd
import NN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Library {
  /// `torch.nn.init`. He et al., 2015; Glorot & Bengio, 2010.
  static let nnInit = Namespace("torch.nn.init") { t in
    t.tensor("zeros_", "tensor") { a in try withoutTracking { try a.tensor(0).zero_() } }
    t.tensor("ones_", "tensor") { a in try withoutTracking { try a.tensor(0).fill_(1) } }
    t.tensor("constant_", "tensor, val") { a in
      try withoutTracking { try a.tensor(0).fill_(a.scalar(1)) }
    }
    t.tensor("eye_", "tensor") { a in
      let tensor = try a.tensor(0)
      guard tensor.dim == 2 else {
        throw LoopError.value("Only tensors with 2 dimensions are supported")
      }
      return try withoutTracking {
        try tensor.copy_(Tensor.eye(tensor.shape[0], tensor.shape[1], dtype: tensor.dtype))
      }
    }
    t.tensor("normal_", "tensor, mean=0.0, std=1.0, generator=None") { a in
      try filled(a.tensor(0), mean: a.float(1), std: a.float(2), a.source(3))
    }
    t.tensor("uniform_", "tensor, a=0.0, b=1.0, generator=None") { a in
      try filled(a.tensor(0), a.float(1), a.float(2), a.source(3))
    }
    t.tensor("xavier_uniform_", "tensor, gain=1.0, generator=None") { a in
      let (fanIn, fanOut) = try fans(a.tensor(0))
      let std = try a.float(1) * (2 / (fanIn + fanOut)).squareRoot()
      let bound = 3.0.squareRoot() * std
      return try filled(a.tensor(0), -bound, bound, a.source(2))
    }
    t.tensor("xavier_normal_", "tensor, gain=1.0, generator=None") { a in
      let (fanIn, fanOut) = try fans(a.tensor(0))
      let std = try a.float(1) * (2 / (fanIn + fanOut)).squareRoot()
      return try filled(a.tensor(0), mean: 0, std: std, a.source(2))
    }
    let kaiming = "tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None"
    t.tensor("kaiming_uniform_", kaiming) { a in
      let bound = try 3.0.squareRoot() * kaimingSpread(a)
      return try filled(a.tensor(0), -bound, bound, a.source(4))
    }
    t.tensor("kaiming_normal_", kaiming) { a in
      try filled(a.tensor(0), mean: 0, std: kaimingSpread(a), a.source(4))
    }
    t.tensor("trunc_normal_", "tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None") { _ in
      throw Machine.leftOut("trunc_normal_()")
    }
    t.leftOut("orthogonal_ sparse_ dirac_") { "nn.init.\($0)" }
    t.float("calculate_gain", "nonlinearity, param=None") {
      try gain($0.string(0), $0.optionalFloat(1))
    }
    for name in [
      "normal", "uniform", "constant", "xavier_uniform", "xavier_normal", "kaiming_uniform",
      "kaiming_normal",
    ] {
      // The old names, which PyTorch still has, with a warning.
      t.alias(name, name + "_")
    }
  }

  private static func filled(
    _ tensor: Tensor, _ low: Double, _ high: Double, _ source: SharedGenerator
  ) throws -> Tensor {
    try withoutTracking {
      try tensor.copy_(Tensor.uniform(tensor.shape, low, high, generator: &source.generator))
    }
  }

  private static func filled(
    _ tensor: Tensor, mean: Double, std: Double, _ source: SharedGenerator
  ) throws -> Tensor {
    try withoutTracking {
      try tensor.copy_(normal(tensor.shape, tensor.dtype, mean: mean, std: std, source))
    }
  }

  /// How many numbers go into an output, and how many outputs a number goes into.
  private static func fans(_ tensor: Tensor) throws -> (in: Double, out: Double) {
    guard tensor.dim >= 2 else {
      throw LoopError.value(
        "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    }
    let field = tensor.shape.dropFirst(2).reduce(1.0) { $0 * Double($1) }
    return (Double(tensor.shape[1]) * field, Double(tensor.shape[0]) * field)
  }

  private static func kaimingSpread(_ a: Arguments) throws -> Double {
    let (fanIn, fanOut) = try fans(a.tensor(0))
    let fan: Double
    switch try a.string(2).lowercased() {
    case "fan_in": fan = fanIn
    case "fan_out": fan = fanOut
    case let mode:
      throw LoopError.value(
        "Mode \(mode) not supported, please use one of ['fan_in', 'fan_out']")
    }
    return try gain(a.string(3), a.float(1)) / fan.squareRoot()
  }

  private static func gain(_ name: String, _ parameter: Double?) throws -> Double {
    switch name {
    case "linear", "sigmoid", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
      "conv_transpose3d":
      1
    case "tanh": 5.0 / 3
    case "relu": 2.0.squareRoot()
    case "leaky_relu":
      (2 / (1 + (parameter ?? 0.01) * (parameter ?? 0.01))).squareRoot()
    case "selu": 0.75
    default: throw LoopError.value("Unsupported nonlinearity \(name)")
    }
  }
}
