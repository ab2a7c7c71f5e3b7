import Loop
import Run

/// The bugs a trainer knows, in the order they are shown.
public struct Catalogue: Sendable {
  public let bugs: [Bug]
  /// What looks for the symptoms of those that raise nothing.
  public let detectors: [Detector]

  public init(_ bugs: [Bug], detectors: [Detector] = Detector.standard) {
    self.bugs = bugs
    self.detectors = detectors
  }

  /// Reads folders of bugs, one YAML file a bug; a later folder's bug takes the place of an earlier
  /// one's of the same name.
  public init(folders: [String], detectors: [Detector] = Detector.standard) throws {
    var bugs: [Bug] = []
    for folder in folders {
      for bug in try Self.read(folder) {
        if let place = bugs.firstIndex(where: { $0.id == bug.id }) {
          bugs[place] = bug
        } else {
          bugs.append(bug)
        }
      }
    }
    self.init(bugs, detectors: detectors)
  }

  private static func read(_ folder: String) throws -> [Bug] {
    guard let names = DataFile.yamlNames(in: folder) else {
      throw ExperimentError.notFound("no such folder of bugs: \(folder)", suggestion: nil)
    }
    let found = try names.map { name in
      let file = "\(folder)/\(name).yaml"
      let text = try DataFile(path: file).text()
      return (order: try Bug.order(yaml: text, file: file), bug: try Bug(yaml: text, file: file))
    }
    return found.sorted { ($0.order, $0.bug.id) < ($1.order, $1.bug.id) }.map(\.bug)
  }

  /// With a bug as the last, in place of one of the same id.
  func adding(_ bug: Bug) -> Catalogue {
    Catalogue(bugs.filter { $0.id != bug.id } + [bug], detectors: detectors)
  }

  func removing(_ id: String) -> Catalogue {
    Catalogue(bugs.filter { $0.id != id }, detectors: detectors)
  }

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
    if let reason = bug.unavailable(in: experiment) { return reason }
    for other in active where other != id {
      guard let on = self[other] else { continue }
      if bug.excludes.contains(other) || on.excludes.contains(id) || bug.clashes(with: on) {
        return "it edits the same lines as '\(other)', which is on"
      }
      if bug.hides.contains(other) { return "it would keep '\(other)', which is on, from showing" }
      if on.hides.contains(id) { return "'\(other)', which is on, would keep it from showing" }
    }
    var listing = Listing(experiment.healthyLoop)
    do {
      for bug in bugs where active.contains(bug.id) || bug.id == id {
        try bug.edit(&listing, of: experiment)
      }
      // What was written by hand need not go together with what a bug's file says.
      if (active + [id]).contains(where: { self[$0]?.isByHand == true }) {
        _ = try LoopState.compile(listing.text, NameTable())
      }
    } catch {
      return "\(error)"
    }
    return nil
  }

  /// The experiment's loop with the edits of the bugs that are on; one that finds no line to edit
  /// changes nothing.
  public func listing(_ active: [String], of experiment: Experiment) -> Listing {
    var listing = Listing(experiment.healthyLoop)
    for bug in bugs where active.contains(bug.id) {
      var edited = listing
      if (try? bug.edit(&edited, of: experiment)) != nil { listing = edited }
    }
    return listing
  }

  /// What a bug changes in an experiment's loop, as a diff.
  public func difference(_ id: String, of experiment: Experiment) -> [ListingLine] {
    listing([id], of: experiment).display(against: Listing(experiment.healthyLoop))
  }

  /// The bugs as a reader shows them.
  func infos(_ experiment: Experiment) -> [BugInfo] {
    bugs.map { $0.info(unavailable: $0.unavailable(in: experiment)) }
  }
}
