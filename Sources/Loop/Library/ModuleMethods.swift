import Autograd
import NN

// Methods of modules and losses.

extension Library {
  static let module = Table("Module", python: "Module") { t in
    t.value("train", "self, mode=True", .object(.module)) { a in
      guard let module = a[0].module else { return a[0] }
      guard case .bool = a[1] else {
        throw LoopError.value("training mode is expected to be boolean")
      }
      if try a.bool(1) { module.train() } else { module.eval() }
      return a[0]
    }
    t.value("eval", "self", .object(.module)) { a in
      a[0].module?.eval()
      return a[0]
    }
    t.plain(
      "train",
      value: { value in
        value.module?.train()
        return copy value
      })
    t.plain(
      "eval",
      value: { value in
        value.module?.eval()
        return copy value
      })
    t.value("parameters", "self, recurse=True", .list) { a in
      .object(
        SequenceIterator(a[0].module?.parameters.map { .tensor($0) } ?? [], "generator"))
    }
    t.value(
      "named_parameters", "self, prefix='', recurse=True, remove_duplicate=True", .list
    ) { a in
      named(a[0].module?.namedParameters ?? [], try a.string(1))
    }
    t.value("buffers", "self, recurse=True", .list) { a in
      .object(SequenceIterator(a[0].module?.buffers.map { .tensor($0) } ?? [], "generator"))
    }
    t.value("named_buffers", "self, prefix='', recurse=True", .list) { a in
      named(a[0].module?.namedBuffersOfKind ?? [], try a.string(1))
    }
    t.value("children", "self", .list) { a in
      let children = a[0].module?.submodules ?? []
      return .object(SequenceIterator(children.map { .object(ModuleObject($0)) }, "generator"))
    }
    t.value("named_children", "self", .list) { a in
      let children = a[0].module?.submodules ?? []
      return .object(
        SequenceIterator(
          children.enumerated().map { .tuple([.text("\($0)"), .object(ModuleObject($1))]) },
          "generator"))
    }
    t.value("modules", "self", .list) { a in
      let all = a[0].module?.allModules() ?? []
      return .object(SequenceIterator(all.map { .object(ModuleObject($0.module)) }, "generator"))
    }
    t.value("named_modules", "self, memo=None, prefix='', remove_duplicate=True", .list) { a in
      let all = a[0].module?.allModules() ?? []
      return .object(
        SequenceIterator(
          all.map { .tuple([.text($0.name), .object(ModuleObject($0.module))]) }, "generator"))
    }
    t.value("apply", "self, fn", .object(.module)) { a in
      // Children first, the module itself last.
      for (_, module) in (a[0].module?.allModules() ?? []).reversed() {
        _ = try a.machine.call(a[1], .object(ModuleObject(module)))
      }
      return a[0]
    }
    t.none("append", "self, module") { a in
      guard let list = a[0].module as? ModuleList else {
        throw Machine.leftOut("append() to what is no ModuleList")
      }
      list.modules.append(try submodule(a[1]))
    }
    t.tensor("get_parameter", "self, target") { a in
      let name = try a.string(1)
      guard let found = a[0].module?.namedParameters.first(where: { $0.name == name }) else {
        throw LoopError.attribute("\(a[0].typeName) has no attribute `\(name)`")
      }
      return found.tensor
    }
    t.string("extra_repr", "self") { _ in "" }
    t.value("half", "self", .object(.module)) { _ in throw Machine.leftOut("half()") }
    t.leftOut(
      """
      bfloat16 double type to_empty register_buffer register_parameter add_module \
      register_forward_hook register_forward_pre_hook register_full_backward_hook compile \
      no_sync share_memory reset_parameters
      """
    ) { "a module's \($0)()" }
    t.none("zero_grad", "self, set_to_none=True") { a in
      for parameter in a[0].module?.parameters ?? [] {
        if try a.bool(1) {
          parameter.grad = nil
        } else if let gradient = parameter.grad {
          try withoutTracking { _ = try gradient.zero_() }
        }
      }
    }
    t.value("requires_grad_", "self, requires_grad=True", .object(.module)) { a in
      let wanted = try a.bool(1)
      for parameter in a[0].module?.parameters ?? [] { try parameter.requiresGrad(wanted) }
      return a[0]
    }
    t.value("to", "self, device=None, dtype=None, non_blocking=False", .object(.module)) { a in
      try DeviceObject.check(a[1])
      return a[0]
    }
    for name in ["cpu", "float"] {
      t.value(name, "self", .object(.module)) { $0[0] }
    }
    t.value("cuda", "self, device=None", .object(.module)) { _ in
      throw LoopError("AssertionError", "Torch not compiled with CUDA enabled")
    }
    t.value("forward", "self, input", .tensor) { a in
      guard let module = a[0].module else { return .none }
      return .tensor(try module(a.tensor(1)))
    }
    t.value("state_dict", "self, *args, destination=None, prefix='', keep_vars=False", .dict) { a in
      let prefix = try a.string(3)
      let keeps = try a.bool(4)
      return .dict(
        DictObject(
          (a[0].module?.namedState ?? []).map {
            (prefix + $0.name, .tensor(keeps ? $0.tensor : $0.tensor.detach()))
          }))
    }
    t.value("load_state_dict", "self, state_dict, strict=True, assign=False") { a in
      guard let module = a[0].module else { return .none }
      return try load(a[1], into: module, isStrict: a.bool(2), a.machine)
    }
    t.property(
      "training", .bool,
      get: { value, _ in .bool(value.module?.isTraining ?? true) },
      set: { target, value, machine in target.module?.isTraining = try machine.isTrue(value) })
  }

