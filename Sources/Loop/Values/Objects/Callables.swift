import Autograd

/// A row as a value: `len`, or `torch.relu` passed to something.
final class RowFunction: Object {
  let row: Row
  private let module: String?

  init(_ row: Row, module: String? = nil) { (self.row, self.module) = (row, module) }

  override var typeName: String { "builtin_function_or_method" }
  override var isCallable: Bool { true }

  override func layout(for call: Layout) -> Layout {
    call.bound(to: row.signature, row.name)
  }

  override func call(_ arguments: Arguments) throws -> Value {
    if arguments.layout.isWrong { throw arguments.layout.wrong }
    return try row.body(arguments)
  }

  override func isSame(as other: Object) -> Bool {
    (other as? RowFunction).map { $0.row.signature === row.signature } ?? false
  }

  override var hashKey: Key? { .object(ObjectIdentifier(row.signature)) }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    name == "__name__" ? .text(row.name) : nil
  }

  override func representation(_ machine: Machine) throws -> String {
    "<built-in function \(row.name)>"
  }
}

/// A method with its object: `losses.append` without a call.
final class BoundMethod: Object {
  private var receiver: Value
  let row: Row

  init(_ receiver: Value, _ row: Row) { (self.receiver, self.row) = (receiver, row) }

  override var typeName: String { "builtin_function_or_method" }
  override var isCallable: Bool { true }

  override func layout(for call: Layout) -> Layout {
    row.signature.layout(for: call.withReceiver(), of: row.name, isMethod: true)
  }

  override func call(_ arguments: Arguments) throws -> Value {
    if arguments.layout.isWrong { throw arguments.layout.wrong }
    let machine = arguments.machine
    let count = arguments.layout.count
    let base = try machine.push(count)
    base.initialize(to: receiver)
    for index in 1..<max(count, 1) { (base + index).initialize(to: arguments.base[index - 1]) }
    defer { machine.pop(base, count) }
    return try row.body(Arguments(base: base, layout: arguments.layout, machine: machine))
  }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    name == "__name__" ? .text(row.name) : name == "__self__" ? receiver : nil
  }

  override func representation(_ machine: Machine) throws -> String {
    "<built-in method \(row.name) of \(receiver.typeName) object>"
  }

  override func surrender(to pending: inout [Value]) {
    pending.append(receiver)
    receiver = .none
  }

  deinit { release(self) }
}

/// A type as a value.
final class TypeObject: Object {
  let type: PythonType

  init(_ type: PythonType) { self.type = type }

  override var typeName: String { "type" }
  override var isCallable: Bool { true }

  override func layout(for call: Layout) -> Layout {
    type.row.map { call.bound(to: $0.signature, $0.name) } ?? call
  }

  override func call(_ arguments: Arguments) throws -> Value {
    if arguments.layout.isWrong { throw arguments.layout.wrong }
    guard let row = type.row else {
      throw LoopError.type("cannot create '\(type.name)' instances")
    }
    return try row.body(arguments)
  }

  override func isSame(as other: Object) -> Bool {
    (other as? TypeObject).map { $0.type === type } ?? false
  }

  override var hashKey: Key? { .object(ObjectIdentifier(type)) }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    switch name {
    case "__name__", "__qualname__": return .text(type.name)
    case "fromkeys" where type.name == "dict":
      return Library.dictStatics.rows[name].map { .object(RowFunction($0)) }
    case "join" where type.name == "str", "format" where type.name == "str":
      return Library.string.rows[name].map { .object(RowFunction($0)) }
    default: return nil
    }
  }

  override func representation(_ machine: Machine) throws -> String { "<class '\(type.path)'>" }
}

/// A module as a value.
final class NamespaceObject: Object {
  let space: Namespace

  init(_ space: Namespace) { self.space = space }

  override var typeName: String { "module" }

  override func isSame(as other: Object) -> Bool {
    (other as? NamespaceObject).map { $0.space === space } ?? false
  }

  override var hashKey: Key? { .object(ObjectIdentifier(space)) }
  override var attributeNames: [String] { Array(space.entries.keys) }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    if name == "__version__" { return .text(space.name == "torch" ? "2.13.0" : "2.0.0") }
    return space.entries[name].map { $0.value(machine) }
  }

  override func representation(_ machine: Machine) throws -> String { "<module '\(space.name)'>" }
}

extension Entry {
  /// What the name holds.
  func value(_ machine: Machine) -> Value {
    switch self {
    case .row(let row): .object(RowFunction(row))
    case .type(let type): .object(TypeObject(type))
    case .namespace(let space): .object(NamespaceObject(space))
    case .constant(_, let make): make(machine)
    }
  }
}

/// A function that a preset supplies, or that Swift code makes.
public final class HostFunction: Object {
  private let name: String
  private let signature: Signature
  private let body: (Arguments) throws -> Value

  /// `signature` names the parameters as a row does: `logits, labels, scale=1.0`.
  public init(_ name: String, _ signature: String, _ body: @escaping (Arguments) throws -> Value) {
    self.name = name
    self.signature = Signature(signature)
    self.body = body
  }

  public override var typeName: String { "function" }
  public override var isCallable: Bool { true }

  override func layout(for call: Layout) -> Layout {
    call.bound(to: signature, name)
  }

  public override func call(_ arguments: Arguments) throws -> Value {
    if arguments.layout.isWrong { throw arguments.layout.wrong }
    return try body(arguments)
  }

  public override func representation(_ machine: Machine) throws -> String { "<function \(name)>" }
}

/// A function of two tensors that a preset supplies, such as an accuracy.
public final class TensorFunction: Object {
  private let name: String
  private let signature: Signature
  private let body: (Tensor, Tensor) throws -> Tensor

  public init(
    _ name: String, _ first: String, _ second: String,
    _ body: @escaping (Tensor, Tensor) throws -> Tensor
  ) {
    self.name = name
    signature = Signature("\(first), \(second)")
    self.body = body
  }

  public override var typeName: String { "function" }
  public override var isCallable: Bool { true }
  override func layout(for call: Layout) -> Layout { call.bound(to: signature, name) }

  public override func call(_ arguments: Arguments) throws -> Value {
    if arguments.layout.isWrong { throw arguments.layout.wrong }
    return .tensor(try body(try arguments.tensor(0), try arguments.tensor(1)))
  }

  override func call(
    _ first: consuming Value, _ second: consuming Value, _ call: Layout, _ machine: Machine
  ) throws -> Value {
    switch (consume first, consume second) {
    case (.tensor(let x), .tensor(let y)): return .tensor(try body(x, y))
    case (let x, let y): return try super.call(x, y, call, machine)
    }
  }

  public override func representation(_ machine: Machine) throws -> String { "<function \(name)>" }
}
