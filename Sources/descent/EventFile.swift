import ArgumentParser
import Foundation
import Run
import RunLog
import Training

/// A TensorBoard event file in a folder, written as a run goes on.
struct EventFile {
  private let path: String
  private let handle: FileHandle
  private let writer = EventFileWriter()
  private let start = Date().timeIntervalSince1970
  private var buffer = Data()
  private var count = 0
  private static let flushSize = 1 << 16

  init(folder: String) throws {
    // TensorBoard finds files by the word in their name, and sorts them by the time in it.
    path = "\(folder)/events.out.tfevents.\(Int(start)).descent"
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw Self.failure(path) }
    self.handle = handle
    buffer.append(contentsOf: try writer.head(time: start))
  }

  /// A point that names no step stands at its epoch, or at its order.
  mutating func write(_ record: Record, epoch: Double?) throws {
    let step = record.step ?? epoch.flatMap { Int(exactly: $0.rounded()) } ?? count
    count += 1
    let time = start + (record.seconds ?? 0)
    buffer.append(
      contentsOf: try writer.bytes(for: record, epoch: epoch, step: step, time: time))
    if buffer.count >= Self.flushSize { try flush() }
  }

  /// What an event of our own trainer adds.
  mutating func write(_ event: TrainingEvent) throws {
    switch event {
    case .epoch(let epoch):
      var values = Metric.allCases.filter { !epoch.missing.contains($0) }.map {
        Record.Value($0.rawValue, epoch[$0])
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

  mutating func close() throws {
    try flush()
    try? handle.close()
  }

  private mutating func flush() throws {
    do {
      try handle.write(contentsOf: buffer)
    } catch {
      throw Self.failure(path)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func failure(_ path: String) -> ExitCode {
    complain("error: cannot write \(path)")
    return ExitCode(73)
  }
}
