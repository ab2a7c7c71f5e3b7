import Autograd

// What `for`, `list(…)`, unpacking and the like go through.

extension Machine {
  /// Python's `iter`.
  func iterator(of value: Value) throws -> Iterator {
    switch value {
    case .list(let list): return ListIterator(list)
    case .tuple(let tuple): return SequenceIterator(tuple.items, "tuple_iterator")
    case .string(let text):
      return SequenceIterator(
        text.scalars.map { .text(String($0)) }, "str_iterator")
    case .dict(let dict): return DictIterator(dict, .keys)
    case .set(let set): return DictIterator(set.members, .keys, isSet: true)
    case .tensor(let tensor): return try TensorIterator(tensor)
    case .object(let object):
      if let iterator = try object.iterator(self) { return iterator }
    default: break
    }
    throw LoopError.type("'\(value.typeName)' object is not iterable")
  }

  /// All items of what can be iterated.
  func items(of value: Value) throws -> [Value] {
    switch value {
    case .list(let list): return list.items
    case .tuple(let tuple): return tuple.items
    default: break
    }
    var items: [Value] = []
    let iterator = try iterator(of: value)
    while let item = try iterator.next(self) {
      try tick()
      items.append(item)
      if items.count & 0xFFF == 0 { try allocate(count: items.count) }
    }
    return items
  }

  /// Calls `body` for each item, without making a list of them.
  func forEach(_ value: Value, _ body: (Value) throws -> Bool) throws {
    let iterator = try iterator(of: value)
    while let item = try iterator.next(self) {
      try tick()
      if try !body(item) { return }
    }
  }

  /// Python's `len`.
  func length(of value: Value) throws -> Int {
    switch value {
    case .list(let list): return list.items.count
    case .tuple(let tuple): return tuple.items.count
    case .string(let text): return text.count
    case .dict(let dict): return dict.count
    case .set(let set): return set.count
    case .tensor(let tensor):
      guard let length = tensor.length else { throw LoopError.type("len() of a 0-d tensor") }
      return length
    case .object(let object):
      if let length = try object.length(self) { return length }
    default: break
    }
    throw LoopError.type("object of type '\(value.typeName)' has no len()")
  }
}

/// Goes through a list that may change meanwhile.
final class ListIterator: Iterator {
  private var list: ListObject?
  private var place = 0

  init(_ list: ListObject) { self.list = list }

  override var typeName: String { "list_iterator" }

  override func next(_ machine: Machine) throws -> Value? {
    guard let list, place < list.items.count else {
      list = nil
      return nil
    }
    place += 1
    return list.items[place - 1]
  }
}

/// Goes through items that are all known.
final class SequenceIterator: Iterator {
  private var items: [Value]
  private var place = 0
  private let name: String

  init(_ items: [Value], _ name: String = "list_iterator") {
    (self.items, self.name) = (items, name)
  }

  override var typeName: String { name }

  override func next(_ machine: Machine) throws -> Value? {
    guard place < items.count else { return nil }
    place += 1
    return items[place - 1]
  }

  override func surrender(to pending: inout [Value]) {
    pending += items
    items = []
  }

  deinit { release(self) }
}

/// Goes through a dictionary's or a set's entries, which must not change meanwhile.
final class DictIterator: Iterator {
  enum Part { case keys, values, items }

  private let dict: DictObject
  private let part: Part
  private let isSet: Bool
  private let count: Int
  private var place = 0

  init(_ dict: DictObject, _ part: Part, isSet: Bool = false) {
    (self.dict, self.part, self.isSet) = (dict, part, isSet)
    count = dict.count
  }

  override var typeName: String {
    if isSet { return "set_iterator" }
    return switch part {
    case .keys: "dict_keyiterator"
    case .values: "dict_valueiterator"
    case .items: "dict_itemiterator"
    }
  }

  override func next(_ machine: Machine) throws -> Value? {
    guard dict.count == count else {
      throw LoopError.runtime("\(isSet ? "Set" : "dictionary") changed size during iteration")
    }
    guard let (entry, next) = dict.entry(from: place) else { return nil }
    place = next
    return switch part {
    case .keys: entry.name
    case .values: entry.value
    case .items: .tuple([entry.name, entry.value])
    }
  }
}

/// `dict.keys()`, `dict.values()`, `dict.items()`: live views.
final class DictView: Object {
  private let dict: DictObject
  private let part: DictIterator.Part

  init(_ dict: DictObject, _ part: DictIterator.Part) { (self.dict, self.part) = (dict, part) }

  override var typeName: String {
    switch part {
    case .keys: "dict_keys"
    case .values: "dict_values"
    case .items: "dict_items"
    }
  }

  override func iterator(_ machine: Machine) throws -> Iterator? { DictIterator(dict, part) }
  override func length(_ machine: Machine) throws -> Int? { dict.count }

  override func contains(_ value: Value, _ machine: Machine) throws -> Bool? {
    part == .keys ? dict.contains(try Key(value)) : nil
  }

  override func representation(_ machine: Machine) throws -> String {
    let items = try machine.items(of: .object(self))
    return "\(typeName)(\(try machine.representation(.list(items))))"
  }

  override func isTrue(_ machine: Machine) throws -> Bool { dict.count > 0 }
}

/// Goes through a tensor's rows.
final class TensorIterator: Iterator {
  private let tensor: Tensor
  private let count: Int
  private var place = 0

