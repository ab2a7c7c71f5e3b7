import Autograd
import Foundation
import Loop
import NN

@testable import Training

/// What one input may use.
enum FuzzLimits {
  /// Bytes that the program takes for all that the machine has free.
  static let memory = 32 << 20
  /// Multiplications that an epoch may take, about.
  static let work = 1 << 20
}

/// Does with an experiment what the program does: exports it, makes its data and model, and trains an
/// epoch where that is quickly done.
///
/// That costs ten times what reading does, so one input in eight is tried out.
func tryOut(_ experiment: Experiment, of bytes: [UInt8]) throws {
  guard bytes.count % 64 < 8 else { return }
  _ = try experiment.script(log: .jsonl)
  _ = experiment.presetText(file: "t.csv")
  // A loop of its own may do anything, and has a target for itself.
  guard experiment.loop == nil else { return }
  var experiment = experiment
  experiment.epochs = 1
  let rows = experiment.data.trainCount + experiment.data.testCount
  let width = experiment.data.inputShape.reduce(1, *)
  guard rows * width < FuzzLimits.work / 8 else { return }
  let hooks = LoopState.Hooks()
  var left = 400
  hooks.before = { _ in
    left -= 1
    if left < 0 { throw OutOfSteps() }
  }
  do {
    let state = try LoopState(experiment: experiment, hooks: hooks)
    let weights = state.model.parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
    let area = experiment.data.inputShape.dropFirst().reduce(1, *)
    guard weights * rows * area < FuzzLimits.work else { return }
    try state.runEpoch()
  } catch is LoopState.Failure {
  } catch is TorchError {
  } catch is OutOfSteps {
  }
}
