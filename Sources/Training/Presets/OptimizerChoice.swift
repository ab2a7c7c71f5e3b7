import Autograd
import NN
import Run

/// An optimiser as a preset or a person chooses it.
public struct OptimizerChoice: Sendable {
  /// The name in a preset, e.g. `adam`.
  public var name: String
  public var learningRate: Double
  /// Further options of PyTorch's constructor, e.g. `momentum`.
  public var options: [String: Double]

  public init(name: String, learningRate: Double, options: [String: Double] = [:]) {
    self.name = name
    self.learningRate = learningRate
    self.options = options
  }

  struct Kind: Sendable {
    /// PyTorch's class.
    let python: String
    /// The options a preset may set.
    let options: [String]
    let make: @Sendable ([Tensor], Double, [String: Double]) throws -> any Optimizer
  }

  static let kinds: [String: Kind] = [
    "sgd": Kind(python: "SGD", options: ["momentum", "dampening", "weight_decay", "nesterov"]) {
      try SGD(
        $0, lr: $1, momentum: $2["momentum"] ?? 0, dampening: $2["dampening"] ?? 0,
        weightDecay: $2["weight_decay"] ?? 0, nesterov: ($2["nesterov"] ?? 0) != 0)
    },
    "adam": Kind(python: "Adam", options: ["beta1", "beta2", "eps", "weight_decay"]) {
      try Adam(
        $0, lr: $1, betas: ($2["beta1"] ?? 0.9, $2["beta2"] ?? 0.999), eps: $2["eps"] ?? 1e-8,
        weightDecay: $2["weight_decay"] ?? 0)
    },
    "adamw": Kind(python: "AdamW", options: ["beta1", "beta2", "eps", "weight_decay"]) {
      try AdamW(
        $0, lr: $1, betas: ($2["beta1"] ?? 0.9, $2["beta2"] ?? 0.999), eps: $2["eps"] ?? 1e-8,
        weightDecay: $2["weight_decay"] ?? 1e-2)
    },
    "rmsprop": Kind(
      python: "RMSprop", options: ["alpha", "eps", "weight_decay", "momentum", "centered"]
    ) {
      try RMSprop(
        $0, lr: $1, alpha: $2["alpha"] ?? 0.99, eps: $2["eps"] ?? 1e-8,
        weightDecay: $2["weight_decay"] ?? 0, momentum: $2["momentum"] ?? 0,
        centered: ($2["centered"] ?? 0) != 0)
    },
    "adagrad": Kind(
      python: "Adagrad", options: ["lr_decay", "weight_decay", "initial_accumulator_value", "eps"]
    ) {
      try Adagrad(
        $0, lr: $1, lrDecay: $2["lr_decay"] ?? 0, weightDecay: $2["weight_decay"] ?? 0,
        initialAccumulatorValue: $2["initial_accumulator_value"] ?? 0, eps: $2["eps"] ?? 1e-10)
    },
  ]

  /// Options that are on or off.
  static let switches: Set<String> = ["nesterov", "centered"]

  public static var names: [String] { kinds.keys.sorted() }

  /// The optimisers as a reader shows them.
  static var infos: [OptimizerInfo] {
    kinds.sorted { $0.key < $1.key }.map { OptimizerInfo(name: $0.key, className: $0.value.python) }
  }

  /// The class's name in PyTorch, e.g. `Adam`.
  public var className: String { Self.kinds[name]?.python ?? name }

  func make(_ parameters: [Tensor]) throws -> any Optimizer {
    guard let kind = Self.kinds[name] else {
      let near = nearestName(to: name, among: Self.names).map { "; did you mean '\($0)'?" } ?? ""
      throw ExperimentError.invalid(
        "unknown optimizer '\(name)'\(near) (expected one of: "
          + "\(Self.names.joined(separator: ", ")))")
    }
    return try kind.make(parameters, learningRate, options)
  }

  /// PyTorch source that makes the optimiser for `parameters`.
  func python(_ parameters: String) -> String {
    var arguments = ["lr=\(pythonNumber(learningRate))"]
    let betas = [options["beta1"] ?? 0.9, options["beta2"] ?? 0.999]
    if options["beta1"] != nil || options["beta2"] != nil {
      arguments.append("betas=(\(pythonNumber(betas[0])), \(pythonNumber(betas[1])))")
    }
    for (key, value) in options.sorted(by: { $0.key < $1.key }) where !key.hasPrefix("beta") {
      let text = Self.switches.contains(key) ? (value == 0 ? "False" : "True") : nil
      arguments.append("\(key)=\(text ?? pythonNumber(value))")
    }
    return "torch.optim.\(className)(\(parameters), \(arguments.joined(separator: ", ")))"
  }
}
