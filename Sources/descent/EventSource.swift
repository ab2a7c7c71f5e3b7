import Run
import Training

/// Where a reader's events come from: a trainer, or a run log.
protocol EventSource: AnyObject {
  /// The events since the last call, in lists one after the other; waits at most `seconds` for the first, for ever when nil.
  /// Empty after waiting for ever means that there will be no more.
  func takeLists(waiting seconds: Double?) -> [[TrainingEvent]]
  func send(_ command: TrainingCommand)
  func stop()
  /// What the process is to end with; nil where that depends on the run.
  var exitCode: Int32? { get }
}

extension EventSource {
  var exitCode: Int32? { nil }
}

extension Trainer: EventSource {}
