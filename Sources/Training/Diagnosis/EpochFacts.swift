import Run

/// What can be seen of one epoch from outside: the figures that detectors judge.
///
/// Nothing here says which bug is on, or how the listing ought to read.
public struct EpochFacts: Sendable {
  public let epoch: Int
  public internal(set) var learningRate = 0.0
  public internal(set) var trainLoss = 0.0
  public internal(set) var testLoss = 0.0
  /// Gradient, weight and update of every parameter, in the model's order.
  public internal(set) var parameters: [ParameterStatistics] = []
  /// Parameters that were asked not to learn.
  public internal(set) var frozen: Set<String> = []
  /// Tensors of the optimiser that are no parameter of the model.
  public internal(set) var strangersInOptimizer = 0
  /// The line of a `backward()` before which gradients that a step had used were still there.
  public internal(set) var unclearedAt: Int?
  /// The line of `backward()`; nil where the loop has none.
  public internal(set) var backward: Int?
  /// A name of features that require grad.
  public internal(set) var inputThatRequiresGrad: String?
  /// The first layer that gives zero for every row of a step, e.g. `1, ReLU`; looked for only where
  /// gradients are zero.
  public internal(set) var deadLayer: String?
  /// An op between the parameters and the loss whose derivative is zero everywhere, and its line;
  /// looked for only where gradients are zero.
  public internal(set) var flatOperation: (name: String, line: Int)?
  /// Layers that act differently in training, e.g. `Dropout`.
  public internal(set) var modalLayers: [String] = []
  /// The line and mode of the forward pass in training, and of that on the test set.
  public internal(set) var trainForward: (line: Int, isTraining: Bool)?
  public internal(set) var testForward: (line: Int, isTraining: Bool)?
  /// The test loss that evaluation mode gives, where the test pass did not run in it.
  public internal(set) var testLossInEvaluation: Double?
  public internal(set) var lossInput: LossInput?
  /// Training rows the step saw whose label is not the one the data set gives them.
  public internal(set) var movedLabels = (moved: 0, compared: 0)
  /// Test rows that stand among the training rows too.
  public internal(set) var sharedRows = (shared: 0, test: 0)
  /// What the rows themselves show.
  public internal(set) var data = DataFacts()
  public internal(set) var keptGraph: KeptGraph?
  /// Where a value first was not finite.
  public internal(set) var firstNotFinite: Finding?

  /// What the training loss was given.
  public struct LossInput: Sendable {
    public let line: Int
    /// PyTorch's name of the loss.
    public let loss: String
    public let classes: Int
    /// Every row is positive and sums to one.
    public let isDistribution: Bool
  }

  /// Graphs of earlier epochs that are still alive.
  public struct KeptGraph: Sendable {
    /// The oldest epoch whose graph is kept.
    public let since: Int
    /// The name that keeps it, and the ops that its graph holds by now.
    public let name: String?
    public let operations: Int
    /// The last line that assigns the name.
    public let line: Int?
  }

  init(epoch: Int) { self.epoch = epoch }

  /// Parameters that are to learn.
  public var learning: [ParameterStatistics] { parameters.filter { !frozen.contains($0.name) } }

  /// The norm of all gradients together.
  public var gradientNorm: Double {
    parameters.reduce(0) { $0 + ($1.gradientNorm ?? 0) * ($1.gradientNorm ?? 0) }.squareRoot()
  }
}
