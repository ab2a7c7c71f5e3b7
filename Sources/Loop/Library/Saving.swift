import Autograd

extension Library {
  /// `torch.save` and `torch.load`.
  ///
  /// No file is written or read. What was saved is kept, so that a loop that loads its own best
  /// weights again goes on with them.
  static let saving = Namespace("torch") { t in
    t.none("save", "obj, f, pickle_module=None, pickle_protocol=2, **") { a in
      let saved = SavedValues.of(a.machine)
      saved.announce(a.machine)
      // A copy, as a file would be one. What no copy can be made of is let go.
      saved.keep(try? a.machine.savedCopy(of: a[0]), under: try a.machine.text(a[1]))
    }
    t.value(
      "load",
      "f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **", .unknown
    ) { a in
      let path = try a.machine.text(a[0])
      guard let value = SavedValues.of(a.machine).value(path) else {
        throw LoopError(
          "FileNotFoundError", "[Errno 2] No such file or directory: \(StringText.quoted(path))")
      }
      return try a.machine.savedCopy(of: value)
    }
  }
}

extension Machine {
  /// A copy of numbers, strings, tensors and containers of them; modules and the like are shared.
  func savedCopy(of value: Value) throws -> Value {
    try nested {
      switch value {
      case .tensor(let tensor):
        return .tensor(
          try withoutTracking { try tensor.detach().clone().detach() }.requiresGrad(
            tensor.isLeaf && tensor.requiresGrad))
      case .list(let list): return .list(try list.items.map { try savedCopy(of: $0) })
      case .tuple(let tuple) where tuple.typeName == "tuple":
        return .tuple(try tuple.items.map { try savedCopy(of: $0) })
      case .dict(let dict):
        let copy = DictObject()
        for entry in dict.all { copy.set(entry.key, entry.name, try savedCopy(of: entry.value)) }
        return .dict(copy)
      default:
        if let array = value.array {
          return .object(ArrayObject(try withoutTracking { try array.tensor.clone() }))
        }
        if case .object(let object) = value, let state = object as? OptimizerStateObject {
          return .object(OptimizerStateObject(try state.state.copied()))
        }
        return value
      }
    }
  }
}
