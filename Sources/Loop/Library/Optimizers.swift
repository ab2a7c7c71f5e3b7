import Autograd
import NN

extension Library {
  /// `torch.optim`
  static let optim: Namespace = Namespace("torch.optim") { t in
    optimizer(
      &t, "SGD",
      "params, lr=0.001, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, "
        + "foreach=None, differentiable=False, fused=None")
    let adam =
      "params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=%, amsgrad=False, *, foreach=None, "
      + "maximize=False, capturable=False, differentiable=False, fused=None"
    optimizer(&t, "Adam", adam.replacing("%", with: "0"))
    optimizer(&t, "AdamW", adam.replacing("%", with: "0.01"))
    optimizer(
      &t, "RMSprop",
      "params, lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0, momentum=0, centered=False, "
        + "capturable=False, foreach=None, maximize=False, differentiable=False")
    optimizer(
      &t, "Adagrad",
      "params, lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, "
        + "foreach=None, *, maximize=False, differentiable=False, fused=None")
    t.leftOut("Adadelta Adamax NAdam RAdam ASGD Rprop LBFGS SparseAdam Adafactor Muon") {
      "optim.\($0)"
    }
    t.namespace("lr_scheduler", schedulers)
    t.namespace(
      "optimizer",
      Namespace("torch.optim.optimizer") { t in
        t.type("Optimizer", optimizerType)
      })
    t.type("Optimizer", optimizerType)
  }

  private static let optimizerType =
    PythonType("Optimizer", path: "torch.optim.Optimizer") { $0.optimizer != nil }

  private static func optimizer(_ t: inout TableBuilder, _ name: String, _ signature: String) {
    let parsed = Signature(signature, style: .constructor)
    let row = Row(name: name, signature: parsed, result: .object(.optimizer)) { a in
      var defaults: [(name: String, value: Value)] = []
      for (index, parameter) in parsed.parameters.enumerated().dropFirst() {
        defaults.append((parameter.name, a[index]))
      }
      // AdamW is the Adam whose decay is decoupled, and says so.
      if name.hasPrefix("Adam") {
        defaults.append(("decoupled_weight_decay", .bool(name == "AdamW")))
      }
      let made = try parameterGroups(a[0], a.machine).map {
        try group(name, $0.0, $0.1, defaults, a.machine)
      }
      let all = made.flatMap(\.parameters).map(ObjectIdentifier.init)
      if Set(all).count < all.count, made.count > 1 {
        throw LoopError.value("some parameters appear in more than one parameter group")
      }
      return .object(
        OptimizerObject(groups: made, defaults: defaults) { [defaults] dict, machine in
          guard let one = try parameterGroups(.list([.dict(dict)]), machine).first else {
            throw LoopError.value("optimizer got an empty parameter list")
          }
          return try group(name, one.0, one.1, defaults, machine)
        })
    }
    t.type(
      name,
      PythonType(name, path: "torch.optim.\(name.lowercased()).\(name)", row: row) {
        $0.optimizer?.typeName == name
      })
  }

  /// One group: its own settings, and the call's for the rest.
  private static func group(
    _ kind: String, _ parameters: [Tensor], _ own: DictObject?,
    _ defaults: [(name: String, value: Value)], _ machine: Machine
  ) throws -> GroupOptimizer {
    let settings = defaults.map { ($0.name, own?.value(named: $0.name) ?? $0.value) }
    let reader = SettingReader(settings: settings, machine: machine)
    var values = GroupSettings()
    values.momentum = try reader.float("momentum") ?? 0
    values.dampening = try reader.float("dampening") ?? 0
    values.weightDecay = try reader.float("weight_decay") ?? 0
    values.nesterov = try reader.flag("nesterov")
    values.maximize = try reader.flag("maximize")
    values.betas = try reader.pair("betas") ?? values.betas
    values.eps = try reader.float("eps") ?? values.eps
    values.alpha = try reader.float("alpha") ?? values.alpha
    values.centered = try reader.flag("centered")
    values.rateDecay = try reader.float("lr_decay") ?? 0
    values.initial = try reader.float("initial_accumulator_value") ?? 0
    if try reader.flag("amsgrad") { throw Machine.leftOut("amsgrad=True") }
    if case .int(let rate)? = settings.first(where: { $0.0 == "lr" })?.1, rate < 0 {
      throw LoopError.value("Invalid learning rate: \(rate)")
    }
    return try GroupOptimizer(
      kind, parameters, reader.float("lr") ?? 0.001, values, shown: settings)
  }

  private struct SettingReader {
    let settings: [(String, Value)]
    let machine: Machine

    private func value(_ name: String) -> Value? { settings.first { $0.0 == name }?.1 }

    func float(_ name: String) throws -> Double? {
      guard let value = value(name) else { return nil }
      if let number = value.number { return number.double }
      if case .tensor(let tensor) = value { return try tensor.item() }
      // Python compares the setting with 0 before it does anything else.
      throw LoopError.type(
        "'<=' not supported between instances of 'float' and '\(value.typeName)'")
    }

    func flag(_ name: String) throws -> Bool {
      try value(name).map { try machine.isTrue($0) } ?? false
    }

    func pair(_ name: String) throws -> (Double, Double)? {
      guard let value = value(name) else { return nil }
      let items = try machine.items(of: value)
      guard items.count == 2, let first = items[0].number, let second = items[1].number else {
        throw LoopError.value("\(name) must be two numbers")
      }
      return (first.double, second.double)
    }
  }

  /// The tensors to learn: as they are, or in dictionaries with settings of their own.
  private static func parameterGroups(_ value: Value, _ machine: Machine) throws -> [(
    [Tensor], DictObject?
  )] {
    if case .tensor(let tensor) = value {
      throw LoopError.type(
        "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
          + "torch.\(tensor.dtype.scalarTypeName)Tensor")
    }
    let items = try machine.items(of: value)
    guard let first = items.first else {
      throw LoopError.value("optimizer got an empty parameter list")
    }
    guard case .dict = first else { return [(try tensors(items), nil)] }
    return try items.map { item in
      guard case .dict(let group) = item else {
        throw LoopError.type("param group must be a dict")
      }
      guard let parameters = group.value(named: "params") else {
        throw LoopError("KeyError", "'params'")
      }
      if case .tensor(let tensor) = parameters { return ([tensor], group) }
      return (try tensors(machine.items(of: parameters)), group)
    }
  }

  private static func tensors(_ items: [Value]) throws -> [Tensor] {
    try items.map { item in
      switch item {
      case .tensor(let tensor): return tensor
      // Parameters with their names.
      case .tuple(let tuple):
        if tuple.items.count == 2, case .tensor(let tensor) = tuple.items[1] { return tensor }
      default: break
      }
      throw LoopError.type(
        "optimizer can only optimize Tensors, but one of the params is " + item.typeName)
    }
  }
}
