import Autograd

// `x.name` and `x.name = value`.

extension Machine {
  func attribute(_ value: Value, _ name: String) throws -> Value {
    if let table = value.table {
      if let property = table.properties[name] { return try property.get(value, self) }
      if let row = table.rows[name] { return .object(BoundMethod(value, row)) }
    }
    switch value {
    case .object(let object):
      if let found = try object.attribute(name, self) { return found }
    case .tuple(let tuple):
      if let field = tuple.field(name) { return field }
    case .dtype(let dtype):
      if name == "is_floating_point" { return .bool(dtype.isFloatingPoint) }
      if name == "itemsize" { return .int(dtype.byteCount) }
    default: break
    }
    if name == "__class__" || name == "__name__" {
      if let found = try special(value, name) { return found }
    }
    throw missingAttribute(value, name)
  }

  private func special(_ value: Value, _ name: String) throws -> Value? {
    name == "__class__" ? .object(TypeObject(Library.type(of: value))) : nil
  }

  func missingAttribute(_ value: Value, _ name: String) -> LoopError {
    if case .object(let object) = value, let space = object as? NamespaceObject {
      let guess = Text.closest(to: name, among: space.space.entries.keys.sorted())
      return .attribute("module '\(space.space.name)' has no attribute '\(name)'").suggesting(guess)
    }
    if case .object(let object) = value, let type = object as? TypeObject {
      return .attribute("type object '\(type.type.name)' has no attribute '\(name)'")
    }
    let guess = Text.closest(to: name, among: attributeNames(of: value))
    return .attribute("'\(value.typeName)' object has no attribute '\(name)'").suggesting(guess)
  }

  /// Every name that `value.` can be followed by.
  func attributeNames(of value: Value) -> [String] {
    var names = value.table?.names ?? []
    if case .object(let object) = value { names += object.attributeNames }
    return names.sorted()
  }

  func setAttribute(_ target: Value, _ name: String, _ value: Value) throws {
    if let property = target.table?.properties[name] {
      guard let set = property.set else {
        throw LoopError.attribute(
          "attribute '\(name)' of '\(target.tensor == nil ? target.typeName : "torch._C.TensorBase")' "
            + "objects is not writable")
      }
      return try set(target, value, self)
    }
    if case .object(let object) = target, try object.setAttribute(name, value, self) { return }
    if target.table?.rows[name] != nil {
      throw LoopError.attribute("'\(target.typeName)' object attribute '\(name)' is read-only")
    }
    if case .tensor = target {
      throw LoopError.attribute(
        "the loop language leaves out new attributes of tensors, here '\(name)'")
    }
    throw LoopError.attribute("'\(target.typeName)' object has no attribute '\(name)'")
  }
}
