import Autograd
import Loop
import Run

/// What `f` does: worked out when a fault is told, and again when the key is pressed.
struct FixPlan {
  enum Step {
    /// Some of what was switched on goes off, and readers are told so.
    case switching(BugSwitches, [TrainingEvent])
    /// The loop goes on with another text.
    case text(HandEdit)
  }

  let step: Step
  let change: LoopChange
}

extension TrainingRun {
  /// What would fix the error that training is parked at, or else what trains wrongly; nil where
  /// nothing is known that would.
  func fixPlan() -> FixPlan? {
    if phase == .parked { return fixPlan(raisedAt: failedLines, remedy) }
    if !switches.raising.isEmpty { return fixPlan(raisedAt: [], Remedy()) }
    let symptoms = watch?.present ?? []
    return symptoms.isEmpty ? nil : fixPlan(symptoms)
  }

  func fixPlan(raisedAt lines: [Int], _ remedy: Remedy) -> FixPlan? {
    var remedy = remedy
    if switches.isByHand(lines, of: experiment) || !switches.raising.isEmpty { remedy.text = nil }
    if let lines = remedy.text, let plan = plan(lines, restarts: remedy.restarts) { return plan }
    return switches.withoutWhatRaised(lines, epoch: epoch, of: experiment)
      .flatMap { plan($0, restarts: remedy.restarts) }
  }

  /// The same for silent symptoms. What has become NaN stays so.
  func fixPlan(_ symptoms: Set<String>) -> FixPlan? {
    let isLost =
      state?.models.parameters.contains { !$0.values.allSatisfy(\.isFinite) } ?? false
    return switches.withoutWhatShows(symptoms, epoch: epoch, of: experiment)
      .flatMap { plan($0, restarts: isLost || phase == .finished) }
  }

  private func plan(_ next: (BugSwitches, [TrainingEvent]), restarts: Bool) -> FixPlan? {
    LoopChange(
      from: listing.text.lines, to: next.0.listing(of: experiment).text.lines, restarts: restarts
    ).map { FixPlan(step: .switching(next.0, next.1), change: $0) }
  }

  private func plan(_ lines: [String], restarts: Bool) -> FixPlan? {
    let edit = try? HandEdit(
      lines, of: listing.text, base: switches.base(of: experiment), isBody: state?.isBody ?? true)
    guard let edit,
      let change = LoopChange(from: listing.text.lines, to: edit.text.lines, restarts: restarts)
    else { return nil }
    return FixPlan(step: .text(edit), change: change)
  }

  /// Makes the edit that was shown, and lets a parked run go on.
  func fix() throws {
    guard let plan = fixPlan() else { return }
    switch plan.step {
    case .switching(let next, let events):
      switches = next
      for event in events { emit(event) }
    case .text(let edit): guard try take(edit) else { return }
    }
    if plan.change.restarts { throw Interrupt.restart }
    try resumeFixed()
  }
}

extension BugSwitches {
  typealias Change = (BugSwitches, [TrainingEvent])

  /// The switches without what raised at these lines. Of what a person wrote only the change that
  /// raised is taken back; nil where nothing is on.
  func withoutWhatRaised(_ lines: [Int], epoch: Int, of experiment: Experiment) -> Change? {
    var next = self
    if isByHand(lines, of: experiment) || raising.isEmpty,
      let events = next.takeBack(lines, epoch: epoch, of: experiment),
      next.active != active
        || next.listing(of: experiment) != listing(of: experiment)
    {
      return (next, events)
    }
    return without(raising.isEmpty ? faults : raising, epoch: epoch, of: experiment)
  }

  /// The same without what shows in silent symptoms.
  func withoutWhatShows(_ symptoms: Set<String>, epoch: Int, of experiment: Experiment) -> Change? {
    let silent = active.filter { id in
      guard case .detected(let symptom)? = catalogue[id]?.symptom else { return false }
      return symptoms.contains(symptom)
    }
    if silent.isEmpty {
      var next = self
      if let events = next.takeBack([], epoch: epoch, of: experiment) { return (next, events) }
    }
    return without(silent.isEmpty ? faults : silent, epoch: epoch, of: experiment)
  }

  /// Whether what is on may be behind a symptom: it is what a bug shows, or one of the loop's own. What
  /// is said of the data has been there before.
  func mayShow(_ symptom: String) -> Bool {
    let isOfLoop = (Detector.gradients + Detector.values).contains { $0.id == symptom }
    return isOfLoop || bugs.contains { $0.symptom == .detected(symptom) }
  }

  /// What is on and is a mistake.
  private var faults: [String] { active.filter { catalogue[$0]?.isFault ?? true } }

  private func without(_ ids: [String], epoch: Int, of experiment: Experiment) -> Change? {
    var next = self
    let events = ids.compactMap {
      next.set(BugSwitch(id: $0, isOn: false, epoch: epoch), of: experiment)
    }
    return next.active == active ? nil : (next, events)
  }
}
