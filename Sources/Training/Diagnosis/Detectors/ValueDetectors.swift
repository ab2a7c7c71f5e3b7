import Foundation

extension Detector {
  /// Losses that cannot fall or are no numbers, and graphs that only grow.
  static let values: [Detector] = [
    Detector(
      id: "double_softmax", looks: 2,
      why: "CrossEntropyLoss takes the softmax itself. Given probabilities it squeezes them again: "
        + "the surest prediction still costs something, and gradients are small.",
      fix: "give CrossEntropyLoss the logits: it takes the softmax itself"
    ) { now, _ in
      guard let input = now.lossInput, input.loss == "CrossEntropyLoss", input.classes > 1,
        input.isDistribution
      else { return nil }
      // The best there is: one for the true class and zero for the others.
      let bound = log(exp(1) + Double(input.classes - 1)) - 1
      return Finding(
        "line \(input.line) gives \(input.loss) rows that are positive and sum to one, so its "
          + "softmax is a second one: with \(input.classes) classes the loss cannot fall below "
          + "\(figure(bound)), and is \(figure(now.trainLoss)).", line: input.line)
    },
    Detector(
      id: "loss_not_a_number",
      why:
        "A number that is too large for a float becomes inf, and inf - inf, inf / inf and 0 · inf "
        + "are NaN. A step with such a gradient makes the weights NaN, and they stay so.",
      fix: "lower the learning rate, or clip the gradients"
    ) { now, _ in
      let isLost = !now.trainLoss.isFinite
      guard isLost || !now.testLoss.isFinite else { return nil }
      let origin = now.firstNotFinite
      return Finding(
        "the \(isLost ? "train" : "test") loss is "
          + "\(figure(isLost ? now.trainLoss : now.testLoss))"
          + (origin.map { ": \($0.text)" } ?? "")
          + "; the learning rate is \(figure(now.learningRate)).",
        line: origin?.line, why: origin?.why, fix: origin?.fix)
    },
    Detector(
      id: "graph_grows", looks: 2,
      why: "A loss holds the graph that made it. A sum of losses holds the graphs of all of them, "
        + "and none can be freed.",
      fix: "add loss.item(), which has no graph"
    ) { now, _ in
      guard let kept = now.keptGraph else { return nil }
      let holder = kept.name.map { "'\($0)' holds it, with \(kept.operations) ops by now" }
      return Finding(
        "the graph of epoch \(kept.since) is still alive in epoch \(now.epoch): "
          + (holder ?? "something holds it") + ", so memory grows with every epoch.",
        line: kept.line)
    },
  ]
}
