import Loop
import Run

/// A deliberate mistake: edits of the loop's text, declared in a file of its own.
public struct Bug: Sendable, Codable {
  /// What the program should see while the bug is on.
  public enum Symptom: Sendable, Equatable, Codable {
    /// An error of this type whose message begins so.
    case raises(type: String, message: String)
    /// A detector of this name fires.
    case detected(String)
    /// The same, for what people take for a mistake and is none.
    case harmless(String)
  }

  /// What an experiment must have for a bug to fit.
  public enum Need: String, Sendable, CaseIterable, Codable {
    case classes, binary
    case wholeData = "whole_data"
    case modalLayer = "modal_layer"
    case ownRate = "own_rate"
    case flatRows = "flat_rows"
  }

  /// The name of its file.
  public let id: String
  public let title: String
  /// Nil for an edit of a person's own, whose effect is not known.
  public let symptom: Symptom?
  /// Why it goes wrong, for a person.
  public let explanation: String
  /// How to write it instead.
  public let fix: String
  public let need: Need?
  /// Bugs that cannot be on at the same time, beside those that write the same line anew.
  public let excludes: Set<String>
  /// Bugs that this one keeps from showing.
  public let hides: Set<String>
  /// Changes of the loop, made one after the other.
  public let edits: [LoopEdit]

  public var raises: Bool {
    if case .raises = symptom { return true }
    return false
  }

  /// False for what people take for a mistake and is none.
  public var isFault: Bool {
    if case .harmless = symptom { return false }
    return true
  }

  /// Made of changes that a person wrote; where they fit depends on what else is on.
  var isByHand: Bool {
    edits.contains { if case .patch = $0 { true } else { false } }
  }

  public init(
    id: String, title: String, symptom: Symptom?, explanation: String, fix: String,
    need: Need? = nil, excludes: Set<String> = [], hides: Set<String> = [], edits: [LoopEdit]
  ) {
    self.id = id
    self.title = title
    self.symptom = symptom
    self.explanation = explanation
    self.fix = fix
    self.need = need
    self.excludes = excludes
    self.hides = hides
    self.edits = edits
  }

  /// The bug as a reader shows it.
  public func info(unavailable: String? = nil) -> BugInfo {
    BugInfo(
      id: id, title: title, raises: raises, isFault: isFault, explanation: explanation,
      unavailable: unavailable)
  }

  /// Why the bug does not fit an experiment; nil when it does.
  public func unavailable(in experiment: Experiment) -> String? {
    if isByHand { return nil }
    if let need, let reason = need.missing(in: experiment) { return reason }
    var listing = Listing(experiment.healthyLoop)
    do {
      try edit(&listing, of: experiment)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Makes the bug's edits.
  func edit(_ listing: inout Listing, of experiment: Experiment) throws {
    for edit in edits { try listing.apply(experiment.filled(edit), bug: id) }
  }

  /// Two edits of one line, neither of which leaves the other's.
  func clashes(with other: Bug) -> Bool {
    edits.contains { edit in edit.claimsLine && other.edits.contains { $0.claims(as: edit) } }
  }
}

extension LoopEdit {
  /// Whether both write the same line anew, or put the same lines under a `with`.
  fileprivate func claims(as other: LoopEdit) -> Bool {
    switch (self, other) {
    case (.replace(let a, _), .replace(let b, _)): a == b
    case (.wrap(let a, _, _), .wrap(let b, _, _)): a == b
    default: false
    }
  }
}

extension Bug.Need {
  /// What an experiment lacks; nil when it has it.
  func missing(in experiment: Experiment) -> String? {
    switch self {
    case .classes:
      experiment.lossKind.name == "cross_entropy"
        ? nil : "needs a preset with cross entropy over classes"
    case .binary: experiment.lossKind.isBinary ? nil : "needs a preset with a binary loss"
    case .wholeData: experiment.batchSize == nil ? nil : "needs a preset without mini-batches"
    case .modalLayer:
      experiment.hasModalLayer ? nil : "needs a preset with dropout or batch norm"
    case .flatRows:
      experiment.data.inputShape.count == 1 ? nil : "needs a preset whose rows are no pictures"
    case .ownRate:
      experiment.scheduler?.isPerBatch == true
        ? "the preset's schedule sets the rate at every step" : nil
    }
  }
}

extension Experiment {
  /// An edit with `{optimizer of …}` written out as the preset makes its optimiser, and with the names
  /// that its loop has for the model's outputs.
  fileprivate func filled(_ edit: LoopEdit) -> LoopEdit {
    let edit = edit.mapText { text in
      text.replacing(/\{optimizer of ([^}]*)\}/) { optimizer.python(String($0.1)) }
    }
    guard loop == nil, lossKind.isRegression else { return edit }
    return edit.renaming {
      $0.replacing("train_logits", with: trainOutput).replacing("test_logits", with: testOutput)
    }
  }
}
