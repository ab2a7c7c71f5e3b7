import Foundation

/// Looks for one way of training wrongly that raises nothing.
///
/// It judges figures alone; one entry of a list each.
public struct Detector: Sendable {
  /// The symptom's name, e.g. `no_parameter_changed`.
  public let id: String
  /// Looks in a row that must show it.
  public let looks: Int
  /// What usually fixes it.
  public let fix: String
  /// One sentence with the figures that show the symptom; nil when it is not there.
  public let see: @Sendable (EpochFacts, Evidence) -> String?

  public init(
    id: String, looks: Int = 1, fix: String,
    see: @escaping @Sendable (EpochFacts, Evidence) -> String?
  ) {
    self.id = id
    self.looks = looks
    self.fix = fix
    self.see = see
  }

  /// All that Descent ships.
  public static let standard = gradients + data + values
}

/// What was seen before the epoch that is judged.
public struct Evidence: Sendable {
  /// The first epoch that was looked at since the listing last changed.
  public internal(set) var first: EpochFacts?
  /// The last few epochs that were looked at, newest last.
  public internal(set) var recent: [EpochFacts] = []

  static let kept = 4

  mutating func add(_ facts: EpochFacts) {
    first = first ?? facts
    recent.append(facts)
    if recent.count > Self.kept { recent.removeFirst() }
  }
}

/// Figures in a sentence: four significant digits.
func figure(_ value: Double) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value < 0 ? "-inf" : "inf" }
  if value == 0 { return "0" }
  let digits = 3 - Int(log10(abs(value)).rounded(.down))
  if digits > 7 || digits < -4 {
    return String(format: "%.3g", value)
  }
  return String(format: "%.\(max(digits, 0))f", value)
}

/// `0.weight, 0.bias and 2 more`
func listed(_ names: [String], most: Int = 3) -> String {
  names.count <= most
    ? names.joined(separator: ", ")
    : names.prefix(most - 1).joined(separator: ", ") + " and \(names.count - most + 1) more"
}
