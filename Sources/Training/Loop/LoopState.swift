import Autograd
import NN

/// A name of the training loop that holds a tensor.
///
/// Names are slots, not dictionary keys: an epoch of a small model lasts microseconds.
public struct Name: Sendable, Hashable {
  public var text: String { "\(label)" }
  /// Always below `slots`: a name is made in this type alone.
  let slot: Int
  // Not a `String`: copying one counts references.
  private let label: StaticString

  private init(_ slot: Int, _ label: StaticString) {
    self.slot = slot
    self.label = label
  }

  public static func == (a: Name, b: Name) -> Bool { a.slot == b.slot && a.text == b.text }
  public func hash(into hasher: inout Hasher) { hasher.combine(slot) }

  public static let xTrain = Name(0, "X_train")
  public static let yTrain = Name(1, "y_train")
  public static let xTest = Name(2, "X_test")
  public static let yTest = Name(3, "y_test")
  public static let rows = Name(4, "rows")
  public static let xBatch = Name(5, "X_batch")
  public static let yBatch = Name(6, "y_batch")
  public static let trainLogits = Name(7, "train_logits")
  public static let trainPreds = Name(8, "train_preds")
  public static let loss = Name(9, "loss")
  public static let trainAccuracy = Name(10, "train_acc")
  public static let testLogits = Name(11, "test_logits")
  public static let testLoss = Name(12, "test_loss")
  public static let testAccuracy = Name(13, "test_acc")
  public static let testPreds = Name(14, "test_preds")
  public static let order = Name(15, "order")
  public static let totalLoss = Name(16, "total_loss")

  static let builtIn: [Name] = [
    .xTrain, .yTrain, .xTest, .yTest, .rows, .xBatch, .yBatch, .trainLogits, .trainPreds, .loss,
    .trainAccuracy, .testLogits, .testLoss, .testAccuracy, .testPreds, .order, .totalLoss,
  ]
  static let slots = 32

  /// A name of one's own for a bug's statements; `index` is 0 to 14.
  public static func extra(_ index: Int, _ text: StaticString) -> Name {
    Name(17 + min(max(index, 0), slots - 18), text)
  }
}

/// All that the statements of a loop read and write. Belongs to the training thread.
public final class LoopState {
  private var tensors = [Tensor?](repeating: nil, count: Name.slots)
  private var extraNames: [Name] = []

  public let experiment: Experiment
  public let model: Sequential
  public var lossFunction: any Loss
  public var optimizer: any Optimizer
  public private(set) var scheduler: Scheduler?
  /// The best test loss so far and the epochs since, for early stopping.
  var (best, waited) = (Double.infinity, 0)
  /// A statement left the loop.
  var hasLeft = false
  /// What data, parameters, orders and dropout have been drawn from, in that order.
  private let source: SharedGenerator
  public var generator: Generator {
    get { source.generator }
    set { source.generator = newValue }
  }
  public internal(set) var epoch = 0

  /// What the epoch's statements reported.
  public internal(set) var metrics = EpochMetrics()

  public init(experiment: Experiment) throws {
    self.experiment = experiment
    source = SharedGenerator(Generator(seed: experiment.seed))
    let data = try experiment.data.make(&source.generator)
    model = try experiment.makeModel(inputs: data.inputShape, generator: source)
    lossFunction = experiment.makeLoss()
    optimizer = try experiment.makeOptimizer(model.parameters)
    scheduler = try experiment.makeScheduler(optimizer)
    self.data = data
    self[.xTrain] = data.xTrain
    self[.yTrain] = data.yTrain
    self[.xTest] = data.xTest
    self[.yTest] = data.yTest
    pristine = Setup(self)
  }

  public let data: DataSet

  /// What a name holds; throws Python's error when nothing has been assigned yet.
  public func value(_ name: Name) throws -> Tensor {
    guard let tensor = tensors[name.slot] else { throw undefined(name) }
    return tensor
  }

  public subscript(name: Name) -> Tensor? {
    get { tensors[name.slot] }
    set { bind(name, newValue) }
  }

  /// `name = tensor`
  func bind(_ name: Name, _ tensor: Tensor?) {
    if name.slot > Name.totalLoss.slot { noteExtra(name) }
    tensors[name.slot] = tensor
  }

  private func noteExtra(_ name: Name) {
    if !extraNames.contains(name) { extraNames.append(name) }
  }

  /// The number a name holds; nil when nothing has been assigned yet.
  func number(_ name: Name) throws -> Double? { try tensors[name.slot]?.item() }

  /// Python's error for a name that nothing has been assigned to.
  func undefined(_ name: Name) -> TorchError {
    TorchError(.name, "name '\(name.text)' is not defined")
  }

  /// Every name that holds something now.
  public var bindings: [(name: Name, tensor: Tensor)] {
    (Name.builtIn + extraNames).compactMap { name in tensors[name.slot].map { (name, $0) } }
  }

  /// What the loss was last given; kept only while somebody watches.
  struct LossCall {
    let input: Tensor
    let line: Int
  }

  var watchesLoss = false
  var lastLossCall: LossCall?

  /// `loss_fn(input, target)`
  public func loss(_ input: Tensor, _ target: Tensor) throws -> Tensor {
    if watchesLoss { return try watchedLoss(input, target) }
    return try lossFunction(input, target)
  }

  private func watchedLoss(_ input: Tensor, _ target: Tensor) throws -> Tensor {
    lastLossCall = LossCall(input: input, line: currentStatement)
    return try lossFunction(input, target)
  }

  // MARK: - What bugs may replace before the loop

  /// The names and objects that setup statements replace; never changed in place.
  private struct Setup {
    let tensors: [Tensor?]
    let lossFunction: any Loss
    var optimizer: any Optimizer

    init(_ state: LoopState) {
      tensors = (0..<4).map { state.tensors[$0] }
      lossFunction = state.lossFunction
      optimizer = state.optimizer
    }
  }

  private var pristine: Setup?

  /// Undoes what bugs' setup statements replaced.
  func restoreSetup() {
    guard let pristine else { return }
    for (slot, tensor) in pristine.tensors.enumerated() { tensors[slot] = tensor }
    // Names that only bugs bind.
    for slot in Name.totalLoss.slot..<Name.slots { tensors[slot] = nil }
    lossFunction = pristine.lossFunction
    // A parameter that was frozen is to learn again; a leaf never refuses.
    for parameter in model.parameters { _ = try? parameter.requiresGrad(true) }
    optimizer = pristine.optimizer
  }

  /// Sets the rate for good, also where a bug has replaced the optimiser for a while.
  func setLearningRate(_ rate: Double) {
    optimizer.learningRate = rate
    pristine?.optimizer.learningRate = rate
  }

  /// Replaces the optimiser for good, as a person may while training.
  func replaceOptimizer(_ new: any Optimizer) {
    optimizer = new
    scheduler?.optimizer = new
    pristine?.optimizer = new
  }

  /// Forgets what the loop bound, keeps data and model.
  func clearLoopNames() {
    for slot in 4..<Name.slots { tensors[slot] = nil }
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
  private var samples = 0.0

  public init() {}

  /// Adds a batch's mean loss and accuracy, weighed by its size.
  public mutating func add(loss: Double, accuracy: Double, samples count: Int) {
    let weight = Double(count)
    samples += weight
    trainLoss += (loss - trainLoss) * (weight / samples)
    trainAccuracy += (accuracy - trainAccuracy) * (weight / samples)
  }
}
