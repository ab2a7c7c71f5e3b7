import Autograd
import Foundation
import Loop
import NN

/// The training thread's work. Belongs to that thread alone.
final class TrainingRun {
  private var experiment: Experiment
  private let options: Trainer.Options
  private let presets: PresetFolder?
  private let commands: CommandSource
  private let emit: (TrainingEvent) -> Void

  private var state: LoopState?
  private var listing: Listing
  private var epoch = 0
  private var phase = TrainingPhase.running
  private var pace: Double?
  private var stride = Stride.free
  private var clock = TrainingClock()
  private var pacer = Pacer()
  private var observer = Observer()
  private var watch: Watch?
  private var mirror: Mirror
  private var expectations = Expectations()
  private var switches: BugSwitches
  private var deferred: [TrainingCommand] = []
  /// What the loop has printed of a line that is not yet at its end.
  private var unfinished = ""
  /// What was asked for together with a restart, behind it.
  private var afterRestart: [TrainingCommand] = []
  /// The loop's hooks are those of an epoch that nobody looks at.
  private var hooksArePlain = false
  /// What the last failed epoch looked like when it raised.
  private var failed: [Observation] = []
  /// Where its error lay: the line that cut the gradient, and the one that raised.
  private var failedLines: [Int] = []
  /// The lines before the loop are being run.
  private var isFollowing = false

  /// How far to run before pausing again.
  private enum Stride { case free, statement, epoch, toError }

  /// Leaves an epoch that is not to be finished.
  private enum Interrupt: Error { case restart, stop }

  init(
    _ experiment: Experiment, options: Trainer.Options, presets: PresetFolder?,
    commands: CommandSource, emit: @escaping (TrainingEvent) -> Void
  ) {
    self.experiment = experiment
    self.options = options
    self.presets = presets
    self.commands = commands
    self.emit = emit
    switches = BugSwitches(options.bugs, in: options.catalogue)
    pace = options.pace
    mirror = Mirror(isWanted: options.hasTwin)
    listing = Listing(experiment.healthyLoop)
  }

  func main() {
    do {
      try begin()
      while true {
        do {
          try turn()
        } catch Interrupt.restart {
          try begin()
        }
      }
    } catch Interrupt.stop {
      if phase != .finished { emit(.end(.interrupted)) }
    } catch Finished.ended {
      return
    } catch {
      emit(.error(setupFailure(error)))
      emit(.end(.failed))
    }
  }

  private enum Finished: Error { case ended }

  /// One epoch, or a wait for commands when none is to be run.
  private func turn() throws {
    let late = deferred
    deferred = []
    try obey(late, line: nil)
    if commands.isPending { try obey(commands.take(), line: nil) }
    switch phase {
    case .running:
      try pacer.wait(pace: stride == .toError ? nil : pace) { seconds in
        try wait(seconds)
        return phase == .running
      }
      if phase == .running { try runEpoch() }
    case .paused, .parked, .finished: try wait(nil)
    }
  }

  /// Waits between epochs and obeys what comes in.
  private func wait(_ seconds: Double?) throws {
    clock.leave()
    try obey(commands.wait(seconds), line: nil)
  }

  // MARK: - Beginning

  private func begin() throws {
    epoch = 0
    stride = .free
    clock = TrainingClock()
    unfinished = ""
    watch = options.watchesSymptoms ? Watch(options.catalogue.detectors) : nil
    expectations = Expectations()
    deferred = afterRestart
    afterRestart = []
    try mirror.begin(experiment)
    // What is printed before the loop is shown as the run's own, after its beginning.
    var early: [String] = []
    let hooks = LoopState.Hooks()
    hooks.print = { early.append($0) }
    let state = try LoopState(experiment: experiment, hooks: hooks)
    self.state = state
    hooksArePlain = false
    switches.keepFitting(experiment)
    emit(
      .run(
        RunInfo(
          preset: experiment.name, summary: experiment.summary, model: experiment.modelName,
          optimizer: state.optimizer.kind, learningRate: state.optimizer.learningRate,
          seed: experiment.seed, epochs: experiment.epochs,
          parameters: state.model.namedParameters.map {
            ParameterInfo(name: $0.name, shape: $0.tensor.shape)
          }, trainCount: experiment.data.trainCount, testCount: experiment.data.testCount,
          classNames: experiment.data.classNames, bugs: switches.catalogue.infos(experiment))))
    for text in early { said(text) }
    try rebuild()
    for id in switches.active { emit(.bug(BugSwitch(id: id, isOn: true, epoch: 0))) }
    enter(.running)
  }

