import Cells
import Dashboard
import Probe
import Run

@testable import RunLog

extension FuzzTarget {
  /// A log of any format, in pieces of some size, and what the program makes of it: every other format,
  /// a summary, a screen.
  static let runLog = FuzzTarget(
    name: "runLog", seeds: ["Tests/RunLog/Logs", "Tests/RunLog/Programs", "Tests/Probe/captures"]
  ) { bytes in
    if TrackioDatabase.isBeginning(bytes) { return try readDatabase(bytes) }
    var reader = RunReader()
    var items: [LogItem] = []
    let size = 1 + bytes.count % 64 * 16
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = Array(bytes[start..<min(start + size, bytes.count)])
      items += piece.withUnsafeBufferPointer { reader.read($0) }
      if start % 3 == 0 { items += reader.rest() }
    }
    items += reader.end()
    write(items)
    readProgram(bytes)
  }
}

private let logScratch = Scratch("log")

private func readDatabase(_ bytes: [UInt8]) throws {
  let path = try logScratch.write(bytes, "trackio.db")
  do {
    try TrackioDatabase(path: path).read { write($0) }
  } catch is TrackioDatabase.Failure {
  }
}

/// A program's recording, and what its terminal would show.
private func readProgram(_ bytes: [UInt8]) {
  var (reader, run, log) = (ProbeLogReader(), ProbeRun(), ProbeLog())
  var events: [TrainingEvent] = []
  for entry in reader.read(bytes) {
    switch entry {
    case .begin(let command, let host):
      _ = log.begin(command: command, host: host)
      events += run.begin("program")
    case .message(let message):
      _ = log.lines(for: message, seconds: 1)
      events += run.events(for: message)
    case .end(let code): events += run.end(code: code)
    }
  }
  var terminal = TerminalText(mostLines: 50, mostColumns: 100)
  terminal.append(bytes)
  show(events + [.output(terminal.lines)], showsProgram: true)
}

/// Everything that is made of a log's items.
func write(_ items: [LogItem]) {
  var summary = Summary(name: "log")
  for item in items { summary.add(item) }
  _ = Summary.json(summary.runs)
  _ = Summary.table(summary.runs)
  var writers: [any RunWriter] = [
    JSONLinesWriter(),
    CSVWriter(names: summary.runs.flatMap(\.series).map(\.name), runs: summary.runs.count),
  ]
  for index in writers.indices { for item in items { _ = writers[index].lines(for: item) } }
  for item in items {
    guard let (record, epoch) = item.values else { continue }
    _ = try? EventFileWriter().bytes(for: record, epoch: epoch, step: record.step ?? 0, time: 1)
  }
  var reader = LogEvents(name: "log")
  let events = reader.events(for: items) + reader.end()
  var formats: [any LogFormat] = [TextLog(), JSONLog(), CSVLog(every: 3)]
  for index in formats.indices { for event in events { _ = formats[index].lines(for: event) } }
  for event in events {
    if case .error(let report) = event { _ = report.reportLines }
    if case .symptom(let symptom) = event { _ = symptom.reportLines }
  }
  show(events, showsProgram: false)
}

private func show(_ events: [TrainingEvent], showsProgram: Bool) {
  // A screen costs more than all else: one input in eight is shown.
  guard events.count > 1, events.count % 8 == 0 else { return }
  var state = DashboardState(showsLog: true, showsProgram: showsProgram)
  _ = state.update(.events(events))
  _ = state.noteLayout(width: 70, height: 20)
  _ = state.view(width: 70, height: 20)
  _ = state.update(.input(.key(.character("x"))))
  _ = state.view(width: 40, height: 14)
}
