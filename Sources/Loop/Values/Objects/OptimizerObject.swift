import Autograd
import NN

/// An optimiser: one or more groups of parameters, each with settings of its own.
public final class OptimizerObject: Object {
  public private(set) var groups: [any Optimizer]
  /// Makes a group from a dictionary of the text, with the constructor's settings for what it leaves
  /// out; nothing for an optimiser that the preset supplies.
  private let make: ((DictObject, Machine) throws -> GroupOptimizer)?
  /// Names that schedulers and loops add to a group: `initial_lr` and the like.
  private var notes: [ObjectIdentifier: [(name: String, value: Value)]] = [:]

  /// The constructor's settings.
  let defaults: [(name: String, value: Value)]

  public init(_ optimizer: any Optimizer) {
    groups = [optimizer]
    make = nil
    defaults = [("lr", .float(optimizer.learningRate))]
  }

  init(
    groups: [any Optimizer], defaults: [(name: String, value: Value)],
    make: @escaping (DictObject, Machine) throws -> GroupOptimizer
  ) {
    (self.groups, self.defaults, self.make) = (groups, defaults, make)
  }

  public override var typeName: String { groups.first?.kind ?? "Optimizer" }
  public override var tableKind: Table.Kind { .optimizer }

  /// `param_groups`: live, so that setting a rate changes the optimiser.
  var parameterGroups: Value { .list(groups.map { .object(ParameterGroup($0, self)) }) }

  func zeroGrad() { for group in groups { group.zeroGrad() } }

  /// The rate of the first group when the last step was made; nil before.
  public private(set) var lastRate: Double?

  func step() throws {
    lastRate = groups.first?.learningRate
    for group in groups { try group.step() }
  }

  func add(_ group: DictObject, _ machine: Machine) throws {
    guard let make else { throw Machine.leftOut("add_param_group() to this optimizer") }
    let made = try make(group, machine)
    let known = Set(groups.flatMap(\.parameters).map(ObjectIdentifier.init))
    if made.parameters.contains(where: { known.contains(ObjectIdentifier($0)) }) {
      throw LoopError.value("some parameters appear in more than one parameter group")
    }
    groups.append(made)
  }

  func note(_ name: String, of group: any Optimizer) -> Value? {
    notes[ObjectIdentifier(group)]?.first { $0.name == name }?.value
  }

  func notes(of group: any Optimizer) -> [(name: String, value: Value)] {
    notes[ObjectIdentifier(group)] ?? []
  }

  func setNote(_ name: String, _ value: Value, of group: any Optimizer) {
    notes[ObjectIdentifier(group), default: []].removeAll { $0.name == name }
    notes[ObjectIdentifier(group), default: []].append((name, value))
  }

  override func kept(by keeper: Keeper, at path: String) throws -> KeptValue? {
    var index = 0
    let kept = try groups.map { group -> KeptValue in
      let names = group.slotNames
      let states = try group.states.enumerated().map { place, state -> KeptValue in
        defer { index += 1 }
        let shape = group.parameters[place].shape
        let slots = try zip(names, state.slots).map { name, slot -> KeptValue in
          let shaped = withoutTracking { try? slot.view(shape) } ?? slot
          return .text(try keeper.put(shaped, as: "\(path).state.\(index).\(name)"))
        }
        return .state(["step": .int(state.step), "slots": .list(slots)])
      }
      func named(_ list: [(name: String, value: Value)]) throws -> KeptValue {
        .state(
          Dictionary(
            try list.map { ($0.name, try keeper.keep($0.value, at: "\(path).\($0.name)")) },
            uniquingKeysWith: { $1 }))
      }
      return .state([
        "lr": .float(group.learningRate), "states": .list(states),
        "settings": try named((group as? GroupOptimizer)?.shown ?? []),
        "notes": try named(notes(of: group)),
      ])
    }
    return .state([
      "kind": .text(typeName), "groups": .list(kept),
      "last_rate": lastRate.map { .float($0) } ?? .none,
    ])
  }

  override func restore(_ kept: KeptValue, _ reader: KeptReader) throws {
    let fields = try kept.fields()
    let saved = fields["groups"]?.items ?? []
    guard fields["kind"] == .text(typeName), saved.count == groups.count else {
      throw KeepingError.misfit("it is of another optimizer than \(typeName)")
    }
    for (group, saved) in zip(groups, saved) {
      try restore(group, try saved.fields(), reader)
    }
    lastRate = fields["last_rate"]?.number
  }

