import Foundation
import Run

/// Turns the lines of a run log back into events: ours, or another program's.
///
/// A line may be a JSON object, a row of a CSV table, `name: number` pairs as training scripts
/// print them, or part of a Python traceback. What says nothing about a run is left out.
public struct LogReader {
  /// What a log without a `run` event is called.
  private let name: String
  private var hasRun = false
  private var isOver = false
  /// The log says itself when it ends.
  private var isOurs = false
  private var traceback = Traceback()
  private var table = NumberTable()
  /// Numbers that wait for the next line: many programs print train and test apart.
  private var pending: NamedNumbers?
  private var lastStated = -1
  private var nextEpoch = 0

  public init(name: String) { self.name = name }

  /// The events that a line adds.
  public mutating func events(for line: String) -> [TrainingEvent] {
    let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("{") { return object(text) }
    // Beside our JSONL anything else is for people.
    if isOurs { return [] }
    if let failure = traceback.failure(in: line, epoch: nextEpoch + (pending == nil ? 0 : 1)) {
      return flush() + begin() + [.error(failure), .phase(.parked)]
    }
    if traceback.isOpen || text.isEmpty { return [] }
    return (table.numbers(in: text) ?? NamedNumbers(text: text)).map { add($0) } ?? []
  }

  /// The events that are left when the log has no further line.
  public mutating func end() -> [TrainingEvent] {
    let rest = flush()
    if isOver || !hasRun { return rest }
    isOver = true
    if traceback.hasFailed { return rest + [.end(.failed)] }
    return rest + (isOurs ? [.end(.interrupted)] : [.phase(.finished), .end(.finished)])
  }

  // MARK: - JSON

  private mutating func object(_ text: String) -> [TrainingEvent] {
    guard let fields = JSONFields(text) else { return [] }
    guard let event = fields.text("event") else {
      return NamedNumbers(fields: fields).map { add($0) } ?? []
    }
    guard let read = JSONReader.events[event]?(fields) else { return [] }
    var result = flush()
    switch read {
    case .run:
      (hasRun, isOurs, isOver, nextEpoch) = (true, true, false, 0)
      result += [read, .phase(.running)]
    case .epoch(let record):
      result += begin() + [read]
      nextEpoch = record.epoch + 1
    case .record(let record):
      guard !record.values.isEmpty else { return result }
      result += begin() + [read]
    case .error: result += begin() + [read, .phase(.parked)]
    case .fixed: result += [read, .phase(.running)]
    case .end(let status):
      isOver = true
      result += (status == .finished ? [.phase(.finished)] : []) + [read]
    default: result.append(read)
    }
    return result
  }

  // MARK: - Other programs' numbers

  private mutating func add(_ numbers: NamedNumbers) -> [TrainingEvent] {
    if let merged = pending?.merged(with: numbers) {
      pending = merged
      return []
    }
    let ready = flush()
    pending = numbers
    return ready
  }

  /// The numbers that waited, as an epoch.
  private mutating func flush() -> [TrainingEvent] {
    guard let numbers = pending else { return [] }
    pending = nil
    // Epochs that begin anew are another run in the same log.
    if let stated = numbers.epoch, stated < lastStated { hasRun = false }
    let started = begin()
    // Several lines of one epoch are its steps.
    let epoch = max(numbers.epoch ?? nextEpoch, nextEpoch)
    lastStated = numbers.epoch ?? lastStated
    nextEpoch = epoch + 1
    return started + [.record(numbers.record(epoch: epoch))]
  }

  /// A run for a log that does not name one.
  private mutating func begin() -> [TrainingEvent] {
    if hasRun { return [] }
    (hasRun, isOurs, isOver, nextEpoch, lastStated) = (true, false, false, 0, -1)
    let info = RunInfo(
      preset: name, model: "", optimizer: "", learningRate: .nan, seed: 0, epochs: 0)
    return [.run(info), .phase(.running)]
  }
}
