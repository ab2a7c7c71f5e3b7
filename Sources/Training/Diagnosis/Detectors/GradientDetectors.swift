import Run

extension Detector {
  /// Gradients that do not arrive, do not go away, or move nothing.
  static let gradients: [Detector] = [
    Detector(
      id: "no_gradient", looks: 2,
      why: "backward() walks from the loss to what it was computed from. A loss that requires grad "
        + "by itself is a leaf: the walk ends where it begins, without an error.",
      fix: "backward on a loss that was computed from the parameters without a cut"
    ) { now, _ in
      let learning = now.learning
      guard !learning.isEmpty, learning.allSatisfy({ $0.gradient == .none }) else { return nil }
      return Finding(
        "loss.backward() ran, but no gradient reached any of the \(learning.count) parameters: "
          + "every grad is None.", line: now.backward)
    },
    Detector(
      id: "parameters_without_gradient", looks: 3,
      why: "Their grad is None: the loss was computed without them, or the way from them to the "
        + "loss is cut, while that from the others is not.",
      fix: "look where the graph from these parameters to the loss ends"
    ) { now, _ in
      let learning = now.learning
      let without = learning.filter { $0.gradient == .none }
      guard !without.isEmpty, without.count < learning.count else { return nil }
      return Finding(
        "\(without.count) of \(learning.count) parameters get no gradient while the loss is "
          + "\(figure(now.trainLoss)): \(listed(without.map(\.name))).", line: now.backward)
    },
    Detector(
      id: "zero_gradients", looks: 3,
      why: "A gradient arrives and is exactly zero, so these parameters stay as they are: it was "
        + "multiplied by zero on its way, by a unit that gives nothing, a mask, or a factor.",
      fix: "look for a factor of zero between these parameters and the loss"
    ) { now, _ in
      let learning = now.learning
      // A loss near zero may well have a gradient that is zero.
      let zero = now.trainLoss > 1e-3 ? learning.filter { $0.gradient == .zero } : []
      guard !zero.isEmpty else { return nil }
      let start =
        "\(zero.count) of \(learning.count) parameters get only zeros while the loss is "
        + "\(figure(now.trainLoss)): \(listed(zero.map(\.name)))"
      if let (name, line) = now.flatOperation {
        return Finding(
          "\(start). \(name) of line \(line) has a derivative of zero everywhere.", line: line,
          why:
            "\(name) goes in steps: flat, then a jump. Its derivative is zero wherever it has one, and "
            + "what comes from the loss is multiplied by it.",
          fix:
            "leave \(name) out of what the loss is computed from, or put a smooth function in its place"
        )
      }
      guard let layer = now.deadLayer, layer.contains("ReLU") else {
        return Finding("\(start).", line: now.backward)
      }
      return Finding(
        "\(start). Layer \(layer), gives zero for every row that it is given.",
        line: now.trainForward?.line,
        why:
          "Every unit of it is dead: its input is negative whatever the row, so it gives zero, and "
          + "where a ReLU gives zero it passes no gradient back. What lies before it never moves again. "
          + "A step that was too large throws units there.",
        fix:
          "a smaller learning rate from the start (it is \(figure(now.learningRate))), or LeakyReLU "
          + "or GELU, which pass a little back; r begins again")
    },
    Detector(
      id: "no_parameter_changed", looks: 3,
      why: "backward() computes gradients and changes no weight; that is the optimizer's part.",
      fix: "call optimizer.step() after loss.backward(), on an optimizer of this model"
    ) { now, _ in
      let learning = now.learning
      guard now.learningRate > 0, !learning.isEmpty,
        learning.allSatisfy({ $0.updateRatio == 0 && $0.gradient != .nonFinite })
      else { return nil }
      let reached = learning.filter { $0.gradient == .finite }
      if reached.isEmpty {
        guard learning.contains(where: { $0.gradient == .none }) else { return nil }
        return Finding(
          "no parameter changed in 3 epochs: no gradient reached one.", line: now.backward,
          why: "A step moves only parameters that have a gradient.",
          fix: "backward on a loss that was computed from the parameters without a cut")
      }
      // A step too small for float32 to show is no mistake.
      let isVisible = reached.contains {
        now.learningRate * ($0.gradientNorm ?? 0) > 1e-6 * $0.weightNorm
      }
      guard isVisible else { return nil }
      return Finding(
        "no parameter changed in 3 epochs though gradients are finite (norm "
          + "\(figure(now.gradientNorm))).", line: now.backward)
    },
    Detector(
      id: "optimizer_of_others",
      why: "An optimizer moves the tensors that it was given when it was made. A model that is "
        + "copied or built anew afterwards has others, and these stay as they are.",
      fix: "make the optimizer from model.parameters() of the model that is trained"
    ) { now, _ in
      guard now.strangersInOptimizer > 0 else { return nil }
      return Finding(
        "\(now.strangersInOptimizer) tensors of the optimizer are no parameters of the model, which "
          + "has \(now.parameters.count).")
    },
    Detector(
      id: "gradients_not_cleared", looks: 3,
      why:
        "backward() adds to the gradients that are there. Uncleared, each step follows the sum of "
        + "all gradients so far, and old ones outweigh the new.",
      fix: "call optimizer.zero_grad() before the backward"
    ) { now, past in
      guard let line = now.unclearedAt else { return nil }
      let first = past.first ?? now
      return Finding(
        "gradients are added to those of earlier epochs: line \(line) finds them uncleared; their "
          + "norm is \(figure(now.gradientNorm)), in epoch \(first.epoch) it was "
          + "\(figure(first.gradientNorm)).", line: line)
    },
  ]
}
