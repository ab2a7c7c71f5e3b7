/// What a run is, said once at its start.
public struct RunInfo: Sendable, Equatable {
  /// The preset's name, e.g. `spiral`.
  public var preset: String
  /// One sentence on what the preset teaches.
  public var summary: String
  /// The model in short, e.g. `MLP 2-16-16-3`.
  public var model: String
  public var optimizer: String
  public var learningRate: Double
  public var seed: UInt64
  /// Epochs the run will train, counted from zero.
  public var epochs: Int
  public var parameters: [ParameterInfo]
  /// Training and test rows.
  public var trainCount: Int
  public var testCount: Int
  public var classNames: [String]
  /// Every bug of the catalogue, in its order, with whether it fits this preset.
  public var bugs: [BugInfo]
  /// The optimisers that the run can go on with.
  public var optimizers: [OptimizerInfo]
  /// The series that the run is going to have, as far as they are known.
  public var series: [String]
  /// What another program's log says of the run beside its numbers.
  public var settings: [Setting] = []

  /// A setting by its name, e.g. `lr` and `0.01`.
  public struct Setting: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(
    preset: String, summary: String = "", model: String, optimizer: String, learningRate: Double,
    seed: UInt64, epochs: Int, parameters: [ParameterInfo] = [], trainCount: Int = 0,
    testCount: Int = 0, classNames: [String] = [], bugs: [BugInfo] = [],
    optimizers: [OptimizerInfo] = [], series: [String] = []
  ) {
    self.preset = preset
    self.summary = summary
    self.model = model
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.seed = seed
    self.epochs = epochs
    self.parameters = parameters
    self.trainCount = trainCount
    self.testCount = testCount
    self.classNames = classNames
    self.bugs = bugs
    self.optimizers = optimizers
    self.series = series
  }
}

/// A parameter's name as PyTorch's `named_parameters` gives it, and its shape.
public struct ParameterInfo: Sendable, Equatable {
  public var name: String
  public var shape: [Int]

  public init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }
}

/// An optimiser by the name that `TrainingCommand.setOptimizer` takes, and its class in PyTorch.
public struct OptimizerInfo: Sendable, Equatable {
  public var name: String
  public var className: String

  public init(name: String, className: String) {
    self.name = name
    self.className = className
  }
}
