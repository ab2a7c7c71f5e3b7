import Autograd

/// Turns what names hold into what files can hold.
final class Keeper {
  let origins: Origins
  /// The values of tensors, by the names that kept values call them.
  private(set) var tensors: [String: Tensor] = [:]
  /// Containers, tensors and arrays that have come, in their order.
  private var places: [ObjectIdentifier: Int] = [:]
  private var held: [AnyObject] = []
  /// Whether the text may read again what it has saved.
  let readsSaved: Bool
  private static let deepest = 100

  init(_ origins: Origins, readsSaved: Bool) {
    (self.origins, self.readsSaved) = (origins, readsSaved)
  }

  /// Puts a tensor's values into the file, under a name that no other has.
  func put(_ tensor: Tensor, as name: String) throws -> String {
    var free = name
    while tensors[free] != nil { free += "'" }
    tensors[free] = try tensor.snapshot()
    return free
  }

  /// The value as a file holds it; throws where it cannot.
  func keep(_ value: Value, at path: String, _ depth: Int = 0) throws -> KeptValue {
    guard depth < Self.deepest else { throw KeepingError("holds too deep a nest of lists") }
    switch value {
    case .unbound, .none: return .none
    case .ellipsis: return .ellipsis
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .float(let value): return .float(value)
    case .string(let value): return .text(value.text)
    case .dtype(let value): return .dtype(value.name)
    case .tensor(let tensor): return try keep(tensor, at: path)
    case .list(let list):
      return try once(list) { .list(try keep(list.items, at: path, depth)) }
    case .tuple(let tuple): return try keep(tuple, at: path, depth)
    case .dict(let dict):
      return try once(dict) { .dict(try keep(dict, at: path, depth)) }
    case .set(let set): return try once(set) { .set(try keep(set.values, at: path, depth)) }
    case .object(let object): return try keep(object, at: path)
    }
  }

  private func keep(_ values: [Value], at path: String, _ depth: Int) throws -> [KeptValue] {
    try values.enumerated().map { try keep($0.element, at: "\(path).\($0.offset)", depth + 1) }
  }

  private func keep(_ tuple: TupleObject, at path: String, _ depth: Int) throws -> KeptValue {
    try once(tuple) {
      let items = try keep(tuple.items, at: path, depth)
      return switch tuple.kind {
      case .plain: .tuple(items, kind: "", fields: [])
      case .size: .tuple(items, kind: "torch.Size", fields: [])
      case .named(let name, let fields): .tuple(items, kind: name, fields: fields)
      }
    }
  }

  private func keep(_ dict: DictObject, at path: String, _ depth: Int) throws -> [KeptValue.Entry] {
    try dict.all.enumerated().map { index, entry in
      var name = "\(index)"
      if case .string(let text) = entry.name { name = text.text }
      return KeptValue.Entry(
        key: try keep(entry.name, at: "\(path).key\(index)", depth + 1),
        value: try keep(entry.value, at: "\(path).\(name)", depth + 1))
    }
  }

  private func keep(_ tensor: Tensor, at path: String) throws -> KeptValue {
    if let origin = origins.path(of: ObjectIdentifier(tensor)) { return .origin(origin) }
    if !tensor.requiresGrad, let origin = origins.path(ofMemoryOf: tensor) {
      return .alias(of: origin)
    }
    return try once(tensor) {
      .tensor(try put(tensor, as: path), requiresGrad: tensor.isLeaf && tensor.requiresGrad)
    }
  }

  private func keep(_ object: Object, at path: String) throws -> KeptValue {
    if object is Iterator {
      throw KeepingError("holds a \(object.typeName), which remembers where it stands")
    }
    if let origin = origins.path(of: object.identity) { return .origin(origin) }
    if let array = object as? ArrayObject {
      return try once(array) { .array(try put(array.tensor, as: path)) }
    }
    if let kind = object.keptKind, let state = try object.kept(by: self, at: path) {
      return .made(kind, state)
    }
    throw KeepingError("holds a \(object.typeName) that the loop made, which no file can hold")
  }

