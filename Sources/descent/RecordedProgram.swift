import Probe
import Run
import RunLog

/// A log that `--output` made of a program, read back: it shows again what the screen showed.
struct RecordedProgram {
  private var reader = ProbeLogReader()
  private var run = ProbeRun()
  private var output = ProgramOutput()

  mutating func read(_ bytes: some Collection<UInt8>) -> [LogItem] {
    var items: [LogItem] = []
    // Lines that were printed together are shown together.
    var printed: [UInt8] = []
    for entry in reader.read(bytes) {
      if case .message(.event(_, .print(let print))) = entry {
        printed += Array(print.text.utf8) + [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        continue
      }
      if !printed.isEmpty {
        items += output.append(printed).map(Self.item)
        printed = []
      }
      items += self.items(for: entry)
    }
    return printed.isEmpty ? items : items + output.append(printed).map(Self.item)
  }

  mutating func end() -> [LogItem] { output.end().map(Self.item) }

  private mutating func items(for entry: ProbeLogEntry) -> [LogItem] {
    switch entry {
    case .begin(let command, let host):
      (run, output) = (ProbeRun(), ProgramOutput())
      return [
        .run(name: CommandAfterDashes.name(of: command)),
        .setting(name: "command", value: command.joined(separator: " ")),
        .setting(name: "host", value: host),
      ]
    case .message(let message): return run.events(for: message).map(Self.item)
    case .end(let code):
      return output.end().map(Self.item)
        + run.end(code: code).compactMap { event in
          // The log's reader says itself that a run has finished.
          if case .phase = event { nil } else { Self.item(event) }
        }
    }
  }

  private static func item(_ event: TrainingEvent) -> LogItem {
    switch event {
    case .record(let record): .record(record, epoch: record.epoch)
    case .print(let text): .message(text)
    case .end(let status): .end(status)
    default: .own(event)
    }
  }
}

/// Reads a log of any kind: what was recorded of a program, or what `RunReader` knows.
struct LogReader {
  private enum Form {
    /// The first bytes, while they may be either; in its place a reader is taken out while it reads, so
    /// that nothing of it is copied.
    case unknown([UInt8])
    case program(RecordedProgram)
    case other(RunReader)
  }

  private var form = Form.unknown([])

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogItem] {
    switch form {
    case .program(var program):
      form = .unknown([])
      defer { form = .program(program) }
      return program.read(bytes)
    case .other(var reader):
      form = .unknown([])
      defer { form = .other(reader) }
      return reader.read(bytes)
    case .unknown(let before):
      let first = before + bytes
      let beginning = ProbeLogReader.beginning
      if first.count < beginning.count, beginning.starts(with: first) {
        form = .unknown(first)
        return []
      }
      form =
        first.starts(with: beginning) ? .program(RecordedProgram()) : .other(RunReader())
      return first.withUnsafeBufferPointer { read($0) }
    }
  }

  /// The items that are clear by now, when nothing has come for a while.
  mutating func rest() -> [LogItem] {
    guard case .other(var reader) = form else { return [] }
    form = .unknown([])
    defer { form = .other(reader) }
    return reader.rest()
  }

  /// The items that are left when nothing more comes.
  mutating func end() -> [LogItem] {
    switch form {
    case .program(var program):
      form = .unknown([])
      defer { form = .program(program) }
      return program.end()
    case .other(var reader):
      form = .unknown([])
      defer { form = .other(reader) }
      return reader.end()
    case .unknown(let first):
      // Too short to tell, and so no recording.
      var reader = RunReader()
      let items = first.withUnsafeBufferPointer { reader.read($0) }
      defer { form = .other(reader) }
      return items + reader.end()
    }
  }
}
