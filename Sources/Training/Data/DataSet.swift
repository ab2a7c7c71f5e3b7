import Autograd

/// Training and test rows. Features float32, first dimension the rows; labels int64 classes, or
/// what else the loss compares with.
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

  /// How presets name each kind: `kind` and its options.
  static let kinds: [String: Kind] = [
    "random": .random, "spiral": .spiral, "blobs": .blobs, "moons": .moons, "circles": .circles,
    "xor": .xor, "gauss_binary": .gaussBinary, "csv": .csv, "idx": .idx,
  ]

  /// A kind of data: the options it reads, and the source they make.
  struct Kind: Sendable {
    let options: [String]
    let read: @Sendable (Fields, _ directory: String) throws -> DataSource
  }
}
