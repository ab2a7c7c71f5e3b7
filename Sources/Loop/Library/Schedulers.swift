import Autograd
import NN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Library {
  /// `torch.optim.lr_scheduler`: rules as PyTorch's `get_lr` has them, from the rate of the step before.
  static let schedulers = Namespace("torch.optim.lr_scheduler") { t in
    scheduler(&t, "StepLR", "optimizer, step_size, gamma=0.1, last_epoch=-1") { optimizer, a in
      let (size, gamma) = (try a.int(1), try a.float(2))
      if size == 0 { throw LoopError.zeroDivision("integer modulo by zero") }
      return RuleScheduler("StepLR", optimizer, lastEpoch: try a.int(3)) { s, _ in
        s.baseRates.map { $0 * pow(gamma, Double(divided(s.lastEpoch, size))) }
      } next: { s, _ in
        s.lastEpoch == 0 || s.lastEpoch != divided(s.lastEpoch, size) &* size
          ? s.rates : s.rates.map { $0 * gamma }
      }
    }
    scheduler(&t, "MultiStepLR", "optimizer, milestones, gamma=0.1, last_epoch=-1") {
      optimizer, a in
      let (stones, gamma) = (try wholeNumbers(a, 1), try a.float(2))
      return RuleScheduler("MultiStepLR", optimizer, lastEpoch: try a.int(3)) { s, _ in
        let passed = stones.count { $0 <= s.lastEpoch }
        return s.baseRates.map { $0 * pow(gamma, Double(passed)) }
      } next: { s, _ in
        let here = stones.count { $0 == s.lastEpoch }
        return here == 0 ? s.rates : s.rates.map { $0 * pow(gamma, Double(here)) }
      }
    }
    scheduler(&t, "ExponentialLR", "optimizer, gamma, last_epoch=-1") { optimizer, a in
      let gamma = try a.float(1)
      return RuleScheduler("ExponentialLR", optimizer, lastEpoch: try a.int(2)) { s, _ in
        s.baseRates.map { $0 * pow(gamma, Double(s.lastEpoch)) }
      } next: { s, _ in
        s.isInitial ? s.rates : s.rates.map { $0 * gamma }
      }
    }
    scheduler(
      &t, "ConstantLR", "optimizer, factor=0.3333333333333333, total_iters=5, last_epoch=-1"
    ) { optimizer, a in
      let (factor, total) = (try a.float(1), try a.int(2))
      guard factor >= 0, factor <= 1 else {
        throw LoopError.value("Constant multiplicative factor expected to be between 0 and 1.")
      }
      return RuleScheduler("ConstantLR", optimizer, lastEpoch: try a.int(3)) { s, _ in
        s.baseRates.map { $0 * (s.lastEpoch >= total ? 1 : factor) }
      } next: { s, _ in
        if s.lastEpoch == 0 { return s.rates.map { $0 * factor } }
        return s.lastEpoch != total ? s.rates : s.rates.map { $0 * (1 / factor) }
      }
    }
    scheduler(
      &t, "LinearLR",
      "optimizer, start_factor=0.3333333333333333, end_factor=1.0, total_iters=5, last_epoch=-1"
    ) { try linear($0, $1) }
    scheduler(&t, "PolynomialLR", "optimizer, total_iters=5, power=1.0, last_epoch=-1") {
      optimizer, a in
      let (length, power) = (try a.int(1), try a.float(2))
      if length == 0 { throw LoopError.zeroDivision("division by zero") }
      let total = Double(length)
      return RuleScheduler("PolynomialLR", optimizer, lastEpoch: try a.int(3)) { s, _ in
        s.baseRates.map { $0 * pow(1 - Double(min(length, s.lastEpoch)) / total, power) }
      } next: { s, _ in
        guard !s.isInitial, s.lastEpoch <= length else { return s.rates }
        let epoch = Double(s.lastEpoch)
        let decay = pow((1 - epoch / total) / (1 - (epoch - 1) / total), power)
        return s.rates.map { $0 * decay }
      }
    }
    lambdas(&t)
    cycles(&t)
    combinations(&t)
    let base = PythonType("LRScheduler", path: "torch.optim.lr_scheduler.LRScheduler") {
      $0.scheduler != nil || $0.ruleScheduler != nil
    }
    t.type("LRScheduler", base)
    t.type("_LRScheduler", base)
    t.constant("__name__", .string) { _ in .text("torch.optim.lr_scheduler") }
  }

  static func scheduler(
    _ t: inout TableBuilder, _ name: String, _ signature: String,
    _ make: @escaping @Sendable (OptimizerObject, Arguments) throws -> RuleScheduler
  ) {
    let row = Row(
      name: name, signature: Signature(signature, style: .constructor),
      result: .object(.scheduler)
    ) { a in
      guard let optimizer = a[0].optimizer else {
        throw LoopError.type("\(a[0].typeName) is not an Optimizer")
      }
      return .object(try make(optimizer, a).start(a.machine))
    }
    t.type(
      name,
      PythonType(name, path: "torch.optim.lr_scheduler.\(name)", row: row) {
        $0.scheduler?.kind == name || $0.ruleScheduler?.kind == name
      })
  }

  /// Python's `//`.
  static func divided(_ a: Int, _ b: Int) -> Int {
    guard b != 0, !(a == .min && b == -1) else { return 0 }
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)
  }

  static func wholeNumbers(_ a: Arguments, _ index: Int) throws -> [Int] {
    try a.machine.items(of: a[index]).map { item in
      guard let number = item.integer else { throw a.mismatch(index, "list of ints") }
      return number
    }
  }

  private static func linear(_ optimizer: OptimizerObject, _ a: Arguments) throws -> RuleScheduler {
    let (start, end, length) = (try a.float(1), try a.float(2), try a.int(3))
    guard start > 0, start <= 1 else {
      throw LoopError.value(
        "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.")
    }
    guard end >= 0, end <= 1 else {
      throw LoopError.value("Ending multiplicative factor expected to be between 0 and 1.")
    }
    let total = Double(length)
    return RuleScheduler("LinearLR", optimizer, lastEpoch: try a.int(4)) { s, _ in
      s.baseRates.map {
        $0 * (start + (end - start) * Double(min(length, s.lastEpoch)) / total)
      }
    } next: { s, _ in
      if s.lastEpoch == 0 { return s.rates.map { $0 * start } }
      if s.isInitial || s.lastEpoch > length { return s.rates }
      let growth =
        1 + (end - start) / (total * start + Double(s.lastEpoch &- 1) * (end - start))
      return s.rates.map { $0 * growth }
    }
  }

  // MARK: - Rules of the text

  private static func lambdas(_ t: inout TableBuilder) {
    let signature = "optimizer, lr_lambda, last_epoch=-1"
    scheduler(&t, "LambdaLR", signature) { optimizer, a in
      let functions = try functions(a, optimizer)
      return RuleScheduler("LambdaLR", optimizer, lastEpoch: try a.int(2)) { s, machine in
        try zip(s.baseRates, functions).map { rate, function in
          rate * (try factor(function, s.lastEpoch, machine))
        }
      }
    }
    scheduler(&t, "MultiplicativeLR", signature) { optimizer, a in
      let functions = try functions(a, optimizer)
      return RuleScheduler("MultiplicativeLR", optimizer, lastEpoch: try a.int(2)) { s, machine in
        if s.isInitial { return s.rates }
        return try zip(s.rates, functions).map { rate, function in
          rate * (try factor(function, s.lastEpoch, machine))
        }
      }
    }
  }

  private static func functions(_ a: Arguments, _ optimizer: OptimizerObject) throws -> [Value] {
    guard let list = a[1].sequence else {
      return [Value](repeating: a[1], count: optimizer.groups.count)
    }
    guard list.count == optimizer.groups.count else {
      throw LoopError.value(
        "Expected \(optimizer.groups.count) lr_lambdas, but got \(list.count)")
    }
    return list
  }

  private static func factor(_ function: Value, _ epoch: Int, _ machine: Machine) throws -> Double {
    let result = try machine.call(function, .int(epoch))
    if let number = result.number { return number.double }
    if case .tensor(let tensor) = result { return try tensor.item() }
    throw LoopError.type(
      "unsupported operand type(s) for *: 'float' and '\(result.typeName)'")
  }
}

extension Value {
  /// A scheduler of the preset's.
  var scheduler: Scheduler? {
    if case .object(let object) = self { (object as? SchedulerObject)?.scheduler } else { nil }
  }

  /// A scheduler of the text's.
  var ruleScheduler: RuleScheduler? {
    if case .object(let object) = self { object as? RuleScheduler } else { nil }
  }
}
