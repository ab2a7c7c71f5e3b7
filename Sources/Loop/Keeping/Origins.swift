import Autograd
import NN

/// What the lines before the loop have put into names, by where it lies.
///
/// A run that is made anew from the same lines has the same things at the same places, so a place
/// says which of its things is meant.
public struct Origins {
  private(set) var values: [(path: String, value: Value)] = []
  private var places: [ObjectIdentifier: Int] = [:]
  private var byPath: [String: Int] = [:]
  /// How often each tensor had been written to.
  private var versions: [String: Int] = [:]
  /// A tensor of each memory.
  private var memories: [ObjectIdentifier: Int] = [:]
  private var visited: Set<ObjectIdentifier> = []
  private var areSame = true
  private static let deepest = 16

  public init() {}

  /// Adds what some names hold now; what they held before stays known. Another run makes the same
  /// again with the same numbers, unless the lines were added while it trained.
  public mutating func add(_ names: [String], of machine: Machine, areSame: Bool) {
    self.areSame = areSame
    for name in names {
      if let value = machine[name] { add(value, at: name, 0) }
    }
  }

  /// Lets a name stand for what it holds now, and no more for what it held.
  public mutating func rebind(_ name: String, of machine: Machine) {
    guard case .object(let object)? = machine[name] else { return }
    guard let place = byPath[name], case .object(let old) = values[place].value else {
      return add([name], of: machine, areSame: true)
    }
    places[old.identity] = nil
    places[object.identity] = place
    values[place].value = .object(object)
  }

  private mutating func add(_ value: Value, at path: String, _ depth: Int) {
    guard depth < Self.deepest else { return }
    func items(_ values: [Value]) {
      for (index, item) in values.enumerated() { add(item, at: "\(path).\(index)", depth + 1) }
    }
    switch value {
    case .tensor(let tensor): add(tensor, at: path)
    case .list(let list):
      if visited.insert(ObjectIdentifier(list)).inserted { items(list.items) }
    case .tuple(let tuple): items(tuple.items)
    case .dict(let dict):
      guard visited.insert(ObjectIdentifier(dict)).inserted else { return }
      for (index, entry) in dict.all.enumerated() {
        var name = "\(index)"
        if case .string(let text) = entry.name { name = text.text }
        add(entry.value, at: "\(path).\(name)", depth + 1)
      }
    case .object(let object):
      guard register(object.identity, path, value) else { return }
      if let module = (object as? ModuleObject)?.module { add(module, at: path) }
      for (name, part) in object.keptParts { add(part, at: "\(path).\(name)", depth + 1) }
    default: break
    }
  }

  private mutating func add(_ module: any Module, at path: String) {
    for (name, part) in module.allModules() where !name.isEmpty {
      _ = register(ObjectIdentifier(part), "\(path).\(name)", .object(ModuleObject(part)))
    }
    for (name, tensor) in module.namedState { add(tensor, at: "\(path).\(name)") }
  }

  private mutating func add(_ tensor: Tensor, at path: String) {
    guard register(ObjectIdentifier(tensor), path, .tensor(tensor)) else { return }
    if areSame { versions[path] = tensor.version }
    if memories[tensor.memory] == nil { memories[tensor.memory] = values.count - 1 }
  }

  /// False for what is known already.
  private mutating func register(
    _ identity: ObjectIdentifier, _ path: String, _ value: Value
  ) -> Bool {
    guard places[identity] == nil else { return false }
    // A name that lines added later bind anew stands for the new thing.
    var path = path
    while byPath[path] != nil { path += "'" }
    places[identity] = values.count
    byPath[path] = values.count
    values.append((path, value))
    return true
  }

  /// Where an object or tensor was put; nothing for one that came later.
  func path(of identity: ObjectIdentifier) -> String? { places[identity].map { values[$0].path } }

  /// A tensor that is the very same memory.
  func path(ofMemoryOf tensor: Tensor) -> String? {
    guard let place = memories[tensor.memory], let origin = values[place].value.tensor,
      origin.isAlias(of: tensor)
    else { return nil }
    return values[place].path
  }

  /// Whether a tensor may hold other values than another run's.
  func hasChanged(_ tensor: Tensor, at path: String) -> Bool { versions[path] != tensor.version }

  subscript(path: String) -> Value? { byPath[path].map { values[$0].value } }
}

extension Object {
  /// What makes two objects the same: of a handle, what it stands for.
  var identity: ObjectIdentifier {
    if case .object(let identity)? = hashKey { identity } else { ObjectIdentifier(self) }
  }
}
