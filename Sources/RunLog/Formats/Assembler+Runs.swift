import Run

// Where a run ends and another begins in the same log.

extension Assembler {
  mutating func startRun(_ item: LogItem) {
    let kept = (items, opening, wasWhole || wholeEpochs > 1 && !hasInner)
    self = Assembler()
    (items, opening, wasWhole) = kept
    hasRun = true
    emit(item)
  }

  /// Ends the run with what waits, and begins another.
  mutating func startAnother() {
    flush(endsRun: true)
    startRun(.run(name: nil))
  }

  /// Whether a line is the first of another run, though it names no epoch, or the same one:
  /// a step that has grown through epochs begins anew, or what was printed once an epoch is printed once
  /// more.
  func isOfAnotherRun(_ reading: Reading) -> Bool {
    guard epoch != nil, !reading.values.isEmpty, reading.bar == nil else { return false }
    if let step = reading.step, let last = lastStep, reading.epoch == epoch, epoch == firstEpoch,
      reading.steps != nil, reading.steps == lastTotal, stepInEpoch, step < last,
      reading.phase == nil, reading.values.allSatisfy({ $0.phase == nil && seen.contains($0.name) })
    {
      return true
    }
    if reading.epoch == nil, let step = reading.step, let last = lastStep {
      return step < last && stepsGrow && grownEpochs > 0 && !reading.stepWord.isEmpty
        && reading.stepWord == lastWord && reading.steps == lastTotal
    }
    if let of = reading.epochs, let before = epochs, of != before, reading.epoch == epoch,
      let step = reading.step, let last = lastStep, step <= last
    {
      // `Epoch 0/12` once more, as `Epoch 0/20`
      return true
    }
    guard wasWhole, !hasInner, reading.epoch == epoch, epoch == firstEpoch, reading.step == nil,
      reading.phase == nil, let waiting, !waiting.isInner
    else { return false }
    return waiting.shares(reading.values.map(\.name))
      && reading.values.allSatisfy { $0.phase == nil }
  }

  /// Reads what came while it was not clear whether another run had begun.
  mutating func settleUndecided() {
    isNamedAgain = false
    let held = undecided
    undecided = []
    for reading in held { place(reading) }
  }

  /// A step fell where no epoch is known: a new pass over the data, or a new run where the program does not
  /// say of how many, was far from the end of the last pass, or counts all that there are.
  mutating func noteFall(of reading: Reading, begins: Bool) {
    guard let step = reading.step, let last = lastStep, step < last || begins && step == last
    else { return }
    // Batches are counted anew in each pass.
    let isOfAll = ["iteration", "iterations", "iter", "episode"].contains(reading.stepWord)
    let isFar = reading.steps.flatMap { of in stride.map { last + 2 * $0 < of } } ?? false
    if isFar || reading.steps == nil || isOfAll { return startAnother() }
    flush(goesOn: true)
    (innerBefore, inner) = (inner, 0)
  }

  /// The first step after the first epoch was named once more shows whether another run began there.
  mutating func decide(by reading: Reading) {
    let isOfTraining = reading.values.contains { $0.phase?.isTraining ?? true }
    guard isNamedAgain, isOfTraining, let step = reading.step, let last = lastStep, let epoch
    else { return }
    let held = undecided
    (undecided, isNamedAgain) = ([], false)
    if step < last {
      startAnother()
      name(epoch: epoch)
    }
    for reading in held { place(reading) }
  }

  /// `Step: 1938` under `Episode 20` counts something else, which `Episode 21` shows.
  mutating func compare(_ step: Double, _ word: String) {
    if let last = lastSteps[word], step > last, let other = lastStep, step < other,
      let name = waiting?.stepWord, name != word, !name.isEmpty
    {
      foreignSteps.insert(name)
      waiting?.step = last
      lastStep = last
    }
    lastSteps[word] = step
  }

  /// `isAgain` where a table's head stands before the row that names it.
  mutating func name(
    epoch named: Double, step: Double? = nil, isAgain: Bool = false, isAlone: Bool = false
  ) {
    if named == epoch, !isAgain,
      !(mayBegin && named == firstEpoch && (hasRecords || waiting != nil))
    {
      // A line of its own, in the midst of the first epoch.
      isNamedAgain = isAlone && named == firstEpoch && stepInEpoch
      return
    }
    settleUndecided()
    // Transformers goes on from a checkpoint with another epoch, and the step grows.
    let goesOn = stepsGrow && step.map { $0 > lastStep ?? .infinity } ?? false
    let falls = epoch.map { named <= $0 } ?? false
    flush(goesOn: named > epoch ?? .infinity, endsRun: falls && !goesOn)
    if falls, !goesOn, hasRecords { startRun(.run(name: nil)) }
    epoch = named
    // An epoch in which nothing was measured, e.g. a setting, is none.
    firstEpoch = hasRecords ? firstEpoch ?? named : named
    if inner > 0 { innerBefore = inner }
    inner = 0
    stepInEpoch = false
    hasKerasBar = false
    lastBar = nil
  }
}
