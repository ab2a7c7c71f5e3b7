/// The names that an epoch may read as an earlier one left them.
///
/// A loop inside an epoch counts as run, so what it binds is bound; of the branches of an `if` only
/// what all bind is.
struct CarriedNames {
  private(set) var names: Set<String> = []
  /// Those that only what follows the loop reads.
  private(set) var endNames: Set<String> = []
  private var bound: Set<String> = []

  init(_ parts: EpochLoop) {
    switch parts.header {
    case .body: bound = ["epoch"]
    case .forLoop(let target, _): bind(target)
    case .whileLoop(let test): read(test)
    }
    visit(parts.body)
    // Functions may be called anywhere.
    bound = []
    for statement in parts.setup + (parts.function?.before ?? []) {
      if case .define(let definition) = statement.kind { read(definition) }
    }
    let epochNames = names
    visit(parts.otherwise + (parts.function?.after ?? []) + parts.end)
    (endNames, names) = (names.subtracting(epochNames), epochNames)
  }

  private mutating func read(_ definition: Definition) {
    let use = NameUse(definition.body)
    let parameters = definition.parameters.positional + definition.parameters.keywordOnly
    names.formUnion(
      use.mentioned.subtracting(use.assigned).subtracting(parameters.map(\.name))
        .subtracting(bound))
  }

  private mutating func read(_ expression: Expression) {
    names.formUnion(NameUse(expression).mentioned.subtracting(bound))
  }

  private mutating func bind(_ target: Expression) {
    switch target.kind {
    case .name(let name): bound.insert(name)
    case .tuple(let items), .list(let items): for item in items { bind(item) }
    case .starred(let inner): bind(inner)
    default: read(target)
    }
  }

  private mutating func visit(_ statements: [Statement]) {
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
    case .ifElse(let branches, let otherwise):
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
      read(definition)
      bound.insert(definition.name)
    case .importNames(let imported): bound.formUnion(imported.map(\.name))
    default:
      for expression in statement.expressions { read(expression) }
      for block in statement.blocks { visit(block) }
    }
  }
}
