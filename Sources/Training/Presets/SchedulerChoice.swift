import Autograd
import NN

/// A learning rate schedule as a preset chooses it.
public struct SchedulerChoice: Sendable {
  /// The name in a preset, e.g. `cosine`.
  public let name: String
  /// Further options of PyTorch's constructor, e.g. `gamma`.
  let options: [String: Double]

  /// An argument of PyTorch's constructor.
  typealias Argument = (name: String, value: Double)

  struct Kind: Sendable {
    /// PyTorch's class.
    let python: String
    /// The options a preset may set and what they may be.
    let options: [String: Range]
    /// PyTorch source after the arguments, e.g. a switch.
    var suffix = ""
    /// Steps after each batch instead of each epoch.
    var isPerBatch = false
    /// Looks at the test loss.
    var takesLoss = false
    /// The constructor's arguments, defaults that follow from the experiment filled in.
    let arguments: @Sendable ([String: Double], Experiment) -> [Argument]
    let make: @Sendable (any Optimizer, [String: Double]) throws -> Scheduler
  }

  /// What an option may be.
  enum Range: Sendable {
    case whole(atLeast: Int)
    case number(ClosedRange<Double>)
  }

  private static let positive = Range.number(1e-300...1e300)
  private static let rate = Range.number(0...1e300)

  static let kinds: [String: Kind] = [
    "step": Kind(
      python: "StepLR", options: ["step_size": .whole(atLeast: 1), "gamma": positive],
      arguments: { options, _ in
        [("step_size", options["step_size"] ?? 30), ("gamma", options["gamma"] ?? 0.1)]
      },
      make: { try StepLR($0, stepSize: $1.whole("step_size"), gamma: $1.number("gamma")) }),
    "exponential": Kind(
      python: "ExponentialLR", options: ["gamma": positive],
      arguments: { options, _ in [("gamma", options["gamma"] ?? 0.95)] },
      make: { try ExponentialLR($0, gamma: $1.number("gamma")) }),
    "cosine": Kind(
      python: "CosineAnnealingLR", options: ["t_max": .whole(atLeast: 1), "eta_min": rate],
      arguments: {
        [("T_max", $0["t_max"] ?? Double($1.epochs)), ("eta_min", $0["eta_min"] ?? 0)]
      },
      make: {
        try CosineAnnealingLR($0, tMax: $1.whole("T_max"), etaMin: $1.number("eta_min"))
      }),
    "warm_up": Kind(
      python: "LinearLR",
      options: ["start_factor": .number(1e-300...1), "total_iters": .whole(atLeast: 1)],
      arguments: { options, _ in
        [
          ("start_factor", options["start_factor"] ?? 1.0 / 3),
          ("total_iters", options["total_iters"] ?? 5),
        ]
      },
      make: {
        try LinearLR(
          $0, startFactor: $1.number("start_factor"), totalIters: $1.whole("total_iters"))
      }),
    "one_cycle": Kind(
      python: "OneCycleLR",
      options: [
        "max_lr": positive, "pct_start": .number(0.01...0.99), "div_factor": positive,
        "final_div_factor": positive,
      ],
      suffix: ", cycle_momentum=False", isPerBatch: true,
      arguments: {
        [
          ("max_lr", $0["max_lr"] ?? $1.optimizer.learningRate),
          ("total_steps", Double($1.epochs) * Double($1.stepsPerEpoch)),
          ("pct_start", $0["pct_start"] ?? 0.3), ("div_factor", $0["div_factor"] ?? 25),
          ("final_div_factor", $0["final_div_factor"] ?? 1e4),
        ]
      },
      make: {
        try OneCycleLR(
          $0, maxLR: $1.number("max_lr"), totalSteps: $1.whole("total_steps"),
          pctStart: $1.number("pct_start"), divFactor: $1.number("div_factor"),
          finalDivFactor: $1.number("final_div_factor"))
      }),
    "plateau": Kind(
      python: "ReduceLROnPlateau",
      options: [
        "factor": .number(1e-300...0.999), "patience": .whole(atLeast: 0), "threshold": rate,
        "cooldown": .whole(atLeast: 0), "min_lr": rate,
      ],
      takesLoss: true,
      arguments: { options, _ in
        [
          ("factor", options["factor"] ?? 0.1), ("patience", options["patience"] ?? 10),
          ("threshold", options["threshold"] ?? 1e-4), ("cooldown", options["cooldown"] ?? 0),
          ("min_lr", options["min_lr"] ?? 0),
        ]
      },
      make: {
        try ReduceLROnPlateau(
          $0, factor: $1.number("factor"), patience: $1.whole("patience"),
          threshold: $1.number("threshold"), cooldown: $1.whole("cooldown"),
          minLR: $1.number("min_lr"))
      }),
  ]

  private var kind: Kind? { Self.kinds[name] }
  /// Steps after each batch instead of each epoch.
  var isPerBatch: Bool { kind?.isPerBatch ?? false }
  /// Looks at the test loss.
  var takesLoss: Bool { kind?.takesLoss ?? false }

  func make(_ optimizer: any Optimizer, in experiment: Experiment) throws -> Scheduler? {
    guard let kind else { return nil }
    let arguments = kind.arguments(options, experiment)
    return try kind.make(
      optimizer, Dictionary(arguments.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))
  }

  /// PyTorch source that makes the scheduler.
  func python(in experiment: Experiment) -> String {
    guard let kind else { return "None" }
    let arguments = kind.arguments(options, experiment)
      .map { ", \($0.name)=\(pythonNumber($0.value))" }.joined()
    return "torch.optim.lr_scheduler.\(kind.python)(optimizer\(arguments)\(kind.suffix))"
  }

  /// Reads a preset's `scheduler`.
  init(_ value: Fields.Value) throws {
    let fields = try value.fields()
    let nameValue = try fields.required("name")
    let kind = try nameValue.choice(Self.kinds, what: "scheduler")
    try fields.allow(["name"] + kind.options.keys.sorted())
    name = try nameValue.string()
    var options: [String: Double] = [:]
    for (key, range) in kind.options {
      guard let value = fields.optional(key) else { continue }
      switch range {
      case .whole(let minimum):
        options[key] = Double(try value.int(minimum...Fields.Value.largest))
      case .number(let limits): options[key] = try value.number(limits)
      }
    }
    self.options = options
  }
}

extension [String: Double] {
  /// An argument that its kind has filled in.
  fileprivate func number(_ name: String) throws -> Double {
    guard let value = self[name] else {
      throw TorchError(.type, "missing 1 required positional argument: '\(name)'")
    }
    return value
  }

  fileprivate func whole(_ name: String) throws -> Int { Int(clamping: try number(name)) }
}

extension Int {
  /// The nearest whole number there is.
  fileprivate init(clamping value: Double) {
    self = Int(exactly: value.rounded()) ?? (value > 0 ? .max : .min)
  }
}
