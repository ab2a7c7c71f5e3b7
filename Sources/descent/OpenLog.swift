import Foundation
import Run
import RunLog

/// A log that is read: a file, a pipe, or the event files of a folder, which are one run.
struct OpenLog {
  private let number: Int
  let name: String
  private var files: [File]
  private var events: LogEvents
  private var isResting = false

  private struct File {
    var bytes: GrowingFile
    var reader = LogReader()
    var isFirst = true
    var hasEnded = false
  }

  init(number: Int, name: String, files: [GrowingFile]) {
    self.number = number
    self.name = name
    self.files = files.map { File(bytes: $0) }
    events = LogEvents(name: (name as NSString).lastPathComponent)
  }

  var hasEnded: Bool { files.allSatisfy(\.hasEnded) }
  var size: Int { files.reduce(0) { $0 + ($1.bytes.size ?? 0) } }

  func part(_ events: [TrainingEvent]) -> LogInput.Part {
    LogInput.Part(log: number, name: name, events: events)
  }

  /// Opens a file of the log, unless it is open.
  mutating func open(_ path: String, follows: Bool) {
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
  mutating func read(into buffer: inout [UInt8]) -> (events: [TrainingEvent], bytes: Int) {
    // A file is read as far as it goes before the next one, which goes on where it ends.
    for index in files.indices where !files[index].hasEnded {
      let part = files[index].bytes.read(into: &buffer, waiting: 0.1)
      if part != .rest { isResting = false }
      switch part {
      case .bytes(let count):
        let events = read(buffer[..<count], index)
        // Of a database one piece is all.
        return (events, files[index].hasEnded ? files[index].bytes.size ?? count : count)
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

  private mutating func read(_ bytes: ArraySlice<UInt8>, _ index: Int) -> [TrainingEvent] {
    let isFirst = files[index].isFirst
    files[index].isFirst = false
    if isFirst, let path = files[index].bytes.path,
      TrackioDatabase.isBeginning(Array(bytes.prefix(64)))
    {
      files[index].hasEnded = true
      return readDatabase(path)
    }
    return pass(bytes.withUnsafeBufferPointer { files[index].reader.read($0) }, index)
  }

  /// A database is no stream of bytes: all that it holds is read at once.
  private mutating func readDatabase(_ path: String) -> [TrainingEvent] {
    var read: [TrainingEvent] = []
    do {
      try TrackioDatabase(path: path).read { read += events.events(for: $0) }
    } catch {
      read.append(.print("\(path) is no database of trackio: \(error)"))
    }
    return read
  }

  /// What is read from a file from now on stands in another one.
  private mutating func startFile(_ index: Int) -> [TrainingEvent] {
    let rest = pass(Self.withoutEnd(files[index].reader.end()), index)
    files[index].reader = LogReader()
    files[index].isFirst = true
    events.startFile()
    return rest
  }

  /// The first file of a log begins its run, and the last one ends it.
  private mutating func pass(_ items: [LogItem], _ index: Int) -> [TrainingEvent] {
    guard index > 0 else { return events.events(for: items) }
    return events.events(for: items.filter { if case .run = $0 { false } else { true } })
  }

  mutating func end() -> [TrainingEvent] {
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
