import Autograd

/// The rows of a data set by their content, to recognise them wherever they turn up.
struct RowIndex {
  /// Rows compared at a look.
  static let sample = 64
  /// Elements beyond which a data set is not indexed: reading it would take seconds.
  static let largest = 1 << 26

  private let features: (train: Tensor, test: Tensor)
  /// The label of each row of the data set as it was made; rows with two labels are left out.
  private let labels: [UInt64: UInt64]
  let sharedRows: (shared: Int, test: Int)

  /// The index, made anew when the features have been replaced.
  static func current(_ index: RowIndex?, _ state: LoopState) -> RowIndex? {
    guard let train = state["X_train"], let test = state["X_test"],
      train.count + test.count <= largest
    else { return nil }
    if let index, index.features.train === train, index.features.test === test { return index }
    return RowIndex(train, test, state.data, known: index?.labels)
  }

  private init(_ train: Tensor, _ test: Tensor, _ data: DataSet, known: [UInt64: UInt64]?) {
    features = (train, test)
    labels = known ?? Self.labels(data)
    let rows = Set(Self.keys(train))
    let tests = Self.keys(test)
    // Where few different rows are possible, as with a handful of kinds, equal ones are no copies.
    let areFew = rows.count * 4 < (train.shape.first ?? 0)
    sharedRows = (areFew ? 0 : tests.filter(rows.contains).count, tests.count)
  }

  private static func labels(_ data: DataSet) -> [UInt64: UInt64] {
    var labels: [UInt64: UInt64] = [:]
    var ambiguous: Set<UInt64> = []
    for (x, y) in [(data.xTrain, data.yTrain), (data.xTest, data.yTest)] {
      for (row, label) in zip(keys(x), keys(y)) {
        if let other = labels[row], other != label { ambiguous.insert(row) }
        labels[row] = label
      }
    }
    return labels.filter { !ambiguous.contains($0.key) }
  }

  /// Of the rows the last step saw, those whose label is not the data set's.
  func movedLabels(_ state: LoopState) -> (moved: Int, compared: Int) {
    guard let x = state[state.roles.forward.features], let y = state[state.roles.labels] else {
      return (0, 0)
    }
    if x === state.data.xTrain && y === state.data.yTrain { return (0, 0) }
    let rows = min(x.shape.first ?? 0, y.shape.first ?? 0, Self.sample)
    guard rows > 0, let some = try? x.narrow(dim: 0, start: 0, length: rows),
      let theirs = try? y.narrow(dim: 0, start: 0, length: rows)
    else { return (0, 0) }
    var (moved, compared) = (0, 0)
    for (row, label) in zip(Self.keys(some), Self.keys(theirs)) {
      guard let known = labels[row] else { continue }
      compared += 1
      if known != label { moved += 1 }
    }
    return (moved, compared)
  }

  /// A number for the content of each row, of any dtype.
  private static func keys(_ tensor: Tensor) -> [UInt64] {
    let rows = tensor.shape.first ?? 0
    guard rows > 0 else { return [] }
    let values = tensor.values
    let width = values.count / rows
    return (0..<rows).map { row in
      var key: UInt64 = 0xcbf2_9ce4_8422_2325
      for value in values[row * width..<(row + 1) * width] {
        key = (key ^ value.bitPattern) &* 0x9e37_79b9_7f4a_7c15
        key ^= key >> 32
      }
      return key
    }
  }
}
