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
      var file = LineFile(path: path, descriptor: descriptor, isGrowing: follows)
      var reader = LogReader(name: name)
      while !isStopping.isSet.load(ordering: .acquiring) {
        let part = file.read(waiting: 0.1)
        if part.isNew {
          for event in reader.end() { events.send(event) }
          reader = LogReader(name: name)
        }
        for line in part.lines {
          for event in reader.events(for: line) { events.send(event) }
        }
        if !part.lines.isEmpty { wake() }
        if part.isEnd && !follows { break }
        // What a program writes next may be long in coming.
        if part.isEnd { Thread.sleep(forTimeInterval: 0.1) }
      }
      for event in reader.end() { events.send(event) }
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

/// A file read in whole lines.
struct LineFile {
  struct Part {
    var lines: [String] = []
    /// There is nothing more to read now.
    var isEnd = false
    /// The file was begun anew since the last part.
    var isNew = false
  }

  private let path: String?
  private let isGrowing: Bool
  private var descriptor: Int32
  private var offset = 0
  private var rest: [UInt8] = []
  private var isTooLong = false
  /// A longer line is no line of a log.
  private static let longestLine = 1 << 20

  init(path: String?, descriptor: Int32, isGrowing: Bool) {
    self.path = path
    self.isGrowing = isGrowing
    self.descriptor = descriptor
  }

  func close() { _ = Foundation.close(descriptor) }

  /// The lines that a piece of the file completes; waits for a pipe at most so many seconds.
  mutating func read(waiting seconds: Double) -> Part {
    var part = Part(isNew: reopenIfReplaced())
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Foundation.poll(&poll, 1, Int32(seconds * 1000)) > 0 else { return part }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Foundation.read(descriptor, &buffer, buffer.count)
    guard count > 0 else {
      part.isEnd = count == 0 || (errno != EINTR && errno != EAGAIN)
      // The last line of a finished file may lack its line feed; a growing one's may be half.
      if part.isEnd, !isGrowing { takeRest(&part) }
      return part
    }
    offset += count
    // The last piece is the beginning of a line whose end is still to come.
    var pieces = buffer[..<count].split(separator: 10, omittingEmptySubsequences: false)
    let beginning = pieces.removeLast()
    for piece in pieces {
      add(piece)
      takeRest(&part)
    }
    add(beginning)
    return part
  }

  private mutating func add(_ piece: ArraySlice<UInt8>) {
    if rest.count + piece.count > Self.longestLine { isTooLong = true }
    if !isTooLong { rest += piece }
  }

  private mutating func takeRest(_ part: inout Part) {
    if !isTooLong, !rest.isEmpty { part.lines.append(String(decoding: rest, as: UTF8.self)) }
    rest.removeAll(keepingCapacity: true)
    isTooLong = false
  }

  /// Follows a log that was cut short, or replaced by another of its name.
  private mutating func reopenIfReplaced() -> Bool {
    guard let path else { return false }
    var (open, named) = (stat(), stat())
    guard fstat(descriptor, &open) == 0, stat(path, &named) == 0 else { return false }
    if open.st_ino == named.st_ino && open.st_dev == named.st_dev {
      guard open.st_size < offset else { return false }
      lseek(descriptor, 0, SEEK_SET)
    } else {
      let new = Foundation.open(path, O_RDONLY | O_CLOEXEC)
      guard new >= 0 else { return false }
      close()
      descriptor = new
    }
    offset = 0
    rest = []
    isTooLong = false
    return true
  }
}
