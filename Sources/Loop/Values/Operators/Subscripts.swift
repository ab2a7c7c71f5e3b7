import Autograd

// `x[key]`, `x[key] = value` and `del x[key]`.

extension Machine {
  func item(_ value: Value, _ key: Value) throws -> Value {
    switch value {
    case .list(let list):
      if case .int(let index) = key {
        let place = index < 0 ? index &+ list.items.count : index
        guard place >= 0, place < list.items.count else {
          throw LoopError.index("list index out of range")
        }
        return list.items[place]
      }
      return try item(list.items, key, "list") { .list($0) }
    case .tuple(let tuple): return try item(tuple.items, key, "tuple") { .tuple($0) }
    case .string(let text):
      let scalars = text.scalars
      if let slice = key.slice {
        let bounds = try slice.indices(scalars.count, self)
        return .string(
          StringObject((0..<bounds.count).map { scalars[bounds.start + $0 * bounds.step] }))
      }
      return .text(String(scalars[try place(key, scalars.count, "string")]))
    case .dict(let dict):
      guard let found = dict.value(try Key(key)) else {
        throw LoopError("KeyError", try representation(key))
      }
      return found
    case .tensor(let tensor): return .tensor(try tensorItem(tensor, key))
    case .object(let object): return try object.item(key, self)
    default: throw LoopError.type("'\(value.typeName)' object is not subscriptable")
    }
  }

  private func item(
    _ items: [Value], _ key: Value, _ name: String, _ make: ([Value]) -> Value
  ) throws -> Value {
    if let slice = key.slice {
      let bounds = try slice.indices(items.count, self)
      return make((0..<bounds.count).map { items[bounds.start + $0 * bounds.step] })
    }
    return items[try place(key, items.count, name)]
  }

  /// The place an index means, checked.
  private func place(_ key: Value, _ count: Int, _ name: String, _ what: String = "index") throws
    -> Int
  {
    var index = key.integer
    if case .tensor(let tensor) = key, tensor.count == 1, tensor.dtype.isIntegral {
      index = try tensor.itemInt()
    }
    guard let index else {
      throw LoopError.type(
        name == "string"
          ? "string indices must be integers, not '\(key.typeName)'"
          : "\(name) indices must be integers or slices, not \(key.typeName)")
    }
    let place = index < 0 ? index &+ count : index
    guard place >= 0, place < count else {
      throw LoopError.index("\(name) \(what) out of range")
    }
    return place
  }

  func setItem(_ target: Value, _ key: Value, _ value: Value) throws {
    switch target {
    case .list(let list):
      if let slice = key.slice { return try setSlice(list, slice, value) }
      let place = try place(key, list.items.count, "list", "assignment index")
      list.items[place] = value
    case .dict(let dict): dict.set(try Key(key), key, value)
    case .tensor(let tensor): try setTensorItem(tensor, key, value)
    case .object(let object): try object.setItem(key, value, self)
    default:
      throw LoopError.type("'\(target.typeName)' object does not support item assignment")
    }
  }

  private func setSlice(_ list: ListObject, _ slice: SliceObject, _ value: Value) throws {
    guard (try? iterator(of: value)) != nil else {
      throw LoopError.type("can only assign an iterable")
    }
    let items = try self.items(of: value)
    let bounds = try slice.indices(list.items.count, self)
    if bounds.step == 1 {
      try allocate(count: list.items.count + items.count)
      list.items.replaceSubrange(
        bounds.start..<max(bounds.start, bounds.start + bounds.count), with: items)
      return
    }
    guard items.count == bounds.count else {
      throw LoopError.value(
        "attempt to assign sequence of size \(items.count) to extended slice of size "
          + "\(bounds.count)")
    }
    for (offset, item) in items.enumerated() {
      list.items[bounds.start + offset * bounds.step] = item
    }
  }

  func deleteItem(_ target: Value, _ key: Value) throws {
    switch target {
    case .list(let list):
      if let slice = key.slice {
        let bounds = try slice.indices(list.items.count, self)
        let gone = Set((0..<bounds.count).map { bounds.start + $0 * bounds.step })
        list.items = list.items.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
        return
      }
      list.items.remove(at: try place(key, list.items.count, "list", "assignment index"))
    case .dict(let dict):
      guard dict.remove(try Key(key)) != nil else {
        throw LoopError("KeyError", try representation(key))
      }
    case .object(let object): try object.deleteItem(key, self)
    case .tensor: throw LoopError.type("Tensor does not support deleting items")
    default:
      throw LoopError.type("'\(target.typeName)' object doesn't support item deletion")
    }
  }
}

extension Value {
  /// The slice, when it is one.
  var slice: SliceObject? {
    if case .object(let object) = self { object as? SliceObject } else { nil }
  }
}
