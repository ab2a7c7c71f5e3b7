import Autograd

/// Training and test rows. Features float32, first dimension the rows; labels int64 classes, or
/// float32 zeros and ones for a binary loss.
public struct DataSet {
  public var xTrain: Tensor
  public var yTrain: Tensor
  public var xTest: Tensor
  public var yTest: Tensor

  /// The shape of one row.
  public var inputShape: [Int] { Array(xTrain.shape.dropFirst()) }
}

/// Where an experiment's rows come from: one value, with the same recipe in Swift and in PyTorch.
public struct DataSource: Sendable {
  public var name: String
  public var classNames: [String]
  public var trainCount: Int
  public var testCount: Int
  /// The shape of one row.
  public var inputShape: [Int]
  /// Draws from the generator exactly as the PyTorch source does.
  let make: @Sendable (inout Generator) throws -> DataSet
  /// PyTorch source that leaves X_train, y_train, X_test and y_test.
  let python: @Sendable () -> [String]

  /// Labels as floats, for a binary loss.
  func withFloatLabels() -> DataSource {
    var result = self
    let (make, python) = (make, python)
    result = DataSource(
      name: name, classNames: classNames, trainCount: trainCount, testCount: testCount,
      inputShape: inputShape,
      make: { generator in
        var data = try make(&generator)
        data.yTrain = try data.yTrain.to(.float32)
        data.yTest = try data.yTest.to(.float32)
        return data
      }, python: { python() + ["y_train, y_test = y_train.float(), y_test.float()"] })
    return result
  }

  /// How presets name each kind: `kind` and its options.
  static let kinds: [String: Kind] = ["random": .random, "spiral": .spiral, "csv": .csv]

  /// A kind of data: the options it reads, and the source they make.
  struct Kind: Sendable {
    let options: [String]
    let read: @Sendable (Fields, _ directory: String) throws -> DataSource
  }
}
