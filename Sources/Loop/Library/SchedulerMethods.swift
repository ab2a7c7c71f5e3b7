import Autograd
import NN

// Schedulers of schedulers and of metrics, and what all schedulers can do.

extension Library {
  static func combinations(_ t: inout TableBuilder) {
    combination(
      &t, "ReduceLROnPlateau",
      "optimizer, mode='min', factor=0.1, patience=10, threshold=0.0001, threshold_mode='rel', "
        + "cooldown=0, min_lr=0, eps=1e-08"
    ) { try plateau($0) }
    combination(&t, "SequentialLR", "optimizer, schedulers, milestones, last_epoch=-1") { a in
      guard let optimizer = a[0].optimizer else {
        throw LoopError.type("\(a[0].typeName) is not an Optimizer")
      }
      let parts = try schedulers(a, 1, "SequentialLR")
      let stones = try wholeNumbers(a, 2)
      guard stones.count == parts.count - 1 else {
        throw LoopError.value(
          "Sequential Schedulers expects number of schedulers provided to be one more than the "
            + "number of milestone points, but got number of schedulers \(parts.count) and the number "
            + "of milestones to be equal to \(stones.count)")
      }
      let all = RuleScheduler("SequentialLR", optimizer, lastEpoch: 0) { s, _ in s.rates }
      all.parts = parts
      all.set(
        optimizer.groups.map {
          optimizer.note("initial_lr", of: $0)?.number?.double ?? $0.learningRate
        })
      // The parts have each taken a first step; only the one that begins keeps its.
      for part in parts { part.lastEpoch &-= 1 }
      try parts[stones.count { $0 <= 0 }].initialStep(a.machine)
      all.remember()
      all.stepping = { s, _, machine in
        s.lastEpoch &+= 1
        let index = stones.count { $0 <= s.lastEpoch }
        if index > 0, stones[index - 1] == s.lastEpoch {
          try parts[index].update(0, machine)
        } else {
          try parts[index].step(nil, machine)
        }
        s.remember()
      }
      return all
    }
    combination(&t, "ChainedScheduler", "schedulers, optimizer=None") { a in
      let parts = try schedulers(a, 0, "ChainedScheduler")
      let all = RuleScheduler("ChainedScheduler", parts[0].optimizer) { s, _ in s.rates }
      all.parts = parts
      all.stepping = { s, _, machine in
        for part in parts { try part.step(nil, machine) }
        s.remember()
      }
      return all
    }
  }

  private static func combination(
    _ t: inout TableBuilder, _ name: String, _ signature: String,
    _ make: @escaping @Sendable (Arguments) throws -> RuleScheduler
  ) {
    let row = Row(
      name: name, signature: Signature(signature, style: .constructor),
      result: .object(.scheduler)
    ) {
      .object(try make($0))
    }
    t.type(
      name,
      PythonType(name, path: "torch.optim.lr_scheduler.\(name)", row: row) {
        $0.scheduler?.kind == name || $0.ruleScheduler?.kind == name
      })
  }

  private static func schedulers(_ a: Arguments, _ index: Int, _ name: String) throws
    -> [RuleScheduler]
  {
    let list = try a.machine.items(of: a[index])
    if list.isEmpty {
      throw LoopError.value(
        "\(name) expects at least one scheduler\(name == "ChainedScheduler" ? " to be chained" : ""), "
          + "but got no scheduler.")
    }
    return try list.enumerated().map { place, item in
      guard let scheduler = item.ruleScheduler else {
        throw LoopError.type(
          "\(name) at index \(place) should have `optimizer` as its attribute.")
      }
      return scheduler
    }
  }

