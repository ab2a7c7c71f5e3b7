import Autograd

/// One name of the library: its parameters and the call behind it.
public struct Row: Sendable {
  typealias Body = @Sendable (Arguments) throws -> Value

  let name: String
  let signature: Signature
  let result: ResultKind
  let body: Body
  /// The same for the object alone, all parameters having their defaults, without the stack between.
  var plain: Plain?
  /// What the language leaves out, for a row that only says so.
  var leftOut: String?

  struct Plain: Sendable {
    let call: @Sendable (borrowing Value) throws -> Value
  }
}

/// What a row returns, as far as `check` needs to know.
public enum ResultKind: Sendable, Hashable {
  case tensor, string, int, float, bool, list, tuple, dict, set, none
  /// An object whose methods are these.
  case object(ObjectKind)
  case unknown
}

/// The kinds of objects that rows make.
public enum ObjectKind: Sendable, Hashable {
  case module, loss, optimizer, scheduler, array, generator, device, dataset, loader, scaler
}

/// An attribute that is no method: `x.shape`.
struct Property: Sendable {
  let result: ResultKind
  let get: @Sendable (Value, Machine) throws -> Value
  var set: (@Sendable (Value, Value, Machine) throws -> Void)?
}

/// The methods and attributes of one type.
public final class Table: Sendable {
  /// Which of `Library.tables` a value's methods are in; compared where a table itself would have
  /// its references counted.
  public enum Kind: UInt8, Sendable, CaseIterable {
    case none, tensor, string, list, tuple, dict, set, int, float, range, module, loss, optimizer
    case scheduler, parameterGroup, array, device, progressBar, randomSource, dataset, loader,
      scaler
    case ruleScheduler, numpyState
    /// No value's.
    case never
  }

  let typeName: String
  let rows: [String: Row]
  let properties: [String: Property]

  /// `python` is the class that errors of its methods name, for what is written in Python.
  init(_ typeName: String, python: String? = nil, _ fill: (inout TableBuilder) -> Void) {
    var builder = TableBuilder()
    let isBuiltin = ["list", "dict", "str", "tuple", "set", "int", "float"].contains(typeName)
    builder.style = isBuiltin ? .builtin : .python
    builder.owner = python ?? (isBuiltin ? typeName : nil)
    fill(&builder)
    self.typeName = typeName
    (rows, properties) = (builder.rows, builder.properties)
  }

  var names: [String] { Array(rows.keys) + Array(properties.keys) }
}

/// Collects the rows of a table or a namespace. See `Library` for how to add one.
struct TableBuilder {
  fileprivate var owner: String?
  fileprivate(set) var rows: [String: Row] = [:]
  fileprivate(set) var properties: [String: Property] = [:]
  fileprivate(set) var entries: [String: Entry] = [:]
  /// Whose words say what is wrong with a call of the rows that follow.
  var style = Signature.Style.python

  mutating func add(
    _ name: String, _ signature: String, _ result: ResultKind, _ body: @escaping Row.Body
  ) {
    let shown = owner.map { "\($0).\(name)" }
    rows[name] = Row(
      name: name, signature: Signature(signature, style: style, shownName: shown), result: result,
      body: body)
  }

  // MARK: - Rows by what they return

  /// A row that returns a tensor.
  mutating func tensor(
    _ name: String, _ signature: String, _ body: @escaping @Sendable (Arguments) throws -> Tensor
  ) {
    add(name, signature, .tensor) { .tensor(try body($0)) }
  }

  /// A row from one tensor to another: `input` and nothing else.
  mutating func unary(_ name: String, _ body: @escaping @Sendable (Tensor) throws -> Tensor) {
    add(name, "input", .tensor) { .tensor(try body(try $0.tensor(0))) }
    plain(name) { .tensor(try body($0)) }
  }

  /// A row that returns nothing.
  mutating func none(
    _ name: String, _ signature: String, _ body: @escaping @Sendable (Arguments) throws -> Void
  ) {
    add(name, signature, .none) {
      try body($0)
      return .none
    }
  }

  mutating func int(
    _ name: String, _ signature: String, _ body: @escaping @Sendable (Arguments) throws -> Int
  ) {
    add(name, signature, .int) { .int(try body($0)) }
  }

  mutating func float(
    _ name: String, _ signature: String, _ body: @escaping @Sendable (Arguments) throws -> Double
  ) {
    add(name, signature, .float) { .float(try body($0)) }
  }

  mutating func bool(
    _ name: String, _ signature: String, _ body: @escaping @Sendable (Arguments) throws -> Bool
  ) {
    add(name, signature, .bool) { .bool(try body($0)) }
  }

  mutating func string(
    _ name: String, _ signature: String, _ body: @escaping @Sendable (Arguments) throws -> String
  ) {
    add(name, signature, .string) { .text(try body($0)) }
  }

  /// A row that returns any value; say which kind where it is certain.
  mutating func value(
    _ name: String, _ signature: String, _ result: ResultKind = .unknown,
    _ body: @escaping Row.Body
  ) {
    add(name, signature, result, body)
  }

  /// A row whose function is written in Python, in a table of which most are not.
  mutating func python(
    _ name: String, _ signature: String, _ result: ResultKind = .unknown,
    _ body: @escaping Row.Body
  ) {
    let outer = style
    style = .python
    add(name, signature, result, body)
    style = outer
  }

