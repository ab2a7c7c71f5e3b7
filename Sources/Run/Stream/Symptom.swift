/// A way of training wrongly that a detector has seen without looking at which bug is on.
public struct Symptom: Sendable, Equatable {
  /// The detector, e.g. `no_parameter_changed`.
  public var id: String
  public var epoch: Int
  /// What `epoch` counts.
  public var unit: RunUnit
  /// One sentence with the figures that show it.
  public var text: String
  /// False when the symptom is gone again.
  public var isPresent: Bool
  /// Why it trains wrongly so; empty where nothing is known.
  public var why: String
  /// What usually fixes it.
  public var fix: String
  /// The edit that `f` makes; nil when it can do nothing.
  public var change: LoopChange?
  /// The line of the listing that is to blame, where one is known.
  public var line: Int?
  public var code: String
  /// False for what is worth a word and no fault.
  public var isFault: Bool
  /// Gradient, weight and update of every parameter in that epoch.
  public var parameters: [ParameterStatistics]

  public init(
    id: String, epoch: Int, unit: RunUnit = .epoch, text: String, isPresent: Bool = true,
    why: String = "", fix: String = "", change: LoopChange? = nil, line: Int? = nil,
    code: String = "", isFault: Bool = true, parameters: [ParameterStatistics] = []
  ) {
    self.id = id
    self.epoch = epoch
    self.unit = unit
    self.text = text
    self.isPresent = isPresent
    self.why = why
    self.fix = fix
    self.change = change
    self.line = line
    self.code = code
    self.isFault = isFault
    self.parameters = parameters
  }
}

extension Symptom {
  /// `line 5: loss.backward()`; nil where no line is known.
  public var placeText: String? {
    line.map { code.isEmpty ? "line \($0)" : "line \($0): \(code)" }
  }
}

/// Whether a bug that is on showed what it was expected to show.
public struct Verdict: Sendable, Equatable {
  public var bug: String
  /// An error as Python prints it, or a detector's name.
  public var symptom: String
  /// The epoch in which it was seen, or by which it should have been.
  public var epoch: Int
  public var isMet: Bool

  public init(bug: String, symptom: String, epoch: Int, isMet: Bool) {
    self.bug = bug
    self.symptom = symptom
    self.epoch = epoch
    self.isMet = isMet
  }

  /// One sentence for a person.
  public var text: String {
    isMet
      ? "as expected of '\(bug)': \(symptom)"
      : "not seen by epoch \(epoch), though '\(bug)' is on: \(symptom)"
  }
}
