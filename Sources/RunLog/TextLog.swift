import Foundation
import Run
import Text

/// The log a person reads: one line an epoch.
public struct TextLog: LogFormat {
  /// Epochs between two lines; the last epoch of a run is not special.
  public var every: Int

  public init(every: Int = 1) { self.every = every }

  public mutating func lines(for event: TrainingEvent) -> [String] {
    if case .record(let record) = event { return [Self.line(record)] }
    guard case .epoch(let record) = event, record.epoch % every == 0 else { return [] }
    var line = "Epoch:"
    line.reserveCapacity(120)
    line += record.epoch.description
    let labels = record.score == .r2 ? Self.quantityLabels : Self.labels
    for (metric, label) in labels where !record.missing.contains(metric) {
      line += label
      line += fixed(record[metric])
    }
    return [line]
  }

  /// What another program said, under its own names.
  private static func line(_ record: Record) -> String {
    var parts: [String] = []
    if let epoch = record.epoch {
      parts.append("Epoch:\(Int(exactly: epoch)?.description ?? fixed(epoch))")
    }
    if let step = record.step { parts.append("Step:\(step)") }
    return (parts + record.values.map { "\($0.name.harmless()): \(fixed($0.number))" })
      .joined(separator: " | ")
  }

  private static let labels: [(metric: Metric, label: String)] = [
    (.trainLoss, " | Train loss: "), (.trainAccuracy, " | Train acc: "),
    (.testLoss, " | Test loss: "), (.testAccuracy, " | Test acc: "),
  ]
  private static let quantityLabels: [(metric: Metric, label: String)] = [
    (.trainLoss, " | Train loss: "), (.trainAccuracy, " | Train R2: "),
    (.testLoss, " | Test loss: "), (.testAccuracy, " | Test R2: "),
  ]
}

/// Turns events into lines of a log.
public protocol LogFormat {
  /// The lines an event adds, without line ends.
  mutating func lines(for event: TrainingEvent) -> [String]
}

/// Four decimals, as Python's `:.4f` prints them.
///
/// The C library takes longer for a line's four numbers than a small net for its epoch, so numbers
/// of a usual size are rounded in integers, which is as exact: halves go to the even digit.
func fixed(_ value: Double) -> String {
  guard value.magnitude < 0x1p26 else { return fixedByLibrary(value) }
  var digits = tenThousandths(value)
  // No more than fits into a string without memory of its own.
  return String(unsafeUninitializedCapacity: 15) { text in
    // From the last digit on, from the buffer's end on.
    var start = text.count
    repeat {
      if start == text.count - 4 {
        start -= 1
        text[start] = UInt8(ascii: ".")
      }
      start -= 1
      text[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits % 10)
      digits /= 10
    } while digits > 0 || start > text.count - 6
    if value.sign == .minus {
      start -= 1
      text[start] = UInt8(ascii: "-")
    }
    let length = text.count - start
    for index in 0..<length { text[index] = text[start + index] }
    return length
  }
}

/// A magnitude below 2²⁶ in units of 0.0001, rounded.
private func tenThousandths(_ value: Double) -> UInt64 {
  // |value| = whole · 2^-(shift + 4), and 10⁴ = 625 · 2⁴: the product has less than 63 bits.
  let whole = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
  let shift = 1075 - max(Int(value.exponentBitPattern), 1) - 4
  let product = whole * 625
  guard shift < 64 else { return 0 }
  let (quotient, rest, half) = (
    product >> UInt64(shift), product & (1 << UInt64(shift) - 1), 1 << UInt64(shift - 1) as UInt64
  )
  return quotient + (rest > half || (rest == half && quotient % 2 == 1) ? 1 : 0)
}

/// The same by the C library, for any number.
func fixedByLibrary(_ value: Double) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value < 0 ? "-inf" : "inf" }
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
    guard let text = buffer.baseAddress else { return "" }
    _ = withVaList([value]) { vsnprintf(text, buffer.count, "%.4f", $0) }
    return String(cString: text)
  }
}
