import Autograd
import Loop
import NN

/// A run of a loop: its data and model, the program, and what the loop's names hold.
///
/// Belongs to the thread that makes it.
public final class LoopState {
  public let experiment: Experiment
  public let data: DataSet
  public let model: Sequential
  /// The loss the preset made, as `loss_fn` holds it.
  let loss: LossObject
  private var ownOptimizer: any Optimizer
  private(set) var scheduler: Scheduler?
  /// What data, parameters, orders and dropout have been drawn from, in that order.
  private let source: SharedGenerator
  private let machine: Machine
  private let hooks: Hooks
  private var program: Program

  /// The text that runs, and what its lines are for.
  public private(set) var listing: Listing
  private(set) var roles = LineRoles()
  /// What the epoch's statements reported.
  public private(set) var metrics = EpochMetrics()
  /// A statement left the loop, or the loop was over.
  var hasLeft = false
  var epoch = 0

  /// What happens around statements.
  final class Hooks {
    /// Called before each statement with its line; may wait, and throws to leave the epoch.
    var before: (Int) throws -> Void = { _ in }
    /// Called after each statement of an epoch that is looked at.
    var after: [(Int) -> Void] = []
    /// Asked now and then where a loop goes round without statements.
    var poll: () throws -> Void = {}
    /// What `print` and `log(name, value)` give.
    var print: (String) -> Void = { _ in }
    var log: (String, Double) -> Void = { _, _ in }
  }

  /// Names that every loop finds, beside those of the library.
  public static let suppliedNames = [
    "X_train", "y_train", "X_test", "y_test", "model", "loss_fn", "optimizer", "scheduler",
    "accuracy", "epochs", "epoch", "log",
  ]

  /// Makes data, model and optimiser, compiles the loop and runs what stands before it.
  ///
  /// Throws `Failure` where a statement raised, and `LoopError` for a text that is no loop.
  public convenience init(experiment: Experiment, listing: Listing? = nil) throws {
    try self.init(experiment: experiment, listing: listing, hooks: Hooks())
  }

  init(experiment: Experiment, listing: Listing? = nil, hooks: Hooks) throws {
    self.experiment = experiment
    self.hooks = hooks
    source = SharedGenerator(Generator(seed: experiment.seed))
    data = try experiment.data.make(&source.generator)
    model = try experiment.makeModel(inputs: data.inputShape, generator: source)
    loss = LossObject(experiment.makeLoss())
    ownOptimizer = try experiment.makeOptimizer(model.parameters)
    scheduler = try experiment.makeScheduler(ownOptimizer)
    let healthy = Listing(experiment.healthyLoop)
    self.listing = healthy
    let names = NameTable()
    program = try Self.compile(healthy.text, names)
    var host = Host()
    host.clock = { Double(TrainingClock.now()) * 1e-9 }
    host.before = { try hooks.before($0) }
    host.after = { line in for look in hooks.after { look(line) } }
    host.poll = { try hooks.poll() }
    host.print = { hooks.print($0) }
    host.log = { hooks.log($0, $1) }
    machine = Machine(names: names, random: source, host: host)
    supply(ownOptimizer)
    roles = LineRoles(program.statements)
    try run { try program.runSetup(machine) }
    pristine = Pristine(
      machine, model, program.statements.filter { $0.part == .setup }.flatMap(\.names))
    if let listing { try follow(listing) }
  }

  private func supply(_ optimizer: any Optimizer) {
    machine["X_train"] = .tensor(data.xTrain)
    machine["y_train"] = .tensor(data.yTrain)
    machine["X_test"] = .tensor(data.xTest)
    machine["y_test"] = .tensor(data.yTest)
    machine["model"] = .object(ModuleObject(model))
    machine["loss_fn"] = .object(loss)
    machine["optimizer"] = .object(OptimizerObject(optimizer))
    machine["scheduler"] = scheduler.map { .object(SchedulerObject($0)) }
    let experiment = experiment
    machine["accuracy"] = .object(
      TensorFunction("accuracy", "logits", "labels") { try experiment.accuracy($0, $1) })
    machine["epochs"] = .int(experiment.epochs)
  }

  static func compile(_ text: LoopText, _ names: NameTable) throws -> Program {
    try Program(
      setup: text.setup, loop: text.loop, names: names, supplied: Set(suppliedNames))
  }

  // MARK: - Following a text

  /// Values of names, and which parameters learn, as what stands before the healthy loop left them.
  private struct Pristine {
    var values: [String: Value] = [:]
    let learns: [Bool]

    init(_ machine: Machine, _ model: Sequential, _ names: [String]) {
      learns = model.parameters.map(\.requiresGrad)
      for name in LoopState.suppliedNames + names { values[name] = machine[name] }
    }
  }

  private var pristine: Pristine?
  /// Names that lines added before the loop assign.
  private var overridden: Set<String> = []

  /// Goes on with another text: undoes what lines added before the loop had changed, and runs those
  /// that the new text adds there. Throws `LoopError` for a text that is no loop, and then nothing
  /// has changed.
  func follow(_ listing: Listing) throws {
    let next = try Self.compile(listing.text, machine.names)
    let added = try addedSetup(listing.text)
    program = next
    self.listing = listing
    roles = LineRoles(next.statements)
    restoreSetup()
    guard let added else { return }
    overridden = Set(added.statements.flatMap(\.names))
    try run { try added.runSetup(machine) }
  }

