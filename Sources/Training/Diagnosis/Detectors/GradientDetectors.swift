import Run

extension Detector {
  /// Gradients that do not arrive, do not go away, or move nothing.
  static let gradients: [Detector] = [
    Detector(
      id: "no_gradient", looks: 2,
      fix: "backward on a loss that was computed from the parameters without a cut"
    ) { now, _ in
      let learning = now.learning
      guard !learning.isEmpty, learning.allSatisfy({ $0.gradient == .none }) else { return nil }
      return
        "loss.backward() ran, but no gradient reached any of the \(learning.count) parameters: "
        + "every grad is None."
    },
    Detector(
      id: "parameters_without_gradient", looks: 3,
      fix: "look where the graph from these parameters to the loss ends"
    ) { now, _ in
      let learning = now.learning
      let none = learning.filter { $0.gradient == .none }
      // A loss near zero may well have a gradient that is zero.
      let zero = now.trainLoss > 1e-3 ? learning.filter { $0.gradient == .zero } : []
      let withoutGradient = none + zero
      guard !withoutGradient.isEmpty, none.count < learning.count else { return nil }
      let kind =
        zero.isEmpty ? "no gradient" : none.isEmpty ? "only zeros" : "no gradient or only zeros"
      return
        "\(withoutGradient.count) of \(learning.count) parameters get \(kind) while the loss is "
        + "\(figure(now.trainLoss)): \(listed(withoutGradient.map(\.name)))."
    },
    Detector(
      id: "no_parameter_changed", looks: 3,
      fix: "call optimizer.step() after loss.backward(), on an optimizer of this model"
    ) { now, _ in
      let learning = now.learning
      guard now.learningRate > 0, !learning.isEmpty,
        learning.allSatisfy({ $0.updateRatio == 0 && $0.gradient != .nonFinite })
      else { return nil }
      let reached = learning.filter { $0.gradient == .finite }
      if reached.isEmpty {
        return learning.contains { $0.gradient == .none }
          ? "no parameter changed in 3 epochs: no gradient reached one." : nil
      }
      // A step too small for float32 to show is no mistake.
      let isVisible = reached.contains {
        now.learningRate * ($0.gradientNorm ?? 0) > 1e-6 * $0.weightNorm
      }
      guard isVisible else { return nil }
      return "no parameter changed in 3 epochs though gradients are finite (norm "
        + "\(figure(now.gradientNorm)))."
    },
    Detector(
      id: "optimizer_of_others",
      fix: "make the optimizer from model.parameters() of the model that is trained"
    ) { now, _ in
      guard now.strangersInOptimizer > 0 else { return nil }
      return "\(now.strangersInOptimizer) tensors of the optimizer are no parameters of the model, "
        + "which has \(now.parameters.count)."
    },
    Detector(
      id: "gradients_not_cleared", looks: 3, fix: "call optimizer.zero_grad() before the backward"
    ) { now, past in
      guard let line = now.unclearedAt else { return nil }
      let first = past.first ?? now
      return "gradients are added to those of earlier epochs: line \(line) finds them uncleared; "
        + "their norm is \(figure(now.gradientNorm)), in epoch \(first.epoch) it was "
        + "\(figure(first.gradientNorm))."
    },
  ]
}
