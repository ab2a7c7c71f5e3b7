import Autograd
import Foundation
import Loop
import NN
import Run

/// The training thread's work. Belongs to that thread alone.
final class TrainingRun {
  var experiment: Experiment
  let options: Trainer.Options
  let presets: PresetFolder?
  let commands: CommandSource
  let emit: (TrainingEvent) -> Void
  /// Writes a checkpoint after all events so far.
  var save: (Checkpoint) throws -> Void = { _ in }
  /// What the run begins from; nil once it has.
  private var resuming: Checkpoint?

  var state: LoopState?
  var listing: Listing
  var epoch = 0
  var phase = TrainingPhase.running
  var pace: Double?
  var stride = Stride.free
  var clock = TrainingClock()
  var pacer = Pacer()
  var observer = Observer()
  var watch: Watch?
  var mirror: Mirror
  var expectations = Expectations()
  var switches: BugSwitches
  var deferred: [TrainingCommand] = []
  /// What the loop has printed of a line that is not yet at its end.
  var unfinished = ""
  /// What was asked for together with a restart, behind it.
  var afterRestart: [TrainingCommand] = []
  /// The loop's hooks are those of an epoch that nobody looks at.
  var hooksArePlain = false
  /// What the last failed epoch looked like when it raised.
  var failed: [Observation] = []
  /// Where its error lay: the line that cut the gradient, and the one that raised.
  var failedLines: [Int] = []
  /// What would help against it where nothing is on that could be switched off.
  var remedy = Remedy()
  /// An epoch of the present listing has run to its end.
  var hasRunThrough = false
  /// Where the run has been, for a reader who wants to see it again.
  var rewind = Rewind()
  var present: Present?
  /// The epoch of the past that is shown.
  var scrubbed: Int?
  /// The lines before the loop are being run.
  var isFollowing = false

  /// How far to run before pausing again.
  enum Stride { case free, statement, epoch, toError }

  /// Leaves an epoch that is not to be finished.
  enum Interrupt: Error { case restart, stop }

