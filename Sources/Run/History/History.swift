/// The curves of one run.
public struct History: Sendable, Equatable {
  public private(set) var trainLoss = Pyramid(isSmoothed: true)
  public private(set) var testLoss = Pyramid(isSmoothed: true)
  public private(set) var trainAccuracy = Pyramid(isSmoothed: true)
  public private(set) var testAccuracy = Pyramid(isSmoothed: true)
  public private(set) var learningRate = Pyramid()
  /// Seconds of training since the run began, at the end of each epoch; never falls.
  public private(set) var seconds = Pyramid()
  /// The epoch with the lowest test loss, and that loss.
  public private(set) var best: Best?
  public private(set) var last: EpochRecord?

  public struct Best: Sendable, Equatable {
    public var epoch: Int
    public var loss: Double
  }

  public init() {}

  public var count: Int { trainLoss.count }

  /// Whether the learning rate was ever another than at first.
  public private(set) var learningRateChanges = false

  /// Adds a later epoch, with a gap where epochs are missing; one that is held already is left out.
  public mutating func append(_ record: EpochRecord) {
    guard record.epoch >= count else { return }
    let before = last?.seconds ?? 0
    while seconds.count < min(record.epoch, 1 << 24) { seconds.append(before) }
    Self.add(.trainLoss, record, to: &trainLoss)
    Self.add(.testLoss, record, to: &testLoss)
    Self.add(.trainAccuracy, record, to: &trainAccuracy)
    Self.add(.testAccuracy, record, to: &testAccuracy)
    learningRate.skip(to: record.epoch)
    learningRate.append(record.learningRate.isFinite ? record.learningRate : nil)
    note(record)
    seconds.append(last?.seconds)
  }

  private static func add(_ metric: Metric, _ record: EpochRecord, to pyramid: inout Pyramid) {
    pyramid.skip(to: record.epoch)
    if record.missing.contains(metric) {
      pyramid.skip(to: record.epoch + 1)
    } else {
      pyramid.append(record[metric])
    }
  }

  /// Adds many; where they lack nothing each curve takes all of its numbers at once, which is much
  /// quicker.
  public mutating func append(contentsOf records: [EpochRecord]) {
    guard isRun(records) else {
      for record in records { append(record) }
      return
    }
    trainLoss.append(contentsOf: records.map { $0.trainLoss })
    testLoss.append(contentsOf: records.map { $0.testLoss })
    trainAccuracy.append(contentsOf: records.map { $0.trainAccuracy })
    testAccuracy.append(contentsOf: records.map { $0.testAccuracy })
    learningRate.append(contentsOf: records.map { $0.learningRate })
    seconds.append(
      contentsOf: records.map { record in
        note(record)
        return last?.seconds ?? 0
      })
  }

  /// Whether these are the next epochs, one after the other, with all their numbers.
  private func isRun(_ records: [EpochRecord]) -> Bool {
    var epoch = count
    for record in records {
      guard record.epoch == epoch, record.missing.isEmpty, record.learningRate.isFinite else {
        return false
      }
      epoch += 1
    }
    return true
  }

  /// What is kept of an epoch beside its curves.
  private mutating func note(_ record: EpochRecord) {
    // A clock that was set back, or a log without one, must not turn the axis round.
    let before = last?.seconds ?? 0
    let now = record.seconds.isFinite ? max(record.seconds, before) : before
    if record.testLoss.isFinite, record.testLoss < best?.loss ?? .infinity {
      best = Best(epoch: record.epoch, loss: record.testLoss)
    }
    // A log without the rate says NaN, which differs from itself.
    if let last, record.learningRate.isFinite, last.learningRate.isFinite,
      record.learningRate != last.learningRate
    {
      learningRateChanges = true
    }
    last = record
    last?.seconds = now
  }
}
