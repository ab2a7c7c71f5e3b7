import Autograd
import Run

/// What a model says of a quantity beside what is true, from the test rows that the loop computed.
enum PredictionPairs {
  /// Rows that a picture shows; of more, every so many-th.
  static let mostRows = 1000

  /// Nil before the first evaluation, for classes, or when a bug left shapes that do not fit.
  static func pairs(_ state: LoopState) -> [PredictedNumber]? {
    guard state.experiment.lossKind.isRegression,
      let predictions = state[state.roles.testForward.result], let labels = state["y_test"],
      predictions.count == labels.count
    else { return nil }
    let (center, scale) = (state.data.labelCenter, state.data.labelScale)
    let step = max((labels.count + mostRows - 1) / mostRows, 1)
    return zip(labels.values, predictions.values).enumerated()
      .filter { $0.offset % step == 0 }
      .map {
        PredictedNumber(
          truth: $0.element.0 * scale + center, predicted: $0.element.1 * scale + center)
      }
  }
}
