import Autograd
import NN
import Run

/// What the model says over the plane of a two-feature data set.
struct BoundaryScan {
  /// Points of the grid; about as many as half-blocks of a large panel.
  static let columns = 72
  static let rows = 54
  /// Points of the data shown; of more, every so many-th.
  static let mostPoints = 600

  private let xRange: ClosedRange<Double>
  private let yRange: ClosedRange<Double>
  private let grid: Tensor
  /// What the points were read from; a bug or a restart may put other rows in their place.
  private let source: [Tensor?]
  private let points: [DecisionBoundary.Point]

  /// Nil when rows do not have two features.
  init?(_ state: LoopState) {
    guard !state.experiment.lossKind.isRegression, let train = state["X_train"], train.dim == 2,
      train.shape.last == 2
    else { return nil }
    var points = Self.points(train, state["y_train"], isTest: false)
    if let test = state["X_test"], test.dim == 2, test.shape.last == 2 {
      points += Self.points(test, state["y_test"], isTest: true)
    }
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let xRange = Self.range(finite.map(\.x)), let yRange = Self.range(finite.map(\.y)) else {
      return nil
    }
    let stride = max((finite.count + Self.mostPoints - 1) / Self.mostPoints, 1)
    self.points = finite.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    (self.xRange, self.yRange) = (xRange, yRange)
    var features: [Float] = []
    features.reserveCapacity(Self.rows * Self.columns * 2)
    for row in 0..<Self.rows {
      let y = Self.center(yRange, Self.rows - 1 - row, of: Self.rows)
      for column in 0..<Self.columns {
        features.append(Float(Self.center(xRange, column, of: Self.columns)))
        features.append(Float(y))
      }
    }
    guard let grid = try? Tensor(features, shape: [Self.rows * Self.columns, 2]) else {
      return nil
    }
    self.grid = grid
    source = Self.source(state)
  }

  private static func source(_ state: LoopState) -> [Tensor?] {
    [state["X_train"], state["y_train"], state["X_test"], state["y_test"]]
  }

  /// Whether the points are still the state's.
  func fits(_ state: LoopState) -> Bool {
    zip(source, Self.source(state)).allSatisfy { $0 === $1 }
  }

  /// Nil when the model cannot be run now.
  func look(_ state: LoopState, epoch: Int) -> DecisionBoundary? {
    let probe = Probe(state: state)
    guard let logits = try? probe.run(grid), let classes = try? probe.classes(logits),
      classes.count == Self.rows * Self.columns
    else { return nil }
    return DecisionBoundary(
      epoch: epoch, xRange: xRange, yRange: yRange, columns: Self.columns, rows: Self.rows,
      classes: classes.map { UInt8(clamping: $0.label) },
      confidence: classes.map { UInt8(clamping: Int(($0.probability * 255).rounded())) },
      points: points)
  }

  private static func center(_ range: ClosedRange<Double>, _ index: Int, of count: Int) -> Double {
    let part = (Double(index) + 0.5) / Double(count)
    return range.lowerBound + part * (range.upperBound - range.lowerBound)
  }

  /// From the smallest to the largest with a little air.
  private static func range(_ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max() else { return nil }
    let air = high > low ? (high - low) * 0.06 : 1
    return (low - air)...(high + air)
  }

  private static func points(_ features: Tensor, _ labels: Tensor?, isTest: Bool)
    -> [DecisionBoundary.Point]
  {
    let values = features.values
    let labels = labels?.values ?? []
    return (0..<(values.count / 2)).map { row in
      DecisionBoundary.Point(
        x: values[2 * row], y: values[2 * row + 1],
        label: row < labels.count ? Int(exactly: labels[row].rounded()) ?? 0 : 0, isTest: isTest)
    }
  }
}
