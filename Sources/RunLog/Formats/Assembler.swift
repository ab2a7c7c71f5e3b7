import Run

/// Puts readings together to records: the rules by which a log becomes runs and series.
///
/// - A line belongs to the epoch that was named last.
/// - Lines of one epoch that share no name, as train and test often do, are one record.
/// - A line that names a step, or names what the epoch has named already, is a point within the
///   epoch. It gets the step it names, or the one named last in this epoch, or its order, and
///   stands at the part of the epoch that is done: `step / steps` where the program says of how
///   many, else by the number of points that the epoch before had. Once a run has such points its
///   epochs are counted as epochs done.
/// - An epoch below the last one begins another run in the same log, unless the step that is named
///   with it grows; without epochs a step does. So do the last epoch, in a table with a head of its
///   own, and the first, when a line names it once more and its steps begin anew.
/// - A bar is read as it was drawn last; one that was not finished is no reading when others of its
///   title were, but for the last of the log, where its epoch has no other. A second bar of the same
///   names in an epoch is an evaluation, and a line after it that names what it named is read in its
///   stead. What Keras' bar named stays.
/// - A number after the end belongs to the last epoch, and so is a series of one point. What names
///   once more what the last epoch has named, where each had one point before, is of the best model, say,
///   and no point.
/// - The first number of a series decides whether the series is in percent.
/// - A name that a line gives to a number of another phase gets the phase before it:
///   `train/loss`, `test/loss`. Any other name is as printed.
struct Assembler {
  private(set) var hasRun = false
  var epoch: Double?
  private var epochs: Double?
  private var firstEpoch: Double?
  private var lastStep: Double?
  /// How far the last two steps that a line named lie apart.
  private var stride: Double?
  /// A step was named since the epoch was.
  private var stepInEpoch = false
  /// The first epoch was named once more, after steps in it.
  private var isNamedAgain = false
  /// Complete but for what the next line of the same epoch adds.
  var waiting: Point?
  /// Points within the epoch so far, and in the one before.
  private var inner = 0
  private var innerBefore = 0
  private var hasInner = false
  var heldBar: Reading?
  /// The titles of bars that were finished, and of those that never are: `8/9` at the end of each epoch.
  var finishedBars: Set<String> = []
  var shortBars: Set<String> = []
  /// The bar that gave the last reading of this epoch.
  var lastBar: Reading.Bar?
  /// Keras finished its bar for this epoch.
  var hasKerasBar = false
  /// Of how many batches Keras' bar of an epoch is.
  var kerasTotal: Double?
  var percents: [String: Bool] = [:]
  var testWord: String?
  var phases = Phases()
  /// The names of the last record of a whole epoch.
  private var lastNames: [String] = []
  /// A step that a line of its own named, for those that follow.
  private var stepAbove: (step: Double, steps: Double?, word: String)?
  var hasRecords = false
  /// Names that more than what is said of checkpoints gives.
  private var measured: Set<String> = []
  /// The last step under each of its names, and names that turned out to count something else.
  private var lastSteps: [String: Double] = [:]
  private var foreignSteps: Set<String> = []
  /// Epochs of one point each so far.
  private var wholeEpochs = 0
  /// The run before in this log had one record for each epoch.
  private var wasWhole = false
  /// Readings since the first epoch was named once more, until one shows whether another run began.
  private var undecided: [Reading] = []
  /// Steps are counted through all epochs of this run: none fell when the next began.
  private var stepsGrow = true
  /// Epochs whose first step was above the last of the epoch before.
  private var grownEpochs = 0
  private var lastTotal: Double?
  private var lastWord = ""
  /// A line has said that training begins, and nothing was read since.
  private var mayBegin = false
  /// All names of records so far.
  private var seen: Set<String> = []
  /// Points that named their step, unless one without a step has come between them.
  private var steppedPoints = 0
  /// What the epoch named once more: within it if another follows, after the end if none does.
  private var again: [Point] = []
  private var opening = Opening()
  private var items: [LogItem] = []

