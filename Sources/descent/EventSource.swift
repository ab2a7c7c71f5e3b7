import Dashboard
import Run
import Training

/// Where a reader's events come from: a trainer, or a run log.
protocol EventSource: AnyObject {
  /// The events since the last call, in lists one after the other; waits at most `seconds` for the first, for ever when nil.
  /// Empty after waiting for ever means that there will be no more.
  func takeLists(waiting seconds: Double?) -> [[TrainingEvent]]
  /// The same as messages for the dashboard.
  func takeMessages(waiting seconds: Double?) -> [Message]
  /// The events come from logs: nothing trains here.
  var showsLog: Bool { get }
  func send(_ command: TrainingCommand)
  func stop()
  /// What the process is to end with; nil where that depends on the run.
  var exitCode: Int32? { get }
  /// The panel that shows what a program prints has another size.
  func resizeProgram(_ rows: Int, _ columns: Int)
}

extension EventSource {
  var exitCode: Int32? { nil }
  func resizeProgram(_ rows: Int, _ columns: Int) {}
}

extension EventSource {
  var showsLog: Bool { false }

  func takeMessages(waiting seconds: Double?) -> [Message] {
    takeLists(waiting: seconds).map { .events($0) }
  }
}

extension Trainer: EventSource {}
