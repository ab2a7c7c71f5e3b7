extension Library {
  static let list = Table("list") { t in
    t.none("append", "self, object") { a in
      try a.list.items.append(a[1])
      if try a.list.items.count & 0xFFFF == 0 { try a.machine.allocate(count: a.list.items.count) }
    }
    t.none("extend", "self, iterable") { a in
      let items = try a.machine.items(of: a[1])
      try a.machine.allocate(count: a.list.items.count + items.count)
      try a.list.items += items
    }
    t.none("insert", "self, index, object") { a in
      let (list, index) = (try a.list, try a.int(1))
      let place = index < 0 ? max(index &+ list.items.count, 0) : min(index, list.items.count)
      list.items.insert(a[2], at: place)
    }
    t.value("pop", "self, index=-1") { a in
      let list = try a.list
      if list.items.isEmpty { throw LoopError.index("pop from empty list") }
      let index = try a.int(1)
      let place = index < 0 ? index &+ list.items.count : index
      guard place >= 0, place < list.items.count else {
        throw LoopError.index("pop index out of range")
      }
      return list.items.remove(at: place)
    }
    t.none("remove", "self, value") { a in
      guard let place = try a.place(in: a.list.items) else {
        throw LoopError.value("list.remove(x): x not in list")
      }
      try a.list.items.remove(at: place)
    }
    t.none("clear", "self") { try $0.list.items.removeAll() }
    t.int("index", "self, value") { a in
      guard let place = try a.place(in: a.list.items) else {
        throw LoopError.value("\(try a.machine.representation(a[1])) is not in list")
      }
      return place
    }
    t.int("count", "self, value") { a in
      try a.list.items.count { try $0.isSame(as: a[1]) || a.machine.isEqual($0, a[1]) }
    }
    t.none("reverse", "self") { try $0.list.items.reverse() }
    t.none("sort", "self, *, key=None, reverse=False") { a in
      let list = try a.list
      list.items = try a.machine.sorted(
        list.items, key: a[1], isReversed: a.machine.isTrue(a[2]))
    }
    t.value("copy", "self", .list) { .list(try $0.list.items) }
  }

  static let tuple = Table("tuple") { t in
    t.int("index", "self, value") { a in
      guard let place = try a.place(in: a[0].sequence ?? []) else {
        throw LoopError.value("tuple.index(x): x not in tuple")
      }
      return place
    }
    t.int("count", "self, value") { a in
      try (a[0].sequence ?? []).count { try $0.isSame(as: a[1]) || a.machine.isEqual($0, a[1]) }
    }
    t.int("numel", "self") { a in
      try (a[0].sequence ?? []).reduce(1) {
        try Machine.checked($0.multipliedReportingOverflow(by: $1.integer ?? 1))
      }
    }
  }

  static let dict = Table("dict") { t in
    t.value("get", "self, key, default=None") { try $0.dict.value(try Key($0[1])) ?? $0[2] }
    t.value("keys", "self", .list) { .object(DictView(try $0.dict, .keys)) }
    t.value("values", "self", .list) { .object(DictView(try $0.dict, .values)) }
    t.value("items", "self", .list) { .object(DictView(try $0.dict, .items)) }
    t.value("pop", "self, key, *default") { a in
      if let entry = try a.dict.remove(try Key(a[1])) { return entry.value }
      guard let value = a.star.first else {
        throw LoopError("KeyError", try a.machine.representation(a[1]))
      }
      return value
    }
    t.value("popitem", "self", .tuple) { a in
      guard let entry = try a.dict.removeLast() else {
        throw LoopError("KeyError", "'popitem(): dictionary is empty'")
      }
      return .tuple([entry.name, entry.value])
    }
    t.value("setdefault", "self, key, default=None") { a in
      let key = try Key(a[1])
      if let value = try a.dict.value(key) { return value }
      try a.dict.set(key, a[1], a[2])
      return a[2]
    }
    t.none("update", "self, other=(), **") { a in
      try a.machine.fill(a.dict, from: a[1])
      for (offset, name) in a.layout.keywords.enumerated() where name != "other" {
        try a.dict.set(.string(name), .text(name), a.base[a.layout.positional + offset])
      }
    }
    t.none("clear", "self") { try $0.dict.removeAll() }
    t.value("copy", "self", .dict) { a in
      let result = DictObject()
      try a.machine.fill(result, from: a[0])
      return .dict(result)
    }
  }

  /// What the type `dict` itself has.
  static let dictStatics = Table("type") { t in
    t.value("fromkeys", "iterable, value=None", .dict) { a in
      let result = DictObject()
      for item in try a.machine.items(of: a[0]) { result.set(try Key(item), item, a[1]) }
      return .dict(result)
    }
  }

  static let set = Table("set") { t in
    t.none("add", "self, elem") { try $0.set.insert($0[1]) }
    t.none("discard", "self, elem") { try $0.set.members.remove(try Key($0[1])) }
    t.none("remove", "self, elem") { a in
      guard try a.set.members.remove(try Key(a[1])) != nil else {
        throw LoopError("KeyError", try a.machine.representation(a[1]))
      }
    }
    t.value("pop", "self") { a in
      guard let first = try a.set.members.entry(from: 0)?.entry else {
        throw LoopError("KeyError", "'pop from an empty set'")
      }
      try a.set.members.remove(first.key)
      return first.name
    }
    t.none("clear", "self") { try $0.set.members.removeAll() }
    t.value("copy", "self", .set) { .set(try SetObject(try $0.set.values)) }
    t.none("update", "self, *others") { a in
      for other in a.star { for item in try a.machine.items(of: other) { try a.set.insert(item) } }
    }
    for (name, op) in [
      ("union", BinaryOperator.or), ("intersection", .and), ("difference", .sub),
      ("symmetric_difference", .xor),
    ] {
      t.value(name, "self, *others", .set) { a in
        var result = Value.set(try SetObject(try a.set.values))
        for other in a.star {
          let set = try SetObject(try a.machine.items(of: other))
          result = try a.machine.binary(op, result, .set(set))
        }
        return result
      }
    }
    for (name, op) in [("issubset", ComparisonOperator.lessEqual), ("issuperset", .greaterEqual)] {
      t.bool(name, "self, other") { a in
        let other = try SetObject(try a.machine.items(of: a[1]))
        return try a.machine.isTrue(a.machine.compare(op, a[0], .set(other)))
      }
    }
    t.bool("isdisjoint", "self, other") { a in
      try !a.machine.items(of: a[1]).contains { try a.set.contains($0) }
    }
  }

  static let range = Table("range") { t in
    for (name, path) in [("start", \RangeObject.start), ("stop", \.stop), ("step", \.step)]
      as [(String, KeyPath<RangeObject, Int> & Sendable)]
    {
      t.property(name, .int) { value, _ in
        guard case .object(let object) = value, let range = object as? RangeObject else {
          return .none
        }
        return .int(range[keyPath: path])
      }
    }
  }

  static let int = Table("int") { t in
    t.int("bit_length", "self") { a in
      Int.bitWidth - (try a.int(0)).magnitude.leadingZeroBitCount
    }
    t.int("conjugate", "self") { try $0.int(0) }
    t.property("real", .int, get: { value, _ in .int(value.integer ?? 0) })
    t.property("imag", .int, get: { _, _ in .int(0) })
  }

  static let float = Table("float") { t in
    t.bool("is_integer", "self") { a in
      let value = try a.float(0)
      return value.isFinite && value == value.rounded()
    }
    // What NumPy's numbers have, which are plain floats here.
    t.value("item", "self", .float) { $0[0] }
    t.property("real", .float, get: { value, _ in value })
    t.property("imag", .float, get: { _, _ in .float(0) })
  }

  static let device = Table("torch.device") { t in
    t.property("type", .string) { value, _ in
      guard case .object(let object) = value, let device = object as? DeviceObject else {
        return .none
      }
      return .text(device.type)
    }
    t.property("index", .unknown) { value, _ in
      guard case .object(let object) = value, let device = object as? DeviceObject else {
        return .none
      }
      let parts = device.name.split(separator: ":")
      return parts.count > 1 ? Int(parts[1]).map { .int($0) } ?? .none : .none
    }
  }
}

extension Arguments {
  fileprivate var list: ListObject {
    get throws {
      guard case .list(let list) = self[0] else {
        throw LoopError.type(
          "descriptor '\(layout.name)' for 'list' objects doesn't apply to a '\(self[0].typeName)' "
            + "object")
      }
      return list
    }
  }

  fileprivate var dict: DictObject {
    get throws {
      guard case .dict(let dict) = self[0] else {
        throw LoopError.type(
          "descriptor '\(layout.name)' for 'dict' objects doesn't apply to a '\(self[0].typeName)' "
            + "object")
      }
      return dict
    }
  }

  fileprivate var set: SetObject {
    get throws {
      guard case .set(let set) = self[0] else {
        throw LoopError.type(
          "descriptor '\(layout.name)' for 'set' objects doesn't apply to a '\(self[0].typeName)' "
            + "object")
      }
      return set
    }
  }

  /// Where the first argument after the object stands among items.
  fileprivate func place(in items: [Value]) throws -> Int? {
    try items.firstIndex { try $0.isSame(as: self[1]) || machine.isEqual($0, self[1]) }
  }
}