  /// A failure before the first statement: data or model could not be made.
  private func setupFailure(_ error: any Error) -> FailureReport {
    if let failure = (error as? LoopState.Failure)?.error ?? error as? LoopError {
      return FailureReport(
        type: failure.type, message: failure.message + failure.guess, epoch: epoch,
        line: failure.line,
        code: listing.code(ofLine: failure.line))
    }
    let torch = error as? TorchError
    return FailureReport(
      type: torch?.kind.rawValue ?? "ValueError", message: torch?.message ?? "\(error)",
      epoch: epoch, line: 0, code: "")
  }

  private func enter(_ next: TrainingPhase) {
    phase = next
    emit(.phase(next))
  }

  // MARK: - Bugs

  /// Makes the listing of the bugs that are on and runs its setup lines.
  private func rebuild() throws {
    listing = switches.listing(of: experiment)
    emit(.listing(listing.display(against: Listing(experiment.healthyLoop))))
    try follow(listing)
    noteListing()
  }

  /// Lets the state go on with a listing, whose lines before the loop are run at once: also while
  /// training is paused, and what is asked for meanwhile comes after them.
  private func follow(_ listing: Listing) throws {
    isFollowing = true
    defer { isFollowing = false }
    try state?.follow(listing)
  }

  private func noteListing() {
    watch?.listingChanged()
    if watch != nil { expectations.follow(switches.bugs, epoch: epoch) }
  }

  private func switchDueBugs() throws {
    let due = switches.takeDue(epoch)
    if !due.isEmpty {
      for change in due { set(change.id, change.isOn) }
      try rebuild()
    }
    if let edit = switches.takeDueEdit() { _ = try take(edit) }
  }

  private func set(_ id: String, _ isOn: Bool) {
    let change = BugSwitch(id: id, isOn: isOn, epoch: epoch)
    if let event = switches.set(change, of: experiment) { emit(event) }
  }

  /// Switches off what raised, and lets a parked run go on. Of what a person wrote only the change
  /// that raised is taken back, and nothing while nothing has.
  private func fix() throws {
    let isByHand = switches.isByHand(failedLines, of: experiment)
    if phase == .parked, isByHand || switches.raising.isEmpty,
      let events = switches.takeBack(failedLines, epoch: epoch, of: experiment)
    {
      for event in events { emit(event) }
    } else {
      for id in switches.raising { set(id, false) }
    }
    try resumeFixed()
  }

