import Autograd
import NN
import Run

/// Computes the closer looks a reader asked for, some ten times a second at most, and less often
/// when they cost more than a hundredth of the time. Looking never changes the run.
struct Observer {
  var kinds: Set<Observation.Kind> = [] {
    didSet {
      nextTime = 0
      isTiming = kinds.contains(.timing)
    }
  }
  private var isTiming = false
  private var nextTime: UInt64 = 0
  private static let interval: UInt64 = 100_000_000

  /// Whether the epoch that runs is to be looked at when it is over.
  private(set) var isLooking = false
  /// The parameters as they were when that epoch began.
  private var before: [Tensor]?
  private var stopwatch = Stopwatch()
  private var boundary: BoundaryScan?

  /// Whether the time of each statement of the epoch that runs is taken.
  var isMeasuring: Bool { stopwatch.isMeasuring }

  func install(_ hooks: LoopState.Hooks, _ roles: LineRoles) {
    if isMeasuring { stopwatch.install(hooks, roles) }
  }

  /// The last epoch is always looked at: what it shows stays. To ask for the time once more takes
  /// a hundredth of a small net's epoch, and when the last one ended is late enough.
  mutating func epochBegins(_ state: LoopState, isLast: Bool, lastEnd: UInt64) throws {
    isLooking = !kinds.isEmpty && (isLast || lastEnd >= nextTime)
    let compares = isLooking && kinds.contains(.gradients)
    before = try compares ? state.models.parameters.map { try $0.snapshot() } : nil
    if isTiming { stopwatch.epochBegins() }
  }

  mutating func epochEnded(
    _ state: LoopState, epoch: Int,
    _ emit: (TrainingEvent) -> Void
  ) {
    stopwatch.epochEnded()
    guard isLooking else { return }
    let start = TrainingClock.now()
    readStopwatch(state, epoch: epoch, emit)
    look(kinds, state, epoch: epoch, emit)
    let end = TrainingClock.now()
    nextTime = end + max(Self.interval, (end - start) * 100)
  }

  /// Looks at once: training stands still.
  mutating func stopped(
    _ state: LoopState, epoch: Int, _ emit: (TrainingEvent) -> Void
  ) {
    readStopwatch(state, epoch: epoch, emit)
    stopwatch.reset()
    look(kinds, state, epoch: epoch, emit)
  }

  private mutating func readStopwatch(
    _ state: LoopState, epoch: Int, _ emit: (TrainingEvent) -> Void
  ) {
    guard isTiming,
      let timing = stopwatch.read(epoch: epoch, samplesPerEpoch: state["X_train"]?.length ?? 0)
    else { return }
    emit(.observation(.timing(timing)))
  }

  /// Looks at everything: what raised is about to be let go, and somebody may ask later.
  mutating func raised(_ state: LoopState, epoch: Int) -> [Observation] {
    stopwatch.reset()
    var looks: [Observation] = []
    look(Set(Observation.Kind.allCases), state, epoch: epoch) { event in
      if case .observation(let look) = event { looks.append(look) }
    }
    return looks
  }

  mutating func look(
    _ kinds: Set<Observation.Kind>, _ state: LoopState, epoch: Int,
    _ emit: (TrainingEvent) -> Void
  ) {
    if kinds.contains(.values) {
      emit(.observation(.values(epoch: epoch, Self.values(state))))
    }
    if kinds.contains(.gradients) {
      let rows = ParameterTable.statistics(
        state.models.namedParameters, before: before, histograms: true)
      emit(.observation(.gradients(epoch: epoch, rows)))
    }
    if kinds.contains(.names) {
      emit(.observation(.names(epoch: epoch, Inspection.names(state))))
    }
    if kinds.contains(.graph) {
      emit(.observation(.graph(epoch: epoch, GradFnTree.lines(state))))
    }
    if kinds.contains(.boundary) {
      if boundary?.fits(state) != true { boundary = BoundaryScan(state) }
      if let look = boundary?.look(state, epoch: epoch) {
        emit(.observation(.boundary(look)))
      }
    }
    if kinds.contains(.confusion), let counts = ConfusionCount.counts(state) {
      emit(.observation(.confusion(epoch: epoch, counts: counts)))
    }
    if kinds.contains(.samples) {
      emit(.observation(.samples(epoch: epoch, WorstSamples.list(state))))
    }
    if kinds.contains(.predictions), let pairs = PredictionPairs.pairs(state) {
      emit(.observation(.predictions(epoch: epoch, pairs)))
    }
    if kinds.contains(.distributions) {
      emit(.observation(.distributions(epoch: epoch, Distribution.all(state))))
    }
  }

  /// What each line that assigns a name last made.
  static func values(_ state: LoopState) -> [LineValue] {
    state.assignments.compactMap { line, name in
      state[name].map {
        LineValue(
          line: line, shape: $0.shape, gradFn: $0.gradFn?.name, isCut: $0.cut?.statement == line)
      }
    }
  }
}
