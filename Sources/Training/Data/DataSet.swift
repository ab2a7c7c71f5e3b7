import Autograd
import Tables

/// Training and test rows. Features float32, first dimension the rows; labels int64 classes, or
/// what else the loss compares with.
public struct DataSet {
  public var xTrain: Tensor
  public var yTrain: Tensor
  public var xTest: Tensor
  public var yTest: Tensor
  /// What a quantity's labels were divided by after their mean was taken off: the unit of an error.
  public var labelScale = 1.0
  public var labelCenter = 0.0
  /// What was decided about a table's columns, a line each.
  public var notes: [String] = []
  /// The rows of a table that the training rows were made of.
  public var tableRows: [Int32] = []

  /// The shape of one row.
  public var inputShape: [Int] { Array(xTrain.shape.dropFirst()) }
}

/// Where an experiment's rows come from: one value, with the same recipe in Swift and in PyTorch.
public struct DataSource: Sendable {
  public var name: String
  /// Empty where a quantity is predicted.
  public var classNames: [String]
  public var trainCount: Int
  public var testCount: Int
  /// The shape of one row.
  public var inputShape: [Int]
  /// The table that the rows are read from; nil for any other source.
  public var table: TableSource?
  /// Draws from the generator exactly as the PyTorch source does.
  var make: @Sendable (inout Generator) throws -> DataSet
  /// PyTorch source that leaves X_train, y_train, X_test and y_test.
  var python: @Sendable () -> [String]

  /// A number is predicted, and no class.
  public var isQuantity: Bool { classNames.isEmpty }

  /// How presets name each kind: `kind` and its options.
  static let kinds: [String: Kind] = [
    "random": .random, "spiral": .spiral, "blobs": .blobs, "moons": .moons, "circles": .circles,
    "xor": .xor, "gauss_binary": .gaussBinary, "csv": .csv, "idx": .idx,
  ]

  /// A kind of data: the options it reads, and the source they make.
  struct Kind: Sendable {
    let options: [String]
    let read: @Sendable (Fields, DataContext) throws -> DataSource
  }
}

/// What a kind of data may know beside its options.
struct DataContext {
  /// The preset's folder, which paths start from.
  let directory: String
  /// What the preset's loss predicts, where it leaves no choice.
  let task: ColumnChoices.Task?
  /// Told how many bytes of large files have been read, of how many.
  let progress: (Int, Int) -> Void

  func path(_ name: String) -> String { name.hasPrefix("/") ? name : directory + "/" + name }
}
