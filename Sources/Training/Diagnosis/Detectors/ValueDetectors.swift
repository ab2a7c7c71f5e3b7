import Foundation

extension Detector {
  /// Losses that cannot fall or are no numbers, and graphs that only grow.
  static let values: [Detector] = [
    Detector(
      id: "double_softmax", looks: 2,
      fix: "give CrossEntropyLoss the logits: it takes the softmax itself"
    ) { now, _ in
      guard let input = now.lossInput, input.loss == "CrossEntropyLoss", input.classes > 1,
        input.isDistribution
      else { return nil }
      // The best there is: one for the true class and zero for the others.
      let bound = log(exp(1) + Double(input.classes - 1)) - 1
      return "line \(input.line) gives \(input.loss) rows that are positive and sum to one, so its "
        + "softmax is a second one: with \(input.classes) classes the loss cannot fall below "
        + "\(figure(bound)), and is \(figure(now.trainLoss))."
    },
    Detector(
      id: "loss_not_a_number", fix: "lower the learning rate, or clip the gradients"
    ) { now, _ in
      let isLost = !now.trainLoss.isFinite
      guard isLost || !now.testLoss.isFinite else { return nil }
      return "the \(isLost ? "train" : "test") loss is "
        + "\(figure(isLost ? now.trainLoss : now.testLoss))"
        + (now.firstNotFinite.map { ": \($0)" } ?? "")
        + "; the learning rate is \(figure(now.learningRate))."
    },
    Detector(
      id: "graph_grows", looks: 2, fix: "add loss.item(), which has no graph"
    ) { now, _ in
      guard let kept = now.keptGraph else { return nil }
      let holder = kept.name.map { "'\($0)' holds it, with \(kept.operations) ops by now" }
      return "the graph of epoch \(kept.since) is still alive in epoch \(now.epoch): "
        + (holder ?? "something holds it") + ", so memory grows with every epoch."
    },
  ]
}
