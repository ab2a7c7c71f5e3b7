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
///   with it grows, as all steps did; without epochs a step does. So do the last epoch, in a table with
///   a head of its own; the first, when a line names it once more and its steps begin anew, or of another
///   number of epochs, or after a sentence that training starts; a step that has grown through epochs and
///   begins anew; and what was printed once an epoch in the run before and is printed again in the first.
///   What was printed between two runs and measures nothing is left out.
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
  var hasRun = false
  var epoch: Double?
  var epochs: Double?
  var firstEpoch: Double?
  var lastStep: Double?
  /// How far the last two steps that a line named lie apart.
  var stride: Double?
  /// A step was named since the epoch was.
  var stepInEpoch = false
  /// The first epoch was named once more, after steps in it.
  var isNamedAgain = false
  /// Complete but for what the next line of the same epoch adds.
  var waiting: Point?
  /// Points within the epoch so far, and in the one before.
  var inner = 0
  var innerBefore = 0
  var hasInner = false
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
  var lastNames: [String] = []
  /// A step that a line of its own named, for those that follow.
  var stepAbove: (step: Double, steps: Double?, word: String)?
  var hasRecords = false
  /// Names that more than what is said of checkpoints gives.
  var measured = NameSet()
  /// The last step under each of its names, and names that turned out to count something else.
  var lastSteps: [String: Double] = [:]
  var foreignSteps: Set<String> = []
  /// Epochs of one point each so far.
  var wholeEpochs = 0
  /// The run before in this log had one record for each epoch.
  var wasWhole = false
  /// Readings since the first epoch was named once more, until one shows whether another run began.
  var undecided: [Reading] = []
  /// Steps are counted through all epochs of this run: none fell when the next began.
  var stepsGrow = true
  /// Epochs whose first step was above the last of the epoch before.
  var grownEpochs = 0
  var lastTotal: Double?
  var lastWord = ""
  /// A line has said that training begins, and nothing was read since.
  var mayBegin = false
  /// All names of records so far.
  var seen = NameSet()
  /// Points that named their step, unless one without a step has come between them.
  var steppedPoints = 0
  /// What the epoch named once more: within it if another follows, after the end if none does.
  var again: [Point] = []
  var opening = Opening()
  var items: [LogItem] = []

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

    func shares(_ names: some Sequence<String>) -> Bool {
      values.contains { names.contains($0.name) }
    }
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

  mutating func emit(_ item: LogItem, at place: Opening.Place = .none) {
    // Mostly nothing is held any more, and an array for each record costs.
    if opening.isUnderWay, case .record = item { return items.append(item) }
    items += opening.add(item, at: place)
  }

  /// A record that needs nothing more, as our own logs have them.
  mutating func pass(_ record: Record, epoch: Double?) {
    if let epoch, let last = self.epoch, epoch < last { startRun(.run(name: nil)) }
    begin()
    self.epoch = epoch ?? self.epoch
    if !opening.isUnderWay { items += opening.release() }
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

  mutating func begin() {
    if hasRun { return }
    hasRun = true
    emit(.run(name: nil))
  }
}
