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
