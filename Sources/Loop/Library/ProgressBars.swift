/// `tqdm(iterable)`: hands the items through and draws nothing.
final class ProgressBar: Object {
  private let source: Value

  init(_ source: Value) { self.source = source }

  override var typeName: String { "tqdm" }
  override var tableKind: Table.Kind { .progressBar }
  override func iterator(_ machine: Machine) throws -> Iterator? {
    try machine.iterator(of: source)
  }
  override func length(_ machine: Machine) throws -> Int? { try machine.length(of: source) }
  override func context(_ machine: Machine) -> (any Context)? { PlainContext(.object(self)) }
  override func representation(_ machine: Machine) throws -> String { "" }
}

/// A context manager that does nothing around its block.
struct PlainContext: Context {
  let target: Value
  init(_ target: Value) { self.target = target }
  func run(_ machine: Machine, _ block: () throws -> Flow) throws -> Flow { try block() }
}

extension Library {
  /// `tqdm`
  static let tqdm = Namespace("tqdm") { t in
    t.value("tqdm", "iterable=None, desc=None, total=None, leave=True, **") {
      .object(ProgressBar($0[0]))
    }
    t.value("trange", "start, stop=None, step=1, **") { a in
      let first = try a.int(0)
      guard !a.isNone(1) else { return .object(ProgressBar(.object(try RangeObject(0, first, 1)))) }
      return .object(
        ProgressBar(.object(try RangeObject(first, try a.int(1), try a.int(2)))))
    }
  }

  static let progressBar = Table("tqdm") { t in
    for name in ["set_description", "set_description_str", "set_postfix_str"] {
      t.none(name, "self, desc=None, refresh=True") { _ in }
    }
    t.none("set_postfix", "self, ordered_dict=None, refresh=True, **") { _ in }
    t.none("update", "self, n=1") { _ in }
    t.none("close", "self") { _ in }
    t.none("refresh", "self") { _ in }
    t.none("write", "self, s, **") { a in a.machine.host.print(try a.string(1) + "\n") }
    for name in ["n", "total"] { t.property(name, .int, get: { _, _ in .int(0) }) }
  }
}
