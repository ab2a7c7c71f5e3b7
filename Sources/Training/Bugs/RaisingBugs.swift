import Autograd
import NN

extension Bug {
  static let noGradient = Symptom.raises(
    type: "RuntimeError",
    message: "element 0 of tensors does not require grad and does not have a grad_fn")

  static let needsClasses: @Sendable (Experiment) -> String? = {
    $0.lossKind.name == "cross_entropy" ? nil : "needs a preset with cross entropy over classes"
  }

  private static let needsBinary: @Sendable (Experiment) -> String? = {
    $0.lossKind.isBinary ? nil : "needs a preset with a binary loss"
  }

  private static let needsWholeData: @Sendable (Experiment) -> String? = {
    $0.batchSize == nil ? nil : "needs a preset without mini-batches"
  }

  /// Bugs that write the line of the loss anew.
  static let onLossLine: Set<String> = [
    "argmax", "int_cast", "float_labels", "long_labels", "argmax_long", "wrong_shape", "inplace",
    "fake_fix", "softmax_twice",
  ]
  /// Bugs that put the step under a `with`.
  static let aroundStep: Set<String> = ["no_grad", "inference_mode"]

  /// Bugs that end in an error. One entry each.
  static let raising: [Bug] = [
    Bug(
      id: "argmax", title: "argmax before the loss", symptom: noGradient,
      explanation:
        "argmax returns positions. A position does not change when the logits change a little, so "
        + "it has no derivative, and casting it back to float does not bring one back.",
      fix: "give the loss the logits; take argmax only for the accuracy",
      excludes: onLossLine.union(aroundStep), unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .argmaxPredictions,
        .loss("loss_fn(train_preds, \(y.text).float())") {
          try $0.loss($0.value(.trainPreds), $0.value(y).to(.float32))
        })
    },
    Bug(
      id: "no_grad", title: "training step under no_grad", symptom: noGradient,
      explanation:
        "Under torch.no_grad() nothing is recorded, so the loss has no way back to the parameters.",
      fix: "run the forward pass and the loss outside torch.no_grad()", excludes: aroundStep
    ) { listing, _ in
      listing.wrap(.forward, through: .step, in: .noGrad)
    },
    Bug(
      id: "inference_mode", title: "training step under inference_mode", symptom: noGradient,
      explanation:
        "torch.inference_mode() records nothing, like no_grad, and its tensors may never join a "
        + "graph afterwards.",
      fix: "keep torch.inference_mode() for the evaluation", excludes: aroundStep
    ) { listing, _ in
      listing.wrap(.forward, through: .step, in: .inferenceMode)
    },
    Bug(
      id: "detach", title: "logits detached", symptom: noGradient,
      explanation:
        "detach() gives the same numbers without their history. Everything computed from them has "
        + "none either.",
      fix: "drop the detach(); detach only what is logged or stored"
    ) { listing, experiment in
      let x = experiment.trainFeatures
      listing.replace(
        .forward,
        with: .assign(.forward, .trainLogits, "model(\(x.text)).detach()", part: .forward) {
          try $0.model($0.value(x)).detach()
        })
    },
    Bug(
      id: "item", title: "loss rebuilt from a number", symptom: noGradient,
      explanation:
        "item() gives a plain number, and a tensor made from a number is a new one that nothing "
        + "led to.",
      fix: "use item() for printing only, and backward on the loss itself", excludes: ["numpy"]
    ) { listing, _ in
      listing.insert(
        after: .loss,
        .assign(.extra, .loss, "torch.tensor(loss.item())", part: .forward) {
          Tensor(.double(try $0.value(.loss).item()))
        })
    },
    Bug(
      id: "numpy", title: "loss rebuilt from an array", symptom: noGradient,
      explanation:
        "An array holds values and no history; PyTorch insists on detach() before it hands one "
        + "out, and a tensor made from it starts anew.",
      fix: "stay with tensors between the parameters and the loss", excludes: ["item"]
    ) { listing, _ in
      listing.insert(
        after: .loss,
        .assign(.extra, .loss, "torch.tensor(loss.detach().numpy())", part: .forward) {
          let loss = try $0.value(.loss)
          return try Tensor(loss.detach().toArray(Float.self), shape: loss.shape)
        })
    },
    Bug(
      id: "int_cast", title: "logits cast to integers and back", symptom: noGradient,
      explanation:
        "Integers move in steps: a small change of a logit changes nothing, or jumps. PyTorch "
        + "records no gradient for integer tensors.",
      fix: "leave the logits as they are", excludes: onLossLine, unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .assign(.extra, .trainPreds, "train_logits.long().float()", part: .forward) {
          try $0.value(.trainLogits).to(.int64).to(.float32)
        },
        .loss("loss_fn(train_preds, \(y.text))") {
          try $0.loss($0.value(.trainPreds), $0.value(y))
        })
    },
    Bug(
      id: "frozen", title: "every parameter frozen", symptom: noGradient,
      explanation:
        "Freezing is how one trains the last layer of a large model. Frozen all together, no "
        + "parameter asks for a gradient, so nothing is recorded.",
      fix: "leave requires_grad on for the parameters that are to learn"
    ) { listing, _ in
      listing.addSetup(
        Statement(.extra, "for p in model.parameters(): p.requires_grad_(False)") {
          for parameter in $0.model.parameters { try parameter.requiresGrad(false) }
        })
    },
    Bug(
      id: "float_labels", title: "class labels as floats",
      symptom: .raises(
        type: "RuntimeError", message: "expected target dtype to be Long or Byte, but got Float"),
      explanation:
        "CrossEntropyLoss takes classes as integers. Floats of the labels' shape are neither "
        + "classes nor probabilities.",
      fix: "keep class labels as torch.long", excludes: onLossLine, unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .loss("loss_fn(train_logits, \(y.text).float())") {
          try $0.loss($0.value(.trainLogits), $0.value(y).to(.float32))
        })
    },
    Bug(
      id: "long_labels", title: "binary labels as integers",
      symptom: .raises(
        type: "RuntimeError",
        message: "result type Float can't be cast to the desired output type Long"),
      explanation:
        "BCEWithLogitsLoss computes with the labels, so they must be floats like the logits: 0.0 "
        + "and 1.0. The words of the error speak of result types and name neither.",
      fix: "make the labels floats: y.float()", excludes: onLossLine,
      unavailable: needsBinary
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .loss("loss_fn(train_logits, \(y.text).long())") {
          try $0.loss($0.value(.trainLogits), $0.value(y).to(.int64))
        })
    },
    Bug(
      id: "argmax_long", title: "argmax before the loss, with integer labels",
      symptom: .raises(
        type: "RuntimeError",
        message: "Expected floating point type for target with class probabilities, got Long"),
      explanation:
        "Predictions of the labels' own shape look like one sample's probabilities, and those must "
        + "be floats: the error names the labels, the mistake is the argmax.",
      fix: "give the loss the logits", excludes: onLossLine, unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .argmaxPredictions,
        .loss("loss_fn(train_preds, \(y.text))") {
          try $0.loss($0.value(.trainPreds), $0.value(y))
        })
    },
    Bug(
      id: "double_backward", title: "backward called twice",
      symptom: .raises(
        type: "RuntimeError", message: "Trying to backward through the graph a second time"),
      explanation:
        "backward() frees what the graph saved as it goes. A second walk finds nothing to work "
        + "with.",
      fix: "call backward() once an epoch, or pass retain_graph=True where two are meant",
      excludes: aroundStep.union(onLossLine).union(["detach", "item", "numpy", "frozen"])
    ) { listing, _ in
      listing.insert(
        after: .backward,
        Statement(.extra, "loss.backward()", part: .backward) {
          try $0.value(.loss).backward()
        })
    },
    Bug(
      id: "inplace", title: "saved values changed in place",
      symptom: .raises(
        type: "RuntimeError",
        message:
          "one of the variables needed for gradient computation has been modified by an inplace "
          + "operation"),
      explanation:
        "The derivative of sigmoid is computed from its result. Adding a little to it in place, "
        + "against a log of zero, say, leaves the wrong value behind.",
      fix: "write train_preds = train_preds + 1e-8", excludes: onLossLine,
      unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .assign(.extra, .trainPreds, "torch.sigmoid(train_logits)", part: .forward) {
          try $0.value(.trainLogits).sigmoid()
        },
        Statement(.extra, "train_preds += 1e-8", part: .forward, result: .trainPreds) {
          try $0.value(.trainPreds).add_(1e-8)
        },
        .loss("loss_fn(train_preds, \(y.text))") {
          try $0.loss($0.value(.trainPreds), $0.value(y))
        })
    },
    Bug(
      id: "wrong_shape", title: "labels with a dimension too many",
      symptom: .raises(
        type: "RuntimeError",
        message: "0D or 1D target tensor expected, multi-target not supported"),
      explanation:
        "Classes come as one number a row, shape [N]. A column of a table often has shape [N, 1].",
      fix: "squeeze the labels: y.squeeze(1)", excludes: onLossLine, unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .loss("loss_fn(train_logits, \(y.text).unsqueeze(1))") {
          try $0.loss($0.value(.trainLogits), $0.value(y).unsqueeze(1))
        })
    },
    Bug(
      id: "inference_tensor", title: "features made in inference mode",
      symptom: .raises(
        type: "RuntimeError", message: "Inference tensors cannot be saved for backward"),
      explanation:
        "Tensors made under torch.inference_mode() may never join a graph, and the linear layer "
        + "must save its input to compute the weight's gradient.",
      fix: "prepare data under torch.no_grad(), or outside any mode",
      excludes: aroundStep.union(["frozen"]), unavailable: needsWholeData
    ) { listing, _ in
      listing.addSetup(
        Statement(.extra, "with torch.inference_mode(): X_train = X_train.clone()") { state in
          state[.xTrain] = try inferenceMode { try state.value(.xTrain).clone() }
        })
    },
  ]
}

extension Statement {
  /// The article's line: the classes the logits choose, as floats.
  static let argmaxPredictions = Statement.assign(
    .extra, .trainPreds, "torch.softmax(train_logits, dim=1).argmax(dim=1).type(torch.float32)",
    part: .forward
  ) {
    try $0.value(.trainLogits).softmax(dim: 1).argmax(dim: 1).to(.float32)
  }
}