  private static func named(_ list: [(name: String, tensor: Tensor)], _ prefix: String) -> Value {
    let before = prefix.isEmpty ? "" : prefix + "."
    return .object(
      SequenceIterator(
        list.map { .tuple([.text(before + $0.name), .tensor($0.tensor)]) }, "generator"))
  }

  /// Copies tensors by name into a module; throws all that does not fit in one error, as PyTorch does.
  private static func load(
    _ source: Value, into module: any Module, isStrict: Bool, _ machine: Machine
  ) throws -> Value {
    guard case .dict(let states) = source else {
      throw LoopError.type(
        "Expected state_dict to be dict-like, got <class '\(source.typeName)'>.")
    }
    let own = module.namedState
    var complaints: [String] = []
    // A checkpoint of before there were counts has none.
    let missing = own.map(\.name).filter {
      states.value(named: $0) == nil && !$0.hasSuffix("num_batches_tracked")
    }
    let names = Set(own.map(\.name))
    let unexpected = try states.all.map { try machine.text($0.name) }.filter {
      !names.contains($0) && !$0.hasSuffix("num_batches_tracked")
    }
    func list(_ names: [String]) -> String {
      names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
    if isStrict, !missing.isEmpty {
      complaints.append("Missing key(s) in state_dict: \(list(missing)). ")
    }
    if isStrict, !unexpected.isEmpty {
      complaints.append("Unexpected key(s) in state_dict: \(list(unexpected)). ")
    }
    for (name, tensor) in own {
      guard let state = states.value(named: name)?.tensor else { continue }
      guard state.shape == tensor.shape else {
        let (theirs, ours) = (Value.size(state.shape), Value.size(tensor.shape))
        complaints.append(
          "size mismatch for \(name): copying a param with shape \(try machine.text(theirs)) from "
            + "checkpoint, the shape in current model is \(try machine.text(ours)).")
        continue
      }
      try withoutTracking { _ = try tensor.copy_(state) }
    }
    guard complaints.isEmpty else {
      throw LoopError.runtime(
        "Error(s) in loading state_dict for \(module.kind):\n\t"
          + complaints.joined(separator: "\n\t"))
    }
    return .text("<All keys matched successfully>")
  }

  static let loss = Table("Loss") { t in
    t.value("parameters", "self, recurse=True", .list) { _ in .list([]) }
    t.value("state_dict", "self", .dict) { _ in .dict(DictObject()) }
    t.none("zero_grad", "self, set_to_none=True") { _ in }
    t.value("forward", "self, *tensors", .tensor) { a in
      try a.machine.call(a[0], a.star, Layout(positional: a.star.count))
    }
    t.property("__name__", .string, get: { value, _ in .text(value.typeName) })
    for name in ["to", "cpu", "train", "eval", "cuda"] {
      t.value(name, "self, device=None", .object(.loss)) { a in
        if name == "cuda" {
          throw LoopError("AssertionError", "Torch not compiled with CUDA enabled")
        }
        try DeviceObject.check(a[1])
        return a[0]
      }
    }
  }
}
