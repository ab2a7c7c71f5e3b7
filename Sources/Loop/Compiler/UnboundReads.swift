/// The names that statements read before they bind them.
///
/// A loop counts as run, so what it binds is bound.
struct UnboundReads {
  private(set) var names: Set<String> = []
  var bound: Set<String> = []
  /// Whether a name is bound after an `if` only where all its branches bind it; else where one does.
  private let branchesMustAgree: Bool
  /// Whether what a function's body reads counts where it is defined; else it does not count: it is
  /// read when it is called, when all may be bound.
  private let readsFunctions: Bool

  init(branchesMustAgree: Bool, readsFunctions: Bool) {
    self.branchesMustAgree = branchesMustAgree
    self.readsFunctions = readsFunctions
  }

  /// Those that a whole text reads: the preset must supply them.
  init(_ text: [Statement]) {
    self.init(branchesMustAgree: false, readsFunctions: false)
    visit(text)
  }

  mutating func read(_ definition: Definition) {
    let use = NameUse(definition.body)
    let parameters = definition.parameters.positional + definition.parameters.keywordOnly
    names.formUnion(
      use.mentioned.subtracting(use.assigned).subtracting(parameters.map(\.name))
        .subtracting(bound))
  }

  mutating func read(_ expression: Expression) {
    names.formUnion(NameUse(expression).mentioned.subtracting(bound))
  }

  mutating func bind(_ target: Expression) {
    switch target.kind {
    case .name(let name): bound.insert(name)
    case .tuple(let items), .list(let items): for item in items { bind(item) }
    case .starred(let inner): bind(inner)
    default: read(target)
    }
  }

  mutating func visit(_ statements: [Statement]) {
    for statement in statements { visit(statement) }
  }

  private mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .assign(let targets, let value):
      read(value)
      for target in targets { bind(target) }
    case .annotated(let target, let value):
      if let value {
        read(value)
        bind(target)
      }
    case .augmented(let target, _, let value):
      read(target)
      read(value)
      bind(target)
    case .forLoop(let target, let source, let body, let otherwise):
      read(source)
      bind(target)
      visit(body)
      visit(otherwise)
    case .with(let items, let body):
      for item in items {
        read(item.context)
        if let target = item.target { bind(target) }
      }
      visit(body)
    case .ifElse(let branches, let otherwise) where branchesMustAgree:
      let before = bound
      var common: Set<String>?
      for (test, body) in branches {
        bound = before
        read(test)
        visit(body)
        common = common?.intersection(bound) ?? bound
      }
      bound = before
      visit(otherwise)
      bound = common?.intersection(bound) ?? bound
    case .define(let definition):
      for expression in statement.expressions { read(expression) }
      if readsFunctions { read(definition) }
      bound.insert(definition.name)
    case .importNames(let imported): bound.formUnion(imported.map(\.name))
    default:
      for expression in statement.expressions { read(expression) }
      for block in statement.blocks { visit(block) }
    }
  }
}
