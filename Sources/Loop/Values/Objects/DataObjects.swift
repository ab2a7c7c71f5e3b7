import Autograd
import NN

// Datasets and what goes through them in batches, as `torch.utils.data` has them.

/// `TensorDataset(x, y)`: a sample is the tensors' rows.
final class TensorDatasetObject: Object {
  let tensors: [Tensor]

  init(_ tensors: [Tensor]) throws {
    guard let first = tensors.first else {
      throw LoopError.index("tuple index out of range")
    }
    guard let count = first.length else {
      throw TorchError(.index, "dimension specified as 0 but tensor has no dimensions")
    }
    guard tensors.allSatisfy({ $0.length == count }) else {
      throw LoopError("AssertionError", "Size mismatch between tensors")
    }
    self.tensors = tensors
  }

  override var typeName: String { "TensorDataset" }
  override var tableKind: Table.Kind { .dataset }
  override func length(_ machine: Machine) throws -> Int? { tensors[0].length }

  override func item(_ key: Value, _ machine: Machine) throws -> Value {
    .tuple(try tensors.map { .tensor(try machine.tensorItem($0, key)) })
  }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    name == "tensors" ? .tuple(tensors.map { .tensor($0) }) : nil
  }

  override func iterator(_ machine: Machine) throws -> Iterator? {
    IndexIterator(.object(self), try length(machine) ?? 0)
  }
}

/// `Subset(dataset, indices)`
final class SubsetObject: Object {
  private(set) var dataset: Value
  let indices: [Int]

  init(_ dataset: Value, _ indices: [Int]) { (self.dataset, self.indices) = (dataset, indices) }

  override var typeName: String { "Subset" }
  override var tableKind: Table.Kind { .dataset }
  override func length(_ machine: Machine) throws -> Int? { indices.count }

  override func item(_ key: Value, _ machine: Machine) throws -> Value {
    guard let index = key.integer else {
      throw LoopError.type("list indices must be integers or slices, not \(key.typeName)")
    }
    let place = index < 0 ? index &+ indices.count : index
    guard indices.indices.contains(place) else { throw LoopError.index("list index out of range") }
    return try machine.item(dataset, .int(indices[place]))
  }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    switch name {
    case "dataset": dataset
    case "indices": .list(indices.map { .int($0) })
    default: nil
    }
  }

  override func iterator(_ machine: Machine) throws -> Iterator? {
    IndexIterator(.object(self), indices.count)
  }

  override func surrender(to pending: inout [Value]) {
    pending.append(dataset)
    dataset = .none
  }

  deinit { release(self) }
}

/// Goes through what has places from 0 on.
final class IndexIterator: Iterator {
  private let source: Value
  private let count: Int
  private var place = 0

  init(_ source: Value, _ count: Int) { (self.source, self.count) = (source, count) }

  override func next(_ machine: Machine) throws -> Value? {
    guard place < count else { return nil }
    place += 1
    return try machine.item(source, .int(place - 1))
  }
}

/// Which samples come, in which order.
final class SamplerObject: Object {
  enum Kind {
    case sequential
    case random(replacement: Bool, count: Int?)
    case subset([Int])
  }

  let kind: Kind
  let count: Int
  /// Nothing for one that seeds its own from the default generator.
  let source: SharedGenerator?

  init(_ kind: Kind, _ count: Int, _ source: SharedGenerator?) {
    (self.kind, self.count, self.source) = (kind, count, source)
  }

  override var keptParts: [(name: String, value: Value)] {
    (source.map { [("generator", .object(RandomSource($0)))] } ?? [])
  }

  override var typeName: String {
    switch kind {
    case .sequential: "SequentialSampler"
    case .random: "RandomSampler"
    case .subset: "SubsetRandomSampler"
    }
  }

  override func length(_ machine: Machine) throws -> Int? {
    switch kind {
    case .sequential: count
    case .random(_, let samples): samples ?? count
    case .subset(let places): places.count
    }
  }

  override func iterator(_ machine: Machine) throws -> Iterator? {
    SequenceIterator(try order(machine).map { .int($0) }, "generator")
  }

  /// The places of one pass: drawn when the pass begins, as PyTorch draws them.
  func order(_ machine: Machine) throws -> [Int] {
    try machine.allocate(count: try length(machine) ?? 0)
    try machine.allocate(count: count)
    switch kind {
    case .sequential: return Array(0..<count)
    case .subset(let places):
      let source = source ?? machine.random
      return source.generator.permutation(places.count).map { places[$0] }
    case .random(let replaces, let samples):
      let own = source ?? SharedGenerator(Generator(seed: machine.generator.seedDraw()))
      let wanted = samples ?? count
      guard replaces else {
        var order: [Int] = []
        for _ in 0..<(wanted / max(count, 1)) { order += own.generator.permutation(count) }
        // PyTorch draws a last permutation also where none of it is needed.
        return order + own.generator.permutation(count).prefix(wanted % max(count, 1))
      }
      return try Tensor.randint(0, count, [wanted], generator: &own.generator).toArray(Int.self)
    }
  }
}

/// `DataLoader(…)`: batches of a dataset, collated.
final class DataLoaderObject: Object {
  private(set) var dataset: Value
  private(set) var sampler: Value
  /// Nothing for samples one by one.
  let batchSize: Int?
  let dropsLast: Bool
  let collate: Value
  let source: SharedGenerator?