  /// What came before is only named.
  private func once(_ object: AnyObject, _ body: () throws -> KeptValue) rethrows -> KeptValue {
    let identity = ObjectIdentifier(object)
    if let place = places[identity] { return .same(place) }
    places[identity] = held.count
    held.append(object)
    return try body()
  }
}

/// Turns what files hold into what names can hold, in the order in which it was kept.
final class KeptReader {
  let origins: Origins
  private let tensors: [String: Tensor]
  private var values: [Value?] = []

  init(_ origins: Origins, _ tensors: [String: Tensor]) {
    (self.origins, self.tensors) = (origins, tensors)
  }

  /// A tensor of the file, as a copy that is the caller's own.
  func tensor(_ name: String) throws -> Tensor {
    guard let tensor = tensors[name] else { throw KeepingError.misfit("it lacks '\(name)'") }
    return try tensor.snapshot()
  }

  /// What the lines before the loop have put at a place.
  func origin(_ path: String) throws -> Value {
    guard let value = origins[path] else {
      throw KeepingError.misfit("the lines before the loop made no '\(path)'")
    }
    return value
  }

  func value(_ kept: KeptValue) throws -> Value {
    switch kept {
    case .none: return .none
    case .ellipsis: return .ellipsis
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .float(let value): return .float(value)
    case .text(let value): return .text(value)
    case .dtype(let name):
      guard let dtype = DType.allCases.first(where: { $0.name == name }) else {
        throw KeepingError.misfit("there is no dtype '\(name)'")
      }
      return .dtype(dtype)
    case .tensor(let name, let learns):
      return try once { .tensor(try tensor(name).requiresGrad(learns)) }
    case .array(let name): return try once { .object(ArrayObject(try tensor(name))) }
    case .list(let items):
      let list = ListObject([])
      values.append(.list(list))
      list.items = try items.map(value)
      return .list(list)
    case .tuple(let items, let kind, let fields):
      return try once {
        let items = try items.map(value)
        switch kind {
        case "": return .tuple(TupleObject(items))
        case "torch.Size": return .tuple(TupleObject(items, kind: .size))
        default: return .tuple(TupleObject(items, kind: .named(kind, fields)))
        }
      }
    case .dict(let entries):
      let dict = DictObject()
      values.append(.dict(dict))
      for entry in entries {
        let key = try value(entry.key)
        dict.set(try Key(key), key, try value(entry.value))
      }
      return .dict(dict)
    case .set(let members): return try once { .set(try SetObject(members.map(value))) }
    case .same(let place):
      guard values.indices.contains(place), let value = values[place] else {
        throw KeepingError.misfit("a value is missing")
      }
      return value
    case .origin(let path): return try origin(path)
    case .alias(let path):
      guard let tensor = try origin(path).tensor else {
        throw KeepingError.misfit("'\(path)' is no tensor")
      }
      return .tensor(withoutTracking { tensor.detach() })
    case .made(let kind, let state):
      guard let object = Object.made(kind) else {
        throw KeepingError.misfit("there is no '\(kind)'")
      }
      try object.restore(state, self)
      return .object(object)
    case .generator, .state: throw KeepingError.misfit("an object's state is no value")
    }
  }

  /// Takes the next place before what it holds is read, as `Keeper` does.
  private func once(_ body: () throws -> Value) throws -> Value {
    let place = values.count
    values.append(nil)
    let value = try body()
    values[place] = value
    return value
  }
}

extension KeptValue {
  /// The values that an object's state has by name; throws for anything else.
  func fields() throws -> [String: KeptValue] {
    guard case .state(let fields) = self else {
      throw KeepingError.misfit("an object has no state")
    }
    return fields
  }

  var number: Double? {
    switch self {
    case .float(let value): value
    case .int(let value): Double(value)
    default: nil
    }
  }

  var items: [KeptValue]? { if case .list(let items) = self { items } else { nil } }
  var numbers: [Double]? { items.map { $0.compactMap(\.number) } }
  var integer: Int? { if case .int(let value) = self { value } else { nil } }
}
