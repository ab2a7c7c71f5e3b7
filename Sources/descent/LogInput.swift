import Foundation
import Run
import RunLog
import Synchronization
import Training

/// Reads run logs on a thread of its own, and goes on reading while they grow.
final class LogInput: Sendable {
  /// What one of the logs says.
  struct Part: Sendable {
    let log: Int
    let name: String
    let events: [TrainingEvent]
  }

  /// Where logs come from.
  enum Source: Sendable {
    /// Files and folders; a folder's new logs are found while it is followed.
    case paths([String])
    /// An open descriptor, and what its log is called.
    case pipe(Int32, name: String)
  }

  private let parts = Mailbox<Part>(capacity: 16)
  private let isStopping = Stop()
  private let progress = Progress()
  /// Nil where none could be started.
  private let thread: JoinableThread?

  private final class Stop: Sendable { let isSet = Atomic(false) }

  private final class Progress: Sendable {
    let done = Atomic(0)
    let total = Atomic(0)
  }

  /// With `follows` the end of a file is not the end of its log.
  init(_ source: Source, follows: Bool, wake: @escaping @Sendable () -> Void) {
    let (parts, isStopping, progress) = (parts, isStopping, progress)
    do {
      thread = try JoinableThread(stackSize: 1 << 20) {
        var logs = OpenLogs(source, follows: follows)
        progress.total.store(logs.size, ordering: .relaxed)
        while !isStopping.isSet.load(ordering: .acquiring), !logs.hasEnded {
          let hasMore = logs.read { part, count in
            progress.done.add(count, ordering: .relaxed)
            if !part.events.isEmpty { parts.send(part) }
            wake()
          }
          if !hasMore {
            // What a program writes next may be long in coming.
            Thread.sleep(forTimeInterval: 0.1)
            logs.findNew()
          }
        }
        for part in logs.end() { parts.send(part) }
        parts.close()
        wake()
      }
    } catch {
      thread = nil
      parts.send(Part(log: 0, name: "", events: error.events))
      parts.close()
    }
  }

  /// The part of what there was to read at first that has been read; nil when it is all, or little.
  var loaded: Double? {
    let total = progress.total.load(ordering: .relaxed)
    let done = progress.done.load(ordering: .relaxed)
    return total > Self.large && done < total ? Double(done) / Double(total) : nil
  }

  /// Less than this is read in a moment.
  private static let large = 4 << 20

  func takeParts(waiting seconds: Double?) -> [Part] { parts.take(waiting: seconds) }

  /// Ends the reading soon; may be called from any thread.
  func cancel() {
    isStopping.isSet.store(true, ordering: .releasing)
    parts.close()
  }

  func stop() {
    cancel()
    thread?.join()
  }
}

/// All logs that are read, one piece of each after the other.
private struct OpenLogs {
  private let source: LogInput.Source
  private let follows: Bool
  private var logs: [OpenLog] = []
  private var nextSearch = Date.now + 1

  init(_ source: LogInput.Source, follows: Bool) {
    self.source = source
    self.follows = follows
    switch source {
    case .pipe(let descriptor, let name):
      let file = GrowingFile(path: nil, descriptor: descriptor, name: name, follows: false)
      logs = [OpenLog(number: 0, name: name, files: [file])]
    case .paths(let paths):
      for found in RunFiles.find(paths) { open(found) }
    }
  }

  var hasEnded: Bool { !follows && logs.allSatisfy(\.hasEnded) }
  var size: Int { logs.reduce(0) { $0 + $1.size } }

  private mutating func open(_ found: RunFiles.Source) {
    if let path = found.paths.first, RunFiles.isDatabase(path) {
      return openRuns(of: path, shortName(found))
    }
    let log = OpenLog(number: logs.count, name: shortName(found), files: [])
    for path in found.paths { log.open(path, follows: follows) }
    logs.append(log)
  }

  /// Opens the runs of a database that are not open yet.
  private mutating func openRuns(of path: String, _ name: String) {
    do {
      for run in try TrackioDatabase(path: path).runs() {
        open(DatabaseRun(path: path, name: run, follows: follows), "\(name) \(run)")
      }
    } catch {
      open(DatabaseRun(path: path, failure: "\(name) is no database of trackio: \(error)"), name)
    }
  }

  private mutating func open(_ run: DatabaseRun, _ name: String) {
    guard !logs.contains(where: { $0.name == name }) else { return }
    logs.append(OpenLog(number: logs.count, name: name, run: run))
  }

  /// A log's name within the folder, where all come from one.
  private func shortName(_ found: RunFiles.Source) -> String {
    guard case .paths(let paths) = source, paths.count == 1 else { return found.name }
    let folder = (paths[0] as NSString).lastPathComponent + "/"
    return found.name.hasPrefix(folder) ? String(found.name.dropFirst(folder.count)) : found.name
  }

  /// Opens the logs that have come into a folder since, at most once a second.
  mutating func findNew() {
    guard follows, case .paths(let paths) = source, Date.now >= nextSearch else { return }
    nextSearch = Date.now + 1
    for found in RunFiles.find(paths) {
      let index = logs.firstIndex { $0.name == shortName(found) && !$0.isOfDatabase }
      // A database is an empty file for a moment.
      if found.size == 0, found.paths[0].hasSuffix(".db") { continue }
      if let index {
        for path in found.paths { logs[index].open(path, follows: follows) }
      } else {
        open(found)
      }
    }
  }

  /// Reads a piece of each log, some of them at a time; whether there may be more.
  func read(_ body: (_ part: LogInput.Part, _ bytes: Int) -> Void) -> Bool {
    var hasMore = false
    let open = logs.filter { !$0.hasEnded }
    for start in stride(from: 0, to: open.count, by: Self.atATime) {
      let several = Array(open[start..<min(start + Self.atATime, open.count)])
      for (log, (events, count)) in zip(several, Self.readTogether(several)) {
        hasMore = hasMore || count > 0
        if count > 0 || !events.isEmpty { body(log.part(events), count) }
      }
    }
    return hasMore
  }

  private static let atATime = min(ProcessInfo.processInfo.activeProcessorCount, 8)

  /// Reads a piece of each at the same time.
  private static func readTogether(_ logs: [OpenLog]) -> [(events: [TrainingEvent], bytes: Int)] {
    if logs.count == 1 { return [logs[0].read()] }
    var pieces = [(events: [TrainingEvent], bytes: Int)](repeating: ([], 0), count: logs.count)
    pieces.withUnsafeMutableBufferPointer { pieces in
      // Each round has a log and a place of its own.
      nonisolated(unsafe) let (logs, pieces) = (logs, pieces)
      DispatchQueue.concurrentPerform(iterations: logs.count) { pieces[$0] = logs[$0].read() }
    }
    return pieces
  }

  mutating func end() -> [LogInput.Part] {
    logs.indices.map { index in
      defer { logs[index].close() }
      return logs[index].part(logs[index].end())
    }
  }
}
