import Autograd

/// What a name of a loop can hold.
///
/// Numbers and tensors lie in the enum itself; everything else is an object with Python's identity,
/// shared by all names that hold it.
public enum Value {
  /// A name that nothing has been assigned to; no expression ever has this value.
  case unbound
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(StringObject)
  case tensor(Tensor)
  case list(ListObject)
  case tuple(TupleObject)
  case dict(DictObject)
  case set(SetObject)
  case dtype(DType)
  case ellipsis
  /// Functions, modules, optimisers, iterators, ranges and all the rest.
  case object(Object)
}

extension Value {
  /// A string.
  public static func text(_ text: String) -> Value { .string(StringObject(text)) }

  /// A tuple of these items.
  public static func tuple(_ items: [Value]) -> Value { .tuple(TupleObject(items)) }

  /// A list of these items.
  public static func list(_ items: [Value]) -> Value { .list(ListObject(items)) }

  /// A tensor, or `None` without one.
  static func optional(_ tensor: Tensor?) -> Value { tensor.map { .tensor($0) } ?? .none }

  /// A shape, as `torch.Size`.
  static func size(_ shape: [Int]) -> Value {
    .tuple(TupleObject(shape.map { .int($0) }, kind: .size))
  }

  init(_ scalar: Scalar) {
    switch scalar {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .double(let value): self = .float(value)
    }
  }

  init(_ literal: Literal) {
    switch literal {
    case .none: self = .none
    case .ellipsis: self = .ellipsis
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .float(let value): self = .float(value)
    case .string(let value): self = .text(value)
    case .tuple(let items): self = .tuple(items.map { Value($0) })
    }
  }

  public var isNone: Bool {
    if case .none = self { true } else { false }
  }

  var isUnbound: Bool {
    if case .unbound = self { true } else { false }
  }

  /// The tensor, when it is one.
  public var tensor: Tensor? {
    if case .tensor(let tensor) = self { tensor } else { nil }
  }

  /// The value as a plain number, when it is one: a bool is 0 or 1.
  public var number: Scalar? {
    switch self {
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .float(let value): .double(value)
    default: nil
    }
  }

  /// An integer or a bool.
  var integer: Int? {
    switch self {
    case .int(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The name of the type in Python's messages.
  public var typeName: String {
    switch self {
    case .unbound, .none: "NoneType"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .string: "str"
    case .tensor: "Tensor"
    case .list: "list"
    case .tuple(let tuple): tuple.typeName
    case .dict: "dict"
    case .set: "set"
    case .dtype: "torch.dtype"
    case .ellipsis: "ellipsis"
    case .object(let object): object.typeName
    }
  }

  /// The rows of the value's methods and attributes.
  var table: Table? { Library.table(tableKind) }

  var tableKind: Table.Kind {
    switch self {
    case .tensor: .tensor
    case .string: .string
    case .list: .list
    case .tuple: .tuple
    case .dict: .dict
    case .set: .set
    case .int, .bool: .int
    case .float: .float
    case .object(let object): object.tableKind
    case .unbound, .none, .dtype, .ellipsis: .none
    }
  }

  /// Python's `is`.
  func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.none, .none), (.ellipsis, .ellipsis): true
    case (.bool(let a), .bool(let b)): a == b
    // CPython shares small numbers and constants; equal numbers are taken for one object.
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.string(let a), .string(let b)): a === b || a.text == b.text
    case (.tensor(let a), .tensor(let b)): a === b
    case (.list(let a), .list(let b)): a === b
    case (.tuple(let a), .tuple(let b)): a === b || (a.items.isEmpty && b.items.isEmpty)
    case (.dict(let a), .dict(let b)): a === b
    case (.set(let a), .set(let b)): a === b
    case (.dtype(let a), .dtype(let b)): a == b
    case (.object(let a), .object(let b)): a.isSame(as: b)
    default: false
    }
  }
}
