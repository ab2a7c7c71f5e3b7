import Autograd
import NN

// Methods of optimisers, and what `param_groups` is made of.

extension Library {
  static let optimizer = Table("Optimizer", python: "Optimizer") { t in
    t.none("zero_grad", "self, set_to_none=True") { a in
      guard let optimizer = a[0].optimizer else { return }
      if try a.bool(1) { return optimizer.zeroGrad() }
      for group in optimizer.groups {
        for parameter in group.parameters {
          if let gradient = parameter.grad { try withoutTracking { _ = try gradient.zero_() } }
        }
      }
    }
    t.plain(
      "zero_grad",
      value: { value in
        value.optimizer?.zeroGrad()
        return .none
      })
    t.value("step", "self, closure=None") { a in
      // A closure computes the loss anew, with gradients, whatever the mode outside.
      let loss = try a.isNone(1) ? Value.none : enableGrad { try a.machine.call(a[1]) }
      try a[0].optimizer?.step()
      return loss
    }
    t.plain(
      "step",
      value: { value in
        try value.optimizer?.step()
        return .none
      })
    t.none("add_param_group", "self, param_group") { a in
      guard case .dict(let group) = a[1] else {
        throw LoopError.type("param_group must be a dict, but got <class '\(a[1].typeName)'>")
      }
      try a[0].optimizer?.add(group, a.machine)
    }
    t.value("state_dict", "self", .dict) { a in
      a[0].optimizer.map { state(of: $0) } ?? .none
    }
    t.none("load_state_dict", "self, state_dict") { a in
      guard let optimizer = a[0].optimizer else { return }
      try load(a[1], into: optimizer, a.machine)
    }
    t.property(
      "param_groups", .list, get: { value, _ in value.optimizer?.parameterGroups ?? .none })
    t.property(
      "defaults", .dict,
      get: { value, _ in
        .dict(DictObject((value.optimizer?.defaults ?? []).map { ($0.name, $0.value) }))
      })
    t.property("state") { _, _ in throw Machine.leftOut("an optimizer's state by parameter") }
    t.leftOut("register_step_pre_hook register_step_post_hook") { "an optimizer's \($0)()" }
  }

  /// `{'state': …, 'param_groups': …}`, parameters by number through all groups.
  private static func state(of optimizer: OptimizerObject) -> Value {
    let states = DictObject()
    var groups: [Value] = []
    var number = 0
    for group in optimizer.groups {
      let first = number
      for index in group.parameters.indices {
        if let own = group as? GroupOptimizer, own.states[index].step > 0 {
          states.set(
            .int(number), .int(number),
            .object(OptimizerStateObject(own.states[index])))
        }
        number += 1
      }
      var parts = ParameterGroup(group, optimizer).settings
      parts.append(("params", .list((first..<number).map { .int($0) })))
      groups.append(.dict(DictObject(parts.map { ($0.name, $0.value) })))
    }
    return .dict(DictObject([("state", .dict(states)), ("param_groups", .list(groups))]))
  }

  private static func load(
    _ source: Value, into optimizer: OptimizerObject, _ machine: Machine
  ) throws {
    guard case .dict(let dict) = source else {
      throw LoopError.type(
        "'\(source.typeName)' object is not a state of an optimizer")
    }
    guard let groups = dict.value(named: "param_groups")?.sequence else {
      throw LoopError("KeyError", "'param_groups'")
    }
    guard groups.count == optimizer.groups.count else {
      throw LoopError.value("loaded state dict has a different number of parameter groups")
    }
    var number = 0
    for (group, saved) in zip(optimizer.groups, groups) {
      guard case .dict(let saved) = saved,
        saved.value(named: "params")?.sequence?.count == group.parameters.count
      else {
        throw LoopError.value(
          "loaded state dict contains a parameter group that doesn't match the size of optimizer's "
            + "group")
      }
      let target = ParameterGroup(group, optimizer)
      for entry in saved.all {
        guard case .string(let name) = entry.name, name.text != "params" else { continue }
        try target.setItem(entry.name, entry.value, machine)
      }
      if let own = group as? GroupOptimizer {
        var states: [OptimizerState?] = []
        for index in own.parameters.indices {
          var state: OptimizerState?
          if case .dict(let all)? = dict.value(named: "state"),
            case .object(let object)? = all.value(.int(number + index))
          {
            state = (object as? OptimizerStateObject)?.state
          }
          states.append(state)
        }
        own.load(states)
      }
      number += group.parameters.count
    }
  }

  static let parameterGroup = Table("dict") { t in
    t.value("get", "self, key, default=None") { a in
      guard case .object(let object) = a[0], let group = object as? ParameterGroup,
        case .string(let name) = a[1]
      else { return a[2] }
      return group.value(name.text) ?? a[2]
    }
    t.value("setdefault", "self, key, default=None") { a in
      if try a.machine.contains(a[0], a[1]) { return try a.machine.item(a[0], a[1]) }
      guard case .object(let object) = a[0] else { return a[2] }
      try object.setItem(a[1], a[2], a.machine)
      return a[2]
    }
    t.none("update", "self, other=(), **") { a in
      let new = DictObject()
      try a.machine.fill(new, from: a[1])
      for (offset, name) in a.layout.keywords.enumerated() where name != "other" {
        new.set(.string(name), .text(name), a.base[a.layout.positional + offset])
      }
      guard case .object(let object) = a[0] else { return }
      for entry in new.all { try object.setItem(entry.name, entry.value, a.machine) }
    }
    t.value("keys", "self", .list) { a in
      .list(try a.machine.items(of: a[0]))
    }
    t.value("items", "self", .list) { a in
      .list(
        try a.machine.items(of: a[0]).map { .tuple([$0, try a.machine.item(a[0], $0)]) })
    }
    t.value("values", "self", .list) { a in
      .list(try a.machine.items(of: a[0]).map { try a.machine.item(a[0], $0) })
    }
  }
}