  /// What a row does with a tensor alone, for one that is called so in every epoch.
  mutating func plain(_ name: String, _ body: @escaping @Sendable (Tensor) throws -> Value) {
    plain(
      name,
      value: { (value: borrowing Value) in
        guard case .tensor(let tensor) = copy value else {
          throw LoopError.type("\(name)(): argument 'input' (position 1) must be Tensor")
        }
        return try body(tensor)
      })
  }

  /// What a row does with its object alone, for one that is called so in every epoch.
  mutating func plain(
    _ name: String, value body: @escaping @Sendable (borrowing Value) throws -> Value
  ) {
    rows[name]?.plain = Row.Plain(call: body)
  }

  /// The name that messages about a row's calls show, where it is another.
  mutating func name(_ name: String, shown: String) {
    guard let row = rows[name] else { return }
    rows[name] = Row(
      name: shown, signature: row.signature, result: row.result, body: row.body, plain: row.plain)
  }

  /// Another name for a row.
  mutating func alias(_ name: String, _ original: String) {
    if let row = rows[original] {
      rows[name] = Row(
        name: name, signature: row.signature, result: row.result, body: row.body,
        plain: row.plain)
    }
  }

  /// Rows `name_` that write what the row `name` computes into its own tensor.
  mutating func inPlace(_ names: String) {
    for name in names.split(separator: " ").map(String.init) {
      guard let row = rows[name] else { continue }
      let written = name + "_"
      rows[written] = Row(name: written, signature: row.signature, result: .tensor) { a in
        let tensor = try a.tensor(0)
        return .tensor(
          try tensor.overwrite { old in
            a.replace(tensor, with: old, elsewhere: tensor.operand)
            guard case .tensor(let result) = try row.body(a) else { throw a.mismatch(0, "Tensor") }
            return result
          })
      }
    }
  }

  /// Names that are known and that no loop can run: a call says so in one line.
  mutating func leftOut(_ names: String, _ what: (@Sendable (String) -> String)? = nil) {
    for name in names.split(separator: " ").map(String.init) {
      let said = what?(name) ?? name
      add(name, "*args, **", .unknown) { _ in throw Machine.leftOut(said) }
      rows[name]?.leftOut = said
    }
  }

  /// Rows of another table under the same names, a tensor's methods as functions say.
  mutating func rows(of table: Table, _ names: String) {
    for name in names.split(separator: " ").map(String.init) {
      if let row = table.rows[name] { rows[name] = row }
    }
  }

  // MARK: - Attributes

  mutating func property(
    _ name: String, _ result: ResultKind = .unknown,
    get: @escaping @Sendable (Value, Machine) throws -> Value,
    set: (@Sendable (Value, Value, Machine) throws -> Void)? = nil
  ) {
    properties[name] = Property(result: result, get: get, set: set)
  }

  // MARK: - Entries of namespaces that are no rows

  mutating func constant(
    _ name: String, _ result: ResultKind = .unknown,
    _ make: @escaping @Sendable (Machine) -> Value
  ) {
    entries[name] = .constant(result, make)
  }

  mutating func namespace(_ name: String, _ space: Namespace) { entries[name] = .namespace(space) }

  mutating func type(_ name: String, _ type: PythonType) { entries[name] = .type(type) }
}

/// What a name in a namespace stands for.
enum Entry: Sendable {
  case row(Row)
  case type(PythonType)
  case namespace(Namespace)
  case constant(ResultKind, @Sendable (Machine) -> Value)
}

/// A module such as `torch`, or the builtins.
final class Namespace: Sendable {
  let name: String
  let entries: [String: Entry]

  init(_ name: String, _ fill: (inout TableBuilder) -> Void) {
    self.name = name
    var builder = TableBuilder()
    // `torch` itself is C++; the modules below it, and NumPy, are mostly Python.
    switch name {
    case "torch": builder.style = .torch
    case "builtins": builder.style = .builtin
    case "math", "time": (builder.style, builder.owner) = (.builtin, name)
    default: builder.style = .python
    }
    fill(&builder)
    entries = builder.entries.merging(builder.rows.mapValues { .row($0) }) { first, _ in first }
  }

  /// The namespaces of several files as one.
  init(_ name: String, _ parts: [Namespace]) {
    self.name = name
    entries = parts.reduce(into: [:]) { $0.merge($1.entries) { first, _ in first } }
  }
}

/// A type as a value: `int`, `torch.Tensor`, `nn.Linear`.
final class PythonType: Sendable {
  let name: String
  /// What its repr shows, with the module.
  let path: String
  /// What a call of it makes.
  let row: Row?
  /// Whether `isinstance` says so.
  let matches: @Sendable (Value) -> Bool
  /// `float` and `int` stand for dtypes too.
  let dtype: DType?
  /// An exception and the types it is one of.
  let isException: Bool

  init(
    _ name: String, path: String? = nil, row: Row? = nil, dtype: DType? = nil,
    isException: Bool = false, matches: @escaping @Sendable (Value) -> Bool
  ) {
    self.name = name
    self.path = path ?? name
    self.row = row
    self.dtype = dtype
    self.isException = isException
    self.matches = matches
  }
}
