/// The curves of one run.
public struct History: Sendable, Equatable {
  public private(set) var trainLoss = Pyramid()
  public private(set) var testLoss = Pyramid()
  public private(set) var trainAccuracy = Pyramid()
  public private(set) var testAccuracy = Pyramid()
  /// The epoch with the lowest test loss, and that loss.
  public private(set) var best: (epoch: Int, loss: Double)?
  public private(set) var last: EpochRecord?

  public init() {}

  public var count: Int { trainLoss.count }

  /// Adds a later epoch, with a gap where epochs are missing; one that is held already is left out.
  public mutating func append(_ record: EpochRecord) {
    guard record.epoch >= count else { return }
    Self.add(.trainLoss, record, to: &trainLoss)
    Self.add(.testLoss, record, to: &testLoss)
    Self.add(.trainAccuracy, record, to: &trainAccuracy)
    Self.add(.testAccuracy, record, to: &testAccuracy)
    if record.testLoss.isFinite, record.testLoss < best?.loss ?? .infinity {
      best = (record.epoch, record.testLoss)
    }
    last = record
  }

  private static func add(_ metric: Metric, _ record: EpochRecord, to pyramid: inout Pyramid) {
    pyramid.skip(to: record.epoch)
    if record.missing.contains(metric) {
      pyramid.skip(to: record.epoch + 1)
    } else {
      pyramid.append(record[metric])
    }
  }

  public static func == (a: History, b: History) -> Bool {
    a.trainLoss == b.trainLoss && a.testLoss == b.testLoss
      && a.trainAccuracy == b.trainAccuracy && a.testAccuracy == b.testAccuracy
      && a.last == b.last
  }
}
