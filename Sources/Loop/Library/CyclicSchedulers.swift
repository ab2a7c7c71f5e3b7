import Autograd
import NN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Library {
  static func cycles(_ t: inout TableBuilder) {
    scheduler(&t, "CosineAnnealingLR", "optimizer, T_max, eta_min=0.0, last_epoch=-1") {
      optimizer, a in
      let (length, least) = (try a.int(1), try a.float(2))
      if length == 0 { throw LoopError.zeroDivision("float division by zero") }
      guard abs(length == .min ? .max : length) < 1 << 31 else { throw LoopError.integerOverflow }
      let total = Double(length)
      return RuleScheduler("CosineAnnealingLR", optimizer, lastEpoch: try a.int(3)) { s, _ in
        s.baseRates.map {
          least + ($0 - least) * (1 + cos(.pi * Double(s.lastEpoch) / total)) / 2
        }
      } next: { s, _ in
        if s.isInitial { return s.rates }
        if s.stepCount == 1, s.lastEpoch > 0 {
          return s.baseRates.map {
            least + ($0 - least) * (1 + cos(Double(s.lastEpoch) * .pi / total)) / 2
          }
        }
        if (s.lastEpoch &- 1 &- length) % (2 * length) == 0 {
          return zip(s.rates, s.baseRates).map {
            $0 + ($1 - least) * (1 - cos(.pi / total)) / 2
          }
        }
        let epoch = Double(s.lastEpoch)
        return s.rates.map {
          (1 + cos(.pi * epoch / total)) / (1 + cos(.pi * (epoch - 1) / total)) * ($0 - least)
            + least
        }
      }
    }
    scheduler(
      &t, "CosineAnnealingWarmRestarts", "optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1"
    ) { optimizer, a in
      let (first, growth, least) = (try a.int(1), try a.int(2), try a.float(3))
      guard first > 0 else {
        throw LoopError.value("Expected positive integer T_0, but got \(first)")
      }
      guard growth >= 1 else {
        throw LoopError.value("Expected integer T_mult >= 1, but got \(growth)")
      }
      return RuleScheduler("CosineAnnealingWarmRestarts", optimizer, lastEpoch: try a.int(4)) {
        s, machine in
        var (length, place) = (first, max(s.lastEpoch, 0))
        if growth == 1 { place %= first }
        while place >= length {
          try machine.tick()
          place -= length
          length = try Machine.checked(length.multipliedReportingOverflow(by: growth))
        }
        return s.baseRates.map {
          least + ($0 - least) * (1 + cos(.pi * Double(place) / Double(length))) / 2
        }
      }
    }
    scheduler(
      &t, "CyclicLR",
      "optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, mode='triangular', "
        + "gamma=1.0, scale_fn=None, scale_mode='cycle', cycle_momentum=True, base_momentum=0.8, "
        + "max_momentum=0.9, last_epoch=-1"
    ) { try cyclic($0, $1) }
    scheduler(
      &t, "OneCycleLR",
      "optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=0.3, "
        + "anneal_strategy='cos', cycle_momentum=True, base_momentum=0.85, max_momentum=0.95, "
        + "div_factor=25.0, final_div_factor=10000.0, three_phase=False, last_epoch=-1"
    ) { try oneCycle($0, $1) }
  }

  /// A number for each group.
  private static func perGroup(_ a: Arguments, _ index: Int, _ groups: Int) throws -> [Double] {
    guard let list = a[index].sequence else {
      return [Double](repeating: try a.float(index), count: groups)
    }
    guard list.count == groups else {
      throw LoopError.value("expected \(groups) values for this setting, got \(list.count)")
    }
    return try list.map { item in
      guard let number = item.number else { throw a.mismatch(index, "float") }
      return number.double
    }
  }

  /// Sets a group's momentum, or Adam's first beta.
  private static func setMomentum(_ momentum: Double, of group: any Optimizer) {
    guard let group = group as? GroupOptimizer else { return }
    let isBeta = group.shown.contains { $0.name == "betas" }
    // These names are there and the values are numbers: neither call throws.
    _ =
      isBeta
      ? try? group.set("betas", .tuple([.float(momentum), .float(group.settings.betas.1)]))
      : try? group.set("momentum", .float(momentum))
  }

  private static func hasMomentum(_ optimizer: OptimizerObject) -> Bool {
    (optimizer.groups.first as? GroupOptimizer)?.shown.contains {
      $0.name == "betas" || $0.name == "momentum"
    } ?? true
  }

  private static func cyclic(_ optimizer: OptimizerObject, _ a: Arguments) throws -> RuleScheduler {
    let count = optimizer.groups.count
    let (low, high) = (try perGroup(a, 1, count), try perGroup(a, 2, count))
    let up = try a.float(3)
    let total = try up + (a.optionalFloat(4) ?? up)
    let (mode, gamma, scale, cyclesMomentum) = (
      try a.string(5), try a.float(6), a[7], try a.bool(9)
    )
    guard ["triangular", "triangular2", "exp_range"].contains(mode) || !scale.isNone else {
      throw LoopError.value("mode is invalid and scale_fn is None")
    }
    let byCycle = try scale.isNone ? mode != "exp_range" : a.string(8) == "cycle"
    let (least, most) = (try a.float(10), try a.float(11))
    if cyclesMomentum, !hasMomentum(optimizer) {
      throw LoopError.value(
        "optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
    }
    for (group, rate) in zip(optimizer.groups, low) {
      group.learningRate = rate
      optimizer.setNote("initial_lr", .float(rate), of: group)
    }
    return RuleScheduler("CyclicLR", optimizer, lastEpoch: try a.int(12)) { s, machine in
      let place = Double(s.lastEpoch) / total
      let cycle = (1 + place).rounded(.down)
      let x = 1 + place - cycle
      let ratio = up / total
      let height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1)
      let at = byCycle ? cycle : Double(s.lastEpoch)
      var size = 1.0
      if !scale.isNone {
        let said = try machine.call(scale, byCycle ? .float(at) : .int(s.lastEpoch))
        size = said.number?.double ?? 1
      } else if mode == "triangular2" {
        size = 1 / pow(2, at - 1)
      } else if mode == "exp_range" {
        size = pow(gamma, at)
      }
      if cyclesMomentum {
        for group in optimizer.groups {
          setMomentum(most - (most - least) * height * size, of: group)
        }
      }
      return zip(low, high).map { $0 + ($1 - $0) * height * size }
    }
  }

  private static func oneCycle(
    _ optimizer: OptimizerObject, _ a: Arguments
  ) throws -> RuleScheduler {
    var steps = try a.optionalInt(2)
    if let steps, steps <= 0 {
      throw LoopError.value("Expected positive integer total_steps, but got \(steps)")
    }
    if steps == nil, let epochs = try a.optionalInt(3), let each = try a.optionalInt(4) {
      if epochs <= 0 {
        throw LoopError.value("Expected positive integer epochs, but got \(epochs)")
      }
      if each <= 0 {
        throw LoopError.value("Expected positive integer steps_per_epoch, but got \(each)")
      }
      steps = try Machine.checked(epochs.multipliedReportingOverflow(by: each))
    }
    guard let steps else {
      throw LoopError.value("You must define either total_steps OR (epochs AND steps_per_epoch)")
    }
    let part = try a.float(5)
    guard part >= 0, part <= 1 else {
      throw LoopError.value(
        "Expected float between 0 and 1 pct_start, but got \(FloatText.shortest(part))")
    }
    let strategy = try a.string(6)
    guard strategy == "cos" || strategy == "linear" else {
      throw LoopError.value(
        "anneal_strategy must be one of 'cos' or 'linear', instead got \(strategy)")
    }
    let cyclesMomentum = try a.bool(7)
    let (least, most) = (try a.float(8), try a.float(9))
    if cyclesMomentum, !hasMomentum(optimizer) {
      throw LoopError.value(
        "optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
    }
    let peak = part * Double(steps) - 1
    let isThree = try a.bool(12)
    let highest = try perGroup(a, 1, optimizer.groups.count)
    let starts = try highest.map { try $0 / a.float(10) }
    let ends = try starts.map { try $0 / a.float(11) }
    for (group, rate) in zip(optimizer.groups, starts) {
      group.learningRate = rate
      optimizer.setNote("initial_lr", .float(rate), of: group)
    }
    /// Ends of the phases, and what the rate and the momentum go between: 0 start, 1 peak, 2 end.
    let phases: [(end: Double, from: Int, to: Int)] =
      isThree
      ? [(peak, 0, 1), (2 * peak, 1, 0), (Double(steps - 1), 0, 2)]
      : [(peak, 0, 1), (Double(steps - 1), 1, 2)]
    func between(_ start: Double, _ end: Double, _ part: Double) -> Double {
      strategy == "cos"
        ? end + (start - end) / 2 * (cos(.pi * part) + 1) : (end - start) * part + start
    }
    return RuleScheduler("OneCycleLR", optimizer, lastEpoch: try a.int(13)) { s, _ in
      guard s.lastEpoch <= steps else {
        throw LoopError.value(
          "Tried to step \(s.lastEpoch) times. The specified number of total steps is \(steps)")
      }
      let step = Double(s.lastEpoch)
      var begin = 0.0
      for (index, phase) in phases.enumerated() {
        if step <= phase.end || index == phases.count - 1 {
          let part = (step - begin) / (phase.end - begin)
          if cyclesMomentum {
            let values = [most, least, most]
            for group in optimizer.groups {
              setMomentum(between(values[phase.from], values[phase.to], part), of: group)
            }
          }
          return optimizer.groups.indices.map { place in
            let rates = [starts[place], highest[place], ends[place]]
            return between(rates[phase.from], rates[phase.to], part)
          }
        }
        begin = phase.end
      }
      return s.rates
    }
  }
}
