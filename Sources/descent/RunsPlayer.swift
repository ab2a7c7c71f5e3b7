import Dashboard
import Run
import Training

/// Several run logs as a source, side by side.
final class RunsPlayer: EventSource {
  private let input: LogInput
  private var loaded: Double?

  init(_ input: LogInput) { self.input = input }

  var showsLog: Bool { true }

  func takeMessages(waiting seconds: Double?) -> [Message] {
    let messages = input.takeParts(waiting: seconds).map {
      Message.log($0.log, name: $0.name, $0.events)
    }
    let now = input.loaded
    defer { loaded = now }
    return messages + (now != loaded ? [.loading(now)] : [])
  }

  /// Without a screen there is nothing to lay side by side.
  func takeLists(waiting seconds: Double?) -> [[TrainingEvent]] {
    input.takeParts(waiting: seconds).map(\.events)
  }

  /// Logs that grow are not held.
  func send(_ command: TrainingCommand) {}

  func stop() { input.stop() }
}
