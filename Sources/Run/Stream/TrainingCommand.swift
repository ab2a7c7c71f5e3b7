/// What a reader asks of the trainer. Each takes effect before the next statement.
public enum TrainingCommand: Sendable, Equatable {
  case pause
  case resume
  /// Runs one statement, then pauses.
  case stepStatement
  /// Runs to the end of the epoch, then pauses.
  case stepEpoch
  /// Runs without pacing until something raises or the run ends.
  case runToError
  /// Switches a bug at the next epoch; off fixes, and a parked run goes on.
  case setBug(id: String, isOn: Bool)
  /// Switches off every bug that raised, runs the failed epoch again and trains on.
  case fix
  /// Goes on with another text of the loop from the next epoch on: all of it, a string a line with
  /// its indentation, what stands before the loop first. It is a bug of its own, `edit`.
  case edit(lines: [String])
  /// Asks which words may stand where the last of this text, names joined by points, is begun.
  case complete(String)
  case setLearningRate(Double)
  case setOptimizer(String)
  /// Epochs a second; nil for as fast as the machine can.
  case setPace(Double?)
  /// Begins again, with the same seed or another.
  case restart(seed: UInt64?)
  case loadPreset(String)
  /// Replaces the set of observations that are sent.
  case observe(Set<Observation.Kind>)
  /// Shows an epoch of the past, while training stands still; nil for the present again. Whatever else
  /// is asked for goes back to the present first.
  case scrub(to: Int?)
  /// Trains a healthy twin alongside, from the start of the run, or no longer.
  case setTwin(Bool)
  /// Ctrl-C, for a program that is watched.
  case interrupt
  case stop
}
