/// A closer look at the run, computed only while a reader asks for it.
public enum Observation: Sendable, Equatable {
  /// Per parameter: does a gradient reach it, and how large is it.
  case gradients(epoch: Int, [ParameterStatistics])
  /// The last value each line of the listing made.
  case values(epoch: Int, [LineValue])
  /// The `grad_fn` tree from the loss down to the parameters, in depth-first order.
  case graph(epoch: Int, [GraphLine])
  case boundary(DecisionBoundary)
  /// Rows are true classes, columns predictions, on the test set.
  case confusion(epoch: Int, counts: [[Int]])
  /// What is predicted of a quantity beside what is true, on test rows.
  case predictions(epoch: Int, [PredictedNumber])
  case timing(Timing)
  /// Everything the loop's names hold, for stepping.
  case names(epoch: Int, [InspectedName])
  /// Values of every parameter, then outputs of every layer.
  case distributions(epoch: Int, [Distribution])
  /// The test rows that the model is most wrong about, the worst first.
  case samples(epoch: Int, [WorstSample])

  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case gradients, values, graph, boundary, confusion, predictions, timing, names, distributions
    case samples
  }

  public var kind: Kind {
    switch self {
    case .gradients: .gradients
    case .values: .values
    case .graph: .graph
    case .boundary: .boundary
    case .confusion: .confusion
    case .predictions: .predictions
    case .timing: .timing
    case .names: .names
    case .distributions: .distributions
    case .samples: .samples
    }
  }
}

/// One row's label and what the model says, in the label's own unit.
public struct PredictedNumber: Sendable, Equatable {
  public var truth: Double
  public var predicted: Double

  public init(truth: Double, predicted: Double) {
    (self.truth, self.predicted) = (truth, predicted)
  }
}

public struct ParameterStatistics: Sendable, Equatable {
  public enum Gradient: String, Sendable, Equatable { case none, zero, finite, nonFinite }

  public var name: String
  public var shape: [Int]
  public var gradient: Gradient
  /// Euclidean norms; `gradientNorm` is nil when there is no gradient.
  public var gradientNorm: Double?
  public var weightNorm: Double
  /// Norm of the epoch's update over the weight's norm before it.
  public var updateRatio: Double?
  /// The gradient's elements, counted in equal bins from `histogramRange.lowerBound` to its upper bound.
  public var histogram: [Int]
  public var histogramRange: ClosedRange<Double>

  public init(
    name: String, shape: [Int], gradient: Gradient, gradientNorm: Double?, weightNorm: Double,
    updateRatio: Double?, histogram: [Int] = [], histogramRange: ClosedRange<Double> = 0...0
  ) {
    self.name = name
    self.shape = shape
    self.gradient = gradient
    self.gradientNorm = gradientNorm
    self.weightNorm = weightNorm
    self.updateRatio = updateRatio
    self.histogram = histogram
    self.histogramRange = histogramRange
  }
}

/// What a line of the listing last produced.
public struct LineValue: Sendable, Equatable {
  public var line: Int
  public var shape: [Int]
  /// `AddmmBackward0`; nil when the value has no gradient path.
  public var gradFn: String?
  /// The gradient path was lost on this very line.
  public var isCut: Bool

  public init(line: Int, shape: [Int], gradFn: String?, isCut: Bool = false) {
    self.line = line
    self.shape = shape
    self.gradFn = gradFn
    self.isCut = isCut
  }
}

public struct GraphLine: Sendable, Equatable {
  public var depth: Int
  /// `AddmmBackward0`, or a parameter's name at a leaf.
  public var text: String
  public var line: Int?
  public var isLeaf: Bool
  /// The gradient is cut at this op.
  public var isCut: Bool
  /// Between a cut and the loss: no gradient passes here.
  public var isDead: Bool

  public init(
    depth: Int, text: String, line: Int? = nil, isLeaf: Bool = false, isCut: Bool = false,
    isDead: Bool = false
  ) {
    self.depth = depth
    self.text = text
    self.line = line
    self.isLeaf = isLeaf
    self.isCut = isCut
    self.isDead = isDead
  }
}

