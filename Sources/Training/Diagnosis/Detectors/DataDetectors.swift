extension Detector {
  /// Rows and labels that are not what they should be.
  static let data: [Detector] = [
    Detector(
      id: "labels_moved", fix: "permute features and labels with the same order, or neither"
    ) { now, _ in
      let (moved, compared) = now.movedLabels
      // One row in twenty may be a copy of another with a different label.
      guard moved > 0, moved * 20 > compared else { return nil }
      return "\(moved) of \(compared) training rows were compared with another label than the "
        + "data set gives them."
    },
    Detector(
      id: "test_rows_in_training", fix: "split first, and train on the training rows alone"
    ) { now, _ in
      let (shared, test) = now.sharedRows
      // Real tables hold a few equal rows.
      guard shared > 0, shared * 5 > test else { return nil }
      return "\(shared) of \(test) test rows are training rows too, so the test set measures "
        + "memory."
    },
    Detector(
      id: "evaluated_in_train_mode", fix: "call model.eval() before the test pass"
    ) { now, _ in
      guard !now.modalLayers.isEmpty, let (line, isTraining) = now.testForward, isTraining else {
        return nil
      }
      let better =
        now.testLossInEvaluation.map {
          ": the test loss is \(figure(now.testLoss)), in evaluation mode it would be \(figure($0))"
        } ?? ""
      return "line \(line) tests a model in training mode, with \(listed(now.modalLayers)) "
        + "acting\(better)."
    },
    Detector(
      id: "trained_in_eval_mode", fix: "call model.train() at the start of each epoch"
    ) { now, _ in
      guard !now.modalLayers.isEmpty, let (line, isTraining) = now.trainForward, !isTraining else {
        return nil
      }
      return "line \(line) trains a model in evaluation mode, with \(listed(now.modalLayers)) "
        + "switched off."
    },
  ]
}
