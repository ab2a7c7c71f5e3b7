import Run

/// Turns the items of a log into the events of a run, as our own trainer would send them.
///
/// A run begins with its first item that is no setting, so that its settings are known by then; one
/// that has no such item says nothing.
public struct LogEvents: Sendable {
  /// What a run is called that the log does not name.
  private let name: String
  /// A run whose first item is still to come.
  private var beginning: RunInfo?
  private var isOurs = false
  /// A run began and did not end.
  private var isOpen = false
  private var saysNothing = true
  /// The epoch that a failure without one belongs to.
  private var nextEpoch = 0
  /// Another file took the place of the one read so far, and may go on with the same run.
  private var mayContinue = false

  public init(name: String) { self.name = name }

  /// The events that an item adds.
  public mutating func events(for item: LogItem) -> [TrainingEvent] {
    var events: [TrainingEvent] = []
    add(item, to: &events)
    return events
  }

  /// The same for several items.
  public mutating func events(for items: [LogItem]) -> [TrainingEvent] {
    var events: [TrainingEvent] = []
    events.reserveCapacity(items.count)
    for item in items { add(item, to: &events) }
    return events
  }

  /// What is read from now on stands in another file. A run that it does not name goes on with the
  /// one before when its first epoch is a later one.
  public mutating func startFile() { mayContinue = isOpen }

  /// The events that are left when nothing more comes.
  public func end() -> [TrainingEvent] {
    saysNothing ? [.print("\(name): no readings"), .phase(.finished), .end(.finished)] : []
  }

  private mutating func add(_ item: LogItem, to events: inout [TrainingEvent]) {
    switch item {
    case .run(let runName, let info):
      mayContinue = mayContinue && info == nil && runName == nil
      isOurs = info != nil || (mayContinue && isOurs)
      beginning = info ?? Self.info(runName ?? name)
      return
    case .setting(let name, let value, nil):
      // A run of ours says what it is in its own event.
      if !isOurs { beginning?.settings.append(RunInfo.Setting(name: name, value: value)) }
      return
    case .record(let record, _) where record.values.isEmpty: return
    case .end where beginning != nil && !isOurs:
      beginning = nil
      return
    default: begin(item, &events)
    }
    switch item {
    case .own(let event):
      events.append(event)
      if case .fixed = event { events.append(.phase(.running)) }
    case .record(let record, let epoch):
      nextEpoch = epoch.flatMap { Int(exactly: $0.rounded(.down)) }.map { $0 + 1 } ?? nextEpoch
      let own = isOurs ? EpochRecord(record) : nil
      events.append(own.map { .epoch($0) } ?? .record(record))
    case .failure(let failure):
      let report = FailureReport(
        type: failure.type, message: failure.message, epoch: failure.epoch ?? nextEpoch,
        line: failure.line, code: failure.code, diagnosis: failure.diagnosis)
      events += [.error(report), .phase(.parked)]
    case .message(let text): events.append(.print(text))
    case .setting(let name, let value, let epoch):
      events.append(.setting(name: name, value: value, epoch: epoch ?? nextEpoch))
    case .end(let status):
      isOpen = false
      events += (status == .finished ? [.phase(.finished)] : []) + [.end(status)]
    case .run: break
    }
  }

  private mutating func begin(_ item: LogItem, _ events: inout [TrainingEvent]) {
    guard let info = beginning else { return }
    beginning = nil
    let isLater = (item.values?.epoch).map { $0 >= Double(nextEpoch) } ?? false
    defer { mayContinue = false }
    if mayContinue, isLater { return }
    (isOpen, nextEpoch, saysNothing) = (true, 0, false)
    events += [.run(info), .phase(.running)]
  }

  private static func info(_ name: String) -> RunInfo {
    RunInfo(preset: name, model: "", optimizer: "", learningRate: .nan, seed: 0, epochs: 0)
  }
}
