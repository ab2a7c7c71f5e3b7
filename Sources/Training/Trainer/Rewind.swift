import Autograd
import Loop
import Run

/// Where a run has been: enough of its states to show any epoch again. What lies between two of them
/// is run again, since the same run twice is the same run.
struct Rewind {
  private struct Stop {
    /// The epoch that was about to begin.
    let epoch: Int
    let snapshot: Snapshot
    let listing: Listing
    /// Something changed here, so that the epochs before it cannot lead over it.
    let isChange: Bool
  }

  /// In the order of their epochs.
  private var stops: [Stop] = []
  private var interval = 1
  private var next = 0
  private var mostStops = 64
  private var hasChanged = true

  /// Bytes that the states of all stops may take together.
  private static let memory = 32 << 20

  /// Notes that from the next epoch on the run is another one.
  mutating func changed() { hasChanged = true }

  /// Whether the state is to be kept before an epoch.
  func isDue(_ epoch: Int) -> Bool { epoch >= next || hasChanged }

  mutating func note(_ state: LoopState, _ listing: Listing, epoch: Int) throws {
    if stops.isEmpty {
      // Weights, what the optimiser holds of each, and room for what the loop keeps.
      let bytes = state.models.parameters.reduce(0) { $0 + $1.count * $1.dtype.byteCount } * 4
      mostStops = min(max(Self.memory / max(bytes, 1), 4), 64)
    }
    // A failed epoch is run again from where it began.
    stops.removeAll { $0.epoch >= epoch }
    stops.append(
      Stop(
        epoch: epoch, snapshot: try Snapshot(state, withGraphs: false), listing: listing,
        isChange: hasChanged))
    hasChanged = false
    if stops.count > mostStops { thin() }
    next = epoch + interval
  }

  /// Lets every other stop go that nothing depends on; of changes the oldest where there are too many.
  private mutating func thin() {
    interval *= 2
    var isOdd = false
    stops = stops.filter { stop in
      if stop.isChange { return true }
      isOdd.toggle()
      return !isOdd
    }
    if stops.count > mostStops { stops.removeFirst(stops.count - mostStops) }
  }

  /// Brings the state to the end of an epoch by running it again from the nearest stop; gives the
  /// epoch that it then stands at, an earlier one where something raised.
  func show(_ epoch: Int, _ state: LoopState, isInterrupted: () -> Bool) throws -> Int? {
    guard let stop = stops.last(where: { $0.epoch <= epoch }) ?? stops.first else { return nil }
    if state.listing != stop.listing { try state.follow(stop.listing) }
    try stop.snapshot.restore(state)
    var shown = max(stop.epoch - 1, 0)
    for number in stop.epoch...max(epoch, stop.epoch) {
      state.epoch = number
      do { try state.runEpoch() } catch is LoopState.Failure { return shown }
      shown = number
      if isInterrupted() || state.hasLeft { break }
    }
    return shown
  }
}

extension TrainingRun {
  /// The present state while an earlier epoch is shown.
  struct Present {
    let snapshot: Snapshot
    let listing: Listing
    let hasLeft: Bool
  }

  /// Shows an epoch of the past; training stands still, and goes on from where it stood.
  func scrub(to epoch: Int) throws {
    guard phase != .running, let state, self.epoch > 0 else { return }
    // What has come in meanwhile comes after this, or makes it useless.
    let later = commands.take()
    deferred += later
    if later.contains(where: { if case .scrub = $0 { true } else { false } }) { return }
    if present == nil {
      present = Present(snapshot: try Snapshot(state), listing: listing, hasLeft: state.hasLeft)
    }
    clock.leave()
    // Nothing of it is told but what is looked at.
    state.hook { hooks in
      hooks.before = { _ in }
      hooks.print = { _ in }
      hooks.log = { _, _ in }
      hooks.poll = {}
      hooks.after = []
    }
    hooksArePlain = false
    let wanted = min(max(epoch, 0), self.epoch - 1)
    // The flag may be raised late, for what has been taken already.
    var isLate = false
    func isInterrupted() -> Bool {
      guard commands.isPending else { return false }
      let more = commands.take()
      deferred += more
      isLate = isLate || !more.isEmpty
      return isLate
    }
    guard let shown = try rewind.show(wanted, state, isInterrupted: isInterrupted) else { return }
    scrubbed = shown
    // What comes next will show another.
    if isLate { return }
    observer.look(observer.kinds, state, epoch: shown, emit)
  }

  /// Goes back to the present.
  func leaveScrubbing() throws {
    guard let present, let state else { return }
    (self.present, scrubbed) = (nil, nil)
    if state.listing != present.listing { try state.follow(present.listing) }
    try present.snapshot.restore(state)
    state.hasLeft = present.hasLeft
    state.epoch = epoch
    if phase == .parked {
      for look in failed where observer.kinds.contains(look.kind) { emit(.observation(look)) }
    } else {
      observer.look(observer.kinds, state, epoch: epoch, emit)
    }
  }
}
