import Foundation
import Training

/// The log a person reads: one line an epoch.
public struct TextLog: LogFormat {
  /// Epochs between two lines; the last epoch of a run is not special.
  public var every: Int

  public init(every: Int = 1) { self.every = every }

  public mutating func lines(for event: TrainingEvent) -> [String] {
    guard case .epoch(let record) = event, record.epoch % every == 0 else { return [] }
    let numbers = Self.labels.filter { !record.missing.contains($0.metric) }
      .map { "\($0.text): \(fixed(record[$0.metric]))" }
    return [(["Epoch:\(record.epoch)"] + numbers).joined(separator: " | ")]
  }

  private static let labels: [(metric: Metric, text: String)] = [
    (.trainLoss, "Train loss"), (.trainAccuracy, "Train acc"), (.testLoss, "Test loss"),
    (.testAccuracy, "Test acc"),
  ]
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
