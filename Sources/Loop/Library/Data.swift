import Autograd
import NN

extension Library {
  /// `torch.utils`
  static let utils = Namespace("torch.utils") { t in
    t.namespace("data", data)
    t.namespace(
      "tensorboard",
      Namespace("torch.utils.tensorboard") { t in
        t.leftOut("SummaryWriter")
      })
    t.namespace(
      "checkpoint",
      Namespace("torch.utils.checkpoint") { t in
        t.leftOut("checkpoint checkpoint_sequential") { "torch.utils.checkpoint.\($0)" }
      })
  }

  /// `torch.utils.data`
  static let data = Namespace("torch.utils.data") { t in
    datasets(&t)
    samplers(&t)
    t.value(
      "DataLoader",
      "dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, "
        + "collate_fn=None, pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None, "
        + "multiprocessing_context=None, generator=None, *, prefetch_factor=None, "
        + "persistent_workers=False, pin_memory_device='', in_order=True", .object(.loader)
    ) { try loader($0) }
    t.value("default_collate", "batch") { try $0.machine.collated($0.machine.items(of: $0[0])) }
    t.leftOut("get_worker_info IterableDataset ChainDataset StackDataset DistributedSampler")
    t.namespace(
      "dataloader",
      Namespace("torch.utils.data.dataloader") { t in
        t.value("default_collate", "batch") { try $0.machine.collated($0.machine.items(of: $0[0])) }
      })
    t.namespace(
      "distributed",
      Namespace("torch.utils.data.distributed") { t in
        t.leftOut("DistributedSampler")
      })
  }

  private static func datasets(_ t: inout TableBuilder) {
    dataset(&t, "TensorDataset", "*tensors") { a in
      try TensorDatasetObject(
        a.star.map { value in
          guard case .tensor(let tensor) = value else {
            throw LoopError.attribute("'\(value.typeName)' object has no attribute 'size'")
          }
          return tensor
        })
    }
    dataset(&t, "Subset", "dataset, indices") { a in
      let places = try a.machine.items(of: a[1]).map { item in
        guard let place = item.integer else {
          throw LoopError.type("list indices must be integers or slices, not \(item.typeName)")
        }
        return place
      }
      return SubsetObject(a[0], places)
    }
    t.type(
      "Dataset",
      PythonType("Dataset", path: "torch.utils.data.dataset.Dataset") { value in
        value.typeName == "TensorDataset" || value.typeName == "Subset"
      })
    t.value("random_split", "dataset, lengths, generator=None", .list) { try split($0) }
  }

  private static func dataset(
    _ t: inout TableBuilder, _ name: String, _ signature: String,
    _ make: @escaping @Sendable (Arguments) throws -> Object
  ) {
    t.type(
      name,
      PythonType(
        name, path: "torch.utils.data.dataset.\(name)",
        row: Row(
          name: name,
          signature: Signature(signature, style: .constructor),
          result: .object(.dataset)
        ) {
          .object(try make($0))
        }
      ) { $0.typeName == name })
  }

  /// `random_split`: lengths, or fractions whose remainders go round.
  private static func split(_ a: Arguments) throws -> Value {
    let count = try a.machine.length(of: a[0])
    let numbers = try a.machine.items(of: a[1]).map { item in
      guard let number = item.number else { throw a.mismatch(1, "list of numbers") }
      return number
    }
    var lengths = numbers.map(\.int)
    let total = numbers.reduce(0.0) { $0 + $1.double }
    if abs(total - 1) <= 1e-9, total <= 1 {
      lengths = try numbers.enumerated().map { index, part in
        guard part.double >= 0, part.double <= 1 else {
          throw LoopError.value("Fraction at index \(index) is not between 0 and 1")
        }
        return Int((Double(count) * part.double).rounded(.down))
      }
      let rest = count - lengths.reduce(0, +)
      for index in 0..<(lengths.isEmpty ? 0 : max(rest, 0)) { lengths[index % lengths.count] += 1 }
    }
    let sum = try lengths.reduce(0) { try Machine.checked($0.addingReportingOverflow($1)) }
    guard sum == count, lengths.allSatisfy({ $0 >= 0 }) else {
      throw LoopError.value(
        "Sum of input lengths does not equal the length of the input dataset!")
    }
    try a.machine.allocate(count: count)
    let order = try a.source(2).generator.permutation(count)
    var start = 0
    return .list(
      lengths.map { length in
        defer { start += length }
        return .object(SubsetObject(a[0], Array(order[start..<(start + length)])))
      })
  }

