// What `torch.amp` makes where there is nothing to cast or scale.

/// `GradScaler(…)` without a GPU.
final class GradScalerObject: Object {
  override var typeName: String { "GradScaler" }
  override var tableKind: Table.Kind { .scaler }
}

/// `autocast(…)` that casts nothing: the context of a `with`, or around a function.
final class AutocastObject: Object {
  override var typeName: String { "autocast" }
  override func context(_ machine: Machine) -> (any Context)? { PlainContext(.object(self)) }
  override var isCallable: Bool { true }
  override func call(_ arguments: Arguments) throws -> Value { arguments.base[0] }
}

/// `torch.cuda.device(0)`: a `with` raises when it is entered.
final class MissingDeviceScope: Object, Context {
  private let message: String

  init(_ message: String) { self.message = message }

  override var typeName: String { "device" }
  var target: Value { .none }
  override func context(_ machine: Machine) -> (any Context)? { self }

  func run(_ machine: Machine, _ block: () throws -> Flow) throws -> Flow {
    throw LoopError.runtime(message)
  }
}

/// Settings that change nothing on a CPU: `torch.backends.cuda.matmul.allow_tf32 = True`.
final class FlagHolder: Object {
  override func attribute(_ name: String, _ machine: Machine) throws -> Value? { .bool(false) }
  override func setAttribute(_ name: String, _ value: Value, _ machine: Machine) throws -> Bool {
    true
  }
}
