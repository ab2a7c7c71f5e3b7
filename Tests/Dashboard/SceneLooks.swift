import Run

/// What the trainer of the made-up runs saw when it looked more closely.
extension Scene {
  static let looks: [Observation] = [
    .values(epoch: 311, values),
    .gradients(epoch: 311, gradients(.finite)), .graph(epoch: 311, graph), .boundary(boundary),
    .confusion(epoch: 311, counts: [[38, 2, 0], [1, 39, 0], [0, 0, 40]]),
    .predictions(epoch: 311, predictions),
    .timing(timing),
    .names(epoch: 311, names), .distributions(epoch: 311, distributions),
  ]

  static let values = [
    LineValue(line: 2, shape: [240, 3], gradFn: "AddmmBackward0"),
    LineValue(line: 3, shape: [], gradFn: "NllLossBackward0"),
    LineValue(line: 4, shape: [], gradFn: nil),
  ]

  static let timing = Timing(
    epoch: 311, forward: 49.8e-6, backward: 44.4e-6, step: 7.97e-6, evaluation: 22.6e-6,
    epochsPerSecond: 60, samplesPerSecond: 14_400)

  static let predictions: [PredictedNumber] = (0..<60).map { row in
    let truth = Double(row)
    return PredictedNumber(truth: truth, predicted: truth + Double(row * 37 % 13 - 6))
  }

  static let brokenListing: [ListingLine] =
    listing[..<2] + [
      ListingLine(number: nil, code: listing[2].code, depth: 0, change: .removed),
      ListingLine(
        number: 3, code: "train_preds = train_logits.argmax(dim=1).float()", depth: 0,
        change: .added, bug: "argmax"),
      ListingLine(
        number: 4, code: "loss = loss_fn(train_preds, y_train.float())", depth: 0, change: .added,
        bug: "argmax"),
    ]
    + listing[3...].map { ListingLine(number: ($0.number ?? 0) + 1, code: $0.code, depth: 0) }

  static func gradients(_ kind: ParameterStatistics.Gradient) -> [ParameterStatistics] {
    run.parameters.enumerated().map { index, parameter in
      let isFinite = kind == .finite
      return ParameterStatistics(
        name: parameter.name, shape: parameter.shape, gradient: kind,
        gradientNorm: isFinite ? 0.0032 / Double(index + 1) : nil, weightNorm: 6.67,
        updateRatio: isFinite ? 7.2e-4 * Double(index + 1) : 0,
        histogram: isFinite ? [0, 1, 2, 5, 9, 14, 22, 30, 28, 19, 11, 6, 3, 1, 0, 1] : [],
        histogramRange: -0.01...0.01)
    }
  }

  static let graph = [
    GraphLine(depth: 0, text: "loss"),
    GraphLine(depth: 0, text: "NllLossBackward0", line: 3),
    GraphLine(depth: 0, text: "LogSoftmaxBackward0", line: 3),
    GraphLine(depth: 0, text: "AddmmBackward0", line: 2),
    GraphLine(depth: 1, text: "2.bias", isLeaf: true),
    GraphLine(depth: 1, text: "2.weight", isLeaf: true),
    GraphLine(depth: 0, text: "ReluBackward0", line: 2),
    GraphLine(depth: 0, text: "AddmmBackward0", line: 2),
    GraphLine(depth: 1, text: "0.bias", isLeaf: true),
    GraphLine(depth: 1, text: "0.weight", isLeaf: true),
  ]

  static let cutGraph =
    [
      GraphLine(depth: 0, text: "loss", isDead: true),
      GraphLine(depth: 0, text: "NllLossBackward0", line: 4, isDead: true),
      GraphLine(depth: 0, text: "argmax", line: 3, isCut: true),
    ] + graph[3...]

  /// A disc in the upper left for class 1, a strip on the right for class 2.
  static let boundary: DecisionBoundary = {
    let (columns, rows) = (24, 18)
    var (classes, confidence): ([UInt8], [UInt8]) = ([], [])
    for row in 0..<rows {
      for column in 0..<columns {
        let distance = (column - 7) * (column - 7) + (row - 6) * (row - 6)
        classes.append(column >= 18 ? 2 : distance <= 25 ? 1 : 0)
        confidence.append((12...40).contains(distance) ? 140 : 250)
      }
    }
    let points = [
      (-0.8, 0.8, 0), (-0.4, 0.3, 1), (-0.3, 0.2, 1), (-0.45, 0.4, 1), (0.1, -0.6, 0),
      (0.9, 0.5, 2), (0.85, -0.5, 2), (0.7, 0.9, 0), (1, 1, 2), (-1, -1, 0),
    ].enumerated().map { index, point in
      DecisionBoundary.Point(x: point.0, y: point.1, label: point.2, isTest: index % 3 == 2)
    }
    return DecisionBoundary(
      epoch: 311, xRange: -1...1, yRange: -1...1, columns: columns, rows: rows, classes: classes,
      confidence: confidence, points: points)
  }()

  static let names = [
    InspectedName(
      name: "X_train", shape: [240, 2], dtype: "torch.float32", history: nil, minimum: -1.03,
      maximum: 1.02, mean: 0.0021, first: [0.012, 0.097, 0.018, 0.112, 0.022, 0.13, 0.03, 0.14]),
    InspectedName(
      name: "train_logits", shape: [240, 3], dtype: "torch.float32",
      history: "AddmmBackward0 ← ReluBackward0 ← AddmmBackward0 ← 0.weight", minimum: -9.7,
      maximum: 12.4, mean: 0.31, first: [3.1, -2.2, -1.4, 3.3, -2.4, -1.2, 3.4, -2.6]),
    InspectedName(
      name: "train_preds", shape: [240], dtype: "torch.float32",
      history: "no grad: cut by argmax (line 3)", minimum: 0, maximum: 2, mean: 1,
      first: [0, 0, 0, 0, 0, 0, 0, 0]),
    InspectedName(
      name: "loss", shape: [], dtype: "torch.float32", history: "NllLossBackward0 ← …",
      minimum: .nan, maximum: .nan, mean: .nan, first: [.nan]),
  ]

  static let distributions: [Distribution] = {
    let bell = (0..<48).map { Int(400 / (1 + Double(($0 - 24) * ($0 - 24)) / 40)) }
    func one(_ name: String, _ kind: Distribution.Kind, zero: Double, bad: Int = 0) -> Distribution
    {
      Distribution(
        name: name, kind: kind, minimum: kind == .weight ? -1.42 : 0, maximum: 1.37, mean: 0.013,
        deviation: 0.41, zeroFraction: zero, nonFinite: bad, histogram: bell)
    }
    return run.parameters.map { one($0.name, .weight, zero: 0) } + [
      one("0 Linear", .activation, zero: 0), one("1 ReLU", .activation, zero: 0.43),
      one("2 Linear", .activation, zero: 0, bad: 3),
    ]
  }()
}
