import Autograd
import NN

/// A deliberate mistake: an edit of the listing, declared once.
public struct Bug: Sendable {
  /// What the program should see while the bug is on.
  public enum Symptom: Sendable, Equatable {
    /// An error of this type whose message begins so.
    case raises(type: String, message: String)
    /// A detector of this name fires.
    case detected(String)
  }

  public let id: String
  public let title: String
  public let symptom: Symptom
  /// Why it goes wrong, for a person.
  public let explanation: String
  /// How to write it instead.
  public let fix: String
  /// Bugs that edit the same lines and cannot be on at the same time.
  public let excludes: Set<String>
  /// Bugs that this one keeps from showing.
  public let hides: Set<String>
  /// Why the bug does not fit an experiment; nil when it does.
  public let unavailable: @Sendable (Experiment) -> String?
  /// Changes the listing.
  public let edit: @Sendable (inout Listing, Experiment) -> Void

  public var raises: Bool {
    if case .raises = symptom { return true }
    return false
  }

  public init(
    id: String, title: String, symptom: Symptom, explanation: String, fix: String,
    excludes: Set<String> = [], hides: Set<String> = [],
    unavailable: @escaping @Sendable (Experiment) -> String? = { _ in nil },
    edit: @escaping @Sendable (inout Listing, Experiment) -> Void
  ) {
    self.id = id
    self.title = title
    self.symptom = symptom
    self.explanation = explanation
    self.fix = fix
    self.excludes = excludes
    self.hides = hides
    self.unavailable = unavailable
    self.edit = edit
  }
}

/// The bugs a trainer knows, in the order they are shown.
public struct Catalogue: Sendable {
  public let bugs: [Bug]
  /// What looks for the symptoms of those that raise nothing.
  public let detectors: [Detector]

  public init(_ bugs: [Bug], detectors: [Detector] = Detector.standard) {
    self.bugs = bugs
    self.detectors = detectors
  }

  /// All that Descent ships.
  public static let standard = Catalogue(Bug.raising + Bug.silent)

  public subscript(id: String) -> Bug? { bugs.first { $0.id == id } }

  /// The bug, or an error that names the nearest there is.
  public func find(_ id: String) throws -> Bug {
    if let bug = self[id] { return bug }
    throw ExperimentError.notFound(
      "unknown bug '\(id)'", suggestion: nearestName(to: id, among: bugs.map(\.id)))
  }

  /// Why a bug cannot join those that are on; nil when it can.
  public func conflict(_ id: String, with active: [String], in experiment: Experiment) -> String? {
    guard let bug = self[id] else { return "there is no such bug" }
    if let reason = bug.unavailable(experiment) { return reason }
    for other in active where other != id {
      if bug.excludes.contains(other) || self[other]?.excludes.contains(id) == true {
        return "it edits the same lines as '\(other)', which is on"
      }
      if bug.hides.contains(other) { return "it would keep '\(other)', which is on, from showing" }
      if self[other]?.hides.contains(id) == true {
        return "'\(other)', which is on, would keep it from showing"
      }
    }
    return nil
  }

  /// The experiment's loop with the edits of the bugs that are on.
  public func listing(_ active: [String], of experiment: Experiment) -> Listing {
    var listing = Listing.healthy(experiment)
    for bug in bugs where active.contains(bug.id) {
      let before = listing
      bug.edit(&listing, experiment)
      listing.credit(bug.id, comparedWith: before)
    }
    return listing
  }

  /// What a bug changes in an experiment's loop, as a diff.
  public func difference(_ id: String, of experiment: Experiment) -> [ListingLine] {
    listing([id], of: experiment).display(against: .healthy(experiment))
  }

  /// The bugs as a reader shows them.
  func infos(_ experiment: Experiment) -> [BugInfo] {
    bugs.map {
      BugInfo(
        id: $0.id, title: $0.title, raises: $0.raises, explanation: $0.explanation,
        unavailable: $0.unavailable(experiment))
    }
  }
}

extension Experiment {
  /// The labels a training step compares with.
  public var trainLabels: Name { batchSize == nil ? .yTrain : .yBatch }
  /// The features a training step sees.
  public var trainFeatures: Name { batchSize == nil ? .xTrain : .xBatch }
}
