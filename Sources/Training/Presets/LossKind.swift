import Autograd
import NN
import Run
import Tables

/// A loss as presets name it, with the labels it wants and how predictions are read.
public struct LossKind: Sendable {
  /// The name in a preset, e.g. `cross_entropy`.
  public let name: String
  /// PyTorch source that makes the loss.
  let python: String
  /// PyTorch source of the body of `accuracy(logits, labels)`, or of `r2(preds, labels)`.
  let accuracyPython: String
  let labels: Labels
  let make: @Sendable () -> any Loss
  let accuracy: @Sendable (Tensor, Tensor) throws -> Tensor

  /// What a loss compares the model's output with.
  enum Labels: Sendable {
    /// int64 [rows]
    case classes
    /// float32 zeros and ones, [rows, 1], as the model's one logit a row
    case binary
    /// float32 [rows, classes]
    case oneHot
    /// float32 [rows, 1], standardised by the training rows
    case quantity
  }

  /// The model gives one logit a row, and labels are 0.0 and 1.0.
  public var isBinary: Bool { labels == .binary }

  /// A number is predicted: what is told beside the loss is R2, and errors in the label's unit.
  public var isRegression: Bool { labels == .quantity }

  var score: Score { isRegression ? .r2 : .accuracy }

  /// Outputs the model must give a row.
  func outputs(classes: Int) -> Int { isBinary || isRegression ? 1 : classes }

  static func crossEntropy(labelSmoothing: Double) -> LossKind {
    LossKind(
      name: "cross_entropy",
      python: "nn.CrossEntropyLoss("
        + (labelSmoothing == 0 ? "" : "label_smoothing=\(pythonNumber(labelSmoothing))") + ")",
      accuracyPython: "(logits.argmax(dim=1) == labels).float().mean()", labels: .classes,
      make: { CrossEntropyLoss(labelSmoothing: labelSmoothing) },
      accuracy: { try $0.accuracy($1) })
  }

  static let bceWithLogits = LossKind(
    name: "bce_with_logits", python: "nn.BCEWithLogitsLoss()",
    accuracyPython: "((logits > 0) == labels).float().mean()", labels: .binary,
    make: { BCEWithLogitsLoss() },
    accuracy: { try $0.gt(0).eq($1).to(.float32).mean() })

  static let mse = LossKind(
    name: "mse", python: "nn.MSELoss()",
    accuracyPython: "(logits.argmax(dim=1) == labels.argmax(dim=1)).float().mean()",
    labels: .oneHot, make: { MSELoss() },
    accuracy: { try $0.argmax(dim: 1).eq($1.argmax(dim: 1)).to(.float32).mean() })

  /// Squared error on a quantity; R2 is the part of the labels' variance that is explained.
  static let squaredError = LossKind(
    name: "mse", python: "nn.MSELoss()",
    accuracyPython:
      "1 - (labels - preds).square().sum() / (labels - labels.mean()).square().sum()",
    labels: .quantity, make: { MSELoss() },
    accuracy: { preds, labels in
      try noGrad {
        let error = try labels.sub(preds).square().sum()
        return try error.div(labels.sub(labels.mean()).square().sum()).neg().add(.double(1))
      }
    })

  /// How presets name each kind.
  static func kinds(_ labelSmoothing: Double) -> [String: LossKind] {
    [
      "cross_entropy": .crossEntropy(labelSmoothing: labelSmoothing),
      "bce_with_logits": .bceWithLogits, "mse": .mse,
    ]
  }
}

extension DataSource {
  /// The source with its classes written as a loss wants its labels.
  func labelled(_ labels: LossKind.Labels) -> DataSource {
    let classes = classNames.count
    switch labels {
    case .classes, .quantity: return self
    case .binary:
      return relabelled(
        { try $0.to(.float32).unsqueeze(1) }, source: { "\($0).float().unsqueeze(1)" })
    case .oneHot:
      return relabelled(
        { try $0.oneHot(classes: classes).to(.float32) },
        source: { "nn.functional.one_hot(\($0), \(classes)).float()" })
    }
  }

  private func relabelled(
    _ change: @escaping @Sendable (Tensor) throws -> Tensor,
    source: @escaping @Sendable (String) -> String
  ) -> DataSource {
    let (make, python) = (make, python)
    var result = self
    result.make = { generator in
      var data = try make(&generator)
      data.yTrain = try change(data.yTrain)
      data.yTest = try change(data.yTest)
      return data
    }
    result.python = {
      python() + ["y_train, y_test = \(source("y_train")), \(source("y_test"))"]
    }
    return result
  }
}

extension LossKind {
  /// What the loss that a preset names predicts; nil where it names none, or one for both.
  func impliedTask(_ fields: Fields) -> ColumnChoices.Task? {
    fields.optional("loss") == nil && fields.optional("label_smoothing") == nil || name == "mse"
      ? nil : .classes
  }

  /// The loss for what the data have to predict; throws where the preset names another.
  func fitting(_ data: DataSource, _ fields: Fields) throws -> LossKind {
    guard data.isQuantity else { return self }
    if name == "mse" || impliedTask(fields) == nil { return .squaredError }
    let line = (fields.optional("loss") ?? fields.optional("label_smoothing"))?.line
    throw ExperimentError.malformed(
      file: fields.file, line: line,
      message: "\(name) predicts classes, but '\(data.table?.table.labelName ?? "the label")' is "
        + "a quantity: leave out the loss, or say task: classes")
  }
}
