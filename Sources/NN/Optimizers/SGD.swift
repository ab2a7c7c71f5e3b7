import Autograd

/// Stochastic gradient descent with momentum, PyTorch's `optim.SGD`.
///
/// v ← μ·v + (1-d)·(g + λ·w), w ← w - lr·v (or, Nesterov, w - lr·(g + μ·v)); the first v is g.
public final class SGD: Optimizer {
  public let kind = "SGD"
  public let parameters: [Tensor]
  public var learningRate: Double
  private let momentum: Float
  private let dampening: Float
  private let weightDecay: Float
  private let nesterov: Bool
  private var velocities: [[Float]?]

  public init(
    _ parameters: [Tensor], lr: Double = 1e-3, momentum: Double = 0, dampening: Double = 0,
    weightDecay: Double = 0, nesterov: Bool = false
  ) throws {
    self.parameters = try Self.checked(parameters)
    try Self.nonNegative(lr, "learning rate")
    try Self.nonNegative(momentum, "momentum value")
    try Self.nonNegative(weightDecay, "weight_decay value")
    if nesterov && (momentum <= 0 || dampening != 0) {
      throw TorchError(.value, "Nesterov momentum requires a momentum and zero dampening")
    }
    learningRate = lr
    self.momentum = Float(momentum)
    self.dampening = Float(dampening)
    self.weightDecay = Float(weightDecay)
    self.nesterov = nesterov
    velocities = Array(repeating: nil, count: parameters.count)
  }

  public func checkpoint() -> () -> Void {
    let saved = (learningRate, velocities)
    return { (self.learningRate, self.velocities) = saved }
  }

  public func step() throws {
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.grad else { continue }
      update(parameter, gradient, index)
    }
  }

  private func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    let rate = Float(learningRate)
    gradient.withFloats { g in
      parameter.withMutableFloats { w in
        let isFirst = velocities[index] == nil
        var velocity = velocities[index] ?? (momentum != 0 ? Array(g) : [])
        for i in w.indices {
          var direction = weightDecay == 0 ? g[i] : g[i] + weightDecay * w[i]
          if momentum != 0 {
            velocity[i] =
              isFirst ? direction : momentum * velocity[i] + (1 - dampening) * direction
            direction = nesterov ? direction + momentum * velocity[i] : velocity[i]
          }
          w[i] -= rate * direction
        }
        if momentum != 0 { velocities[index] = velocity }
      }
    }
  }
}
