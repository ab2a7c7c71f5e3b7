import Autograd
import Loop
import NN
import Run

// What readers ask for, between statements and between epochs.

extension TrainingRun {
  /// What every epoch has stays; a look brings more for one epoch.
  func installHooks(_ state: LoopState) {
    let isPlain = !observer.isMeasuring && watch?.look == nil
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
  func said(_ text: String) {
    unfinished += text
    while let end = unfinished.firstIndex(of: "\n") {
      emit(.print(String(unfinished[..<end])))
      unfinished = String(unfinished[unfinished.index(after: end)...])
    }
  }

  /// Before a statement: obeys what has come in, and waits while paused.
  func gate(_ line: Int) throws {
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
  func put(off list: [TrainingCommand]) throws {
    if list.contains(.stop) { throw Interrupt.stop }
    for (index, command) in list.enumerated() {
      guard case .restart(let seed) = command else { continue }
      if let seed { experiment.seed = seed }
      afterRestart = Array(list[(index + 1)...])
      throw Interrupt.restart
    }
    deferred += list
  }

  func obey(_ list: [TrainingCommand], line: Int?) throws {
    if line == nil, !list.isEmpty { clock.leave() }
    // Of a key that is held down only where it got to is of use.
    let lastScrub = list.lastIndex { if case .scrub = $0 { true } else { false } }
    for (index, command) in list.enumerated() {
      if case .scrub = command, index != lastScrub { continue }
      do {
        try obey(command, line: line)
      } catch Interrupt.restart {
        afterRestart = Array(list[(index + 1)...])
        throw Interrupt.restart
      }
    }
  }

  func obey(_ command: TrainingCommand, line: Int?) throws {
    // With a twin, what is no bug changes between epochs, so that both change at the same place.
    if line != nil, mirror.twin != nil, command.changesTraining {
      deferred.append(command)
      return
    }
    switch command {
    case .scrub(let epoch?):
      if line == nil { try scrub(to: epoch) }
      return
    case .scrub(nil):
      try leaveScrubbing()
      return
    case .observe, .complete, .setPace: break
    default: try leaveScrubbing()
    }
    switch command {
    case .scrub: break
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
      // Within an epoch when it is over.
      if line == nil { try fix() } else { deferred.append(command) }
    case .edit(let lines): try edit(lines, line: line)
    case .complete(let text): emit(.completions(state?.names(completing: text) ?? [], of: text))
    case .setLearningRate(let rate):
      guard rate.isFinite, rate >= 0 else { return }
      state?.setLearningRate(rate)
      rewind.changed()
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
    // Ctrl-C ends training as a stop does.
    case .stop, .interrupt: throw Interrupt.stop
    }
  }

  func go(_ new: Stride) {
    guard case .paused = phase else {
      if phase == .running { stride = new }
      return
    }
    stride = new
    enter(.running)
  }

  /// While training stands still nothing else would show what is asked for now.
  func observe(_ kinds: Set<Observation.Kind>) {
    let added = kinds.subtracting(observer.kinds)
    observer.kinds = kinds
    guard phase != .running, let state else { return }
    if let scrubbed { return observer.look(added, state, epoch: scrubbed, emit) }
    if phase == .parked {
      // The failed epoch's tensors were let go when it was put back; they were looked at before.
      for look in failed where added.contains(look.kind) { emit(.observation(look)) }
      return
    }
    observer.look(added, state, epoch: epoch, emit)
  }

  func setOptimizer(_ name: String, line: Int?) throws {
    guard let state else { return }
    var choice = OptimizerChoice(name: name, learningRate: state.optimizer.learningRate)
    if name == experiment.optimizer.name { choice.options = experiment.optimizer.options }
    state.replaceOptimizer(try choice.make(state.models.parameters))
    mirror.change(epoch, line: line) { [choice] in
      $0.replaceOptimizer(try choice.make($0.models.parameters))
    }
    // The schedule goes with the new one, also where the old one's epochs would be run again.
    rewind = Rewind()
    emit(.setting(name: "optimizer", value: choice.className, epoch: epoch))
  }
}
