import Autograd

/// PyTorch's `optim.RMSprop`.
///
/// s ← α·s + (1-α)·g², w ← w - lr·g / (√s + ε); centred, the mean gradient's square is taken off s.
/// Tieleman & Hinton, 2012.
public final class RMSprop: Optimizer {
  public let kind = "RMSprop"
  public let parameters: [Tensor]
  public var learningRate: Double
  private let alpha: Double
  private let epsilon: Double
  private let weightDecay: Double
  private let momentum: Double
  private let centered: Bool
  public var states: [OptimizerState]

  public init(
    _ parameters: [Tensor], lr: Double = 1e-2, alpha: Double = 0.99, eps: Double = 1e-8,
    weightDecay: Double = 0, momentum: Double = 0, centered: Bool = false
  ) throws {
    self.parameters = try Self.checked(parameters)
    try Self.nonNegative(lr, "learning rate")
    try Self.nonNegative(eps, "epsilon value")
    try Self.nonNegative(momentum, "momentum value")
    try Self.nonNegative(weightDecay, "weight_decay value")
    try Self.nonNegative(alpha, "alpha value")
    learningRate = lr
    self.alpha = alpha
    epsilon = eps
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.centered = centered
    states = parameters.map { _ in OptimizerState() }
  }

  public var slotNames: [String] {
    ["square_avg"] + (centered ? ["grad_avg"] : []) + (momentum == 0 ? [] : ["momentum_buffer"])
  }

  public func step() throws {
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.grad else { continue }
      try parameter.rmspropStep(
        gradient, states[index], rate: learningRate, alpha: alpha, eps: epsilon,
        weightDecay: weightDecay, momentum: momentum, centered: centered)
    }
  }
}
