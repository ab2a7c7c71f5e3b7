import Autograd
import NN

/// A learning rate scheduler that the preset supplies.
public final class SchedulerObject: Object {
  public let scheduler: Scheduler

  public init(_ scheduler: Scheduler) { self.scheduler = scheduler }

  public override var typeName: String { scheduler.kind }
  public override var tableKind: Table.Kind { .scheduler }

  override func kept(by keeper: Keeper, at path: String) throws -> KeptValue? {
    .state(scheduler.state.mapValues { .float($0) })
  }

  override func restore(_ kept: KeptValue, _ reader: KeptReader) throws {
    scheduler.state = try kept.fields().compactMapValues(\.number)
  }

  override func isSame(as other: Object) -> Bool {
    (other as? SchedulerObject).map { $0.scheduler === scheduler } ?? false
  }
}

/// A learning rate scheduler that the text makes: PyTorch's rule, for all groups of an optimiser.
final class RuleScheduler: Object {
  /// The groups' next rates, from where the scheduler stands.
  typealias Rule = (RuleScheduler, Machine) throws -> [Double]

  let kind: String
  let optimizer: OptimizerObject
  /// The rates before the scheduler's first change.
  private(set) var baseRates: [Double] = []
  var lastEpoch: Int
  /// The rates of the last step.
  private(set) var lastRates: [Double] = []
  /// Whether the constructor's own step runs.
  private(set) var isInitial = false
  private(set) var stepCount = 0
  private let rule: Rule
  /// The rates at an epoch that is given as a number, where PyTorch has a formula.
  private let closed: Rule?
  /// What `step()` does instead, for schedulers of schedulers and of metrics.
  var stepping: ((RuleScheduler, Value, Machine) throws -> Void)?
  /// Further numbers of `state_dict()`.
  var state: DictObject?
  /// The schedulers that a scheduler of schedulers is made of.
  var parts: [RuleScheduler] = []

  /// `closed` where PyTorch has a formula for any epoch, `next` from the rates of the step before.
  convenience init(
    _ kind: String, _ optimizer: OptimizerObject, lastEpoch: Int, closed: @escaping Rule,
    next rule: @escaping Rule
  ) {
    self.init(kind, optimizer, lastEpoch, closed, rule)
  }

  convenience init(
    _ kind: String, _ optimizer: OptimizerObject, lastEpoch: Int = -1, _ rule: @escaping Rule
  ) {
    self.init(kind, optimizer, lastEpoch, nil, rule)
  }

  private init(
    _ kind: String, _ optimizer: OptimizerObject, _ lastEpoch: Int, _ closed: Rule?,
    _ rule: @escaping Rule
  ) {
    (self.kind, self.optimizer, self.lastEpoch) = (kind, optimizer, lastEpoch)
    (self.rule, self.closed) = (rule, closed)
    lastRates = optimizer.groups.map(\.learningRate)
  }

  /// What PyTorch's constructor does: remembers the rates and takes a first step.
  func start(_ machine: Machine) throws -> RuleScheduler {
    baseRates = optimizer.groups.map { group in
      if let noted = optimizer.note("initial_lr", of: group)?.number { return noted.double }
      optimizer.setNote("initial_lr", .float(group.learningRate), of: group)
      return group.learningRate
    }
    try initialStep(machine)
    return self
  }

  func initialStep(_ machine: Machine) throws {
    stepCount = 0
    isInitial = true
    defer { isInitial = false }
    try step(nil, machine)
  }

  /// The groups' rates now.
  var rates: [Double] { optimizer.groups.map(\.learningRate) }

  func step(_ epoch: Int?, _ machine: Machine) throws {
    stepCount += 1
    try update(epoch, machine)
  }

  /// Sets the rates of the next epoch, or of a given one.
  func update(_ epoch: Int?, _ machine: Machine) throws {
    if let epoch {
      lastEpoch = epoch
      set(try (closed ?? rule)(self, machine))
    } else {
      lastEpoch = try Machine.checked(lastEpoch.addingReportingOverflow(1))
      set(try rule(self, machine))
    }
  }

  func set(_ rates: [Double]) {
    for (group, rate) in zip(optimizer.groups, rates) { group.learningRate = rate }
    remember()
  }

  func remember() { lastRates = rates }

  /// The rates that the next step would set.
  func nextRates(_ machine: Machine) throws -> [Double] { try rule(self, machine) }

  func load(_ source: DictObject) {
    if let epoch = source.value(named: "last_epoch")?.integer { lastEpoch = epoch }
    if let count = source.value(named: "_step_count")?.integer { stepCount = count }
    if let rates = source.value(named: "base_lrs")?.sequence {
      baseRates = rates.compactMap { $0.number?.double }
    }
    if let rates = source.value(named: "_last_lr")?.sequence {
      lastRates = rates.compactMap { $0.number?.double }
    }
    for entry in source.all where state?.contains(entry.key) ?? false {
      state?.set(entry.key, entry.name, entry.value)
    }
  }

  override func kept(by keeper: Keeper, at path: String) throws -> KeptValue? {
    var fields: [String: KeptValue] = [
      "last_epoch": .int(lastEpoch), "_step_count": .int(stepCount),
      "base_lrs": .list(baseRates.map { .float($0) }),
      "_last_lr": .list(lastRates.map { .float($0) }),
    ]
    if let state { fields["state"] = try keeper.keep(.dict(state), at: path + ".state") }
    fields["parts"] = .list(
      try parts.enumerated().map {
        try $0.element.kept(by: keeper, at: "\(path).\($0.offset)") ?? .none
      })
    return .state(fields)
  }

  override func restore(_ kept: KeptValue, _ reader: KeptReader) throws {
    let fields = try kept.fields()
    lastEpoch = fields["last_epoch"]?.integer ?? lastEpoch
    stepCount = fields["_step_count"]?.integer ?? stepCount
    baseRates = fields["base_lrs"]?.numbers ?? baseRates
    lastRates = fields["_last_lr"]?.numbers ?? lastRates
    // The rule holds the dictionary, so it is written into.
    if let state, let saved = fields["state"], case .dict(let values) = try reader.value(saved) {
      for entry in values.all { state.set(entry.key, entry.name, entry.value) }
    }
    for (part, saved) in zip(parts, fields["parts"]?.items ?? []) {
      try part.restore(saved, reader)
    }
  }

  override var typeName: String { kind }
  override var tableKind: Table.Kind { .ruleScheduler }
}
