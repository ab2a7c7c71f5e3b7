import Foundation
import Training

/// The log a person reads: one line an epoch.
public struct TextLog: LogFormat {
  /// Epochs between two lines; the last epoch of a run is not special.
  public var every: Int

  public init(every: Int = 1) { self.every = every }

  public mutating func lines(for event: TrainingEvent) -> [String] {
    guard case .epoch(let record) = event, record.epoch % every == 0 else { return [] }
    var line = "Epoch:\(record.epoch)"
    for (metric, text) in Self.labels where !record.missing.contains(metric) {
      line += " | \(text): \(fixed(record[metric]))"
    }
    return [line]
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
  // `String(format:)` takes longer for a line than a small net for its epoch.
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
    guard let text = buffer.baseAddress else { return "" }
    _ = withVaList([value]) { vsnprintf(text, buffer.count, "%.4f", $0) }
    return String(cString: text)
  }
}
