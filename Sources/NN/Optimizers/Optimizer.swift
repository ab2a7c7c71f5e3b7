import Autograd

/// Changes parameters along their gradients.
public protocol Optimizer: AnyObject {
  /// PyTorch's name, e.g. `Adam`.
  var kind: String { get }
  var parameters: [Tensor] { get }
  var learningRate: Double { get set }
  /// One update of every parameter that has a gradient.
  func step() throws
  /// What the update rule remembers of each parameter, in their order.
  var states: [OptimizerState] { get set }
  /// PyTorch's names of a state's slots, in their order.
  var slotNames: [String] { get }
  /// Remembers all state; the result brings it back.
  func checkpoint() throws -> () throws -> Void
}

extension Optimizer {
  public func checkpoint() throws -> () throws -> Void {
    let saved = (learningRate, try states.map { try $0.copied() })
    return { (self.learningRate, self.states) = (saved.0, try saved.1.map { try $0.copied() }) }
  }
}

extension Optimizer {
  /// Forgets all gradients, as `zero_grad()` does: they become nil.
  public func zeroGrad() {
    for parameter in parameters { parameter.grad = nil }
  }

  /// The parameters, or PyTorch's error when there are none.
  static func checked(_ parameters: [Tensor]) throws -> [Tensor] {
    if parameters.isEmpty {
      throw TorchError(.value, "optimizer got an empty parameter list")
    }
    for parameter in parameters where !parameter.isLeaf {
      throw TorchError(.value, "can't optimize a non-leaf Tensor")
    }
    return parameters
  }

  /// Throws for a negative value, and unless allowed for NaN.
  static func nonNegative(_ value: Double, _ name: String, allowsNaN: Bool = false) throws {
    guard value >= 0 || (allowsNaN && value.isNaN) else {
      throw TorchError(.value, "Invalid \(name): \(value)")
    }
  }
}
