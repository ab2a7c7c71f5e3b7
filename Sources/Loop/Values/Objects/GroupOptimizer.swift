import Autograd
import NN

/// What an optimiser does with one group of parameters, as `param_groups` shows it.
struct GroupSettings {
  var momentum = 0.0
  var dampening = 0.0
  var weightDecay = 0.0
  var nesterov = false
  var maximize = false
  var betas = (0.9, 0.999)
  var eps = 1e-8
  var alpha = 0.99
  var centered = false
  var rateDecay = 0.0
  var initial = 0.0
}

/// One parameter group of an optimiser that the text makes.
///
/// The engine's update rules, with settings that may change while it trains and a state that can be
/// saved and loaded.
final class GroupOptimizer: Optimizer {
  let kind: String
  private(set) var parameters: [Tensor]
  var learningRate: Double
  var settings: GroupSettings
  /// The settings under PyTorch's names, in its order, as `param_groups` shows them.
  var shown: [(name: String, value: Value)]
  var states: [OptimizerState]

  var slotNames: [String] {
    switch kind {
    case "SGD": ["momentum_buffer"]
    case "RMSprop":
      ["square_avg"] + (settings.centered ? ["grad_avg"] : [])
        + (settings.momentum == 0 ? [] : ["momentum_buffer"])
    case "Adagrad": ["sum"]
    default: ["exp_avg", "exp_avg_sq"]
    }
  }

  init(
    _ kind: String, _ parameters: [Tensor], _ rate: Double, _ settings: GroupSettings,
    shown: [(name: String, value: Value)]
  ) throws {
    (self.kind, self.parameters, learningRate) = (kind, parameters, rate)
    (self.settings, self.shown) = (settings, shown)
    states = parameters.map { _ in OptimizerState() }
    try check()
  }

  /// Throws PyTorch's errors for settings that are none: the engine's own optimiser says them.
  private func check() throws {
    let s = settings
    switch kind {
    case "SGD":
      _ = try SGD(
        parameters, lr: learningRate, momentum: s.momentum, dampening: s.dampening,
        weightDecay: s.weightDecay, nesterov: s.nesterov)
    case "RMSprop":
      _ = try RMSprop(
        parameters, lr: learningRate, alpha: s.alpha, eps: s.eps, weightDecay: s.weightDecay,
        momentum: s.momentum, centered: s.centered)
    case "Adagrad":
      _ = try Adagrad(
        parameters, lr: learningRate, lrDecay: s.rateDecay, weightDecay: s.weightDecay,
        initialAccumulatorValue: s.initial, eps: s.eps)
    default:
      _ = try Adam(
        parameters, lr: learningRate, betas: s.betas, eps: s.eps, weightDecay: s.weightDecay)
    }
  }

  func step() throws {
    let s = settings
    var (last, corrections) = (0, (1.0, 1.0))
    for (index, parameter) in parameters.enumerated() {
      guard var gradient = parameter.grad else { continue }
      if s.maximize { gradient = try withoutTracking { try gradient.neg() } }
      let state = states[index]
      switch kind {
      case "SGD":
        try parameter.sgdStep(
          gradient, state, rate: learningRate, momentum: s.momentum, dampening: s.dampening,
          weightDecay: s.weightDecay, nesterov: s.nesterov)
        state.step += 1
      case "RMSprop":
        state.step += 1
        try parameter.rmspropStep(
          gradient, state, rate: learningRate, alpha: s.alpha, eps: s.eps,
          weightDecay: s.weightDecay, momentum: s.momentum, centered: s.centered)
      case "Adagrad":
        let rate = learningRate / (1 + Double(state.step) * s.rateDecay)
        state.step += 1
        try parameter.adagradStep(
          gradient, state, rate: rate, eps: s.eps, weightDecay: s.weightDecay, initial: s.initial)
      default:
        state.step += 1
        // Parameters have mostly made as many steps as each other.
        if state.step != last {
          last = state.step
          corrections = (
            1 - power(s.betas.0, Double(last)), 1 - power(s.betas.1, Double(last))
          )
        }
        try parameter.adamStep(
          gradient, state, rate: learningRate, betas: s.betas, eps: s.eps,
          weightDecay: s.weightDecay, decoupled: kind == "AdamW", corrections: corrections)
      }
    }
  }

  func checkpoint() throws -> () throws -> Void {
    let saved = (learningRate, settings, shown, try states.map { try $0.copied() })
    return { [self] in
      (learningRate, settings, shown) = (saved.0, saved.1, saved.2)
      states = try saved.3.map { try $0.copied() }
    }
  }

  /// Takes over the states that another group of as many parameters has handed out: they are shared
  /// from then on, as PyTorch's tensors are.
  func load(_ loaded: [OptimizerState?]) {
    for (index, state) in loaded.enumerated() where index < states.count {
      states[index] = state ?? OptimizerState()
    }
  }

  /// Changes a setting under PyTorch's name; false where there is none.
  func set(_ name: String, _ value: Value) throws -> Bool {
    guard let place = shown.firstIndex(where: { $0.name == name }) else { return false }
    func number() throws -> Double {
      if let number = value.number { return number.double }
      if case .tensor(let tensor) = value { return try tensor.item() }
      throw LoopError.type("'\(name)' must be a number, not \(value.typeName)")
    }
    func flag() throws -> Bool {
      guard let number = value.number else {
        throw LoopError.type("'\(name)' must be a bool, not \(value.typeName)")
      }
      return number.double != 0
    }
    switch name {
    case "lr": learningRate = try number()
    case "momentum": settings.momentum = try number()
    case "dampening": settings.dampening = try number()
    case "weight_decay": settings.weightDecay = try number()
    case "nesterov": settings.nesterov = try flag()
    case "maximize": settings.maximize = try flag()
    case "eps": settings.eps = try number()
    case "alpha": settings.alpha = try number()
    case "centered": settings.centered = try flag()
    case "lr_decay": settings.rateDecay = try number()
    case "initial_accumulator_value": settings.initial = try number()
    case "amsgrad": if try flag() { throw Machine.leftOut("amsgrad=True") }
    case "betas":
      guard let items = value.sequence, items.count == 2, let first = items[0].number,
        let second = items[1].number
      else { throw LoopError.value("betas must be two numbers") }
      settings.betas = (first.double, second.double)
    default: break
    }
    shown[place].value = value
    return true
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

private func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// One parameter's saved state, in an optimiser's `state_dict()`.
final class OptimizerStateObject: Object {
  let state: OptimizerState

  init(_ state: OptimizerState) { self.state = state }

  override var typeName: String { "dict" }

  override func item(_ key: Value, _ machine: Machine) throws -> Value {
    if case .string(let name) = key, name.text == "step" {
      return .tensor(Tensor(Scalar.double(Double(state.step)), dtype: .float32))
    }
    throw Machine.leftOut("an optimizer's state by name")
  }

  override func representation(_ machine: Machine) throws -> String {
    "{'step': tensor(\(state.step).)}"
  }
}