  struct Point {
    var values: [Record.Value]
    /// The step it names, and the last one named before it.
    var step: Double?
    var stepBefore: Double?
    var steps: Double?
    var seconds: Double?
    var isInner = false
    var bar: Reading.Bar?
    var stepWord = ""
    /// After which part of the data a name came that says none itself.
    var phaseAfter: [String: Phase] = [:]
    /// It holds only what was said of a checkpoint.
    var isOfSaving = false
    /// Names from lines that say nothing of where they stand.
    var placeless: Set<String> = []

    func shares(_ names: [String]) -> Bool { values.contains { names.contains($0.name) } }
  }

  /// Whether an epoch was named in this run, or a step in the line above.
  var knowsPlace: Bool { epoch != nil || stepAbove.map { !$0.word.isEmpty } ?? false }

  /// What has come together by now.
  mutating func take() -> [LogItem] {
    defer { items.removeAll(keepingCapacity: true) }
    return items
  }

  mutating func pass(_ item: LogItem) {
    flush()
    if case .run = item {
      startRun(item)
    } else {
      begin()
      emit(item)
    }
  }

  private mutating func emit(_ item: LogItem, at place: Opening.Place = .none) {
    items += opening.add(item, at: place)
  }

  /// A record that needs nothing more, as our own logs have them.
  mutating func pass(_ record: Record, epoch: Double?) {
    if let epoch, let last = self.epoch, epoch < last { startRun(.run(name: nil)) }
    begin()
    self.epoch = epoch ?? self.epoch
    items += opening.release()
    emit(.record(record, epoch: epoch))
  }

  mutating func add(_ reading: Reading) {
    if reading.bar != nil { return hold(reading) }
    settleBar(before: reading)
    place(reading)
  }

  mutating func end() {
    settleUndecided()
    settleLastBar()
    settleBar(before: nil)
    flush()
    items += opening.release()
  }

  /// Sends the point that waits, where it is clear what it is, though its line may not be the last
  /// of its epoch: what is added to it later stands at the same place.
  ///
  /// That is a point within an epoch, or one that has all the names of the epoch before; and any,
  /// once lines within an epoch are known to name their step.
  mutating func rest() {
    guard let point = waiting else { return }
    let names = Set(point.values.map(\.name))
    let isWhole = !lastNames.isEmpty && lastNames.allSatisfy(names.contains)
    if point.isInner || isWhole || lastStep != nil { flush() }
    items += opening.rest()
  }

  private mutating func begin() {
    if hasRun { return }
    hasRun = true
    emit(.run(name: nil))
  }

  private mutating func startRun(_ item: LogItem) {
    let kept = (items, opening, wasWhole || wholeEpochs > 1 && !hasInner)
    self = Assembler()
    (items, opening, wasWhole) = kept
    hasRun = true
    emit(item)
  }
}

// MARK: - Points