  init(_ tensor: Tensor) throws {
    guard let count = tensor.length else {
      throw LoopError.type("iteration over a 0-d tensor")
    }
    (self.tensor, self.count) = (tensor, count)
  }

  override func next(_ machine: Machine) throws -> Value? {
    guard place < count else { return nil }
    place += 1
    return .tensor(try tensor.select(dim: 0, index: place - 1))
  }
}

/// `range(…)`
final class RangeObject: Object {
  let start: Int
  let stop: Int
  let step: Int
  let count: Int

  init(_ start: Int, _ stop: Int, _ step: Int) throws {
    if step == 0 { throw LoopError.value("range() arg 3 must not be zero") }
    (self.start, self.stop, self.step) = (start, stop, step)
    let isEmpty = step > 0 ? start >= stop : start <= stop
    if isEmpty {
      count = 0
    } else {
      let distance =
        step > 0 ? UInt(bitPattern: stop &- start) : UInt(bitPattern: start &- stop)
      let steps = (distance - 1) / step.magnitude
      guard steps < UInt(Int.max) else { throw LoopError.integerOverflow }
      count = Int(steps) + 1
    }
  }

  override var typeName: String { "range" }
  override var tableKind: Table.Kind { .range }
  override func length(_ machine: Machine) throws -> Int? { count }
  override func isTrue(_ machine: Machine) throws -> Bool { count > 0 }
  override func iterator(_ machine: Machine) throws -> Iterator? { RangeIterator(self) }

  /// The value at a place below `count`.
  func value(at place: Int) -> Int { start &+ place &* step }

  override func item(_ key: Value, _ machine: Machine) throws -> Value {
    if case .object(let object) = key, let slice = object as? SliceObject {
      let bounds = try slice.indices(count, machine)
      return .object(
        try RangeObject(
          value(at: bounds.start), start &+ bounds.stop &* step, step &* bounds.step))
    }
    guard let index = key.integer else {
      throw LoopError.type("range indices must be integers or slices, not \(key.typeName)")
    }
    let place = index < 0 ? index &+ count : index
    guard place >= 0, place < count else {
      throw LoopError.index("range object index out of range")
    }
    return .int(value(at: place))
  }

  override func contains(_ value: Value, _ machine: Machine) throws -> Bool? {
    var number = value.integer
    if case .float(let float) = value { number = Int(exactly: float) }
    guard let number, count > 0 else { return false }
    let last = self.value(at: count - 1)
    guard number >= min(start, last), number <= max(start, last) else { return false }
    return UInt(bitPattern: number &- start) % step.magnitude == 0
      || UInt(bitPattern: start &- number) % step.magnitude == 0
  }

  override func isEqual(to other: Value, _ machine: Machine) throws -> Bool {
    guard case .object(let object) = other, let range = object as? RangeObject else { return false }
    return count == range.count
      && (count == 0 || (start == range.start && (count == 1 || step == range.step)))
  }

  override func representation(_ machine: Machine) throws -> String {
    step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
  }
}

final class RangeIterator: Iterator {
  private let range: RangeObject
  private var place = 0

  init(_ range: RangeObject) { self.range = range }

  override var typeName: String { "range_iterator" }

  override func next(_ machine: Machine) throws -> Value? {
    guard place < range.count else { return nil }
    place += 1
    return .int(range.value(at: place - 1))
  }
}

/// `start:stop:step`
final class SliceObject: Object {
  let start: Value
  let stop: Value
  let step: Value

  init(_ start: Value, _ stop: Value, _ step: Value) {
    (self.start, self.stop, self.step) = (start, stop, step)
  }

  override var typeName: String { "slice" }
  override var hashKey: Key? { nil }

  override func representation(_ machine: Machine) throws -> String {
    let parts = try [start, stop, step].map { try machine.representation($0) }
    return "slice(\(parts.joined(separator: ", ")))"
  }

  /// A bound as a number; nothing for `None`.
  static func bound(_ value: Value, _ machine: Machine) throws -> Int? {
    if value.isNone { return nil }
    if let number = value.integer { return number }
    if case .tensor(let tensor) = value, tensor.count == 1, tensor.dtype.isIntegral {
      return try tensor.itemInt()
    }
    throw LoopError.type(
      "slice indices must be integers or None or have an __index__ method")
  }

  /// The places in a sequence of `count`, as CPython's `PySlice_AdjustIndices` has them.
  func indices(_ count: Int, _ machine: Machine) throws -> (
    start: Int, stop: Int, step: Int, count: Int
  ) {
    let step = try Self.bound(self.step, machine) ?? 1
    if step == 0 { throw LoopError.value("slice step cannot be zero") }
    let step64 = step == .min ? -.max : step
    func adjusted(_ bound: Int?, _ whenMissing: Int) -> Int {
      guard var place = bound else { return whenMissing }
      if place < 0 {
        place = place < -count ? (step64 < 0 ? -1 : 0) : place + count
      } else if place >= count {
        place = step64 < 0 ? count - 1 : count
      }
      return place
    }
    let start = adjusted(try Self.bound(self.start, machine), step64 < 0 ? count - 1 : 0)
    let stop = adjusted(try Self.bound(self.stop, machine), step64 < 0 ? -1 : count)
    let length: Int
    if step64 < 0 {
      length = stop < start ? (start - stop - 1) / -step64 + 1 : 0
    } else {
      length = start < stop ? (stop - start - 1) / step64 + 1 : 0
    }
    return (start, stop, step64, length)
  }
}
