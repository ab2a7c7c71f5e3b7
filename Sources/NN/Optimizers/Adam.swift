import Autograd

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Adam, PyTorch's `optim.Adam`.
///
/// m ← β₁m + (1-β₁)g, v ← β₂v + (1-β₂)g², w ← w - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε).
/// Kingma & Ba, 2015.
public class Adam: Optimizer {
  public let kind: String
  public let parameters: [Tensor]
  public var learningRate: Double
  private let betas: (Double, Double)
  private let epsilon: Double
  private let weightDecay: Double
  private let isDecoupled: Bool
  public var states: [OptimizerState]

  public convenience init(
    _ parameters: [Tensor], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    eps: Double = 1e-8, weightDecay: Double = 0
  ) throws {
    try self.init(
      "Adam", parameters, lr: lr, betas: betas, eps: eps, weightDecay: weightDecay,
      isDecoupled: false)
  }

  fileprivate init(
    _ kind: String, _ parameters: [Tensor], lr: Double, betas: (Double, Double), eps: Double,
    weightDecay: Double, isDecoupled: Bool
  ) throws {
    self.kind = kind
    self.parameters = try Self.checked(parameters)
    try Self.nonNegative(lr, "learning rate")
    try Self.nonNegative(eps, "epsilon value")
    for (index, beta) in [betas.0, betas.1].enumerated() where !(beta >= 0 && beta < 1) {
      throw TorchError(.value, "Invalid beta parameter at index \(index): \(beta)")
    }
    try Self.nonNegative(weightDecay, "weight_decay value")
    learningRate = lr
    self.betas = betas
    epsilon = eps
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
    states = parameters.map { _ in OptimizerState() }
  }

  public var slotNames: [String] { ["exp_avg", "exp_avg_sq"] }

  public func step() throws {
    let rate = learningRate
    // Parameters have mostly made as many steps as each other.
    var (last, corrections) = (0, (1.0, 1.0))
    for (parameter, state) in zip(parameters, states) {
      guard let gradient = parameter.grad else { continue }
      state.step += 1
      if state.step != last {
        last = state.step
        corrections = (1 - pow(betas.0, Double(last)), 1 - pow(betas.1, Double(last)))
      }
      try parameter.adamStep(
        gradient, state, rate: rate, betas: betas, eps: epsilon,
        weightDecay: weightDecay, decoupled: isDecoupled, corrections: corrections)
    }
  }
}

/// Adam with weight decay taken off the weights themselves, PyTorch's `optim.AdamW`.
///
/// Loshchilov & Hutter, 2019.
public final class AdamW: Adam {
  public convenience init(
    _ parameters: [Tensor], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    eps: Double = 1e-8, weightDecay: Double = 1e-2
  ) throws {
    try self.init(
      "AdamW", parameters, lr: lr, betas: betas, eps: eps, weightDecay: weightDecay,
      isDecoupled: true)
  }
}
