import Autograd
import NN

/// A loss as presets name it, with how predictions are read from the model's output.
public struct LossKind: Sendable {
  /// The name in a preset, e.g. `cross_entropy`.
  public let name: String
  /// PyTorch source that makes the loss.
  let python: String
  /// PyTorch source of the body of `accuracy(logits, labels)`.
  let accuracyPython: String
  /// The model gives one logit a row, and labels are 0.0 and 1.0.
  public let isBinary: Bool
  /// Labels are compared as one-hot rows.
  let isOneHot: Bool
  let make: @Sendable () -> any Loss
  let accuracy: @Sendable (Tensor, Tensor) throws -> Tensor

  static let classAccuracy: @Sendable (Tensor, Tensor) throws -> Tensor = {
    try $0.argmax(dim: 1).eq($1).to(.float32).mean()
  }
  static let classAccuracyPython = "(logits.argmax(dim=1) == labels).float().mean()"

  static func crossEntropy(labelSmoothing: Double) -> LossKind {
    LossKind(
      name: "cross_entropy",
      python: "nn.CrossEntropyLoss("
        + (labelSmoothing == 0 ? "" : "label_smoothing=\(labelSmoothing)") + ")",
      accuracyPython: classAccuracyPython, isBinary: false, isOneHot: false,
      make: { CrossEntropyLoss() }, accuracy: classAccuracy)
  }
}

extension LossKind {
  static func kinds(_ labelSmoothing: Double) -> [String: LossKind] {
    ["cross_entropy": .crossEntropy(labelSmoothing: labelSmoothing)]
  }
}
