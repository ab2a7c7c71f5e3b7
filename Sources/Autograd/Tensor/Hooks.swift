/// What a user asked to be told about a tensor's gradient.
final class TensorHooks {
  /// Called with the gradient; a result replaces it.
  var hooks: [(id: Int, body: (Tensor) throws -> Tensor?)] = []
  /// A non-leaf whose `grad` is kept: PyTorch's `retain_grad()`. Weak, since its node holds this.
  weak var retained: Tensor?
  var outputIndex = 0
  private var nextID = 0

  func add(_ body: @escaping (Tensor) throws -> Tensor?) -> Int {
    nextID += 1
    hooks.append((nextID, body))
    return nextID
  }

  func apply(_ gradient: Tensor) throws -> Tensor {
    var result = gradient
    for hook in hooks { result = try hook.body(result) ?? result }
    retained?.grad = result
    return result
  }
}

/// Removes a hook again.
public struct HookHandle {
  let hooks: TensorHooks
  let id: Int

  /// Takes the hook off its tensor; doing so again does nothing.
  public func remove() { hooks.hooks.removeAll { $0.id == id } }
}

extension Tensor {
  /// Calls `hook` with the tensor's gradient whenever one is computed; a result replaces it.
  ///
  /// Throws for a tensor that does not require gradients.
  @discardableResult
  public func registerHook(_ hook: @escaping (Tensor) throws -> Tensor?) throws -> HookHandle {
    guard requiresGrad else {
      throw TorchError.runtime(
        "cannot register a hook on a tensor that doesn't require gradient")
    }
    let hooks = ensureHooks()
    return HookHandle(hooks: hooks, id: hooks.add(hook))
  }

  /// Keeps `grad` of a tensor that is no leaf, PyTorch's `retain_grad()`.
  public func retainGrad() throws {
    guard requiresGrad else {
      throw TorchError.runtime("can't retain_grad on Tensor that has requires_grad=False")
    }
    if node != nil { ensureHooks().retained = self }
  }

  private func ensureHooks() -> TensorHooks {
    if let hooks { return hooks }
    let made = TensorHooks()
    made.outputIndex = outputIndex
    hooks = made
    if let node { node.hooks = node.hooks + [made] }
    return made
  }
}
