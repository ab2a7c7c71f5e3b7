/// Which bugs are on, and which are to be switched at a later epoch.
struct BugSwitches {
  /// The ids of those that are on, in the order they were switched on.
  private(set) var active: [String] = []
  private var planned: [BugSwitch]

  private let catalogue: Catalogue

  init(_ planned: [BugSwitch], in catalogue: Catalogue) {
    (self.planned, self.catalogue) = (planned, catalogue)
  }

  /// The active ones, in the same order.
  var bugs: [Bug] { active.compactMap { catalogue[$0] } }

  /// The ids of the active ones that raise, or may: to fix is to switch these off.
  var raising: [String] {
    active.filter { id in
      guard let bug = catalogue[id] else { return false }
      return bug.raises || bug.symptom == nil
    }
  }

  /// Switches at once; gives what a reader is told, nil where nothing changed.
  mutating func set(_ change: BugSwitch, of experiment: Experiment) -> TrainingEvent? {
    let (id, epoch) = (change.id, change.epoch)
    guard active.contains(id) != change.isOn else { return nil }
    if change.isOn {
      if let reason = catalogue.conflict(id, with: active, in: experiment) {
        return .setting(name: "bug \(id)", value: "not switched on: \(reason)", epoch: epoch)
      }
      active.append(id)
    } else {
      active.removeAll { $0 == id }
    }
    return .bug(change)
  }

  /// Switches when its epoch begins.
  mutating func plan(_ change: BugSwitch) { planned.append(change) }

  /// Hands over what is due when `epoch` begins.
  mutating func takeDue(_ epoch: Int) -> [BugSwitch] {
    guard planned.contains(where: { $0.epoch <= epoch }) else { return [] }
    let due = planned.filter { $0.epoch <= epoch }
    planned.removeAll { $0.epoch <= epoch }
    return due
  }

  /// Drops the active ones that do not fit another experiment.
  mutating func keepFitting(_ experiment: Experiment) {
    active.removeAll { [catalogue] in catalogue.conflict($0, with: [], in: experiment) != nil }
  }
}
