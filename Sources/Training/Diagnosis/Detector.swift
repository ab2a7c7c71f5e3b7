import Foundation

/// Looks for one way of training wrongly that raises nothing.
///
/// It judges figures alone; one entry of a list each.
public struct Detector: Sendable {
  /// The symptom's name, e.g. `no_parameter_changed`.
  public let id: String
  /// Looks in a row that must show it.
  public let looks: Int
  /// Why it is a mistake, for a person.
  public let why: String
  /// What usually fixes it.
  public let fix: String
  /// False for what is worth a word and no fault.
  public let isFault: Bool
  /// What shows the symptom; nil when it is not there.
  public let see: @Sendable (EpochFacts, Evidence) -> Finding?

  public init(
    id: String, looks: Int = 1, why: String = "", fix: String, isFault: Bool = true,
    see: @escaping @Sendable (EpochFacts, Evidence) -> Finding?
  ) {
    self.id = id
    self.looks = looks
    self.why = why
    self.fix = fix
    self.isFault = isFault
    self.see = see
  }

  /// All that Descent ships.
  public static let standard = gradients + data + values + tables
}

/// What a detector saw.
public struct Finding: Sendable, ExpressibleByStringInterpolation {
  /// One sentence with the figures that show it.
  public var text: String
  /// The line of the loop that is to blame, where there is one.
  public var line: Int?
  /// Why, and what fixes it, where this finding knows more than its detector.
  public var why: String?
  public var fix: String?

  public init(_ text: String, line: Int? = nil, why: String? = nil, fix: String? = nil) {
    (self.text, self.line, self.why, self.fix) = (text, line, why, fix)
  }

  public init(stringLiteral text: String) { self.init(text) }
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

/// `BatchNorm1d and 2 Dropout`: each kind once.
func kinds(_ names: [String]) -> String {
  var seen: [(name: String, count: Int)] = []
  for name in names {
    if let index = seen.firstIndex(where: { $0.name == name }) {
      seen[index].count += 1
    } else {
      seen.append((name, 1))
    }
  }
  return listed(seen.map { $0.count == 1 ? $0.name : "\($0.count) \($0.name)" })
}

/// `0.weight, 0.bias and 2 more`
func listed(_ names: [String], most: Int = 3) -> String {
  names.count <= most
    ? names.joined(separator: ", ")
    : names.prefix(most - 1).joined(separator: ", ") + " and \(names.count - most + 1) more"
}
