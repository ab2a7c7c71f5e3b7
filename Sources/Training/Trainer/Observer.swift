import Autograd
import NN

/// Computes the closer looks a reader asked for, some ten times a second.
struct Observer {
  var kinds: Set<Observation.Kind> = []
  private var lastTime: UInt64 = 0
  private static let interval: UInt64 = 100_000_000

  func install(_ hooks: inout Interpreter.Hooks) {}

  mutating func epochEnded(
    _ state: LoopState, _ listing: Listing, epoch: Int, _ clock: TrainingClock,
    _ emit: (TrainingEvent) -> Void
  ) {
    guard !kinds.isEmpty else { return }
    let now = TrainingClock.now()
    guard now >= lastTime + Self.interval else { return }
    lastTime = now
    stopped(state, listing, epoch: epoch, emit)
  }

  /// Looks at once: training stands still.
  func stopped(
    _ state: LoopState, _ listing: Listing, epoch: Int, _ emit: (TrainingEvent) -> Void
  ) {
    if kinds.contains(.values) {
      emit(.observation(.values(epoch: epoch, Self.values(state, listing))))
    }
  }

  /// What each line that assigns a name last made.
  static func values(_ state: LoopState, _ listing: Listing) -> [LineValue] {
    listing.lines.compactMap { line in
      guard let name = line.statement.result, let tensor = state[name] else { return nil }
      return LineValue(
        line: line.number, shape: tensor.shape, gradFn: tensor.gradFn?.name,
        isCut: tensor.cut?.statement == line.number)
    }
  }
}
