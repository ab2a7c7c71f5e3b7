extension Detector {
  /// Rows and labels that are not what they should be.
  static let data: [Detector] = [
    Detector(
      id: "labels_moved",
      why: "A label belongs to its row. Permuted apart, most rows are compared with another row's "
        + "label, and there is nothing to learn but how often each class occurs.",
      fix: "permute features and labels with the same order, or neither"
    ) { now, _ in
      let (moved, compared) = now.movedLabels
      // One row in twenty may be a copy of another with a different label.
      guard moved > 0, moved * 20 > compared else { return nil }
      return Finding(
        "\(moved) of \(compared) training rows were compared with another label than the data set "
          + "gives them.", line: now.lossInput?.line)
    },
    Detector(
      id: "test_rows_in_training",
      why: "A model is tested on rows that it has not seen. Those that it was trained on it may "
        + "know by heart, so the test loss says nothing about new data.",
      fix: "split first, and train on the training rows alone"
    ) { now, _ in
      let (shared, test) = now.sharedRows
      // Real tables hold a few equal rows.
      guard shared > 0, shared * 5 > test else { return nil }
      return Finding(
        "\(shared) of \(test) test rows are training rows too, so the test set measures memory.")
    },
    Detector(
      id: "evaluated_in_train_mode",
      why: "Dropout goes on striking out units and batch norm goes on measuring batches until "
        + "model.eval() is called; no_grad and inference_mode do not change that.",
      fix: "call model.eval() before the test pass"
    ) { now, _ in
      guard !now.modalLayers.isEmpty, let (line, isTraining) = now.testForward, isTraining else {
        return nil
      }
      let better =
        now.testLossInEvaluation.map {
          ": the test loss is \(figure(now.testLoss)), in evaluation mode it would be \(figure($0))"
        } ?? ""
      return Finding(
        "line \(line) tests a model in training mode, with \(kinds(now.modalLayers)) acting"
          + "\(better).", line: line)
    },
    Detector(
      id: "trained_in_eval_mode",
      why: "model.eval() stays on until model.train() takes it back: dropout strikes nothing out, "
        + "and batch norm uses what it remembers instead of the batch.",
      fix: "call model.train() at the start of each epoch"
    ) { now, _ in
      guard !now.modalLayers.isEmpty, let (line, isTraining) = now.trainForward, !isTraining else {
        return nil
      }
      return Finding(
        "line \(line) trains a model in evaluation mode, with \(kinds(now.modalLayers)) switched "
          + "off.", line: line)
    },
    Detector(
      id: "inputs_require_grad",
      why: "Only what a parameter's gradient passes through must require grad. Where the features "
        + "do too, backward() computes theirs as well, which costs a little time; the loss and the "
        + "parameters' gradients are the same.",
      fix:
        "nothing has to be fixed; leave requires_grad off where the features' gradient is not used",
      isFault: false
    ) { now, _ in
      now.inputThatRequiresGrad.map { "\($0) requires grad. That is no fault." }
    },
  ]
}