  /// The lines before the loop that the healthy text does not have, as a program of their own whose
  /// lines keep their numbers.
  private func addedSetup(_ text: LoopText) throws -> Program? {
    let (new, old) = (text.setupLines, experiment.healthyLoop.setupLines)
    guard new != old else { return nil }
    let kept = new.starts(with: old) ? old.count : 0
    let lines = Array(repeating: "", count: kept) + new.dropFirst(kept)
    return try Program(
      setup: lines.joined(separator: "\n"), loop: "pass", names: machine.names,
      supplied: Set(Self.suppliedNames))
  }

  private func restoreSetup() {
    guard let pristine else { return }
    for name in overridden.union(["X_train", "y_train", "X_test", "y_test"]) {
      machine[name] = pristine.values[name]
    }
    overridden = []
    for (parameter, learns) in zip(model.parameters, pristine.learns) {
      // A leaf never refuses.
      _ = try? parameter.requiresGrad(learns)
    }
  }

  // MARK: - Names

  /// The tensor that a name holds; nil for none, and for anything else.
  public subscript(name: String) -> Tensor? { machine[name]?.tensor }

  /// The number that a name holds, a tensor of one element or a plain one.
  func number(_ name: String) -> Double? {
    guard let value = machine[name] else { return nil }
    return value.tensor?.number ?? value.number?.double
  }

  /// Every name that holds a tensor now, the data first, then in the order of the text.
  public var bindings: [(name: String, tensor: Tensor)] {
    var names = ["X_train", "y_train", "X_test", "y_test"]
    for name in program.statements.flatMap(\.names) where !names.contains(name) {
      names.append(name)
    }
    for name in overridden.sorted() where !names.contains(name) { names.append(name) }
    return names.compactMap { name in self[name].map { (name, $0) } }
  }

  /// The words that may stand where the last of a text is begun: the loop's names, or what the thing
  /// before the point has.
  func names(completing text: String) -> [String] { machine.names(completing: text) }

  /// The names that each line assigns.
  var assignments: [(line: Int, name: String)] {
    program.statements.flatMap { statement in statement.names.map { (statement.number, $0) } }
  }

  public var generator: Generator {
    get { source.generator }
    set { source.generator = newValue }
  }

  // MARK: - What a person may change

  /// The optimiser that `optimizer` holds; the preset's own where a loop has put something else there.
  public var optimizer: any Optimizer { loopOptimizer?.groups.first ?? ownOptimizer }

  private var loopOptimizer: OptimizerObject? {
    guard case .object(let object)? = machine["optimizer"] else { return nil }
    return object as? OptimizerObject
  }

  /// Sets the rate for good, also where a bug has replaced the optimiser for a while.
  func setLearningRate(_ rate: Double) {
    for group in loopOptimizer?.groups ?? [] { group.learningRate = rate }
    ownOptimizer.learningRate = rate
  }

  /// Replaces the optimiser for good, as a person may while training.
  func replaceOptimizer(_ new: any Optimizer) {
    let object = Value.object(OptimizerObject(new))
    machine["optimizer"] = object
    pristine?.values["optimizer"] = object
    scheduler?.optimizer = new
    ownOptimizer = new
  }

  /// Whether the text is what one epoch does, and not the loop over epochs as well.
  var isBody: Bool { program.isBody }

  // MARK: - Running

  /// A failing statement's error and line.
  struct Failure: Error {
    let error: LoopError
    var line: Int { error.line }
  }

  private func run<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as LoopError {
      throw Failure(error: error)
    }
  }

  /// Runs one epoch and leaves its numbers in `metrics`.
  public func runEpoch() throws {
    machine.isFollowed = !hooks.after.isEmpty
    metrics = EpochMetrics()
    let rate = optimizer.learningRate
    let outcome = try run { try program.runEpoch(machine, epoch) }
    if case .ran = outcome {} else { hasLeft = true }
    if case .over = outcome { metrics.isEmpty = true }
    metrics.trainLoss = metric(.trainLoss, number("train_loss") ?? number("loss"))
    metrics.trainAccuracy = metric(.trainAccuracy, number("train_acc"))
    metrics.testLoss = metric(.testLoss, number("test_loss"))
    metrics.testAccuracy = metric(.testAccuracy, number("test_acc"))
    metrics.learningRate = loopOptimizer?.lastRate ?? rate
  }

  /// Notes a number that no name holds.
  private func metric(_ metric: Metric, _ value: Double?) -> Double {
    if value == nil { metrics.missing.insert(metric) }
    return value ?? .nan
  }

  /// Runs what stands after the loop.
  func runEnd() throws { try run { try program.runEnd(machine) } }

  func hook(_ change: (Hooks) -> Void) { change(hooks) }

  /// Remembers what all names hold; the result brings it back.
  func checkpointNames() -> () -> Void { machine.checkpoint() }
}

/// Sums over the batches of one epoch.
public struct EpochMetrics: Sendable {
  public internal(set) var trainLoss = 0.0
  public internal(set) var trainAccuracy = 0.0
  /// The rate the last step was made with.
  public internal(set) var learningRate = 0.0
  public internal(set) var testLoss = Double.nan
  public internal(set) var testAccuracy = Double.nan
  /// Those that no name of the loop holds.
  public internal(set) var missing: MetricSet = []
  /// The loop was over before anything ran.
  var isEmpty = false

  public init() {}
}
