import Foundation

/// Seconds of training, pauses left out.
struct TrainingClock {
  private(set) var seconds: Double
  private var started: UInt64?

  /// Goes on from so many seconds.
  init(_ seconds: Double = 0) { self.seconds = seconds }

  /// When it was stopped last; 0 before.
  private(set) var stopped: UInt64 = 0

  /// Starts it, unless it goes on from the last lap.
  mutating func start() { if started == nil { started = Self.now() } }

  /// Counts what has passed and goes on: to ask for the time takes a hundredth of a small net's
  /// epoch, and where one ends the next begins.
  mutating func lap() {
    guard let started else { return }
    stopped = Self.now()
    seconds += Double(stopped - started) * 1e-9
    self.started = stopped
  }

  mutating func stop() {
    lap()
    started = nil
  }

  /// Leaves out what has passed since the last lap.
  mutating func leave() { started = nil }

  /// Nanoseconds since an arbitrary start.
  static func now() -> UInt64 { monotonic() }

  private static func monotonic() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Spreads epochs over time so that a person can watch.
struct Pacer {
  private var next: UInt64 = 0

  /// Waits until the next epoch is due. `sleep` waits at most the given seconds and says whether
  /// to go on waiting.
  mutating func wait(pace: Double?, _ sleep: (Double) throws -> Bool) throws {
    guard let pace, pace > 0 else {
      next = 0
      return
    }
    let interval = UInt64(1e9 / min(max(pace, 1e-3), 1e9))
    while true {
      let now = TrainingClock.now()
      // After a pause there is no debt to catch up with.
      if next == 0 || now > next + 2 * interval { next = now }
      if now >= next { break }
      guard try sleep(Double(next - now) * 1e-9) else { return }
    }
    next += interval
  }
}
