import Autograd
import NN

/// Computes the closer looks a reader asked for, some ten times a second.
struct Observer {
  var kinds: Set<Observation.Kind> = []
  private var lastTime: UInt64 = 0
  private static let interval: UInt64 = 100_000_000

  /// Whether the epoch that runs is to be looked at when it is over.
  private var isLooking = false
  /// The parameters as they were when that epoch began.
  private var before: [Tensor]?

  func install(_ hooks: inout Interpreter.Hooks) {}

  mutating func epochBegins(_ state: LoopState) {
    isLooking = !kinds.isEmpty && TrainingClock.now() >= lastTime + Self.interval
    let compares = isLooking && kinds.contains(.gradients)
    before = compares ? state.model.parameters.map { $0.snapshot() } : nil
  }

  mutating func epochEnded(
    _ state: LoopState, _ listing: Listing, epoch: Int, _ clock: TrainingClock,
    _ emit: (TrainingEvent) -> Void
  ) {
    guard isLooking else { return }
    lastTime = TrainingClock.now()
    stopped(state, listing, epoch: epoch, emit)
  }

  /// Looks at once: training stands still.
  func stopped(
    _ state: LoopState, _ listing: Listing, epoch: Int, _ emit: (TrainingEvent) -> Void
  ) {
    if kinds.contains(.values) {
      emit(.observation(.values(epoch: epoch, Self.values(state, listing))))
    }
    if kinds.contains(.gradients) {
      let rows = ParameterTable.statistics(state.model, before: before, histograms: true)
      emit(.observation(.gradients(epoch: epoch, rows)))
    }
    if kinds.contains(.names) {
      emit(.observation(.names(epoch: epoch, Inspection.names(state))))
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
