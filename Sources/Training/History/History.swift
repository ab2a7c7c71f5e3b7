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
    Self.add(record.trainLoss, record.epoch, to: &trainLoss)
    Self.add(record.testLoss, record.epoch, to: &testLoss)
    Self.add(record.trainAccuracy, record.epoch, to: &trainAccuracy)
    Self.add(record.testAccuracy, record.epoch, to: &testAccuracy)
    if record.testLoss.isFinite, record.testLoss < best?.loss ?? .infinity {
      best = (record.epoch, record.testLoss)
    }
    last = record
  }

  private static func add(_ value: Double, _ epoch: Int, to pyramid: inout Pyramid) {
    pyramid.skip(to: epoch)
    pyramid.append(value)
  }

  public static func == (a: History, b: History) -> Bool {
    a.trainLoss == b.trainLoss && a.testLoss == b.testLoss
      && a.trainAccuracy == b.trainAccuracy && a.testAccuracy == b.testAccuracy
      && a.last == b.last
  }
}