extension Assembler {
  mutating func place(_ read: Reading) {
    var reading = read
    if reading.beginsRun {
      mayBegin = true
      return
    }
    if isNamedAgain, !reading.values.isEmpty, !reading.hasPlace, undecided.count < 16 {
      return undecided.append(reading)
    }
    if isOfAnotherRun(reading) {
      flush(endsRun: true)
      startRun(.run(name: nil))
    }
    if reading.isUnnamed, reading.epoch == nil, epoch != nil, let of = reading.steps, of == epochs {
      // `[38/200]`, where another line named the first of 200 epochs.
      (reading.epoch, reading.step, reading.steps) = (reading.step, nil, nil)
    }
    if let of = reading.epochs, let before = epochs, of != before, reading.epoch == epoch,
      let step = reading.step, let last = lastStep, step <= last
    {
      // `Epoch 0/12` once more, as `Epoch 0/20`
      flush(endsRun: true)
      startRun(.run(name: nil))
    }
    epochs = reading.epochs ?? epochs
    if let named = reading.epoch {
      name(
        epoch: named, step: reading.step, isAgain: reading.beginsTable && inner == 0,
        isAlone: reading.values.isEmpty && reading.step == nil)
    }
    if epoch == nil, let step = reading.step, !reading.stepWord.isEmpty, !reading.values.isEmpty {
      compare(step, reading.stepWord)
      if foreignSteps.contains(reading.stepWord) { reading.step = nil }
    }
    if reading.hasPlace, reading.epoch != nil || !reading.values.isEmpty { stepAbove = nil }
    guard !reading.values.isEmpty else {
      if reading.hasPlace { mayBegin = false }
      // `episodes 64` some lines under `Timestep 60000` is a count.
      let isCount = stepAbove.map { $0.word != reading.stepWord } ?? false
      if reading.epoch == nil, let step = reading.step, !isCount {
        flush()
        stepAbove = (step, reading.steps, reading.stepWord)
      }
      return
    }
    let begins = mayBegin
    mayBegin = false
    let isPlaceless = !reading.hasPlace
    if let above = stepAbove { (reading.step, reading.steps) = (above.step, above.steps) }
    begin()
    if epoch == nil, let step = reading.step, let last = lastStep,
      step < last || begins && step == last
    {
      // A new pass over the data, or a new run when the program does not say of how many, or was
      // far from the end of the last pass.
      // Batches are counted anew in each pass; iterations are all that there are.
      let isOfAll = ["iteration", "iterations", "iter", "episode"].contains(reading.stepWord)
      let isFar = reading.steps.flatMap { of in stride.map { last + 2 * $0 < of } } ?? false
      if isFar || reading.steps == nil || isOfAll {
        flush(endsRun: true)
        startRun(.run(name: nil))
      } else {
        flush(goesOn: true)
        (innerBefore, inner) = (inner, 0)
      }
    }
    let isOfTraining = reading.values.contains { $0.phase?.isTraining ?? true }
    if isNamedAgain, isOfTraining, let step = reading.step, let last = lastStep, let epoch {
      let held = undecided
      (undecided, isNamedAgain) = ([], false)
      if step < last {
        flush(endsRun: true)
        startRun(.run(name: nil))
        name(epoch: epoch)
      }
      for reading in held { place(reading) }
    }
    if let step = reading.step, let last = lastStep, !stepInEpoch, epoch != nil {
      if step > last { grownEpochs += 1 } else { stepsGrow = false }
    }
    if reading.step != nil { (lastTotal, lastWord) = (reading.steps, reading.stepWord) }
    let stepBefore = stepInEpoch ? lastStep : nil
    if let step = reading.step, let last = lastStep, step > last { stride = step - last }
    lastStep = reading.step ?? lastStep
    stepInEpoch = stepInEpoch || reading.step != nil
    var values = named(reading)
    if reading.isOfSaving {
      values.removeAll { measured.contains($0.name) }
      if values.isEmpty { return }
    } else {
      measured.formUnion(values.map(\.name))
      waiting = waiting.flatMap { $0.isOfSaving && $0.shares(values.map(\.name)) ? nil : $0 }
    }
    if reading.bar == nil, let before = waiting, before.bar?.isKeras == true, reading.step == nil {
      values.removeAll { before.shares([$0.name]) }
      if values.isEmpty { return }
    }
    part(&values)
    var point = Point(
      values: values, step: reading.step, stepBefore: stepBefore, steps: reading.steps,
      seconds: reading.seconds, isInner: reading.step != nil, bar: reading.bar,
      stepWord: reading.stepWord, isOfSaving: reading.isOfSaving,
      placeless: isPlaceless ? Set(values.map(\.name)) : [])
    if let last = phases.last, !reading.values.contains(where: { $0.phase != nil }) {
      for value in values where Phase(of: value.name) == nil { point.phaseAfter[value.name] = last }
    }
    guard var before = waiting else {
      waiting = point
      return
    }
    if reading.bar == nil, before.bar != nil, !before.isInner, !point.isInner {
      before.values.removeAll { value in values.contains { $0.name == value.name } }
    }
    let isShared = before.shares(values.map(\.name))
    let isOneAnEpoch = wholeEpochs > 1 && !hasInner && !before.isInner && !point.isInner
    let isOneAStep = epoch == nil && steppedPoints > 2 && before.step != nil && point.step == nil
    if isShared, isOneAnEpoch || isOneAStep, point.bar == nil {
      again.append(point)
      return
    }
    if !isShared, before.isInner == point.isInner, before.step == point.step {
      before.values += values
      before.phaseAfter.merge(point.phaseAfter) { $1 }
      before.seconds = point.seconds ?? before.seconds
      before.bar = point.bar ?? before.bar
      before.isOfSaving = before.isOfSaving && point.isOfSaving
      before.placeless.formUnion(point.placeless)
      waiting = before
      return
    }
    if isShared, !before.isInner, !point.isInner {
      before.isInner = true
      waiting = before
      flush()
      point.isInner = true
    } else if !isShared, before.isInner, before.step == nil, !point.isInner {
      before.values += values
      before.phaseAfter.merge(point.phaseAfter) { $1 }
      waiting = before
      return
    } else {
      flush(goesOn: point.step != nil)
    }
    waiting = point
  }

