/// A text taken apart: what runs before the loop over epochs, its body, and what runs after.
struct EpochLoop {
  enum Header {
    /// The text is the body itself: an epoch is once through it.
    case body
    case forLoop(Expression, in: Expression)
    case whileLoop(Expression)
  }

  /// How a text is to be read.
  enum Form { case automatic, body, whole }

  var setup: [Statement] = []
  var header = Header.body
  var body: [Statement] = []
  var otherwise: [Statement] = []
  var end: [Statement] = []
  /// The function that holds the loop, whose names become the module's.
  var function: Hoisted?

  /// A `def` that holds the loop.
  struct Hoisted {
    let definition: Definition
    /// The arguments of its call in the text; nothing where the preset supplies all.
    let arguments: [CallArgument]?
    /// What the call's value is assigned to.
    let targets: [Expression]
    /// What stands before the loop in the function, and after it.
    var before: [Statement] = []
    var after: [Statement] = []
  }

  init(_ setup: [Statement], _ text: [Statement], form: Form) {
    let list = Self.unwrapped(text)
    self.setup = setup
    let known = Functions(setup + list)
    if form != .body, let index = known.epochLoop(in: list, form: form) {
      self.setup += list[..<index]
      open(list[index])
      end = Array(list[(index + 1)...])
      return
    }
    if form != .body, let index = known.function(in: list),
      case .define(let definition) = list[index].kind
    {
      hoist(definition, at: index, in: list, known)
      return
    }
    body = list
  }

  /// Reads a statement as the loop over epochs.
  private mutating func open(_ statement: Statement) {
    switch statement.kind {
    case .forLoop(let target, let source, let body, let otherwise):
      (header, self.body, self.otherwise) = (.forLoop(target, in: source), body, otherwise)
    case .whileLoop(let test, let body, let otherwise):
      (header, self.body, self.otherwise) = (.whileLoop(test), body, otherwise)
    default: body = [statement]
    }
  }

  private mutating func hoist(
    _ definition: Definition, at place: Int, in list: [Statement], _ known: Functions
  ) {
    let call = list.indices.first { $0 > place && Self.call(of: definition.name, list[$0]) != nil }
    var (arguments, targets): ([CallArgument]?, [Expression]) = (nil, [])
    if let call, let found = Self.call(of: definition.name, list[call]) {
      (arguments, targets) = found
      setup += list[..<call]
      end = Array(list[(call + 1)...])
    } else {
      setup += list[..<place] + list[(place + 1)...]
    }
    var hoisted = Hoisted(definition: definition, arguments: arguments, targets: targets)
    let inner = definition.body
    if let index = known.epochLoop(in: inner, form: .automatic) {
      hoisted.before = Array(inner[..<index])
      open(inner[index])
      hoisted.after = Array(inner[(index + 1)...])
    } else {
      body = inner
    }
    function = hoisted
  }

  /// The arguments and targets of a statement that calls a function.
  private static func call(of name: String, _ statement: Statement) -> (
    [CallArgument], [Expression]
  )? {
    func arguments(_ value: Expression) -> [CallArgument]? {
      guard case .call(let callee, let arguments) = value.kind, case .name(name) = callee.kind
      else {
        return nil
      }
      let isPlain = arguments.allSatisfy {
        switch $0.kind {
        case .positional, .keyword: true
        default: false
        }
      }
      return isPlain ? arguments : nil
    }
    switch statement.kind {
    case .expression(let value): return arguments(value).map { ($0, []) }
    case .assign(let targets, let value): return arguments(value).map { ($0, targets) }
    default: return nil
    }
  }

  /// The statements with `if __name__ == "__main__":` opened.
  private static func unwrapped(_ list: [Statement]) -> [Statement] {
    list.flatMap { statement -> [Statement] in
      guard case .ifElse(let branches, _) = statement.kind, branches.count == 1,
        case .comparison(let left, let rest) = branches[0].test.kind,
        case .name("__name__") = left.kind, rest.count == 1, rest[0].op == .equal
      else { return [statement] }
      return unwrapped(branches[0].body)
    }
  }
}

/// Which functions of a text lead to a `backward()`.
private struct Functions {
  private var training: Set<String> = []
  private let mentionsEpoch: Bool

  init(_ statements: [Statement]) {
    let use = NameUse(statements)
    mentionsEpoch =
      use.mentioned.contains("epoch") && !use.assigned.contains("epoch")
    // Functions that call functions: a few rounds reach all that matter.
    for _ in 0..<3 {
      for statement in statements {
        if case .define(let definition) = statement.kind, trains(definition.body) {
          training.insert(definition.name)
        }
      }
    }
  }

