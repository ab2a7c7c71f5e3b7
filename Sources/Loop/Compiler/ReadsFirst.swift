/// The names that a text reads before it binds them: the preset must supply them.
struct ReadsFirst {
  private(set) var names: Set<String> = []
  private var bound: Set<String> = []

  init(_ statements: [Statement]) { visit(statements) }

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
    case .define(let definition):
      for expression in statement.expressions { read(expression) }
      // What its body reads is read when it is called, when all may be bound.
      bound.insert(definition.name)
    case .importNames(let imported): bound.formUnion(imported.map(\.name))
    default:
      for expression in statement.expressions { read(expression) }
      for block in statement.blocks { visit(block) }
    }
  }
}
