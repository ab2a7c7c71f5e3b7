import Files
import Foundation
import Run
import RunLog
import Training

/// A TensorBoard event file in a folder, written as a run goes on.
struct EventFile {
  private let file: OutputFile
  private let writer = EventFileWriter()
  private let start = Date().timeIntervalSince1970
  private var count = 0

  init(folder: String) throws {
    // TensorBoard finds files by the word in their name, and sorts them by the time in it.
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    file = try OutputFile(path: "\(folder)/events.out.tfevents.\(Int(start)).descent")
    try file.write(writer.head(time: start))
  }

  /// A point that names no step stands at its epoch, or at its order.
  mutating func write(_ record: Record, epoch: Double?) throws {
    let step = record.step ?? epoch.flatMap { Int(exactly: $0.rounded()) } ?? count
    count += 1
    let time = start + (record.seconds ?? 0)
    try file.write(writer.bytes(for: record, epoch: epoch, step: step, time: time))
  }

  /// What an event of our own trainer adds.
  mutating func write(_ event: TrainingEvent) throws {
    switch event {
    case .epoch(let epoch):
      var values = Metric.allCases.filter { !epoch.missing.contains($0) }.map {
        Record.Value($0.name(epoch.score).replacing("/", with: "_"), epoch[$0])
      }
      values.append(Record.Value("lr", epoch.learningRate))
      try write(
        Record(epoch: Double(epoch.epoch), seconds: epoch.seconds, values: values),
        epoch: Double(epoch.epoch))
    case .value(let name, let value, let epoch):
      try write(
        Record(epoch: Double(epoch), values: [Record.Value(name, value)]), epoch: Double(epoch))
    default: break
    }
  }

  func close() throws { try file.flush() }
}