  init(
    _ experiment: Experiment, options: Trainer.Options, presets: PresetFolder?,
    commands: CommandSource, emit: @escaping (TrainingEvent) -> Void
  ) {
    self.experiment = experiment
    self.options = options
    self.presets = presets
    self.commands = commands
    self.emit = emit
    resuming = options.resuming
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

  enum Finished: Error { case ended }

  /// One epoch, or a wait for commands when none is to be run.
  func turn() throws {
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
  func wait(_ seconds: Double?) throws {
    clock.leave()
    try obey(commands.wait(seconds), line: nil)
  }

  // MARK: - Beginning

  func begin() throws {
    let resuming = self.resuming
    self.resuming = nil
    epoch = resuming?.state.epoch ?? 0
    stride = .free
    clock = TrainingClock(resuming?.state.seconds ?? 0)
    unfinished = ""
    watch = options.watchesSymptoms ? Watch(options.catalogue.detectors) : nil
    expectations = Expectations()
    hasRunThrough = false
    (rewind, present, scrubbed) = (Rewind(), nil, nil)
    deferred = afterRestart
    afterRestart = []
    try mirror.begin(experiment)
    // What is printed before the loop is shown as the run's own, after its beginning.
    var early: [String] = []
    let hooks = LoopState.Hooks()
    hooks.print = { early.append($0) }
    let state: LoopState
    if let resuming {
      switches = BugSwitches(
        resuming: resuming.state.bugs, at: epoch, with: options.bugs, in: options.catalogue)
      state = try resuming.makeState(experiment, switches, hooks: hooks)
    } else {
      state = try LoopState(experiment: experiment, hooks: hooks)
      switches.keepFitting(experiment)
    }
    self.state = state
    hooksArePlain = false
    emit(
      .run(
        RunInfo(
          preset: experiment.name, summary: experiment.summary, model: experiment.modelName,
          optimizer: state.optimizer.kind, learningRate: state.optimizer.learningRate,
          seed: experiment.seed, epochs: experiment.epochs,
          parameters: state.models.namedParameters.map {
            ParameterInfo(name: $0.name, shape: $0.tensor.shape)
          }, trainCount: experiment.data.trainCount, testCount: experiment.data.testCount,
          classNames: experiment.data.classNames, bugs: switches.catalogue.infos(experiment),
          optimizers: OptimizerChoice.infos,
          series: EpochRecord.seriesNames(experiment.lossKind.score))))
    if resuming == nil {
      if experiment.saysNotes { for note in state.data.notes { emit(.print(note)) } }
      for text in early { said(text) }
      try rebuild()
    } else {
      // What is printed before the loop was printed when the run began.
      showListing()
    }
    for id in switches.active { emit(.bug(BugSwitch(id: id, isOn: true, epoch: epoch))) }
    enter(.running)
  }

  /// A failure before the first statement: data or model could not be made.
  func setupFailure(_ error: any Error) -> FailureReport {
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

  func enter(_ next: TrainingPhase) {
    phase = next
    emit(.phase(next))
  }

  // MARK: - One epoch

  func runEpoch() throws {
    guard let state else { return }
    if epoch >= experiment.epochs || state.hasLeft { return try finish() }
    try switchDueBugs()
    let snapshot = switches.active.isEmpty && hasRunThrough ? nil : try Snapshot(state)
    if !options.endsWithRun, rewind.isDue(epoch) { try rewind.note(state, listing, epoch: epoch) }
    state.epoch = epoch
    try observer.epochBegins(
      state, isLast: epoch + 1 >= experiment.epochs, lastEnd: clock.stopped)
    try watch?.epochBegins(state, epoch: epoch)
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
    hasRunThrough = true
    let record = EpochRecord(
      state.metrics, epoch: epoch, seconds: clock.seconds, score: experiment.lossKind.score)
    emit(.epoch(record))
    mirror.note(record)
    observer.epochEnded(state, epoch: epoch, emit)
    judge(state)
    // What takes longer than to ask for the time is no training.
    if observer.isLooking || mirror.twin != nil || snapshot != nil { clock.leave() }
    epoch += 1
    try followWithTwin()
    try saveIfDue(state)
    if phase == .finished { return }
    if epoch >= experiment.epochs || state.hasLeft {
      try finish()
    } else if stride == .epoch {
      stride = .free
      enter(.paused(line: nil))
      look()
    }
  }

  /// Saves the run every so many epochs and at its end. What cannot be saved is said after the
  /// first epoch, and not when hours have passed.
  private func saveIfDue(_ state: LoopState) throws {
    guard let every = options.saving?.every else { return }
    let isDue = epoch % every == 0 || epoch >= experiment.epochs || state.hasLeft
    guard isDue || epoch == 1 else { return }
    clock.leave()
    do {
      let checkpoint = try Checkpoint(state, switches, epoch: epoch, seconds: clock.seconds)
      if isDue { try save(checkpoint) }
    } catch {
      let line = (error as? KeepingError)?.line ?? 0
      emit(
        .error(
          FailureReport(
            type: "CheckpointError", message: "\(error)", epoch: epoch, line: line,
            code: listing.code(ofLine: line))))
      enter(.finished)
      emit(.end(.failed))
      if options.endsWithRun { throw Finished.ended }
    }
  }

  /// Shows a reader what it asked to see, while training stands still.
  func look() {
    guard let state else { return }
    observer.stopped(state, epoch: epoch, emit)
  }

  func followWithTwin() throws {
    try mirror.follow(to: epoch, emit) { [commands] in commands.isPending }
  }

  /// Says what is wrong with an epoch that raised nothing.
  func judge(_ state: LoopState) {
    guard let symptoms = watch?.epochEnded(state, epoch: epoch) else { return }
    for symptom in symptoms { emit(.symptom(withFix(symptom))) }
    guard expectations.arePending, let watch else { return }
    for result in expectations.epochEnded(epoch, symptoms: watch.present) {
      emit(.verdict(result))
    }
  }

  /// A symptom with the edit that `f` would make, and where nothing else names a line, its first.
  private func withFix(_ symptom: Symptom) -> Symptom {
    guard symptom.isPresent, symptom.isFault, let present = watch?.present else { return symptom }
    var symptom = symptom
    if switches.mayShow(symptom.id) { symptom.change = fixPlan(present)?.change }
    if symptom.line == nil, let first = symptom.change?.lines.first(where: { $0.kind == .remove }) {
      (symptom.line, symptom.code) = (first.number, first.code)
    }
    return symptom
  }

  func park(_ failure: LoopState.Failure, _ state: LoopState, _ snapshot: Snapshot?)
    throws
  {
    stride = .free
    let (found, remedy) = Diagnostician(listing: listing, state: state)
      .report(failure.error, epoch: epoch)
    var report = found
    self.remedy = remedy
    // Nobody can ask for more once a run without a reader has ended.
    let isWatched = !observer.kinds.isEmpty || !options.endsWithRun
    failedLines = [report.diagnosis?.line, report.line].compactMap { $0 }
    failed = isWatched ? observer.raised(state, epoch: epoch) : []
    if !observer.kinds.isEmpty { for look in failed { emit(.observation(look)) } }
    try snapshot?.restore(state)
    if let plan = fixPlan(raisedAt: failedLines, remedy) {
      var diagnosis = report.diagnosis ?? Diagnosis(why: "")
      (diagnosis.fix, diagnosis.change) = (plan.change.text, plan.change)
      report.diagnosis = diagnosis
    }
    emit(.error(report))
    if watch != nil { for result in expectations.raised(report) { emit(.verdict(result)) } }
    phase = .parked
    emit(.phase(.parked))
    if options.fixesItself, report.diagnosis?.change != nil { return try fix() }
    if options.endsWithRun {
      emit(.end(.failed))
      throw Finished.ended
    }
  }

  func finish() throws {
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
}
