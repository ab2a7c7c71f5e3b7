import Autograd
import NN

extension Bug {
  static let noGradient = Symptom.raises(
    type: "RuntimeError",
    message: "element 0 of tensors does not require grad and does not have a grad_fn")

  private static let needsClasses: @Sendable (Experiment) -> String? = {
    $0.lossKind.name == "cross_entropy" ? nil : "needs a preset with cross entropy over classes"
  }

  /// Bugs that end in an error. One entry each.
  static let raising: [Bug] = [
    Bug(
      id: "argmax", title: "argmax before the loss", symptom: noGradient,
      explanation:
        "argmax returns positions. A position does not change when the logits change a little, so "
        + "it has no derivative, and casting it back to float does not bring one back.",
      mend: "give the loss the logits; take argmax only for the accuracy", excludes: ["no_grad"],
      unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .assign(
          .extra, .trainPreds,
          "torch.softmax(train_logits, dim=1).argmax(dim=1).type(torch.float32)", part: .forward
        ) {
          try $0.value(.trainLogits).softmax(dim: 1).argmax(dim: 1).to(.float32)
        },
        .assign(.loss, .loss, "loss_fn(train_preds, \(y.text).float())", part: .forward) {
          try $0.loss($0.value(.trainPreds), $0.value(y).to(.float32))
        })
    },
    Bug(
      id: "no_grad", title: "training step under no_grad", symptom: noGradient,
      explanation:
        "Under torch.no_grad() nothing is recorded, so the loss has no way back to the parameters.",
      mend: "run the forward pass and the loss outside torch.no_grad()"
    ) { listing, _ in
      listing.wrap(.forward, through: .step, in: .noGrad)
    },
  ]
}
