import Autograd

extension Machine {
  /// What all names hold, for a file, and the tensors that belong to it; among these `models`,
  /// changed or not.
  ///
  /// A name that no later epoch reads before it is bound is left out where it cannot be kept; any
  /// other throws a `KeepingError` with the line that assigns it.
  public func keep(
    _ program: Program, _ origins: Origins, models: [Tensor]
  ) throws -> (KeptNames, [String: Tensor]) {
    let keeper = Keeper(
      origins, readsSaved: program.statements.contains { $0.text.contains("load(") })
    let always = Set(models.map(ObjectIdentifier.init))
    var kept = KeptNames()
    for name in names.all {
      guard let value = self[name] else { continue }
      let isCarried =
        program.carried.names.contains(name) || program.carried.endNames.contains(name)
        || name.contains(" ")
      do {
        if program.carried.names.contains(name), case .tensor(let tensor) = value,
          tensor.requiresGrad, !tensor.isLeaf
        {
          throw KeepingError("carries the graph of one epoch into the next")
        }
        kept.names[name] = try keeper.keep(value, at: name)
      } catch let error as KeepingError {
        guard isCarried else { continue }
        let line = program.statements.first { $0.names.contains(name) }?.number ?? 0
        throw KeepingError("'\(name)' cannot be saved: it \(error.description)", line: line)
      }
    }
    for (path, value) in origins.values {
      if let tensor = value.tensor {
        kept.tensors[path] = try keptTensor(
          tensor, at: path, keeper, always.contains(ObjectIdentifier(tensor)))
      } else if case .object(let object) = value {
        kept.objects[path] = try object.kept(by: keeper, at: path)
      }
    }
    kept.gradMode = state.pointee.gradMode
    kept.hasReturned = hasReturned
    return (kept, keeper.tensors)
  }

  /// Nothing for a tensor that is as the lines before the loop left it.
  private func keptTensor(
    _ tensor: Tensor, at path: String, _ keeper: Keeper, _ isAlways: Bool
  ) throws -> KeptTensor? {
    let hasChanged = isAlways || keeper.origins.hasChanged(tensor, at: path)
    guard hasChanged || tensor.requiresGrad || tensor.grad != nil else { return nil }
    return KeptTensor(
      requiresGrad: tensor.isLeaf && tensor.requiresGrad,
      gradient: try tensor.grad.map { try keeper.put($0, as: "grad.\(path)") },
      values: hasChanged ? try keeper.put(tensor, as: path) : nil)
  }

  /// Brings back what all names held. The lines before the loop have run; throws a `KeepingError`
  /// where they have not made what was kept.
  public func restore(
    _ kept: KeptNames, _ tensors: [String: Tensor], _ origins: Origins
  ) throws {
    for path in kept.tensors.keys.sorted() + kept.objects.keys.sorted() where origins[path] == nil {
      throw KeepingError.misfit("the lines before the loop made no '\(path)'")
    }
    let reader = KeptReader(origins, tensors)
    // In the order in which they were kept: a name may hold what an earlier one holds.
    let order = kept.names.keys.sorted { a, b in
      (names.slot(existing: a) ?? .max, a) < (names.slot(existing: b) ?? .max, b)
    }
    var values: [(String, Value)] = []
    for name in order {
      if let value = kept.names[name] { values.append((name, try reader.value(value))) }
    }
    for (path, value) in origins.values {
      if let tensor = value.tensor {
        if let state = kept.tensors[path] { try restore(tensor, state, reader) }
      } else if case .object(let object) = value, let state = kept.objects[path] {
        try object.restore(state, reader)
      }
    }
    for slot in 0..<names.count { globals[slot] = .unbound }
    for (name, value) in values { self[name] = value }
    setGradMode(kept.gradMode)
    hasReturned = kept.hasReturned
  }

  private func restore(_ tensor: Tensor, _ kept: KeptTensor, _ reader: KeptReader) throws {
    do {
      if let name = kept.values { try tensor.restore(try reader.tensor(name)) }
      if tensor.isLeaf { try tensor.requiresGrad(kept.requiresGrad) }
      guard let name = kept.gradient else {
        tensor.grad = nil
        return
      }
      let gradient = try reader.tensor(name)
      guard gradient.shape == tensor.shape, gradient.dtype == tensor.dtype else {
        throw TorchError(.runtime, "a gradient of shape \(gradient.shape)")
      }
      tensor.grad = gradient
    } catch let error as TorchError {
      throw KeepingError.misfit(error.message)
    }
  }
}
