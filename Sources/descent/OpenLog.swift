import Foundation
import Run
import RunLog

/// A log that is read: a file, a pipe, the event files of a folder, which are one run, or a run of a
/// database. It has one reader at a time.
final class OpenLog {
  private let number: Int
  let name: String
  private var files: [File] = []
  private var databaseRun: DatabaseRun?
  private var events: LogEvents
  private var isResting = false

  private struct File {
    var bytes: GrowingFile
    var reader = LogReader()
    var hasEnded = false
  }

  init(number: Int, name: String, files: [GrowingFile]) {
    self.number = number
    self.name = name
    self.files = files.map { File(bytes: $0) }
    events = LogEvents(name: (name as NSString).lastPathComponent)
  }

  init(number: Int, name: String, run: DatabaseRun) {
    self.number = number
    self.name = name
    databaseRun = run
    events = LogEvents(name: run.name)
  }

  var isOfDatabase: Bool { databaseRun != nil }
  var hasEnded: Bool { databaseRun?.hasEnded ?? files.allSatisfy(\.hasEnded) }
  var size: Int { files.reduce(0) { $0 + ($1.bytes.size ?? 0) } }

  func part(_ events: [TrainingEvent]) -> LogInput.Part {
    LogInput.Part(log: number, name: name, events: events)
  }

  /// Opens a file of the log, unless it is open.
  func open(_ path: String, follows: Bool) {
    guard !files.contains(where: { $0.bytes.path == path }) else { return }
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    let file = GrowingFile(
      path: path, descriptor: descriptor, name: (path as NSString).lastPathComponent,
      follows: follows)
    files.append(File(bytes: file))
  }

  func close() { for file in files { file.bytes.close() } }

  /// Reads one piece: what it adds, and how many bytes it had.
  func read() -> (events: [TrainingEvent], bytes: Int) {
    if let items = databaseRun?.read() { return (events.events(for: items), 0) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    // A file is read as far as it goes before the next one, which goes on where it ends.
    for index in files.indices where !files[index].hasEnded {
      let part = files[index].bytes.read(into: &buffer, waiting: 0.1)
      if part != .rest { isResting = false }
      switch part {
      case .bytes(let count):
        let bytes = buffer[..<count]
        return (pass(bytes.withUnsafeBufferPointer { files[index].reader.read($0) }, index), count)
      case .notice(let text): return ([.print(text)], 0)
      case .anew(let text): return (startFile(index) + [.print(text)], 0)
      case .end: files[index].hasEnded = true
      case .rest: break
      }
    }
    if isResting { return ([], 0) }
    isResting = true
    return (files.indices.flatMap { pass(files[$0].reader.rest(), $0) }, 0)
  }

  /// What is read from a file from now on stands in another one.
  private func startFile(_ index: Int) -> [TrainingEvent] {
    let rest = pass(Self.withoutEnd(files[index].reader.end()), index)
    files[index].reader = LogReader()
    events.startFile()
    return rest
  }

  /// The first file of a log begins its run, and the last one ends it.
  private func pass(_ items: [LogItem], _ index: Int) -> [TrainingEvent] {
    guard index > 0 else { return events.events(for: items) }
    return events.events(for: items.filter { if case .run = $0 { false } else { true } })
  }

  func end() -> [TrainingEvent] {
    var rest: [TrainingEvent] = []
    for index in files.indices {
      let items = files[index].reader.end()
      rest += pass(index == files.count - 1 ? items : Self.withoutEnd(items), index)
    }
    return rest + events.end()
  }

  private static func withoutEnd(_ items: [LogItem]) -> [LogItem] {
    items.filter { if case .end = $0 { false } else { true } }
  }
}
