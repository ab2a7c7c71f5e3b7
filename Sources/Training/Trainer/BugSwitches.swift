import Loop
import Run

/// Which bugs are on, and which are to be switched at a later epoch.
struct BugSwitches {
  /// The ids of those that are on, in the order they were switched on.
  private(set) var active: [String] = []
  private var planned: [BugSwitch]
  /// What a person wrote, to be taken over when the next epoch begins.
  private var plannedEdit: HandEdit?

  /// The bugs there are; what a person wrote into the loop is the last of them.
  private(set) var catalogue: Catalogue

  init(_ planned: [BugSwitch], in catalogue: Catalogue) {
    (self.planned, self.catalogue) = (planned, catalogue)
  }

  /// Those of a checkpoint. Of the ones asked for beside, what was due before it has been on.
  init(
    resuming saved: Checkpoint.Bugs, at epoch: Int, with asked: [BugSwitch],
    in catalogue: Catalogue
  ) {
    active = saved.active
    planned = saved.planned + asked.filter { $0.epoch >= epoch && !saved.planned.contains($0) }
    self.catalogue = saved.definitions.reduce(catalogue) { catalogue, bug in
      catalogue[bug.id]?.edits == bug.edits ? catalogue : catalogue.adding(bug)
    }
  }

  /// For a checkpoint.
  var checkpoint: Checkpoint.Bugs {
    let ids = active + planned.map(\.id)
    return Checkpoint.Bugs(
      active: active, planned: planned,
      definitions: catalogue.bugs.filter { ids.contains($0.id) })
  }

  /// The active ones, in the same order.
  var bugs: [Bug] { active.compactMap { catalogue[$0] } }

  /// The ids of the active ones that raise, or may: to fix is to switch these off. What a person
  /// wrote is not among them, see `takeBack`.
  var raising: [String] {
    active.filter { id in
      guard let bug = catalogue[id], !bug.isByHand else { return false }
      return bug.raises || bug.symptom == nil
    }
  }

  /// The loop with the edits of those that are on.
  func listing(of experiment: Experiment) -> Listing { catalogue.listing(active, of: experiment) }

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
      let rest = active.filter { $0 != id }
      // A person may have written on top of what the bug wrote.
      if let edit = handEdit, edit.id != id, rest.contains(edit.id),
        let reason = catalogue.conflict(edit.id, with: rest, in: experiment)
      {
        return .setting(name: "bug \(id)", value: "not switched off: \(reason)", epoch: epoch)
      }
      active = rest
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
    plannedEdit = nil
    var kept: [String] = []
    for id in active where catalogue.conflict(id, with: kept, in: experiment) == nil {
      kept.append(id)
    }
    active = kept
  }

  // MARK: - Written by hand

  private static let handID = BugInfo.editedByHand.id

  /// What a person wrote, whether it is on or not.
  private var handEdit: Bug? { catalogue[Self.handID].flatMap { $0.isByHand ? $0 : nil } }

  /// The loop with the bugs that are on, without what is written by hand.
  func base(of experiment: Experiment) -> LoopText {
    catalogue.listing(active.filter { $0 != Self.handID }, of: experiment).text
  }

  mutating func plan(_ edit: HandEdit) { plannedEdit = edit }

  mutating func takeDueEdit() -> HandEdit? {
    defer { plannedEdit = nil }
    return plannedEdit
  }

  /// Takes a text over as the bug `edit`, in place of what was written before; gives what readers
  /// are told. A text that bugs make, or that has one's lines put back, switches those alone.
  mutating func take(
    _ edit: HandEdit, epoch: Int, of experiment: Experiment
  ) -> [TrainingEvent] {
    let before = active
    let others = active.filter { $0 != Self.handID }
    planned.removeAll { $0.id == Self.handID }
    let fewer = [others, []] + others.map { id in others.filter { $0 != id } }
    if let bugs = fewer.first(where: { catalogue.listing($0, of: experiment).text == edit.text }) {
      active = bugs
    } else {
      let new = catalogue.adding(edit.bug)
      if let reason = new.conflict(Self.handID, with: others, in: experiment) {
        return [.setting(name: "edit", value: "not taken over: \(reason)", epoch: epoch)]
      }
      catalogue = new
      active = others + [Self.handID]
    }
    let off = before.filter { !active.contains($0) }
    let on = active.filter { !before.contains($0) }
    return off.map { .bug(BugSwitch(id: $0, isOn: false, epoch: epoch)) }
      + on.map { .bug(BugSwitch(id: $0, isOn: true, epoch: epoch)) }
  }

  /// Takes back the change of a person that made one of these lines, or all of them where none did;
  /// nil where nothing is on that a person wrote.
  mutating func takeBack(
    _ lines: [Int], epoch: Int, of experiment: Experiment
  ) -> [TrainingEvent]? {
    guard active.contains(Self.handID), let bug = handEdit,
      case .patch(let base, let text)? = bug.edits.first
    else { return nil }
    let off = BugSwitch(id: Self.handID, isOn: false, epoch: epoch)
    let now = listing(of: experiment)
    // Bugs switched since may have moved the lines.
    let edit = HandEdit(base: now.text == text ? base : self.base(of: experiment), text: now.text)
    for line in lines where now.bug(ofLine: line) == Self.handID {
      if let less = edit.takingBack(line) { return take(less, epoch: epoch, of: experiment) }
    }
    return set(off, of: experiment).map { [$0] } ?? []
  }

  /// Forgets what was written for a loop of another text.
  mutating func forgetEdit() {
    guard handEdit != nil else { return }
    active.removeAll { $0 == Self.handID }
    catalogue = catalogue.removing(Self.handID)
  }

  /// Whether a line that raised, or another it led to, was written by hand.
  func isByHand(_ lines: [Int], of experiment: Experiment) -> Bool {
    let now = listing(of: experiment)
    return handEdit != nil && lines.contains { now.bug(ofLine: $0) == Self.handID }
  }
}