  init(
    dataset: Value, sampler: Value, batchSize: Int?, dropsLast: Bool, collate: Value,
    source: SharedGenerator?
  ) {
    (self.dataset, self.sampler, self.batchSize) = (dataset, sampler, batchSize)
    (self.dropsLast, self.collate, self.source) = (dropsLast, collate, source)
  }

  override var keptParts: [(name: String, value: Value)] {
    (source.map { [("generator", .object(RandomSource($0)))] } ?? []) + [("sampler", sampler)]
  }

  override var typeName: String { "DataLoader" }
  override var tableKind: Table.Kind { .loader }

  override func length(_ machine: Machine) throws -> Int? {
    let count = try machine.length(of: sampler)
    guard let batchSize else { return count }
    return dropsLast ? count / batchSize : count / batchSize + (count % batchSize == 0 ? 0 : 1)
  }

  override func iterator(_ machine: Machine) throws -> Iterator? {
    // Every pass draws a seed for workers first, whether it has any or not.
    _ = (source ?? machine.random).generator.seedDraw()
    return DataLoaderIterator(self)
  }

  override func surrender(to pending: inout [Value]) {
    pending += [dataset, sampler]
    (dataset, sampler) = (.none, .none)
  }

  deinit { release(self) }
}

final class DataLoaderIterator: Iterator {
  private let loader: DataLoaderObject
  /// The sampler is asked at the first batch, not before.
  private var places: Iterator?

  init(_ loader: DataLoaderObject) { self.loader = loader }

  override var typeName: String { "_SingleProcessDataLoaderIter" }

  override func next(_ machine: Machine) throws -> Value? {
    let places = try places ?? machine.iterator(of: loader.sampler)
    self.places = places
    guard let size = loader.batchSize else {
      guard let place = try places.next(machine) else { return nil }
      let sample = try machine.item(loader.dataset, place)
      return loader.collate.isNone
        ? try machine.converted(sample) : try machine.call(loader.collate, sample)
    }
    var batch: [Value] = []
    while batch.count < size, let place = try places.next(machine) {
      try machine.tick()
      batch.append(place)
    }
    if batch.isEmpty || (batch.count < size && loader.dropsLast) { return nil }
    if loader.collate.isNone, let rows = try rows(batch) { return rows }
    let samples = try batch.map { try machine.item(loader.dataset, $0) }
    return loader.collate.isNone
      ? try machine.collated(samples) : try machine.call(loader.collate, .list(samples))
  }

  /// The rows of tensors in one op each: what stacking them one by one gives.
  private func rows(_ batch: [Value]) throws -> Value? {
    var places = batch.compactMap(\.integer)
    guard case .object(var object) = loader.dataset, places.count == batch.count else { return nil }
    while let subset = object as? SubsetObject, case .object(let inner) = subset.dataset {
      guard places.allSatisfy({ subset.indices.indices.contains($0) }) else { return nil }
      places = places.map { subset.indices[$0] }
      object = inner
    }
    guard let dataset = object as? TensorDatasetObject else { return nil }
    let index = try Tensor(places)
    return .list(try dataset.tensors.map { .tensor(try $0.indexSelect(dim: 0, index)) })
  }
}

extension Machine {
  /// `default_collate`: samples of one kind as one value with a first dimension more.
  func collated(_ samples: [Value]) throws -> Value {
    guard let first = samples.first else { return .list([]) }
    return try nested {
      switch first {
      case .tensor:
        return .tensor(
          try Tensor.stack(
            samples.map { sample in
              guard case .tensor(let tensor) = sample else { throw uneven(sample) }
              return tensor
            }))
      case .float: return .tensor(try makeTensor(.list(samples), dtype: .float64))
      case .int, .bool: return .tensor(try makeTensor(.list(samples), dtype: nil))
      case .string: return .list(samples)
      case .dict(let dict):
        let result = DictObject()
        for entry in dict.all {
          let parts = try samples.map { try item($0, entry.name) }
          result.set(entry.key, entry.name, try collated(parts))
        }
        return .dict(result)
      default: break
      }
      if first.array != nil {
        return .tensor(
          try Tensor.stack(
            samples.map { sample in
              guard let array = sample.array else { throw uneven(sample) }
              return array.tensor
            }))
      }
      guard let columns = first.sequence else {
        throw LoopError.type(
          "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found "
            + "<class '\(first.typeName)'>")
      }
      let rows = samples.map { $0.sequence ?? [] }
      guard rows.allSatisfy({ $0.count == columns.count }) else {
        throw LoopError.runtime("each element in list of batch should be of equal size")
      }
      return .list(try columns.indices.map { column in try collated(rows.map { $0[column] }) })
    }
  }

  private func uneven(_ value: Value) -> LoopError {
    .type("expected Tensor as element of a batch, but got \(value.typeName)")
  }

  /// `default_convert`: a sample without a batch, its arrays as tensors.
  fileprivate func converted(_ sample: Value) throws -> Value {
    if let array = sample.array { return .tensor(array.tensor) }
    if let items = sample.sequence { return .list(try items.map { try converted($0) }) }
    return sample
  }
}
