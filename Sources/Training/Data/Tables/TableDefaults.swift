import Tables

extension TableSource {
  /// Rows beyond which an epoch is made of batches. All rows at once make few steps, which a last bit
  /// does not lead astray: the exported script prints the same numbers.
  private static let manyRows = 100_000

  private var trainCount: Int { source.trainCount }

  /// Two layers for few rows, three for many; the wider, the more rows there are to learn from.
  func defaultModel(outputs: Int) -> [Layer] {
    let hidden = defaultWidths.flatMap { [Layer.linear($0), Layer.relu] }
    return (image == nil ? [] : [Layer.flatten]) + hidden + [Layer.linear(outputs)]
  }

  /// The hidden layers' widths.
  var defaultWidths: [Int] {
    switch trainCount {
    case ..<100: [8]
    case ..<2000: [16]
    case ..<20_000: [32, 16]
    default: table.width > 256 ? [128, 32] : [64, 32]
    }
  }

  /// Nil for all rows at once.
  var defaultBatchSize: Int? { trainCount <= Self.manyRows ? nil : 4096 }

  /// Adam's, with the default model. At 0.01 the loss of three layers jumps toward the end, and each jump
  /// makes a last bit's difference a hundred times larger: PyTorch on two threads and on one then print
  /// other numbers.
  func defaultLearningRate(batchSize: Int?) -> Double {
    batchSize != nil ? 0.003 : defaultWidths.count > 1 ? 0.005 : 0.01
  }
}
