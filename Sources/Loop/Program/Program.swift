import Autograd

/// A training loop compiled from its text: what runs before it, one epoch, and what runs after.
///
/// A text is the body of `for epoch in range(epochs):`, or the whole thing as people write it: the
/// outermost `for` over a range, or `while`, that trains is then the loop over epochs. A `def` that
/// holds the loop is opened: its names become the program's, and its parameters are what its call in
/// the text, or else the preset, supplies.
public final class Program {
  /// How a text is to be read.
  public enum Form: Sendable { case automatic, body, whole }

  /// What came of an epoch.
  public enum Epoch: Sendable {
    /// It ran to its end; there may be more.
    case ran
    /// `break` or `return` left the loop.
    case left
    /// The loop was over already; nothing ran.
    case over
  }

  /// Every statement in the order of the text, blocks flattened.
  public let statements: [ProgramStatement]
  /// Names that the text uses before it binds them, sorted: what a preset must supply.
  public let freeNames: [String]
  /// Whether the text is the body of the loop, so that the caller counts the epochs.
  public let isBody: Bool

  /// Names that an epoch may read as an earlier one left them, and that what follows the loop reads.
  let carried: CarriedNames

  private let epochSlot: Int?
  private let setup: Execute
  private let setupCount: Int
  private let start: Execute
  private let header: CompiledHeader
  private let body: Execute
  private let bodyCount: Int
  private let otherwise: Execute
  private let functionEnd: Execute
  private let returnTarget: Assign?
  private let end: Execute
  private let localCount: Int

  private enum CompiledHeader {
    case body
    case forLoop(Evaluate, Assign, Span)
    case whileLoop((Frame) throws -> Bool, Span)
  }

  /// Compiles a text; throws `SyntaxError` and `IndentationError` with their place.
  ///
  /// Lines count through both texts, `setup` first. Programs compiled with one `NameTable` can follow
  /// each other on a machine. `supplied` are names that the preset binds; they need not be known where
  /// they are no names of the library.
  public init(
    setup: String = "", loop: String, names: NameTable, form: Form = .automatic,
    supplied: Set<String> = []
  ) throws {
    let setupLines = setup.isEmpty ? [] : setup.lines
    let before = try Parser.statements(setup)
    let text = try Parser.statements(
      loop, isBody: true, firstLine: setupLines.count + 1)
    let parts = EpochLoop(before, text, form: form.internalForm)
    epochSlot = names.slot("epoch")
    statements =
      ProgramStatement.list(before, .setup, setupLines, firstLine: 1)
      + ProgramStatement.list(
        text, .loop, loop.lines, firstLine: setupLines.count + 1, loop: parts)
    freeNames = Self.freeNames(parts)
    carried = CarriedNames(parts)
    if case .body = parts.header { isBody = true } else { isBody = false }

    let compiler = Compiler(parts.all, names: names, supplied: supplied)
    let scope = compiler.scope
    self.setup = try compiler.block(parts.setup)
    setupCount = parts.setup.count
    start = try Self.startOfFunction(parts, compiler)
    body = try compiler.block(parts.body)
    bodyCount = parts.body.count
    otherwise = try compiler.block(parts.otherwise)
    functionEnd = try compiler.block(parts.function?.after ?? [])
    returnTarget = try parts.function.flatMap { function in
      function.targets.isEmpty ? nil : try Self.assignAll(function.targets, compiler)
    }
    end = try compiler.block(parts.end)
    switch parts.header {
    case .body: header = .body
    case .forLoop(let target, let source):
      header = .forLoop(
        try compiler.compile(source), try compiler.assign(to: target), source.span)
    case .whileLoop(let test): header = .whileLoop(try compiler.condition(test), test.span)
    }
    localCount = scope.count
  }

  private static func assignAll(_ targets: [Expression], _ compiler: Compiler) throws -> Assign {
    let all = try targets.map { try compiler.assign(to: $0) }
    return { frame, value in for target in all { try target(frame, value) } }
  }

  /// What binds an opened function's parameters, and its statements before the loop.
  private static func startOfFunction(_ parts: EpochLoop, _ compiler: Compiler) throws -> Execute {
    guard let function = parts.function else { return { _ in .next } }
    let before = try compiler.block(function.before)
    let parameters = function.definition.parameters
    var given: [String: Expression] = [:]
    for (index, argument) in (function.arguments ?? []).enumerated() {
      if case .keyword(let name) = argument.kind {
        given[name] = argument.value
      } else if index < parameters.positional.count {
        given[parameters.positional[index].name] = argument.value
      }
    }
    var binders: [Execute] = []
    for parameter in parameters.positional + parameters.keywordOnly {
      guard let slot = compiler.names.slot(parameter.name) else { continue }
      if let value = given[parameter.name] {
        let value = try compiler.compile(value)
        binders.append { frame in
          frame.globals[slot] = try value(frame)
          return .next
        }
      } else if let value = parameter.defaultValue {
        let value = try compiler.compile(value)
        binders.append { frame in
          if frame.globals[slot].isUnbound {
            frame.globals[slot] = try value(frame)
          }
          return .next
        }
      }
    }
    return { [binders] frame in
      for bind in binders { _ = try bind(frame) }
      return try before(frame)
    }
  }

