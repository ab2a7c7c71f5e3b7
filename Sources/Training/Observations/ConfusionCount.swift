import Autograd
import NN

/// Counts true class against prediction on the test set, from the logits that the loop computed.
enum ConfusionCount {
  /// Classes beyond which a matrix would say nothing.
  static let mostClasses = 64

  /// Nil before the first evaluation, or when a bug left shapes that do not fit.
  static func counts(_ state: LoopState) -> [[Int]]? {
    guard let logits = state[state.roles.testForward.result], let labels = state["y_test"],
      let rows = logits.shape.first, rows == labels.count
    else { return nil }
    let classCount = state.experiment.data.classNames.count
    guard (1...mostClasses).contains(classCount),
      let predictions = try? Probe(state: state).classes(logits), predictions.count == rows
    else { return nil }
    var counts = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
    for (label, prediction) in zip(labels.values, predictions) {
      guard let truth = Int(exactly: label.rounded()), counts.indices.contains(truth),
        counts.indices.contains(prediction.label)
      else { continue }
      counts[truth][prediction.label] += 1
    }
    return counts
  }
}
