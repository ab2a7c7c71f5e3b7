import Foundation
import Training

/// The log a person reads: one line an epoch.
public struct TextLog: LogFormat {
  /// Epochs between two lines; the last epoch of a run is not special.
  public var every: Int

  public init(every: Int = 1) { self.every = every }

  public mutating func lines(for event: TrainingEvent) -> [String] {
    guard case .epoch(let record) = event, record.epoch % every == 0 else { return [] }
    return [
      "Epoch:\(record.epoch) | Train loss: \(fixed(record.trainLoss)) | "
        + "Train acc: \(fixed(record.trainAccuracy)) | Test loss: \(fixed(record.testLoss)) | "
        + "Test acc: \(fixed(record.testAccuracy))"
    ]
  }
}

/// Turns events into lines of a log.
public protocol LogFormat {
  /// The lines an event adds, without line ends.
  mutating func lines(for event: TrainingEvent) -> [String]
}

/// Four decimals, as Python's `:.4f` prints them.
func fixed(_ value: Double) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value < 0 ? "-inf" : "inf" }
  return String(format: "%.4f", value)
}
