import Autograd
import NN
import Run

/// The test rows that the model is most wrong about, from the logits that the loop computed.
enum WorstSamples {
  static let shown = 24
  /// Features kept of a row.
  static let mostFeatures = 28 * 28

  /// Empty before the first evaluation, or when a bug left shapes that do not fit.
  static func list(_ state: LoopState) -> [WorstSample] {
    guard let logits = state[state.roles.testForward.result], let labels = state["y_test"],
      let rows = logits.shape.first, rows == labels.count, let features = state["X_test"],
      features.shape.first == rows,
      let predictions = try? Probe(state: state).classes(logits), predictions.count == rows
    else { return [] }
    var found = zip(labels.values, predictions).enumerated().compactMap { row, pair in
      Int(exactly: pair.0.rounded()).map { label in
        (row: row, label: label, predicted: pair.1.label, confidence: pair.1.probability)
      }
    }
    // The surest mistakes first, then what was right and least sure.
    func badness(_ one: (row: Int, label: Int, predicted: Int, confidence: Double)) -> Double {
      one.label == one.predicted ? -one.confidence : one.confidence
    }
    found.sort { (badness($0), $1.row) > (badness($1), $0.row) }
    let image = image(state.data.inputShape)
    return found.prefix(shown).compactMap { one in
      guard let row = try? features.narrow(dim: 0, start: one.row, length: 1) else { return nil }
      return WorstSample(
        row: one.row, label: one.label, predicted: one.predicted, confidence: one.confidence,
        features: Array(row.values.prefix(mostFeatures)), image: image)
    }
  }

  /// How a row's features stand as a picture: its first channel, or a square of pixels.
  private static func image(_ shape: [Int]) -> WorstSample.Image? {
    if shape.count == 3 { return .init(width: shape[2], height: shape[1]) }
    guard shape.count == 1, let count = shape.first, count >= 49 else { return nil }
    let side = Int(Double(count).squareRoot().rounded())
    return side * side == count ? .init(width: side, height: side) : nil
  }
}
