import Autograd

/// What ops record under a `with`.
enum GradMode: String, Codable {
  case noGrad, enableGrad, inferenceMode

  func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    switch self {
    case .noGrad: try Autograd.noGrad(body)
    case .enableGrad: try Autograd.enableGrad(body)
    case .inferenceMode: try Autograd.inferenceMode(body)
    }
  }
}

/// `torch.no_grad()` and its like: the mode of a block, or of a decorated function.
final class GradModeObject: Object, Context {
  /// Nothing for `inference_mode(False)`, which changes nothing.
  let mode: GradMode?
  private let name: String
  /// `set_grad_enabled` switches when it is called, and back when its block ends.
  private let restores: GradMode??

  init(_ name: String, _ mode: GradMode?, restores: GradMode?? = nil) {
    (self.name, self.mode, self.restores) = (name, mode, restores)
  }

  override var typeName: String { name }
  var target: Value { .none }
  override func context(_ machine: Machine) -> (any Context)? { self }
  override var isCallable: Bool { true }

  /// As a decorator: the function in this mode.
  override func call(_ arguments: Arguments) throws -> Value {
    guard arguments.layout.count == 1, case .object(let function) = arguments.base[0] else {
      throw LoopError.type("\(name).__call__() missing 1 required positional argument: 'orig_func'")
    }
    return .object(DecoratedFunction(function, self))
  }

  func run(_ machine: Machine, _ block: () throws -> Flow) throws -> Flow {
    let outer: GradMode? = restores ?? machine.state.pointee.gradMode
    // Inside, the mode is the block's own until somebody switches it again.
    machine.setGradMode(nil)
    defer { machine.setGradMode(outer) }
    return try mode?.run(block) ?? block()
  }
}

/// A function that always runs in a grad mode.
final class DecoratedFunction: Object {
  private let function: Object
  private let scope: GradModeObject

  init(_ function: Object, _ scope: GradModeObject) {
    (self.function, self.scope) = (function, scope)
  }

  override var typeName: String { "function" }
  override var isCallable: Bool { true }
  override func layout(for call: Layout) -> Layout { function.layout(for: call) }

  override func call(_ arguments: Arguments) throws -> Value {
    var result = Value.none
    _ = try scope.run(arguments.machine) {
      result = try function.call(arguments)
      return .next
    }
    return result
  }

  override func representation(_ machine: Machine) throws -> String {
    try function.representation(machine)
  }
}
