import Autograd

/// Stochastic gradient descent with momentum, PyTorch's `optim.SGD`.
///
/// v ← μ·v + (1-d)·(g + λ·w), w ← w - lr·v (or, Nesterov, w - lr·(g + μ·v)); the first v is g.
public final class SGD: Optimizer {
  public let kind = "SGD"
  public let parameters: [Tensor]
  public var learningRate: Double
  private let momentum: Double
  private let dampening: Double
  private let weightDecay: Double
  private let nesterov: Bool
  public var states: [OptimizerState]

  public init(
    _ parameters: [Tensor], lr: Double = 1e-3, momentum: Double = 0, dampening: Double = 0,
    weightDecay: Double = 0, nesterov: Bool = false
  ) throws {
    self.parameters = try Self.checked(parameters)
    try Self.nonNegative(lr, "learning rate", allowsNaN: true)
    try Self.nonNegative(momentum, "momentum value", allowsNaN: true)
    try Self.nonNegative(weightDecay, "weight_decay value", allowsNaN: true)
    if nesterov && (momentum <= 0 || dampening != 0) {
      throw TorchError(.value, "Nesterov momentum requires a momentum and zero dampening")
    }
    learningRate = lr
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    states = parameters.map { _ in OptimizerState() }
  }

  public var slotNames: [String] { ["momentum_buffer"] }

  public func step() throws {
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.grad else { continue }
      try parameter.sgdStep(
        gradient, states[index], rate: learningRate, momentum: momentum, dampening: dampening,
        weightDecay: weightDecay, nesterov: nesterov)
      states[index].step += 1
    }
  }
}
