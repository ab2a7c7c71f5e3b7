/// A number that an epoch has.
public enum Metric: String, Sendable, Hashable, CaseIterable {
  case trainLoss = "train_loss"
  case trainAccuracy = "train_acc"
  case testLoss = "test_loss"
  case testAccuracy = "test_acc"

  /// The name of its series.
  public var name: String { name(.accuracy) }

  /// The name of its series where something else than the accuracy is told beside the loss.
  public func name(_ score: Score) -> String {
    switch (self, score) {
    case (.trainLoss, _): "train/loss"
    case (.trainAccuracy, .accuracy): "train/acc"
    case (.trainAccuracy, .r2): "train/r2"
    case (.testLoss, _): "test/loss"
    case (.testAccuracy, .accuracy): "test/acc"
    case (.testAccuracy, .r2): "test/r2"
    }
  }
}

/// How good predictions are, told beside the loss: of classes the part that is right, of a quantity
/// the part of its variance that is explained.
public enum Score: Sendable, Equatable { case accuracy, r2 }

/// Some of the metrics: a `Set` whose copies count no references.
public struct MetricSet: Sendable, Equatable, ExpressibleByArrayLiteral {
  private var bits: UInt8 = 0

  public init(_ metrics: some Sequence<Metric>) {
    for metric in metrics { bits |= Self.bit(metric) }
  }

  public init(arrayLiteral metrics: Metric...) { self.init(metrics) }

  public var isEmpty: Bool { bits == 0 }
  public mutating func insert(_ metric: Metric) { bits |= Self.bit(metric) }
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

/// The numbers of one epoch. Losses are means over the samples, accuracies fractions in 0...1, or R2
/// where `score` says so.
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
  /// What the accuracies are.
  public var score: Score

  public init(
    epoch: Int, trainLoss: Double, trainAccuracy: Double, testLoss: Double, testAccuracy: Double,
    learningRate: Double, seconds: Double, missing: MetricSet = [], score: Score = .accuracy
  ) {
    self.epoch = epoch
    self.trainLoss = trainLoss
    self.trainAccuracy = trainAccuracy
    self.testLoss = testLoss
    self.testAccuracy = testAccuracy
    self.learningRate = learningRate
    self.seconds = seconds
    self.missing = missing
    self.score = score
  }

  /// The series that an epoch of our own trainer has values of, in their order.
  public static let seriesNames = seriesNames(.accuracy)
  public static func seriesNames(_ score: Score) -> [String] {
    Metric.allCases.map { $0.name(score) } + [learningRateName]
  }
  public static let learningRateName = "lr"

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
