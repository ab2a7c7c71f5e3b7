import Foundation
import Run
import RunLog
import Synchronization
import Training

/// Reads a run log on a thread of its own, and goes on reading while it grows.
final class LogInput: Sendable {
  private let events = Mailbox<TrainingEvent>(capacity: 1 << 14)
  private let isStopping = Stop()
  private let thread: JoinableThread

  private final class Stop: Sendable { let isSet = Atomic(false) }

  /// `path` names a file, or is nil for the open descriptor `descriptor`. With `follows` the end
  /// of the file is not the end of the log.
  init(
    path: String?, descriptor: Int32, name: String, follows: Bool,
    wake: @escaping @Sendable () -> Void
  ) {
    let (events, isStopping) = (events, isStopping)
    thread = JoinableThread(stackSize: 1 << 20) {
      var file = GrowingFile(path: path, descriptor: descriptor, name: name, follows: follows)
      var log = LogBytes(path: path, name: name)
      var buffer = [UInt8](repeating: 0, count: 1 << 18)
      var isResting = false
      reading: while !isStopping.isSet.load(ordering: .acquiring) {
        let part = file.read(into: &buffer, waiting: 0.1)
        switch part {
        case .bytes(let count): events.send(contentsOf: log.read(buffer[..<count]))
        case .notice(let text): events.send(.print(text))
        case .anew(let text): events.send(contentsOf: log.startFile() + [.print(text)])
        // What a program writes next may be long in coming.
        case .rest where isResting: Thread.sleep(forTimeInterval: 0.1)
        case .rest: events.send(contentsOf: log.rest())
        case .end: break reading
        }
        if part != .rest || !isResting { wake() }
        isResting = part == .rest
      }
      events.send(contentsOf: log.end())
      events.close()
      wake()
      file.close()
    }
  }

  func takeEvents(waiting seconds: Double?) -> [TrainingEvent] { events.take(waiting: seconds) }

  /// Ends the reading soon; may be called from any thread.
  func cancel() {
    isStopping.isSet.store(true, ordering: .releasing)
    events.close()
  }

  func stop() {
    cancel()
    thread.join()
  }
}

/// The bytes of a log, of whatever format, as events.
private struct LogBytes {
  private let path: String?
  private var reader = RunReader()
  private var events: LogEvents
  private var isFirst = true

  init(path: String?, name: String) {
    self.path = path
    events = LogEvents(name: name)
  }

  mutating func read(_ bytes: ArraySlice<UInt8>) -> [TrainingEvent] {
    defer { isFirst = false }
    if isFirst, let path, TrackioDatabase.isBeginning(Array(bytes.prefix(64))) {
      return readDatabase(path)
    }
    return events.events(for: bytes.withUnsafeBufferPointer { reader.read($0) })
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

  mutating func rest() -> [TrainingEvent] { events.events(for: reader.rest()) }

  /// What is read from now on stands in another file.
  mutating func startFile() -> [TrainingEvent] {
    let rest = reader.end().filter { if case .end = $0 { false } else { true } }
    defer {
      reader = RunReader()
      isFirst = true
      events.startFile()
    }
    return events.events(for: rest)
  }

  mutating func end() -> [TrainingEvent] { events.events(for: reader.end()) + events.end() }
}
