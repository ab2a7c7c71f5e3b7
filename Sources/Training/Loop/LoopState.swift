import Autograd
import Loop
import NN
import Run

/// A run of a loop: its data and model, the program, and what the loop's names hold.
///
/// Belongs to the thread that makes it.
public final class LoopState {
  public let experiment: Experiment
  public let data: DataSet
  /// The model that the preset made, as `model` holds it.
  private let presetModel: Sequential
  private(set) var models: LoopModels
  /// The loss the preset made, as `loss_fn` holds it.
  private let presetLoss: LossObject
  /// That one, and those that the loop's own lines have made.
  private(set) var losses: [LossObject]
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
    "accuracy", "r2", "mae", "rmse", "epochs", "epoch", "log",
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
    presetModel = try experiment.makeModel(inputs: data.inputShape, generator: source)
    models = LoopModels(presetModel)
    presetLoss = LossObject(experiment.makeLoss())
    losses = [presetLoss]
    ownOptimizer = try experiment.makeOptimizer(presetModel.parameters)
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
    lookAround()
    pristine = Pristine(
      machine, presetModel, program.statements.filter { $0.part == .setup }.flatMap(\.names))
    // Models first, so that their parameters have the names that PyTorch gives them.
    pristineOrigins.add(models.names + machine.usedNames, of: machine, areSame: true)
    origins = pristineOrigins
    if let listing { try follow(listing) }
  }

  private func supply(_ optimizer: any Optimizer) {
    machine["X_train"] = .tensor(data.xTrain)
    machine["y_train"] = .tensor(data.yTrain)
    machine["X_test"] = .tensor(data.xTest)
    machine["y_test"] = .tensor(data.yTest)
    machine["model"] = .object(ModuleObject(presetModel))
    machine["loss_fn"] = .object(presetLoss)
    machine["optimizer"] = .object(OptimizerObject(optimizer))
    machine["scheduler"] = scheduler.map { .object(SchedulerObject($0)) }
    let experiment = experiment
    if experiment.lossKind.isRegression {
      supplyErrors()
    } else {
      machine["accuracy"] = .object(
        TensorFunction("accuracy", "logits", "labels") { try experiment.accuracy($0, $1) })
    }
    machine["epochs"] = .int(experiment.epochs)
  }

  /// How far predictions of a quantity are from what is true: R2, and errors in the label's own unit.
  private func supplyErrors() {
    let (experiment, scale) = (experiment, data.labelScale)
    machine["r2"] = .object(
      TensorFunction("r2", "preds", "labels") { try experiment.accuracy($0, $1) })
    machine["mae"] = .object(
      TensorFunction("mae", "preds", "labels") { preds, labels in
        try noGrad { try preds.sub(labels).abs().mean().mul(.double(scale)) }
      })
    machine["rmse"] = .object(
      TensorFunction("rmse", "preds", "labels") { preds, labels in
        try noGrad { try preds.sub(labels).square().mean().sqrt().mul(.double(scale)) }
      })
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
  /// What the lines before the healthy loop made, and with it what lines added there did.
  private var pristineOrigins = Origins()
  private var origins = Origins()
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
    restoreSetup()
    origins = pristineOrigins
    defer { lookAround() }
    guard let added else { return }
    overridden = Set(added.statements.flatMap(\.names))
    try run { try added.runSetup(machine) }
    origins.add(overridden.sorted(), of: machine, areSame: false)
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
    for (parameter, learns) in zip(presetModel.parameters, pristine.learns) {
      // A leaf never refuses.
      _ = try? parameter.requiresGrad(learns)
    }
  }

  /// Finds the models, and what the lines are for, by what the names hold now.
  private func lookAround() {
    let statements = program.statements
    models = LoopModels(presetModel, in: machine, statements)
    var holders = LineRoles.Holders(models: models.names)
    losses = [presetLoss]
    for name in statements.flatMap(\.names) {
      guard case .object(let object)? = machine[name] else { continue }
      if let loss = object as? LossObject {
        holders.losses.append(name)
        losses.append(loss)
      }
      if object is OptimizerObject { holders.optimizers.append(name) }
    }
    roles = LineRoles(statements, holders)
    func found(_ names: String...) -> [Machine.Place] { names.compactMap(machine.place) }
    let isQuantity = experiment.lossKind.isRegression
    places = Places(
      trainLoss: found("train_loss", "loss", roles.lossName),
      trainAccuracy: found(isQuantity ? "train_r2" : "train_acc"), testLoss: found("test_loss"),
      testAccuracy: found(isQuantity ? "test_r2" : "test_acc"))
  }

  /// Where the numbers of an epoch lie.
  private struct Places {
    var trainLoss: [Machine.Place] = []
    var trainAccuracy: [Machine.Place] = []
    var testLoss: [Machine.Place] = []
    var testAccuracy: [Machine.Place] = []
  }

  private var places = Places()

  // MARK: - Names

  /// The model that the training step runs.
  public var model: any Module { models.model(roles.forward.model) }

  /// The layers of that model, in order.
  var layers: [any Module] { (model as? Sequential)?.modules ?? [model] }

  /// The tensor that a name holds; nil for none, and for anything else.
  public subscript(name: String) -> Tensor? { machine[name]?.tensor }

  /// The number that the first bound of the names holds, a tensor of one element or a plain one.
  private func number(_ places: [Machine.Place]) -> Double? {
    for place in places {
      guard let value = machine[place] else { continue }
      if let number = value.tensor?.number ?? value.number?.double { return number }
    }
    return nil
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

  /// The call that an error points at, with what it was given.
  func raisedCall(_ error: LoopError) -> RaisedCall? {
    machine.raisedCall(error, in: listing.text.lines)
  }

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

  /// PyTorch's name of the preset's optimiser, or of the one that took its place.
  var ownKind: String { ownOptimizer.kind }

  private var loopOptimizer: OptimizerObject? {
    guard case .object(let object)? = machine[roles.optimizer] else { return nil }
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
    machine[roles.optimizer] = object
    pristine?.values[roles.optimizer] = object
    pristineOrigins.rebind(roles.optimizer, of: machine)
    origins.rebind(roles.optimizer, of: machine)
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
    metrics.trainLoss = metric(.trainLoss, places.trainLoss)
    metrics.trainAccuracy = metric(.trainAccuracy, places.trainAccuracy)
    metrics.testLoss = metric(.testLoss, places.testLoss)
    metrics.testAccuracy = metric(.testAccuracy, places.testAccuracy)
    metrics.learningRate = loopOptimizer?.lastRate ?? rate
  }

  /// Notes a number that no name holds.
  private func metric(_ metric: Metric, _ places: [Machine.Place]) -> Double {
    let value = number(places)
    if value == nil { metrics.missing.insert(metric) }
    return value ?? .nan
  }

  /// Runs what stands after the loop.
  func runEnd() throws { try run { try program.runEnd(machine) } }

  func hook(_ change: (Hooks) -> Void) { change(hooks) }

  /// Remembers what all names hold; the result brings it back.
  func checkpointNames(withGraphs: Bool = true) -> () -> Void {
    machine.checkpoint(letGoOfGraphsOf: withGraphs ? nil : program)
  }

  /// What all names hold, for a file, with every tensor of the models.
  func keepNames() throws -> (KeptNames, [String: Tensor]) {
    try machine.keep(program, origins, models: models.parameters + models.buffers)
  }

  /// Goes on as another run of the same loop was after `count` epochs.
  func restoreNames(_ kept: KeptNames, _ tensors: [String: Tensor], after count: Int) throws {
    try run { try program.skip(machine, count) }
    try machine.restore(kept, tensors, origins)
    machine["epochs"] = .int(experiment.epochs)
  }
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
