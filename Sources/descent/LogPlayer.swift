import Dashboard
import Foundation
import Run

/// A run log as a source of events: all at once or at a pace, and held while paused.
final class LogPlayer: EventSource {
  private let open: () -> LogInput
  /// Says that an answer to a command is ready.
  private let wake: () -> Void
  private(set) var input: LogInput
  private let canRestart: Bool
  private var queue: ArraySlice<TrainingEvent> = []
  private var answers: [TrainingEvent] = []
  private var pace: Double?
  private var stride = Stride.free
  private var isPaused = false
  /// The phase the log itself is in.
  private var phase = TrainingPhase.running
  private var epoch = 0
  /// Epochs that may be shown by now.
  private var budget = 1.0
  private var lastTime: UInt64?
  private var loaded: Double?

  private enum Stride { case free, epoch, toError }

  /// `open` begins to read the log from its start; a log that cannot be read twice is not restarted.
  init(
    pace: Double?, canRestart: Bool, wake: @escaping () -> Void, open: @escaping () -> LogInput
  ) {
    self.wake = wake
    self.pace = pace
    self.canRestart = canRestart
    self.open = open
    input = open()
  }

  func stop() { input.stop() }

  var showsLog: Bool { true }

  func takeMessages(waiting seconds: Double?) -> [Message] {
    let messages = takeLists(waiting: seconds).map { Message.events($0) }
    let now = input.loaded
    defer { loaded = now }
    return messages + (now != loaded ? [.loading(now)] : [])
  }

  func takeLists(waiting seconds: Double?) -> [[TrainingEvent]] {
    guard isPaused || pace != nil || stride != .free else { return takeAll(waiting: seconds) }
    let events = takeEvents(waiting: seconds)
    return events.isEmpty ? [] : [events]
  }

  /// What has come, as it is.
  private func takeAll(waiting seconds: Double?) -> [[TrainingEvent]] {
    let waiting = [answers, Array(queue)].filter { !$0.isEmpty }
    (answers, queue) = ([], [])
    let lists =
      waiting + input.takeParts(waiting: waiting.isEmpty ? seconds : 0).map(\.events)
    for list in lists { for event in list { note(event) } }
    return lists
  }

  private func takeEvents(waiting seconds: Double?) -> [TrainingEvent] {
    var result = answers
    answers = []
    earn()
    while !isPaused {
      if queue.isEmpty { fill(waiting: result.isEmpty ? seconds : 0) }
      guard let event = queue.first, mayShow(event) else { break }
      queue.removeFirst()
      result.append(event)
      note(event)
      if isPaused { result.append(.phase(.paused(line: nil))) }
    }
    return result
  }

  private func fill(waiting seconds: Double?) {
    queue = input.takeParts(waiting: seconds).flatMap(\.events)[...]
  }

  private var isPaced: Bool { pace != nil && stride == .free }

  private func earn() {
    let now = DispatchTime.now().uptimeNanoseconds
    if let pace, let lastTime {
      // After a wait no more than a moment's epochs come at once.
      budget = min(budget + Double(now - lastTime) * 1e-9 * pace, max(pace / 10, 1))
    }
    lastTime = now
  }

  private func mayShow(_ event: TrainingEvent) -> Bool {
    guard isPaced else { return true }
    switch event {
    case .epoch, .record: break
    default: return true
    }
    guard budget >= 1 else { return false }
    budget -= 1
    return true
  }

  private func note(_ event: TrainingEvent) {
    switch event {
    case .epoch(let record):
      epoch = record.epoch + 1
      if stride == .epoch { isPaused = true }
    case .record(let record):
      epoch = record.epoch.flatMap { Int(exactly: $0.rounded(.down)) } ?? epoch
      if stride == .epoch { isPaused = true }
    case .error: if stride != .free { isPaused = true }
    case .phase(let next): phase = next
    default: return
    }
    if isPaused { stride = .free }
  }

  func send(_ command: TrainingCommand) {
    defer { wake() }
    switch command {
    case .pause where !isPaused && phase == .running:
      isPaused = true
      answers.append(.phase(.paused(line: nil)))
    case .resume: go(.free)
    case .stepEpoch, .stepStatement: go(.epoch)
    case .runToError: go(.toError)
    case .setPace(let new): pace = new
    case .restart where canRestart: restart()
    case .pause, .observe, .stop: break
    default:
      answers.append(
        .setting(name: "log", value: "nothing trains here, a log is shown", epoch: epoch))
    }
  }

  private func go(_ new: Stride) {
    stride = new
    guard isPaused else { return }
    isPaused = false
    budget = 1
    answers.append(.phase(phase))
  }

  private func restart() {
    input.stop()
    input = open()
    (queue, isPaused, stride, phase, epoch, budget) = ([], false, .free, .running, 0, 1)
  }
}
