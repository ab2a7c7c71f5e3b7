import Autograd
import NN

/// A model or a part of one.
public final class ModuleObject: Object {
  public let module: any Module

  public init(_ module: any Module) { self.module = module }

  public override var typeName: String { module.kind }
  public override var tableKind: Table.Kind { .module }
  public override var isCallable: Bool { true }

  public override func call(_ arguments: Arguments) throws -> Value {
    let layout = arguments.layout
    if layout.positional == 1, layout.keywords.isEmpty {
      guard case .tensor(let input) = arguments.base[0] else {
        throw wrongInput(arguments.base[0])
      }
      return .tensor(try module(input))
    }
    if layout.count == 1, layout.keywords == ["input"] {
      guard case .tensor(let input) = arguments.base[0] else {
        throw wrongInput(arguments.base[0])
      }
      return .tensor(try module(input))
    }
    if let keyword = layout.keywords.first {
      throw LoopError.type(
        "\(module.kind).forward() got an unexpected keyword argument '\(keyword)'")
    }
    if layout.positional == 0 {
      throw LoopError.type(
        "\(module.kind).forward() missing 1 required positional argument: 'input'")
    }
    throw LoopError.type(
      "\(module.kind).forward() takes 2 positional arguments but \(layout.positional + 1) were given"
    )
  }

  override func call(_ value: consuming Value, _ call: Layout, _ machine: Machine) throws -> Value {
    switch consume value {
    case .tensor(let input): return .tensor(try module(input))
    case let other: throw wrongInput(other)
    }
  }

  /// The module's own mode; the modules in it and the parameters are kept by themselves.
  override func kept(by keeper: Keeper, at path: String) throws -> KeptValue? {
    .state(["training": .bool(module.isTraining)])
  }

  override func restore(_ kept: KeptValue, _ reader: KeptReader) throws {
    if case .bool(let isTraining)? = try kept.fields()["training"] {
      module.isTraining = isTraining
    }
  }

  private func wrongInput(_ value: Value) -> LoopError {
    let first = (module as? Sequential)?.modules.first?.kind ?? module.kind
    return .type(
      "\(first.lowercased())(): argument 'input' (position 1) must be Tensor, not \(value.typeName)"
    )
  }

  override func isSame(as other: Object) -> Bool {
    (other as? ModuleObject).map { $0.module === module } ?? false
  }

  override var hashKey: Key? { .object(ObjectIdentifier(module)) }

  public override var attributeNames: [String] { module.namedState.map(\.name) }

  /// Parameters by name; the modules of a sequence by number are items, not attributes.
  public override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    if let found = module.namedParameters.first(where: { $0.name == name }) {
      return .tensor(found.tensor)
    }
    if name == "bias", module is Linear || module is Conv2d { return Value.none }
    if let found = module.namedBuffersOfKind.first(where: { $0.name == name }) {
      return .tensor(found.tensor)
    }
    return try settings(name)
  }

  /// What a layer says of itself besides its parameters.
  private func settings(_ name: String) throws -> Value? {
    switch (module, name) {
    case (let linear as Linear, "in_features"): return .int(linear.weight.shape[1])
    case (let linear as Linear, "out_features"): return .int(linear.weight.shape[0])
    case (let dropout as Dropout, "p"): return .float(dropout.p)
    // A model that `DataParallel` does not wrap is its own module nowhere.
    default: return nil
    }
  }

  /// `layer.weight = nn.Parameter(…)` writes into the parameter, which its optimiser goes on holding.
  public override func setAttribute(_ name: String, _ value: Value, _ machine: Machine) throws
    -> Bool
  {
    guard let found = module.namedState.first(where: { $0.name == name }) else { return false }
    guard case .tensor(let source) = value else {
      throw LoopError.type(
        "cannot assign '\(value.typeName)' as parameter '\(name)' (torch.nn.Parameter or None "
          + "expected)")
    }
    guard source.shape == found.tensor.shape else {
      throw Machine.leftOut("a parameter of another shape in place of '\(name)'")
    }
    try withoutTracking { _ = try found.tensor.copy_(source) }
    return true
  }

  /// The modules of a sequence; nothing for other modules.
  var children: [any Module]? { module.submodules }

  public override func length(_ machine: Machine) throws -> Int? { children?.count }

  public override func iterator(_ machine: Machine) throws -> Iterator? {
    children.map { SequenceIterator($0.map { .object(ModuleObject($0)) }, "iterator") }
  }

  public override func item(_ key: Value, _ machine: Machine) throws -> Value {
    guard let children else { return try super.item(key, machine) }
    if let slice = key.slice {
      let bounds = try slice.indices(children.count, machine)
      let chosen = (0..<bounds.count).map { children[bounds.start + $0 * bounds.step] }
      return .object(
        ModuleObject(module is ModuleList ? ModuleList(chosen) : Sequential(chosen)))
    }
    guard let index = key.integer else {
      throw LoopError.type("'\(key.typeName)' object cannot be interpreted as an integer")
    }
    guard index >= -children.count, index < children.count else {
      throw LoopError.index("index \(index) is out of range")
    }
    return .object(ModuleObject(children[index < 0 ? index + children.count : index]))
  }

  public override func representation(_ machine: Machine) throws -> String {
    module.shown()
  }
}