  /// Compiles a text at once; from the next epoch on the loop is that text.
  private func edit(_ lines: [String], line: Int?) throws {
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
  private func take(_ edit: HandEdit) throws -> Bool {
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

  private func resumeFixed() throws {
    try rebuild()
    guard phase == .parked else { return }
    emit(.fixed(epoch: epoch))
    enter(.running)
  }

  // MARK: - One epoch

  private func runEpoch() throws {
    guard let state else { return }
    if epoch >= experiment.epochs { return try finish() }
    try switchDueBugs()
    let snapshot = switches.active.isEmpty ? nil : Snapshot(state)
    state.epoch = epoch
    observer.epochBegins(
      state, isLast: epoch + 1 >= experiment.epochs, lastEnd: clock.stopped)
    watch?.epochBegins(state, epoch: epoch)
    clock.start()
    do {
      installHooks(state)
      try state.runEpoch()
      clock.lap()
    } catch let failure as LoopState.Failure {
      clock.stop()
      try park(failure, state, snapshot)
      return
    } catch {
      clock.stop()
      throw error
    }
    let record = EpochRecord(state.metrics, epoch: epoch, seconds: clock.seconds)
    emit(.epoch(record))
    mirror.note(record)
    observer.epochEnded(state, epoch: epoch, emit)
    judge(state)
    // What takes longer than to ask for the time is no training.
    if observer.isLooking || mirror.twin != nil || snapshot != nil { clock.leave() }
    epoch += 1
    try followWithTwin()
    if epoch >= experiment.epochs || state.hasLeft {
      try finish()
    } else if stride == .epoch {
      stride = .free
      enter(.paused(line: nil))
      look()
    }
  }

  /// Shows a reader what it asked to see, while training stands still.
  private func look() {
    guard let state else { return }
    observer.stopped(state, epoch: epoch, emit)
  }

  private func followWithTwin() throws {
    try mirror.follow(to: epoch, emit) { [commands] in commands.isPending }
  }

  /// Says what is wrong with an epoch that raised nothing.
  private func judge(_ state: LoopState) {
    guard let symptoms = watch?.epochEnded(state, epoch: epoch) else { return }
    for symptom in symptoms { emit(.symptom(symptom)) }
    guard expectations.arePending, let watch else { return }
    for result in expectations.epochEnded(epoch, symptoms: watch.present) {
      emit(.verdict(result))
    }
  }

  private func park(_ failure: LoopState.Failure, _ state: LoopState, _ snapshot: Snapshot?)
    throws
  {
    stride = .free
    let report = Diagnostician(listing: listing, experiment: experiment, state: state)
      .report(failure.error, epoch: epoch)
    // Nobody can ask for more once a run without a reader has ended.
    let isWatched = !observer.kinds.isEmpty || !options.endsWithRun
    failedLines = [report.diagnosis?.line, report.line].compactMap { $0 }
    failed = isWatched ? observer.raised(state, epoch: epoch) : []
    if !observer.kinds.isEmpty { for look in failed { emit(.observation(look)) } }
    try snapshot?.restore(state)
    emit(.error(report))
    if watch != nil { for result in expectations.raised(report) { emit(.verdict(result)) } }
    phase = .parked
    emit(.phase(.parked))
    if options.fixesItself && !switches.raising.isEmpty { return try fix() }
    if options.endsWithRun {
      emit(.end(.failed))
      throw Finished.ended
    }
  }

  private func finish() throws {
    do {
      try state?.runEnd()
    } catch let failure as LoopState.Failure {
      emit(.error(setupFailure(failure)))
    }
    enter(.finished)
    look()
    emit(.end(.finished))
    if options.endsWithRun { throw Finished.ended }
  }

  // MARK: - Commands

  /// What every epoch has stays; a look brings more for one epoch.
  private func installHooks(_ state: LoopState) {
    let isPlain = !observer.isTiming && watch?.look == nil
    if isPlain, hooksArePlain { return }
    hooksArePlain = isPlain
    state.hook { hooks in
      hooks.before = { [unowned self] in try gate($0) }
      hooks.print = { [unowned self] in said($0) }
      hooks.log = { [unowned self] in emit(.value(name: $0, value: $1, epoch: epoch)) }
      hooks.poll = { [unowned self] in try gate(currentStatement) }
      hooks.after = []
      observer.install(hooks, state.roles)
      watch?.look?.install(hooks, state)
    }
  }

  /// What the loop prints goes out by the line.
  private func said(_ text: String) {
    unfinished += text
    while let end = unfinished.firstIndex(of: "\n") {
      emit(.print(String(unfinished[..<end])))
      unfinished = String(unfinished[unfinished.index(after: end)...])
    }
  }

  /// Before a statement: obeys what has come in, and waits while paused.
  private func gate(_ line: Int) throws {
    guard commands.isPending || stride == .statement else { return }
    if isFollowing { return try put(off: commands.take()) }
    try obey(commands.take(), line: line)
    if stride == .statement, phase == .running {
      stride = .free
      enter(.paused(line: line))
    }
    guard case .paused = phase else { return }
    clock.stop()
    look()
    while case .paused = phase { try obey(commands.wait(nil), line: line) }
    clock.start()
  }

  /// Keeps commands for later; only what ends the run, or begins it anew, does so at once: lines
  /// that never end can be left so.
  private func put(off list: [TrainingCommand]) throws {
    if list.contains(.stop) { throw Interrupt.stop }
    for (index, command) in list.enumerated() {
      guard case .restart(let seed) = command else { continue }
      if let seed { experiment.seed = seed }
      afterRestart = Array(list[(index + 1)...])
      throw Interrupt.restart
    }
    deferred += list
  }

  private func obey(_ list: [TrainingCommand], line: Int?) throws {
    if line == nil, !list.isEmpty { clock.leave() }
    for (index, command) in list.enumerated() {
      do {
        try obey(command, line: line)
      } catch Interrupt.restart {
        afterRestart = Array(list[(index + 1)...])
        throw Interrupt.restart
      }
    }
  }

  private func obey(_ command: TrainingCommand, line: Int?) throws {
    // With a twin, what is no bug changes between epochs, so that both change at the same place.
    if line != nil, mirror.twin != nil, command.changesTraining {
      deferred.append(command)
      return
    }
    switch command {
    case .pause:
      guard phase == .running else { return }
      enter(.paused(line: line))
      if line == nil { look() }
    case .resume: go(.free)
    case .stepStatement: go(.statement)
    case .stepEpoch: go(.epoch)
    case .runToError: go(.toError)
    case .setBug(let id, let isOn):
      // Between epochs at once; within one at the next.
      if line == nil {
        set(id, isOn)
        if phase == .parked && !isOn { try resumeFixed() } else { try rebuild() }
      } else {
        switches.plan(BugSwitch(id: id, isOn: isOn, epoch: epoch + 1))
      }
    case .fix:
      if line == nil {
        try fix()
      } else {
        for id in switches.raising {
          switches.plan(BugSwitch(id: id, isOn: false, epoch: epoch + 1))
        }
      }
    case .edit(let lines): try edit(lines, line: line)
    case .complete(let text): emit(.completions(state?.names(completing: text) ?? [], of: text))
    case .setLearningRate(let rate):
      guard rate.isFinite, rate >= 0 else { return }
      state?.setLearningRate(rate)
      mirror.change(epoch, line: line) { $0.setLearningRate(rate) }
      emit(.setting(name: "lr", value: "\(rate)", epoch: epoch))
    case .setOptimizer(let name): try setOptimizer(name, line: line)
    case .setPace(let new): pace = new
    case .restart(let seed):
      if let seed { experiment.seed = seed }
      throw Interrupt.restart
    case .loadPreset(let name):
      guard let loaded = try? presets?.load(name) else {
        emit(.setting(name: "preset", value: "\(name) cannot be read", epoch: epoch))
        return
      }
      // What was written into one loop means nothing in another.
      if loaded.healthyLoop != experiment.healthyLoop { switches.forgetEdit() }
      experiment = loaded
      throw Interrupt.restart
    case .observe(let kinds): observe(kinds)
    case .setTwin(let wanted):
      try mirror.set(wanted, experiment)
      if line == nil { try followWithTwin() }
    case .stop: throw Interrupt.stop
    }
  }

  private func go(_ new: Stride) {
    guard case .paused = phase else {
      if phase == .running { stride = new }
      return
    }
    stride = new
    enter(.running)
  }

  /// While training stands still nothing else would show what is asked for now.
  private func observe(_ kinds: Set<Observation.Kind>) {
    let added = kinds.subtracting(observer.kinds)
    observer.kinds = kinds
    guard phase != .running, let state else { return }
    if phase == .parked {
      // The failed epoch's tensors were let go when it was put back; they were looked at before.
      for look in failed where added.contains(look.kind) { emit(.observation(look)) }
      return
    }
    observer.look(added, state, epoch: epoch, emit)
  }

  private func setOptimizer(_ name: String, line: Int?) throws {
    guard let state else { return }
    var choice = OptimizerChoice(name: name, learningRate: state.optimizer.learningRate)
    if name == experiment.optimizer.name { choice.options = experiment.optimizer.options }
    state.replaceOptimizer(try choice.make(state.model.parameters))
    mirror.change(epoch, line: line) { [choice] in
      $0.replaceOptimizer(try choice.make($0.model.parameters))
    }
    emit(.setting(name: "optimizer", value: choice.className, epoch: epoch))
  }
}
