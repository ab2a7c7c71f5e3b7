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
public final class Adam: Optimizer {
  public let kind = "Adam"
  public let parameters: [Tensor]
  public var learningRate: Double
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let weightDecay: Double
  private var states: [State?]

  private struct State {
    var step = 0
    var first: [Float]
    var second: [Float]
  }

  public init(
    _ parameters: [Tensor], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    eps: Double = 1e-8, weightDecay: Double = 0
  ) throws {
    self.parameters = try Self.checked(parameters)
    try Self.nonNegative(lr, "learning rate")
    try Self.nonNegative(eps, "epsilon value")
    for (index, beta) in [betas.0, betas.1].enumerated() where !(beta >= 0 && beta < 1) {
      throw TorchError(.value, "Invalid beta parameter at index \(index): \(beta)")
    }
    try Self.nonNegative(weightDecay, "weight_decay value")
    learningRate = lr
    beta1 = betas.0
    beta2 = betas.1
    epsilon = eps
    self.weightDecay = weightDecay
    states = Array(repeating: nil, count: parameters.count)
  }

  public func checkpoint() -> () -> Void {
    let saved = (learningRate, states)
    return { (self.learningRate, self.states) = saved }
  }

  public func step() throws {
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.grad else { continue }
      update(parameter, gradient, index)
    }
  }

  private func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    let zeros = [Float](repeating: 0, count: parameter.count)
    var state = states[index] ?? State(first: zeros, second: zeros)
    state.step += 1
    let correction1 = 1 - pow(beta1, Double(state.step))
    let correction2 = (1 - pow(beta2, Double(state.step))).squareRoot()
    let stepSize = Float(learningRate / correction1)
    let (b1, b2) = (Float(1 - beta1), Float(beta2))
    let (eps, decay, root) = (Float(epsilon), Float(weightDecay), Float(correction2))
    gradient.withFloats { g in
      parameter.withMutableFloats { w in
        for i in w.indices {
          let direction = decay == 0 ? g[i] : g[i] + decay * w[i]
          state.first[i] += b1 * (direction - state.first[i])
          state.second[i] = b2 * state.second[i] + Float(1 - beta2) * direction * direction
          w[i] -= stepSize * state.first[i] / (state.second[i].squareRoot() / root + eps)
        }
      }
    }
    states[index] = state
  }
}