/// The predicted class over a rectangle of the plane of a two-feature data set.
public struct DecisionBoundary: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    public var x: Double
    public var y: Double
    public var label: Int
    public var isTest: Bool

    public init(x: Double, y: Double, label: Int, isTest: Bool = false) {
      self.x = x
      self.y = y
      self.label = label
      self.isTest = isTest
    }
  }

  public var epoch: Int
  public var xRange: ClosedRange<Double>
  public var yRange: ClosedRange<Double>
  public var columns: Int
  public var rows: Int
  /// Row-major from the top (largest y): predicted class of each grid cell.
  public var classes: [UInt8]
  /// Softmax probability of that class, 0...255.
  public var confidence: [UInt8]
  public var points: [Point]

  public init(
    epoch: Int, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, columns: Int, rows: Int,
    classes: [UInt8], confidence: [UInt8], points: [Point]
  ) {
    self.epoch = epoch
    self.xRange = xRange
    self.yRange = yRange
    self.columns = columns
    self.rows = rows
    self.classes = classes
    self.confidence = confidence
    self.points = points
  }
}

/// A row of the test set with what the model takes it for.
public struct WorstSample: Sendable, Equatable {
  /// How the features stand as a picture, a row after the other.
  public struct Image: Sendable, Equatable {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
      (self.width, self.height) = (width, height)
    }
  }

  /// Its place in the test set.
  public var row: Int
  public var label: Int
  public var predicted: Int
  /// The probability that the model gives its prediction.
  public var confidence: Double
  public var features: [Double]
  /// Nil where a row is no picture.
  public var image: Image?

  public var isRight: Bool { label == predicted }

  public init(
    row: Int, label: Int, predicted: Int, confidence: Double, features: [Double], image: Image?
  ) {
    (self.row, self.label, self.predicted) = (row, label, predicted)
    (self.confidence, self.features, self.image) = (confidence, features, image)
  }
}

/// Mean seconds an epoch spends in each part, over the epochs since the last observation.
public struct Timing: Sendable, Equatable {
  public var epoch: Int
  public var forward: Double
  public var backward: Double
  public var step: Double
  public var evaluation: Double
  public var epochsPerSecond: Double
  public var samplesPerSecond: Double

  public init(
    epoch: Int, forward: Double, backward: Double, step: Double, evaluation: Double,
    epochsPerSecond: Double, samplesPerSecond: Double
  ) {
    self.epoch = epoch
    self.forward = forward
    self.backward = backward
    self.step = step
    self.evaluation = evaluation
    self.epochsPerSecond = epochsPerSecond
    self.samplesPerSecond = samplesPerSecond
  }
}

/// One name of the loop, looked into between two statements.
public struct InspectedName: Sendable, Equatable {
  public var name: String
  public var shape: [Int]
  public var dtype: String
  public var requiresGrad: Bool
  /// `AddmmBackward0 ← ReluBackward0 ← …`, or where it was cut; nil without any history.
  public var history: String?
  public var minimum: Double
  public var maximum: Double
  public var mean: Double
  /// The first few values, row-major.
  public var first: [Double]

  public init(
    name: String, shape: [Int], dtype: String, requiresGrad: Bool = false, history: String?,
    minimum: Double, maximum: Double, mean: Double, first: [Double]
  ) {
    self.name = name
    self.shape = shape
    self.dtype = dtype
    self.requiresGrad = requiresGrad
    self.history = history
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    self.first = first
  }
}

/// How the values of a parameter, or of a layer's outputs, are spread.
public struct Distribution: Sendable, Equatable {
  public enum Kind: String, Sendable, Equatable { case weight, activation }

  /// Bins of a histogram.
  public static let bins = 48

  /// `0.weight`, or a layer's place and kind, e.g. `1 ReLU`.
  public var name: String
  public var kind: Kind
  /// Of the finite values; NaN when there are none.
  public var minimum: Double
  public var maximum: Double
  public var mean: Double
  /// The standard deviation of all finite values.
  public var deviation: Double
  /// The part of the finite values that is exactly zero.
  public var zeroFraction: Double
  /// How many values are NaN or infinite.
  public var nonFinite: Int
  /// Counts in equal bins from the smallest to the largest value.
  public var histogram: [Int]

  public init(
    name: String, kind: Kind, minimum: Double, maximum: Double, mean: Double, deviation: Double,
    zeroFraction: Double, nonFinite: Int, histogram: [Int]
  ) {
    self.name = name
    self.kind = kind
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    self.deviation = deviation
    self.zeroFraction = zeroFraction
    self.nonFinite = nonFinite
    self.histogram = histogram
  }
}