  private func restore(
    _ group: any Optimizer, _ fields: [String: KeptValue], _ reader: KeptReader
  ) throws {
    let states = fields["states"]?.items ?? []
    guard states.count == group.parameters.count else {
      throw KeepingError.misfit(
        "it has the states of \(states.count) parameters, not \(group.parameters.count)")
    }
    if let own = group as? GroupOptimizer {
      for (name, value) in try fields["settings"]?.fields() ?? [:] {
        _ = try own.set(name, try reader.value(value))
      }
    }
    for (name, value) in try (fields["notes"]?.fields() ?? [:]).sorted(by: { $0.key < $1.key }) {
      setNote(name, try reader.value(value), of: group)
    }
    group.learningRate = fields["lr"]?.number ?? group.learningRate
    group.states = try zip(states, group.parameters).map { saved, parameter in
      let saved = try saved.fields()
      let slots = try (saved["slots"]?.items ?? []).map { name in
        guard case .text(let name) = name else { throw KeepingError.misfit("a state has no name") }
        return try reader.tensor(name)
      }
      do {
        return try OptimizerState(
          step: saved["step"]?.integer ?? 0, slots: slots, of: parameter)
      } catch let error as TorchError {
        throw KeepingError.misfit(error.message)
      }
    }
  }

  override func isSame(as other: Object) -> Bool {
    guard let other = other as? OptimizerObject, let a = groups.first, let b = other.groups.first
    else { return false }
    return a === b
  }

  override var hashKey: Key? { groups.first.map { .object(ObjectIdentifier($0)) } }

  public override func representation(_ machine: Machine) throws -> String {
    var text = "\(typeName) ("
    for (index, group) in groups.enumerated() {
      text += "\nParameter Group \(index)"
      let parts = ParameterGroup(group, self).settings.sorted { $0.name < $1.name }
      for (name, value) in parts { text += "\n    \(name): \(try machine.text(value))" }
    }
    return text + "\n)"
  }
}

/// One of `optimizer.param_groups`: a dictionary that reads and writes the optimiser itself.
final class ParameterGroup: Object {
  private let group: any Optimizer
  private let owner: OptimizerObject

  init(_ group: any Optimizer, _ owner: OptimizerObject) {
    (self.group, self.owner) = (group, owner)
  }

  override var typeName: String { "dict" }
  override var tableKind: Table.Kind { .parameterGroup }
  override var hashKey: Key? { nil }

  /// All but the parameters themselves.
  var settings: [(name: String, value: Value)] {
    let shown = (group as? GroupOptimizer)?.shown ?? [("lr", .none)]
    return shown.map { $0.name == "lr" ? ("lr", .float(group.learningRate)) : $0 }
      + owner.notes(of: group)
  }

  var keys: [String] { ["params"] + settings.map(\.name) }

  func value(_ name: String) -> Value? {
    name == "params"
      ? .list(group.parameters.map { .tensor($0) }) : settings.first { $0.name == name }?.value
  }

  override func isSame(as other: Object) -> Bool {
    (other as? ParameterGroup).map { $0.group === group } ?? false
  }

  override func item(_ key: Value, _ machine: Machine) throws -> Value {
    guard case .string(let name) = key, let value = value(name.text) else {
      throw LoopError("KeyError", try machine.representation(key))
    }
    return value
  }

  override func setItem(_ key: Value, _ value: Value, _ machine: Machine) throws {
    guard case .string(let name) = key else {
      throw LoopError("KeyError", try machine.representation(key))
    }
    if let group = group as? GroupOptimizer, try group.set(name.text, value) { return }
    switch name.text {
    case "params": throw Machine.leftOut("other parameters in a group, but for add_param_group()")
    case "lr":
      if case .tensor(let tensor) = value {
        group.learningRate = try tensor.item()
      } else if let number = value.number {
        group.learningRate = number.double
      } else {
        throw LoopError.type("lr must be a number, not \(value.typeName)")
      }
    case "momentum", "weight_decay", "betas", "eps", "alpha", "dampening", "nesterov":
      throw Machine.leftOut("'\(name.text)' of an optimizer that the preset makes")
    default: owner.setNote(name.text, value, of: group)
    }
  }

  override func contains(_ value: Value, _ machine: Machine) throws -> Bool? {
    guard case .string(let name) = value else { return false }
    return keys.contains(name.text)
  }

  override func iterator(_ machine: Machine) throws -> Iterator? {
    SequenceIterator(keys.map { .text($0) }, "dict_keyiterator")
  }

  override func length(_ machine: Machine) throws -> Int? { keys.count }

  override func representation(_ machine: Machine) throws -> String {
    try machine.representation(.dict(DictObject(keys.map { ($0, value($0) ?? .none) })))
  }
}
