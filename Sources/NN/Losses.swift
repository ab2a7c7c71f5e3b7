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
  public let kind = "CrossEntropyLoss"
  public init() {}
  public func callAsFunction(_ input: Tensor, _ target: Tensor) throws -> Tensor {
    try input.crossEntropy(target)
  }
}