  /// Whether a line is the first of another run, though it names no epoch, or the same one:
  /// a step that has grown through epochs begins anew, or what was printed once an epoch is printed once
  /// more.
  private func isOfAnotherRun(_ reading: Reading) -> Bool {
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
    guard wasWhole, !hasInner, reading.epoch == epoch, epoch == firstEpoch, reading.step == nil,
      reading.phase == nil, let waiting, !waiting.isInner
    else { return false }
    return waiting.shares(reading.values.map(\.name))
      && reading.values.allSatisfy { $0.phase == nil }
  }

  /// Reads what came while it was not clear whether another run had begun.
  private mutating func settleUndecided() {
    isNamedAgain = false
    let held = undecided
    undecided = []
    for reading in held { place(reading) }
  }

  /// `Step: 1938` under `Episode 20` counts something else, which `Episode 21` shows.
  private mutating func compare(_ step: Double, _ word: String) {
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

  /// Sends the point that waited, and what named it once more, where the run goes on.
  private mutating func flush(goesOn: Bool = false, endsRun: Bool = false) {
    guard var point = waiting else { return }
    waiting = nil
    let more = again
    again = []
    // What comes again and again is more than the best model's.
    let goesOn = goesOn || epoch == nil && Self.isRepeated(more)
    if !more.isEmpty, goesOn {
      point.isInner = true
      steppedPoints = .min
    } else {
      for other in more {
        point.placeless.formUnion(other.placeless)
        point.values += other.values.filter { !point.shares([$0.name]) }
      }
    }
    if endsRun, hasRecords {
      // What was printed between two runs and measures nothing is a setting of the second.
      point.values.removeAll {
        point.placeless.contains($0.name) && !seen.contains($0.name) && !Opening.isMeasured($0.name)
      }
    }
    if !point.values.isEmpty { send(point) }
    guard goesOn else { return }
    for var other in more {
      other.isInner = true
      send(other)
    }
  }

  /// Whether a name stands in two of the points.
  private static func isRepeated(_ points: [Point]) -> Bool {
    let names = points.flatMap { $0.values.map(\.name) }
    return Set(names).count < names.count
  }

  private mutating func send(_ point: Point) {
    if !point.isInner { lastNames = point.values.map(\.name) }
    if !point.isInner, epoch != nil { wholeEpochs += 1 }
    if point.step != nil { steppedPoints += 1 }
    var record = Record(
      epoch: epoch, step: point.step.flatMap { Int(exactly: $0.rounded()) },
      seconds: point.seconds, values: point.values)
    let isWhole = epoch.map { $0 == $0.rounded() } ?? false
    if point.isInner || (epoch == nil && point.step == nil) {
      inner += 1
      record.step = record.step ?? point.stepBefore.flatMap { Int(exactly: $0.rounded()) } ?? inner
    }
    if isWhole, let epoch, let firstEpoch {
      hasInner = hasInner || point.isInner
      let done = epoch - (firstEpoch == 0 ? 0 : 1)
      if point.isInner {
        record.epoch = done + partDone(point)
      } else if hasInner {
        record.epoch = done + 1
      }
    }
    hasRecords = true
    if epoch != nil || point.step != nil { seen.formUnion(point.values.map(\.name)) }
    let isAtStep = point.step != nil || point.stepBefore != nil
    emit(.record(record, epoch: epoch), at: epoch != nil ? .epoch : isAtStep ? .step : .none)
  }

  private func partDone(_ point: Point) -> Double {
    if let step = point.step, let steps = point.steps, steps > 0, step <= steps {
      return max(step / steps, 0)
    }
    let order = Double(inner - 1)
    return innerBefore >= inner ? order / Double(innerBefore) : order / (order + 1)
  }
}
