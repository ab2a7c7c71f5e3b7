import Autograd
import NN
import Run

/// The same run without its bugs: same seed, same batches, one epoch at a time alongside.
///
/// It has a loop, a model and a generator of its own; nothing it does reaches the run it mirrors.
/// Belongs to the training thread.
final class Twin {
  private let experiment: Experiment
  private let state: LoopState
  private(set) var epoch = 0
  private var clock = TrainingClock()
  /// The first epoch in which the two differ.
  private(set) var divergence: Int?

  init(_ experiment: Experiment) throws {
    self.experiment = experiment
    state = try LoopState(experiment: experiment)
  }

  /// Early stopping has ended it.
  var hasEnded: Bool { state.hasLeft }

  /// Trains the next epoch. A healthy loop that raises ends the twin.
  func train(_ changes: [Change]) throws -> EpochRecord {
    for change in changes where change.epoch == epoch { try change.apply(state) }
    state.epoch = epoch
    clock.start()
    defer { clock.stop() }
    try state.runEpoch()
    clock.stop()
    defer { epoch += 1 }
    return EpochRecord(
      state.metrics, epoch: epoch, seconds: clock.seconds, score: experiment.lossKind.score)
  }

  /// Compares an epoch with the run's; true in the first that differs.
  func compare(_ record: EpochRecord, with fingerprint: UInt64) -> Bool {
    guard divergence == nil, record.fingerprint != fingerprint else { return false }
    divergence = record.epoch
    return true
  }

  /// Something a person changed that is no bug: the twin changes it in the same epoch.
  struct Change {
    let epoch: Int
    let apply: (LoopState) throws -> Void
  }
}

/// What a run keeps so that a twin can follow it, from the start or from any later epoch on.
struct Mirror {
  private(set) var isWanted: Bool
  private(set) var twin: Twin?
  private var changes: [Twin.Change] = []
  /// How many epochs, from the first on, a twin that is asked for late can be compared with.
  private let kept: Int
  /// Of the first epochs. Its room is taken at once: it would be copied as it grows.
  private var fingerprints: [UInt64] = []
  /// Of the epochs behind those which the twin has yet to train: it follows closely.
  private var waiting: [UInt64] = []
  private var noted = 0

  init(isWanted: Bool, kept: Int = 1 << 16) {
    self.isWanted = isWanted
    self.kept = kept
  }

  /// Numbers it holds: bounded, however long the run.
  var size: Int { fingerprints.count + waiting.count }

  mutating func begin(_ experiment: Experiment) throws {
    changes = []
    fingerprints = []
    fingerprints.reserveCapacity(kept)
    waiting = []
    noted = 0
    twin = isWanted ? try Twin(experiment) : nil
  }

  mutating func set(_ wanted: Bool, _ experiment: Experiment) throws {
    isWanted = wanted
    twin = wanted ? try twin ?? Twin(experiment) : nil
    guard !wanted else { return }
    waiting = []
    noted = fingerprints.count
  }

  mutating func note(_ record: EpochRecord) {
    guard record.epoch == noted else { return }
    if noted < kept {
      fingerprints.append(record.fingerprint)
    } else if let twin, !twin.hasEnded {
      waiting.append(record.fingerprint)
    } else {
      return
    }
    noted += 1
  }

  /// Notes a change for the twin; what was changed within an epoch comes to it an epoch late.
  mutating func change(
    _ epoch: Int, line: Int?, _ apply: @escaping (LoopState) throws -> Void
  ) {
    changes.append(Twin.Change(epoch: line == nil ? epoch : epoch + 1, apply: apply))
  }

  /// Trains the twin up to where the run stands; a command that comes in meanwhile goes first.
  mutating func follow(
    to epoch: Int, _ emit: (TrainingEvent) -> Void, isInterrupted: () -> Bool
  ) throws {
    guard let twin else { return }
    while twin.epoch < min(epoch, noted), !twin.hasEnded {
      let record = try twin.train(changes)
      emit(.twin(record))
      let fingerprint = record.epoch < kept ? fingerprints[record.epoch] : waiting.removeFirst()
      if twin.compare(record, with: fingerprint) {
        emit(.twinDiverged(epoch: record.epoch))
      }
      if isInterrupted() { return }
    }
  }
}

extension TrainingCommand {
  /// Whether it changes what is trained, and is no bug.
  var changesTraining: Bool {
    switch self {
    case .setLearningRate, .setOptimizer: true
    default: false
    }
  }
}

extension EpochRecord {
  init(_ metrics: EpochMetrics, epoch: Int, seconds: Double, score: Score = .accuracy) {
    self.init(
      epoch: epoch, trainLoss: metrics.trainLoss, trainAccuracy: metrics.trainAccuracy,
      testLoss: metrics.testLoss, testAccuracy: metrics.testAccuracy,
      learningRate: metrics.learningRate, seconds: seconds, missing: metrics.missing,
      score: score)
  }

  /// A number for the losses and accuracies, bit by bit.
  var fingerprint: UInt64 {
    var key: UInt64 = 0xcbf2_9ce4_8422_2325
    for value in [trainLoss, trainAccuracy, testLoss, testAccuracy] {
      key = (key ^ value.bitPattern) &* 0x9e37_79b9_7f4a_7c15
      key ^= key >> 32
    }
    return key
  }
}
