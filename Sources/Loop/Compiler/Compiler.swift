import Autograd

/// Turns a tree into closures: names become places, methods are looked up and arguments bound, once.
final class Compiler {
  let names: NameTable
  /// Names of the module that are always the same entry of the library: imports and builtins.
  private let fixed: [String: Entry]
  /// Names that the module or the preset binds to something else.
  private let bound: Set<String>
  var scope = Scope(.module, parent: nil)
  /// How many frames of closures an expression may nest is the parser's business; this counts
  /// functions in functions.
  private var depth = 0

  /// `supplied` are names that hold something before the first statement, whatever the library says.
  init(_ statements: [Statement], names: NameTable, supplied: Set<String> = []) {
    self.names = names
    var imports: [String: [Entry?]] = [:]
    var others = supplied
    Self.collect(statements, &imports, &others)
    bound = others.union(imports.keys)
    var fixed: [String: Entry] = [:]
    for (name, entries) in imports where !others.contains(name) {
      if entries.count == 1, let entry = entries[0] { fixed[name] = entry }
    }
    self.fixed = fixed
  }

  /// The module's imports, and the names it binds otherwise.
  private static func collect(
    _ statements: [Statement], _ imports: inout [String: [Entry?]], _ others: inout Set<String>
  ) {
    for statement in statements {
      if case .importNames(let names) = statement.kind {
        for name in names { imports[name.name, default: []].append(Library.entry(importing: name)) }
        continue
      }
      if case .define(let definition) = statement.kind {
        others.insert(definition.name)
        continue
      }
      var alone = statement
      alone.kind = statement.kind.withoutBlocks
      others.formUnion(NameUse([alone]).assigned)
      for block in statement.blocks { collect(block, &imports, &others) }
    }
  }

  // MARK: - Names

  /// Where a name lies.
  func place(_ name: String, at span: Span) throws -> Place {
    if let place = scope.place(name) { return place }
    guard let slot = names.slot(name) else {
      throw LoopError.syntax("too many names", at: span)
    }
    return .global(slot)
  }

  /// What a name means when that is certain before anything runs.
  func entry(named name: String) -> Entry? {
    if scope.place(name) != nil { return nil }
    if let entry = fixed[name] { return entry }
    return bound.contains(name) ? nil : Library.builtin(name)
  }

  /// What `torch.nn.functional.relu` means, when that is certain before anything runs.
  func entry(of expression: Expression) -> Entry? {
    switch expression.kind {
    case .name(let name): return entry(named: name)
    case .attribute(let value, let name):
      guard case .namespace(let space)? = entry(of: value) else { return nil }
      return space.entries[name]
    default: return nil
    }
  }

  func leftOut(_ what: String, at span: Span) -> LoopError {
    .syntax("the loop language leaves out \(what)", at: span)
  }

  /// Compiles something inside a function of its own.
  func inFunction<Result>(_ span: Span, _ body: (Scope) throws -> Result) throws -> (Result, Scope)
  {
    depth += 1
    defer { depth -= 1 }
    if depth > 20 { throw LoopError.syntax("too many statically nested blocks", at: span) }
    let outer = scope
    let inner = Scope(.function, parent: outer)
    scope = inner
    defer { scope = outer }
    return (try body(inner), inner)
  }
}

/// Gives an error its place, unless it has one.
@inline(never)
func located(_ error: any Error, _ span: Span) -> any Error {
  if var error = error as? LoopError {
    if error.span == nil { error.span = span }
    return error
  }
  if let error = error as? TorchError {
    var located = LoopError(error)
    located.span = span
    return located
  }
  return error
}

extension Library {
  /// What an import binds; nothing when the module, or the name in it, is left out.
  static func entry(importing name: ImportedName) -> Entry? {
    guard let space = module(name.module) else { return nil }
    guard let member = name.member else { return .namespace(space) }
    if let entry = space.entries[member] { return entry }
    return module(name.module + "." + member).map { .namespace($0) }
  }
}

extension Statement.Kind {
  /// The statement with nothing in its blocks.
  var withoutBlocks: Statement.Kind {
    switch self {
    case .ifElse(let branches, _): .ifElse(branches.map { ($0.test, []) }, otherwise: [])
    case .whileLoop(let test, _, _): .whileLoop(test, body: [], otherwise: [])
    case .forLoop(let target, let source, _, _):
      .forLoop(target, in: source, body: [], otherwise: [])
    case .with(let items, _): .with(items, body: [])
    case .leftOut(let what, _): .leftOut(what, body: [])
    default: self
    }
  }
}