  private static func plateau(_ a: Arguments) throws -> RuleScheduler {
    let factor = try a.float(2)
    guard factor < 1 else { throw LoopError.value("Factor should be < 1.0.") }
    guard let optimizer = a[0].optimizer else {
      throw LoopError.type("\(a[0].typeName) is not an Optimizer")
    }
    let least: [Double]
    if let list = a[7].sequence {
      guard list.count == optimizer.groups.count else {
        throw LoopError.value(
          "expected \(optimizer.groups.count) min_lrs, got \(list.count)")
      }
      least = list.map { $0.number?.double ?? 0 }
    } else {
      least = [Double](repeating: try a.float(7), count: optimizer.groups.count)
    }
    let (mode, relation) = (try a.string(1), try a.string(5))
    guard mode == "min" || mode == "max" else {
      throw LoopError.value("mode \(mode) is unknown!")
    }
    guard relation == "rel" || relation == "abs" else {
      throw LoopError.value("threshold mode \(relation) is unknown!")
    }
    let (patience, threshold, pause, epsilon) = (
      try a.int(3), try a.float(4), try a.int(6), try a.float(8)
    )
    let worst = mode == "min" ? Double.infinity : -.infinity
    let state = DictObject([
      ("best", .float(worst)), ("num_bad_epochs", .int(0)), ("cooldown_counter", .int(0)),
    ])
    func isBetter(_ value: Double, _ best: Double) -> Bool {
      switch (mode, relation) {
      case ("min", "rel"): value < best * (1 - threshold)
      case ("min", _): value < best - threshold
      case (_, "rel"): value > best * (threshold + 1)
      default: value > best + threshold
      }
    }
    func number(_ name: String) -> Int { state.value(named: name)?.integer ?? 0 }
    func set(_ name: String, _ value: Value) { state.set(.string(name), .text(name), value) }
    let scheduler = RuleScheduler("ReduceLROnPlateau", optimizer, lastEpoch: 0) { s, _ in s.rates }
    scheduler.state = state
    scheduler.stepping = { s, metric, machine in
      let value: Double
      if let plain = metric.number {
        value = plain.double
      } else if case .tensor(let tensor) = metric {
        value = try tensor.item()
      } else if metric.isNone {
        throw LoopError.type(
          "ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'")
      } else {
        throw LoopError.type(
          "float() argument must be a string or a real number, not '\(metric.typeName)'")
      }
      s.lastEpoch &+= 1
      if isBetter(value, state.value(named: "best")?.number?.double ?? worst) {
        set("best", .float(value))
        set("num_bad_epochs", .int(0))
      } else {
        set("num_bad_epochs", .int(number("num_bad_epochs") &+ 1))
      }
      if number("cooldown_counter") > 0 {
        set("cooldown_counter", .int(number("cooldown_counter") &- 1))
        set("num_bad_epochs", .int(0))
      }
      if number("num_bad_epochs") > patience {
        for (group, bound) in zip(optimizer.groups, least) {
          let next = max(group.learningRate * factor, bound)
          if group.learningRate - next > epsilon { group.learningRate = next }
        }
        set("cooldown_counter", .int(pause))
        set("num_bad_epochs", .int(0))
      }
      s.remember()
    }
    return scheduler
  }

  // MARK: - Methods

  /// Schedulers that the text makes.
  static let ruleScheduler = Table("LRScheduler", python: "LRScheduler") { t in
    t.none("step", "self, metrics=None, epoch=None") { a in
      guard let scheduler = a[0].ruleScheduler else { return }
      if let stepping = scheduler.stepping { return try stepping(scheduler, a[1], a.machine) }
      // The one argument of all others is the epoch.
      try scheduler.step(a.isNone(1) ? a.optionalInt(2) : a.int(1), a.machine)
    }
    t.value("get_last_lr", "self", .list) { a in
      .list((a[0].ruleScheduler?.lastRates ?? []).map { .float($0) })
    }
    t.value("get_lr", "self", .list) { a in
      .list((try a[0].ruleScheduler?.nextRates(a.machine) ?? []).map { .float($0) })
    }
    t.none("print_lr", "self, is_verbose=False, group=0, lr=0, epoch=None") { _ in }
    t.value("state_dict", "self", .dict) { a in
      guard let s = a[0].ruleScheduler else { return .none }
      let result = DictObject([
        ("base_lrs", .list(s.baseRates.map { .float($0) })), ("last_epoch", .int(s.lastEpoch)),
        ("_step_count", .int(s.stepCount)),
        ("_last_lr", .list(s.lastRates.map { .float($0) })),
      ])
      for entry in s.state?.all ?? [] { result.set(entry.key, entry.name, entry.value) }
      return .dict(result)
    }
    t.none("load_state_dict", "self, state_dict") { a in
      guard case .dict(let state) = a[1] else {
        throw LoopError.type("'\(a[1].typeName)' object is not iterable")
      }
      a[0].ruleScheduler?.load(state)
    }
    t.property(
      "optimizer", .object(.optimizer),
      get: { value, _ in value.ruleScheduler.map { .object($0.optimizer) } ?? .none })
    t.property(
      "last_epoch", .int, get: { value, _ in .int(value.ruleScheduler?.lastEpoch ?? 0) },
      set: { target, value, _ in
        guard let epoch = value.integer else {
          throw LoopError.type("last_epoch must be an int, not \(value.typeName)")
        }
        target.ruleScheduler?.lastEpoch = epoch
      })
    t.property(
      "base_lrs", .list,
      get: { value, _ in .list((value.ruleScheduler?.baseRates ?? []).map { .float($0) }) })
    for name in ["best", "num_bad_epochs", "cooldown_counter"] {
      t.property(name) { value, machine in
        guard let found = value.ruleScheduler?.state?.value(named: name) else {
          throw LoopError.attribute("'\(value.typeName)' object has no attribute '\(name)'")
        }
        return found
      }
    }
  }

  /// Schedulers that the preset supplies.
  static let scheduler = Table("LRScheduler", python: "LRScheduler") { t in
    t.none("step", "self, metrics=None, epoch=None") { a in
      try a[0].scheduler?.step(metric: a.optionalFloat(1))
    }
    for name in ["get_last_lr", "get_lr"] {
      t.value(name, "self", .list) { a in
        .list([.float(a[0].scheduler?.optimizer.learningRate ?? 0)])
      }
    }
    t.leftOut("state_dict load_state_dict") { "\($0)() of a scheduler that the preset makes" }
    t.property(
      "optimizer", .object(.optimizer),
      get: { value, _ in
        value.scheduler.map { .object(OptimizerObject($0.optimizer)) } ?? .none
      })
  }
}
