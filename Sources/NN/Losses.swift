import Autograd

/// A function from predictions and targets to a loss.
public protocol Loss: Sendable {
  /// The type's name in PyTorch, e.g. `CrossEntropyLoss`.
  var kind: String { get }
  func callAsFunction(_ input: Tensor, _ target: Tensor) throws -> Tensor
}

/// The mean cross entropy of logits, PyTorch's `nn.CrossEntropyLoss`.
///
/// Targets are classes (int64, [rows]), or probabilities (float, the logits' own shape; 1-D for
/// a single sample).
public struct CrossEntropyLoss: Loss {
  public var kind: String { "CrossEntropyLoss" }
  private let labelSmoothing: Double

  /// With `labelSmoothing` ε, a target is 1 - ε at its class and ε / classes everywhere.
  public init(labelSmoothing: Double = 0) { self.labelSmoothing = labelSmoothing }

  public func callAsFunction(_ input: Tensor, _ target: Tensor) throws -> Tensor {
    try input.crossEntropy(target, labelSmoothing: labelSmoothing)
  }
}

/// The mean binary cross entropy of logits, PyTorch's `nn.BCEWithLogitsLoss`.
///
/// Targets are floats in 0...1 of the logits' own shape.
public struct BCEWithLogitsLoss: Loss {
  public var kind: String { "BCEWithLogitsLoss" }
  public init() {}
  public func callAsFunction(_ input: Tensor, _ target: Tensor) throws -> Tensor {
    try input.bceWithLogits(target)
  }
}

/// The mean squared difference, PyTorch's `nn.MSELoss`.
public struct MSELoss: Loss {
  public var kind: String { "MSELoss" }
  public init() {}
  public func callAsFunction(_ input: Tensor, _ target: Tensor) throws -> Tensor {
    try input.mseLoss(target)
  }
}
