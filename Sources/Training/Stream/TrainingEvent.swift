/// What the trainer tells its readers. The dashboard, the text log and the JSONL log are all
/// readers of this one stream; the trainer knows none of them.
///
/// Of a small net there are hundreds of thousands of epochs a second, and few of anything else.
/// What else there is lies in a box of its own, so that an event is no larger than an epoch's
/// numbers and these are copied without counting references.
public enum TrainingEvent: Sendable, Equatable {
  /// A run begins, or begins again after a restart or a change of preset.
  indirect case run(RunInfo)
  /// The program as it now stands, after a bug was switched or fixed.
  indirect case listing([ListingLine])
  /// One epoch is complete.
  case epoch(EpochRecord)
  /// The same epoch of the healthy twin: same seed, same batches, no bugs.
  case twin(EpochRecord)
  /// The first epoch in which the run and its healthy twin differ.
  case twinDiverged(epoch: Int)
  /// A bug was switched on or off; it takes effect in `epoch`.
  indirect case bug(BugSwitch)
  /// A text that `TrainingCommand.edit` sent is no loop, and the old one trains on; nil when it was
  /// taken over.
  indirect case mistake(EditMistake?)
  /// Answers `TrainingCommand.complete`.
  indirect case completions([String], of: String)
  /// A statement raised; training is parked with all its state kept.
  indirect case error(FailureReport)
  /// The cause of the last error was fixed; `epoch` is run again.
  case fixed(epoch: Int)
  /// A setting was changed while training, e.g. `lr` to `0.02`.
  indirect case setting(name: String, value: String, epoch: Int)
  /// What the loop printed, without the line break at its end.
  indirect case print(String)
  /// A number that the loop named with `log(name, value)`.
  indirect case value(name: String, value: Double, epoch: Int)
  /// A silent symptom was seen by a detector, or is gone again.
  indirect case symptom(Symptom)
  /// A bug showed what it was expected to show, or did not in time.
  indirect case verdict(Verdict)
  /// The trainer went from one phase to another.
  case phase(TrainingPhase)
  /// What was asked for with `TrainingCommand.observe`, at most some ten times a second.
  indirect case observation(Observation)
  /// The run is over.
  case end(EndStatus)
}

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

  public init(
    preset: String, summary: String = "", model: String, optimizer: String, learningRate: Double,
    seed: UInt64, epochs: Int, parameters: [ParameterInfo] = [], trainCount: Int = 0,
    testCount: Int = 0, classNames: [String] = [], bugs: [BugInfo] = []
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

/// A bug as a reader shows it.
public struct BugInfo: Sendable, Equatable {
  public var id: String
  public var title: String
  /// Raises an error, or trains wrongly without a word.
  public var raises: Bool
  public var explanation: String
  /// Why the bug cannot be switched on with this preset; nil when it can.
  public var unavailable: String?

  public init(
    id: String, title: String, raises: Bool, explanation: String = "", unavailable: String? = nil
  ) {
    self.id = id
    self.title = title
    self.raises = raises
    self.explanation = explanation
    self.unavailable = unavailable
  }
}

extension BugInfo {
  /// What a person has written into the loop: a bug like any other once there is something.
  public static let editedByHand = BugInfo(
    id: "edit", title: "edited by hand", raises: false,
    explanation: "What was written into the loop while it trained.")
}

/// A number that an epoch has.
public enum Metric: String, Sendable, Hashable, CaseIterable {
  case trainLoss = "train_loss"
  case trainAccuracy = "train_acc"
  case testLoss = "test_loss"
  case testAccuracy = "test_acc"
}

/// Some of the metrics: a `Set` whose copies count no references.
public struct MetricSet: Sendable, Equatable, ExpressibleByArrayLiteral {
  private var bits: UInt8 = 0

  public init(_ metrics: some Sequence<Metric>) {
    for metric in metrics { bits |= Self.bit(metric) }
  }

  public init(arrayLiteral metrics: Metric...) { self.init(metrics) }

  public var isEmpty: Bool { bits == 0 }
  mutating func insert(_ metric: Metric) { bits |= Self.bit(metric) }
  public func contains(_ metric: Metric) -> Bool { bits & Self.bit(metric) != 0 }

  private static func bit(_ metric: Metric) -> UInt8 {
    switch metric {
    case .trainLoss: 1
    case .trainAccuracy: 2
    case .testLoss: 4
    case .testAccuracy: 8
    }
  }
}

/// The numbers of one epoch. Losses are means over the samples, accuracies fractions in 0...1.
public struct EpochRecord: Sendable, Equatable {
  public var epoch: Int
  public var trainLoss: Double
  public var trainAccuracy: Double
  public var testLoss: Double
  public var testAccuracy: Double
  public var learningRate: Double
  /// Seconds of training since the run began, pauses and pacing left out.
  public var seconds: Double
  /// What another program's log does not have; NaN here, and no point of the curve.
  public var missing: MetricSet

  public init(
    epoch: Int, trainLoss: Double, trainAccuracy: Double, testLoss: Double, testAccuracy: Double,
    learningRate: Double, seconds: Double, missing: MetricSet = []
  ) {
    self.epoch = epoch
    self.trainLoss = trainLoss
    self.trainAccuracy = trainAccuracy
    self.testLoss = testLoss
    self.testAccuracy = testAccuracy
    self.learningRate = learningRate
    self.seconds = seconds
    self.missing = missing
  }

  /// A number by its name.
  public subscript(metric: Metric) -> Double {
    switch metric {
    case .trainLoss: trainLoss
    case .trainAccuracy: trainAccuracy
    case .testLoss: testLoss
    case .testAccuracy: testAccuracy
    }
  }
}

/// A bug went on or off.
public struct BugSwitch: Sendable, Equatable {
  public var id: String
  public var isOn: Bool
  /// The epoch in which it takes effect.
  public var epoch: Int

  public init(id: String, isOn: Bool, epoch: Int) {
    self.id = id
    self.isOn = isOn
    self.epoch = epoch
  }
}

/// What is wrong with a text that a person wrote.
public struct EditMistake: Error, Sendable, Equatable {
  /// The name of Python's exception type.
  public var type: String
  public var message: String
  /// Of the text as it was sent, counted from 1.
  public var line: Int
  /// Counted from 0.
  public var column: Int

  public init(type: String, message: String, line: Int, column: Int) {
    self.type = type
    self.message = message
    self.line = line
    self.column = column
  }
}

/// One line of the training loop as a person reads it.
public struct ListingLine: Sendable, Equatable {
  /// How the line differs from the healthy loop.
  public enum Change: Sendable, Equatable { case same, added, removed }

  /// 1-based; a removed line has none.
  public var number: Int?
  /// PyTorch source without its indentation.
  public var code: String
  /// Levels of indentation, four spaces each when printed.
  public var depth: Int
  /// Blanks before the code in the text that runs; four a level unless somebody wrote it otherwise.
  public var blanks: Int
  public var change: Change
  /// The bug that added or removed the line.
  public var bug: String?

  public init(
    number: Int?, code: String, depth: Int, blanks: Int? = nil, change: Change = .same,
    bug: String? = nil
  ) {
    self.number = number
    self.code = code
    self.depth = depth
    self.blanks = blanks ?? depth * 4
    self.change = change
    self.bug = bug
  }
}

public enum TrainingPhase: Sendable, Equatable {
  case running
  /// Stands before `line`; nil between epochs.
  case paused(line: Int?)
  /// An error was raised; fix it to go on.
  case parked
  case finished
}

public enum EndStatus: String, Sendable, Equatable { case finished, interrupted, failed }
