import Autograd

/// PyTorch's `optim.Adagrad`.
///
/// s ← s + g², w ← w - lr/(1 + (t-1)·decay) · g / (√s + ε). Duchi et al., 2011.
public final class Adagrad: Optimizer {
  public let kind = "Adagrad"
  public let parameters: [Tensor]
  public var learningRate: Double
  private let rateDecay: Double
  private let weightDecay: Double
  private let initial: Double
  private let epsilon: Double
  public var states: [OptimizerState]

  public init(
    _ parameters: [Tensor], lr: Double = 1e-2, lrDecay: Double = 0, weightDecay: Double = 0,
    initialAccumulatorValue: Double = 0, eps: Double = 1e-10
  ) throws {
    self.parameters = try Self.checked(parameters)
    try Self.nonNegative(lr, "learning rate")
    try Self.nonNegative(lrDecay, "lr_decay value")
    try Self.nonNegative(weightDecay, "weight_decay value")
    try Self.nonNegative(initialAccumulatorValue, "initial_accumulator_value value")
    try Self.nonNegative(eps, "epsilon value")
    learningRate = lr
    rateDecay = lrDecay
    self.weightDecay = weightDecay
    initial = initialAccumulatorValue
    epsilon = eps
    states = parameters.map { _ in OptimizerState() }
  }

  public var slotNames: [String] { ["sum"] }

  public func step() throws {
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.grad else { continue }
      let rate = learningRate / (1 + Double(states[index].step) * rateDecay)
      states[index].step += 1
      try parameter.adagradStep(
        gradient, states[index], rate: rate, eps: epsilon, weightDecay: weightDecay,
        initial: initial)
    }
  }
}
