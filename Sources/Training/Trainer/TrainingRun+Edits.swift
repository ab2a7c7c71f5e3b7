import Loop
import Run

// Bugs and edits by hand: what changes the loop that runs.

extension TrainingRun {
  /// Makes the listing of the bugs that are on and runs its setup lines.
  func rebuild() throws {
    listing = switches.listing(of: experiment)
    emit(.listing(listing.display(against: Listing(experiment.healthyLoop))))
    try follow(listing)
    noteListing()
  }

  /// The same for a state that follows the listing already.
  func showListing() {
    listing = switches.listing(of: experiment)
    emit(.listing(listing.display(against: Listing(experiment.healthyLoop))))
    noteListing()
  }

  /// Lets the state go on with a listing, whose lines before the loop are run at once: also while
  /// training is paused, and what is asked for meanwhile comes after them.
  func follow(_ listing: Listing) throws {
    isFollowing = true
    defer { isFollowing = false }
    try state?.follow(listing)
  }

  func noteListing() {
    rewind.changed()
    hasRunThrough = false
    watch?.listingChanged()
    if watch != nil { expectations.follow(switches.bugs, epoch: epoch) }
  }

  func switchDueBugs() throws {
    let due = switches.takeDue(epoch)
    if !due.isEmpty {
      for change in due { set(change.id, change.isOn) }
      try rebuild()
    }
    if let edit = switches.takeDueEdit() { _ = try take(edit) }
  }

  func set(_ id: String, _ isOn: Bool) {
    let change = BugSwitch(id: id, isOn: isOn, epoch: epoch)
    if let event = switches.set(change, of: experiment) { emit(event) }
  }

  /// Compiles a text at once; from the next epoch on the loop is that text.
  func edit(_ lines: [String], line: Int?) throws {
    let edit: HandEdit
    do {
      edit = try HandEdit(
        lines, of: listing.text, base: switches.base(of: experiment),
        isBody: state?.isBody ?? true)
    } catch let mistake as EditMistake {
      emit(.mistake(mistake))
      return
    }
    if line != nil {
      switches.plan(edit)
      emit(.mistake(nil))
    } else if try take(edit) {
      emit(.mistake(nil))
      guard phase == .parked else { return }
      emit(.fixed(epoch: epoch))
      enter(.running)
    }
  }

  /// Goes on with a text that a person wrote; false where a line before the loop raised, and the old
  /// text stays.
  func take(_ edit: HandEdit) throws -> Bool {
    let before = switches
    let events = switches.take(edit, epoch: epoch, of: experiment)
    let next = switches.listing(of: experiment)
    do {
      try follow(next)
    } catch {
      switches = before
      guard let failure = error as? LoopState.Failure else { throw error }
      emit(.mistake(edit.mistake(failure.error)))
      try rebuild()
      return false
    }
    for event in events { emit(event) }
    listing = next
    emit(.listing(listing.display(against: Listing(experiment.healthyLoop))))
    noteListing()
    return true
  }

  func resumeFixed() throws {
    try rebuild()
    guard phase == .parked else { return }
    emit(.fixed(epoch: epoch))
    enter(.running)
  }
}
