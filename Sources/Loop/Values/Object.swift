import Autograd
import NN

/// A value with behaviour of its own: what is no number, tensor, string or container.
///
/// A kind of object overrides what it can do; the rest raises Python's errors.
open class Object: ValueHolder {
  public override init() {}

  /// The name of the type in Python's messages.
  open var typeName: String { "object" }

  /// The rows of its methods and attributes.
  open var tableKind: Table.Kind { .none }

  /// An attribute that is in no table, or nothing.
  open func attribute(_ name: String, _ machine: Machine) throws -> Value? { nil }

  /// Sets an attribute; false where there is none of that name.
  open func setAttribute(_ name: String, _ value: Value, _ machine: Machine) throws -> Bool {
    false
  }

  /// The names for completion, besides the table's.
  open var attributeNames: [String] { [] }

  /// How arguments are to be laid out for a call of this shape.
  func layout(for call: Layout) -> Layout { call }

  /// Calls the object.
  open func call(_ arguments: Arguments) throws -> Value {
    throw LoopError.type("'\(typeName)' object is not callable")
  }

  /// Calls the object with one positional argument.
  ///
  /// What is called in every epoch overrides this and the next: an argument that is handed over so
  /// is not put on the stack first.
  func call(_ value: consuming Value, _ call: Layout, _ machine: Machine) throws -> Value {
    let base = try machine.push(1)
    base.initialize(to: consume value)
    defer { machine.popOne(base) }
    return try self.call(Arguments(base: base, layout: layout(for: call), machine: machine))
  }

  /// Calls the object with two positional arguments.
  func call(
    _ first: consuming Value, _ second: consuming Value, _ call: Layout, _ machine: Machine
  ) throws -> Value {
    let base = try machine.push(2)
    base.initialize(to: consume first)
    (base + 1).initialize(to: consume second)
    defer { machine.popTwo(base) }
    return try self.call(Arguments(base: base, layout: layout(for: call), machine: machine))
  }

  open var isCallable: Bool { false }

  /// An iterator, or nothing when it cannot be iterated.
  open func iterator(_ machine: Machine) throws -> Iterator? { nil }

  /// Python's `len`, or nothing when it has none.
  open func length(_ machine: Machine) throws -> Int? { nil }

  /// `self[key]`
  open func item(_ key: Value, _ machine: Machine) throws -> Value {
    throw LoopError.type("'\(typeName)' object is not subscriptable")
  }

  /// `self[key] = value`
  open func setItem(_ key: Value, _ value: Value, _ machine: Machine) throws {
    throw LoopError.type("'\(typeName)' object does not support item assignment")
  }

  /// `del self[key]`
  open func deleteItem(_ key: Value, _ machine: Machine) throws {
    throw LoopError.type("'\(typeName)' object doesn't support item deletion")
  }

  /// `value in self`, or nothing when only iterating can tell.
  open func contains(_ value: Value, _ machine: Machine) throws -> Bool? { nil }

  /// The result of a binary operator with this object on one side, or nothing when it has none.
  func binary(_ op: BinaryOperator, _ other: Value, isLeft: Bool, _ machine: Machine) throws
    -> Value?
  { nil }

  /// The result of a comparison with this object on one side, or nothing when it has none.
  func compare(
    _ op: ComparisonOperator, _ other: Value, isLeft: Bool, _ machine: Machine
  ) throws -> Value? { nil }

  func unary(_ op: UnaryOperator, _ machine: Machine) throws -> Value? { nil }

  /// Python's truth.
  open func isTrue(_ machine: Machine) throws -> Bool { true }

  func isSame(as other: Object) -> Bool { self === other }

  func isEqual(to other: Value, _ machine: Machine) throws -> Bool {
    if case .object(let object) = other { isSame(as: object) } else { false }
  }

  /// What makes it a key of dictionaries; nothing when it is unhashable.
  var hashKey: Key? { .object(ObjectIdentifier(self)) }

  /// Python's `repr`.
  open func representation(_ machine: Machine) throws -> String { "<\(typeName) object>" }

  /// Python's `str`.
  open func text(_ machine: Machine) throws -> String { try representation(machine) }

  /// What a run changes in the object, for a checkpoint; nothing where there is none.
  func kept(by keeper: Keeper, at path: String) throws -> KeptValue? { nil }

  /// Takes over what was kept of the same object of another run.
  func restore(_ kept: KeptValue, _ reader: KeptReader) throws {}

  /// The name under which any run can make such an object anew; nothing where only its text can.
  var keptKind: String? { nil }

  /// Objects inside this one that have a state of their own.
  var keptParts: [(name: String, value: Value)] { [] }

  /// An object of a `keptKind`, as it is at first.
  static func made(_ kind: String) -> Object? {
    switch kind {
    case NumPyGenerator.kind: NumPyGenerator(seed: 0)
    case RandomSource.kind: RandomSource(SharedGenerator(Generator(seed: 0)))
    case SavedValues.kind: SavedValues()
    default: nil
    }
  }

  /// What the object does around the block of a `with`; nothing when it is no context manager.
  func context(_ machine: Machine) -> (any Context)? { nil }
}

/// What runs before and after the block of a `with`.
protocol Context {
  /// What `as` binds.
  var target: Value { get }
  /// Runs the block.
  func run(_ machine: Machine, _ block: () throws -> Flow) throws -> Flow
}

/// An object that hands out one value after the other.
open class Iterator: Object {
  /// The next value; nothing at the end.
  open func next(_ machine: Machine) throws -> Value? { nil }

  public override func iterator(_ machine: Machine) throws -> Iterator? { self }
  open override var typeName: String { "iterator" }
}
