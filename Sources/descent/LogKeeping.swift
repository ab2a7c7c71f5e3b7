import Files
import Foundation
import Training

/// Keeps a run's log and its checkpoints together: a checkpoint is written once the log holds all
/// that came before it, with the log's length, to which a run that goes on cuts it back.
// @unchecked Sendable: every access to what changes holds `condition`.
final class LogKeeping: @unchecked Sendable {
  private let folder: CheckpointFolder
  private let condition = NSCondition()
  private var events = 0
  private var bytes: Int?
  private var lastFailure: FileError?
  private var isOver = false

  init(_ folder: CheckpointFolder) { self.folder = folder }

  /// Why a checkpoint could not be written.
  var failure: FileError? { condition.withLock { lastFailure } }

  /// So many more events are in the log, which is `bytes` long now; nil for a log that is no file.
  func wrote(_ count: Int, bytes: Int?) {
    condition.withLock {
      events += count
      self.bytes = bytes
      condition.broadcast()
    }
  }

  /// Wakes whoever waits for the log: nothing more is written to it.
  func end() {
    condition.withLock {
      isOver = true
      condition.broadcast()
    }
  }

  /// The log does not hold what came before a checkpoint, and never will.
  private struct LogIsOver: Error {}

  /// Writes a checkpoint after `count` events; called on the training thread, which waits until the
  /// log holds them.
  func write(_ checkpoint: Checkpoint, _ count: Int) throws {
    let bytes = try condition.withLock {
      while events < count, !isOver { condition.wait() }
      if events < count { throw LogIsOver() }
      return self.bytes
    }
    do {
      try folder.write(checkpoint, logBytes: bytes)
    } catch let error as FileError {
      condition.withLock { lastFailure = error }
      throw error
    }
  }
}
