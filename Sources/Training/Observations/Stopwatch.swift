import Run

/// Where an epoch's time goes. Statements are measured only while a reader looks, and of short
/// epochs only a few, so that looking does not slow training.
struct Stopwatch {
  /// What the hook adds to.
  private final class Parts {
    var times: [LineRoles.Part: UInt64] = [:]
    var last: UInt64 = 0
  }

  private var parts = Parts()
  private var measured = 0
  private var epochs = 0
  private var windowStart: UInt64?
  /// Whether the epoch that runs is one that is measured.
  private(set) var isMeasuring = false
  private var lastEpochTime: UInt64 = 0

  /// One of so many epochs is measured. What it costs, a microsecond or two, is to be lost in them.
  private var stride: Int { lastEpochTime < 50_000 ? 256 : lastEpochTime < 1_000_000 ? 16 : 1 }

  mutating func epochBegins() {
    isMeasuring = epochs % stride == 0
    guard isMeasuring else { return }
    let start = TrainingClock.now()
    windowStart = windowStart ?? start
    parts.last = start
  }

  /// Hooks into an epoch that is measured.
  func install(_ hooks: LoopState.Hooks, _ roles: LineRoles) {
    hooks.after.append { [parts] line in
      let now = TrainingClock.now()
      // Blocks count through the lines in them.
      let part = roles.part(ofLine: line)
      if part != .other { parts.times[part, default: 0] += now - parts.last }
      parts.last = now
    }
  }

  mutating func epochEnded() {
    epochs += 1
    guard isMeasuring else { return }
    isMeasuring = false
    measured += 1
    lastEpochTime = parts.times.values.reduce(0, +) / UInt64(measured)
  }

  /// Forgets an epoch that was left, and time that passes while training stands still.
  mutating func reset() {
    parts = Parts()
    (measured, epochs) = (0, 0)
    windowStart = nil
    isMeasuring = false
  }

  /// The mean over the epochs since the last reading; nil when there were none.
  mutating func read(epoch: Int, samplesPerEpoch: Int) -> Timing? {
    guard let windowStart, measured > 0 else { return nil }
    let elapsed = Double(TrainingClock.now() - windowStart) * 1e-9
    func mean(_ part: LineRoles.Part) -> Double {
      Double(parts.times[part] ?? 0) * 1e-9 / Double(measured)
    }
    let rate = elapsed > 0 ? Double(epochs) / elapsed : 0
    let timing = Timing(
      epoch: epoch, forward: mean(.forward), backward: mean(.backward), step: mean(.step),
      evaluation: mean(.evaluation), epochsPerSecond: rate,
      samplesPerSecond: rate * Double(samplesPerEpoch))
    reset()
    return timing
  }
}