  /// The place of the loop over epochs: the first outermost one over a range, or `while`, in which
  /// something is trained; in a text that trains nowhere the last such loop.
  func epochLoop(in list: [Statement], form: EpochLoop.Form) -> Int? {
    let loops = list.indices.filter { isCandidate(list[$0], form) }
    if let first = loops.first(where: { trains([list[$0]]) }) { return first }
    // What is trained outside all loops makes the text a body.
    let isTrainedOutside = trains(list.filter { if case .define = $0.kind { false } else { true } })
    return isTrainedOutside || (mentionsEpoch && form != .whole) ? nil : loops.last
  }

  /// The place of a function that trains, for a text without a loop of its own.
  func function(in list: [Statement]) -> Int? {
    let isTrainedOutside = trains(list.filter { if case .define = $0.kind { false } else { true } })
    let callsIt = list.contains { statement in
      guard case .expression(let value) = statement.kind, case .call(let callee, _) = value.kind,
        case .name(let name) = callee.kind
      else {
        if case .assign(_, let value) = statement.kind, case .call(let callee, _) = value.kind,
          case .name(let name) = callee.kind
        {
          return training.contains(name)
        }
        return false
      }
      return training.contains(name)
    }
    if isTrainedOutside && !callsIt { return nil }
    let places = list.indices.filter { index in
      guard case .define(let definition) = list[index].kind else { return false }
      return trains(definition.body) && !passes(definition.name, list)
    }
    // The one with a loop over epochs, or else the last, which calls the others.
    return places.first { index in
      guard case .define(let definition) = list[index].kind else { return false }
      return epochLoop(in: definition.body, form: .automatic) != nil
    } ?? places.last
  }

  /// Whether a name is handed on as a value, as a closure is to `step`.
  private func passes(_ name: String, _ statements: [Statement]) -> Bool {
    statements.contains { statement in
      statement.expressions.contains { passes(name, $0) }
        || statement.blocks.contains { passes(name, $0) }
    }
  }

  private func passes(_ name: String, _ expression: Expression) -> Bool {
    switch expression.kind {
    case .name(let word): return word == name
    case .call(let callee, let arguments):
      if case .name = callee.kind { return arguments.contains { passes(name, $0.value) } }
    default: break
    }
    return expression.children.contains { passes(name, $0) }
  }

  private func isCandidate(_ statement: Statement, _ form: EpochLoop.Form) -> Bool {
    switch statement.kind {
    case .whileLoop: return form == .whole || !mentionsEpoch
    case .forLoop(_, let source, _, _):
      guard let range = Self.range(source) else { return false }
      // A text that mentions `epoch` and does not bind it stands inside the loop over epochs.
      return form == .whole || !(mentionsEpoch || range == 3)
    default: return false
    }
  }

  /// How many bounds a `range(…)` has, also inside `tqdm(…)`; nothing for another source.
  private static func range(_ source: Expression) -> Int? {
    guard case .call(let callee, let arguments) = source.kind else { return nil }
    let name: String
    switch callee.kind {
    case .name(let word), .attribute(_, let word): name = word
    default: return nil
    }
    switch name {
    case "range", "trange":
      return arguments.count {
        if case .positional = $0.kind { true } else { false }
      }
    case "tqdm": return arguments.first.flatMap { range($0.value) }
    default: return nil
    }
  }

  private func trains(_ statements: [Statement]) -> Bool {
    statements.contains { statement in
      statement.expressions.contains(where: trains) || statement.blocks.contains(where: trains)
    }
  }

  private func trains(_ expression: Expression) -> Bool {
    if case .call(let callee, _) = expression.kind {
      switch callee.kind {
      case .attribute(_, "backward"): return true
      case .name(let name): if training.contains(name) { return true }
      default: break
      }
    }
    return expression.children.contains(where: trains)
  }
}

extension Statement {
  /// The expressions of the statement's own line.
  var expressions: [Expression] {
    switch kind {
    case .expression(let value): [value]
    case .assign(let targets, let value): [value] + targets
    case .augmented(let target, _, let value): [target, value]
    case .annotated(let target, let value): [target] + [value].compactMap { $0 }
    case .delete(let targets): targets
    case .returnValue(let value): [value].compactMap { $0 }
    case .raise(let value, let cause): [value, cause].compactMap { $0 }
    case .assert(let test, let message): [test] + [message].compactMap { $0 }
    case .ifElse(let branches, _): branches.map(\.test)
    case .whileLoop(let test, _, _): [test]
    case .forLoop(let target, let source, _, _): [source, target]
    case .with(let items, _): items.flatMap { [$0.context] + [$0.target].compactMap { $0 } }
    case .define(let definition):
      definition.decorators
        + (definition.parameters.positional + definition.parameters.keywordOnly).compactMap(
          \.defaultValue)
    case .pass, .breakLoop, .continueLoop, .importNames, .leftOut: []
    }
  }
}