  private static func freeNames(_ parts: EpochLoop) -> [String] {
    let use = NameUse(parts.all)
    let bound = Set(use.assigned)
    return use.mentioned.subtracting(bound).union(UnboundReads(parts.all).names)
      .filter { Library.builtin($0) == nil }.sorted()
  }

  // MARK: - Running

  /// Runs what stands before the loop.
  public func runSetup(_ machine: Machine) throws {
    machine.cursor = nil
    machine.hasReturned = false
    try inFrame(machine) { frame in
      _ = try setup(frame)
      if case .returned = try start(frame) { machine.hasReturned = true }
    }
  }

  /// Goes on as if `count` epochs had run; what they left in names is the caller's to bring back.
  public func skip(_ machine: Machine, _ count: Int) throws {
    guard count > 0, case .forLoop(let source, _, let span) = header else { return }
    try inFrame(machine) { frame in
      do {
        let iterator = try machine.iterator(of: source(frame))
        machine.cursor = iterator
        for _ in 0..<count { _ = try iterator.next(machine) }
      } catch { throw located(error, span) }
    }
  }

  /// Runs one epoch, the `number`th from 0; a text that is the body finds it under `epoch`.
  public func runEpoch(_ machine: Machine, _ number: Int) throws -> Epoch {
    if machine.hasReturned { return .over }
    var result = Epoch.ran
    try inFrame(machine) { frame in
      switch header {
      case .body:
        if let epochSlot { machine.globals[epochSlot] = .int(number) }
      case .forLoop(let source, let assign, let span):
        do {
          let iterator = try machine.cursor ?? machine.iterator(of: source(frame))
          machine.cursor = iterator
          guard let item = try iterator.next(machine) else {
            result = .over
            return
          }
          try assign(frame, item)
        } catch { throw located(error, span) }
      case .whileLoop(let test, _):
        guard try test(frame) else {
          result = .over
          return
        }
      }
      switch try body(frame) {
      case .next, .continueLoop: break
      case .breakLoop: result = .left
      case .returned:
        machine.hasReturned = true
        result = .left
      }
    }
    if case .over = result { try inFrame(machine) { _ = try otherwise($0) } }
    return result
  }

  /// Runs what stands after the loop.
  public func runEnd(_ machine: Machine) throws {
    try inFrame(machine) { frame in
      if !machine.hasReturned, case .next = try functionEnd(frame) {
        machine.state.pointee.returned = .none
      }
      if let returnTarget { try returnTarget(frame, machine.state.pointee.returned) }
      machine.state.pointee.returned = .none
      _ = try end(frame)
    }
  }

  /// Runs statements with a frame for the names of comprehensions, and leaves the machine as it was
  /// when they throw.
  private func inFrame(_ machine: Machine, _ body: (Frame) throws -> Void) throws {
    let locals = try machine.push(localCount)
    locals.initialize(repeating: .unbound, count: localCount)
    let depth = machine.state.pointee.depth
    defer {
      machine.pop(locals, localCount)
      machine.state.pointee.depth = depth
      currentStatement = 0
    }
    try body(Frame(locals: locals, machine: machine))
  }
}

extension Program.Form {
  fileprivate var internalForm: EpochLoop.Form {
    switch self {
    case .automatic: .automatic
    case .body: .body
    case .whole: .whole
    }
  }
}

extension EpochLoop {
  /// All statements that the program is made of, the loop's header as one of them.
  var all: [Statement] {
    let opened = function.map { $0.before + $0.after } ?? []
    let span = body.first?.span ?? Span(line: 1, column: 0, endLine: 1, endColumn: 0)
    func statement(_ kind: Statement.Kind) -> Statement {
      Statement(kind: kind, span: span, endLine: span.endLine)
    }
    var list = setup
    switch header {
    case .body: list += body
    case .forLoop(let target, let source):
      list.append(
        statement(.forLoop(target, in: source, body: body, otherwise: otherwise)))
    case .whileLoop(let test):
      list.append(statement(.whileLoop(test, body: body, otherwise: otherwise)))
    }
    for argument in function?.arguments ?? [] {
      list.append(statement(.expression(argument.value)))
    }
    for parameter in function?.definition.parameters.positional ?? [] {
      // A default binds the name when the preset does not supply it.
      let isGiven = function?.arguments != nil || parameter.defaultValue != nil
      let name = Expression(kind: .name(parameter.name), span: span)
      list.append(
        statement(
          isGiven
            ? .assign(
              [name], parameter.defaultValue ?? Expression(kind: .constant(.none), span: span))
            : .expression(name)))
    }
    for target in function?.targets ?? [] {
      list.append(statement(.assign([target], Expression(kind: .constant(.none), span: span))))
    }
    return list + opened + end
  }
}

extension String {
  /// The lines of a text, without their ends.
  var lines: [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in unicodeScalars {
      if scalar == "\n" || scalar == "\r" {
        if !(scalar == "\n" && last == "\r") {
          lines.append(String(line))
          line = String.UnicodeScalarView()
        }
      } else {
        line.append(scalar)
      }
      last = scalar
    }
    if !line.isEmpty { lines.append(String(line)) }
    return lines
  }
}
