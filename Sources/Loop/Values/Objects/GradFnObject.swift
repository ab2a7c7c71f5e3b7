import Autograd

/// `tensor.grad_fn`
final class GradFnObject: Object {
  let node: Node

  init(_ node: Node) { self.node = node }

  override var typeName: String { node.name }

  override func isSame(as other: Object) -> Bool {
    (other as? GradFnObject).map { $0.node === node } ?? false
  }

  override var hashKey: Key? { .object(ObjectIdentifier(node)) }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    switch name {
    case "name": return .object(HostFunction("name", "") { [node] _ in .text(node.name) })
    case "next_functions":
      return .tuple(
        node.edges.map { input in
          if case .node(let next, _) = input {
            return .tuple([.object(GradFnObject(next)), .int(0)])
          }
          return .tuple([.none, .int(0)])
        })
    default: return nil
    }
  }

  override func representation(_ machine: Machine) throws -> String { "<\(node.name) object>" }
}

/// What `register_hook` returns.
final class HookObject: Object {
  private let handle: HookHandle

  init(_ handle: HookHandle) { self.handle = handle }

  override var typeName: String { "RemovableHandle" }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    guard name == "remove" else { return nil }
    return .object(
      HostFunction("remove", "") { [handle] _ in
        handle.remove()
        return .none
      })
  }
}
