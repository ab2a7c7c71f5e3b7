import Probe
import Run
import RunLog

/// What a watched program prints: the lines that its terminal shows, and the numbers in them.
struct ProgramOutput {
  private var shown = TerminalText(mostLines: 500, mostColumns: 400)
  private var reader = RunReader()

  /// The lines, less the one that is begun.
  private var lines: TrainingEvent {
    .output(shown.lines.last == "" ? shown.lines.dropLast() : shown.lines)
  }

  mutating func append(_ bytes: [UInt8]) -> [TrainingEvent] {
    shown.append(bytes)
    return [lines] + bytes.withUnsafeBufferPointer { reader.read($0) }.compactMap(\.series)
  }

  mutating func end() -> [TrainingEvent] { reader.end().compactMap(\.series) }
}

extension LogItem {
  /// The numbers that a program printed; all else its terminal shows.
  fileprivate var series: TrainingEvent? {
    guard case .record(let record, _) = self else { return nil }
    return .record(record)
  }
}
