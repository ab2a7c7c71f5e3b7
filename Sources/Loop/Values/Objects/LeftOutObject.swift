/// A name that PyTorch has and the loop language knows, but that nothing can be done with.
///
/// It may be named, compared and handed on: `autocast(dtype=torch.float16)` on a machine without a
/// GPU does nothing with it either. Whatever would use it raises.
final class LeftOutObject: Object {
  let name: String

  init(_ name: String) { self.name = name }

  override var typeName: String { name }
  override var isCallable: Bool { true }
  override func call(_ arguments: Arguments) throws -> Value { throw Machine.leftOut(name) }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    throw Machine.leftOut("\(self.name).\(name)")
  }

  override func isSame(as other: Object) -> Bool { (other as? LeftOutObject)?.name == name }
  override var hashKey: Key? { .string(name) }
  override func representation(_ machine: Machine) throws -> String { name }
}