  private static func samplers(_ t: inout TableBuilder) {
    t.value("SequentialSampler", "data_source") { a in
      .object(SamplerObject(.sequential, try a.machine.length(of: a[0]), nil))
    }
    t.value("RandomSampler", "data_source, replacement=False, num_samples=None, generator=None") {
      a in
      let count = try a.machine.length(of: a[0])
      if count == 0 {
        throw LoopError.value(
          "num_samples should be a positive integer value, but got num_samples=0")
      }
      if let wanted = try a.optionalInt(2), wanted <= 0 {
        throw LoopError.value(
          "num_samples should be a positive integer value, but got num_samples=\(wanted)")
      }
      return .object(
        SamplerObject(
          .random(replacement: try a.bool(1), count: try a.optionalInt(2)), count,
          a.isNone(3) ? nil : try a.source(3)))
    }
    t.value("SubsetRandomSampler", "indices, generator=None") { a in
      let places = try a.machine.items(of: a[0]).compactMap(\.integer)
      return .object(
        SamplerObject(.subset(places), places.count, a.isNone(1) ? nil : try a.source(1)))
    }
    t.leftOut("WeightedRandomSampler BatchSampler Sampler")
  }

  // MARK: - Batches

  private static func loader(_ a: Arguments) throws -> Value {
    if try a.int(5) < 0 {
      throw LoopError.value(
        "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
    }
    guard a.isNone(4) else { throw Machine.leftOut("batch_sampler") }
    let shuffles = try a.isNone(2) ? false : a.machine.isTrue(a[2])
    if shuffles, !a.isNone(3) {
      throw LoopError.value("sampler option is mutually exclusive with shuffle")
    }
    let size = try a.optionalInt(1)
    if let size, size <= 0 {
      throw LoopError.value(
        "batch_size should be a positive integer value, but got batch_size=\(size)")
    }
    if size == nil, try a.bool(8) {
      throw LoopError.value(
        "batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
    }
    let source = a.isNone(12) ? nil : try a.source(12)
    var sampler = a[3]
    if sampler.isNone {
      let count = try a.machine.length(of: a[0])
      if shuffles, count == 0 {
        throw LoopError.value(
          "num_samples should be a positive integer value, but got num_samples=0")
      }
      sampler = .object(
        SamplerObject(
          shuffles ? .random(replacement: false, count: nil) : .sequential, count, source))
    }
    return .object(
      DataLoaderObject(
        dataset: a[0], sampler: sampler, batchSize: size, dropsLast: try a.bool(8),
        collate: a[6], source: source))
  }

  static let dataset = Table("Dataset") { t in
    t.int("__len__", "self") { try $0.machine.length(of: $0[0]) }
    t.value("__getitem__", "self, index") { try $0.machine.item($0[0], $0[1]) }
  }

  static let loader = Table("DataLoader") { t in
    t.property("dataset", .object(.dataset), get: { value, _ in value.loader?.dataset ?? .none })
    t.property("sampler", get: { value, _ in value.loader?.sampler ?? .none })
    t.property(
      "batch_size", .int,
      get: { value, _ in value.loader?.batchSize.map { .int($0) } ?? .none })
    t.property("drop_last", .bool, get: { value, _ in .bool(value.loader?.dropsLast ?? false) })
    t.property("num_workers", .int, get: { _, _ in .int(0) })
    t.property("collate_fn", get: { value, _ in value.loader?.collate ?? .none })
  }
}

extension Value {
  fileprivate var loader: DataLoaderObject? {
    if case .object(let object) = self { object as? DataLoaderObject } else { nil }
  }
}
