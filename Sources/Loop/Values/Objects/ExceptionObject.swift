/// An exception as a value: what `ValueError("…")` makes.
final class ExceptionObject: Object {
  let type: PythonType
  let arguments: [Value]

  init(_ type: PythonType, _ arguments: [Value]) { (self.type, self.arguments) = (type, arguments) }

  override var typeName: String { type.name }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    name == "args" ? .tuple(arguments) : nil
  }

  override func text(_ machine: Machine) throws -> String {
    switch arguments.count {
    case 0: ""
    case 1:
      type.name == "KeyError"
        ? try machine.representation(arguments[0]) : try machine.text(arguments[0])
    default: try machine.representation(.tuple(arguments))
    }
  }

  override func representation(_ machine: Machine) throws -> String {
    let list = try arguments.map { try machine.representation($0) }.joined(separator: ", ")
    return "\(type.name)(\(list))"
  }
}

extension Machine {
  /// The error that `raise value` throws.
  func error(raising value: Value) throws -> LoopError {
    if case .object(let object) = value {
      if let exception = object as? ExceptionObject {
        return LoopError(exception.type.name, try exception.text(self))
      }
      if let type = object as? TypeObject, type.type.isException {
        return LoopError(type.type.name, "")
      }
    }
    return .type("exceptions must derive from BaseException")
  }
}
