import Autograd

/// A `def` or `lambda`, compiled: shared by all function objects it makes.
final class FunctionCode {
  let name: String
  let parameters: Parameters
  let line: Int
  /// The places of names that inner functions use.
  var cellPlaces: [Int] = []
  /// Names of its own, parameters first.
  var localCount = 0
  /// The local places where the cells of outer functions go.
  var capturePlaces: [Int] = []
  var body: Execute = { _ in .next }

  init(_ name: String, _ parameters: Parameters, line: Int) {
    (self.name, self.parameters, self.line) = (name, parameters, line)
    positionalCount = parameters.positional.count
    isPlain = parameters.isPlain
  }

  let positionalCount: Int
  let isPlain: Bool
}

/// A variable that inner functions share.
final class Cell: Object {
  var value: Value
  init(_ value: Value) { self.value = value }
  override var typeName: String { "cell" }

  override func surrender(to pending: inout [Value]) {
    pending.append(value)
    value = .unbound
  }

  deinit { release(self) }
}

/// A function of the text.
final class FunctionObject: Object {
  let code: FunctionCode
  private var defaults: [Value]
  private var keywordDefaults: [Value]
  private var captured: [Value]

  init(
    _ code: FunctionCode, defaults: [Value], keywordDefaults: [Value], captured: [Value]
  ) {
    self.code = code
    (self.defaults, self.keywordDefaults, self.captured) = (defaults, keywordDefaults, captured)
  }

  override var typeName: String { "function" }
  override var isCallable: Bool { true }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    name == "__name__" || name == "__qualname__" ? .text(code.name) : nil
  }

  override func representation(_ machine: Machine) throws -> String { "<function \(code.name)>" }

  override func call(_ arguments: Arguments) throws -> Value {
    try enter(arguments.machine) { try bind(arguments, $0) }
  }

  override func call(_ value: consuming Value, _ call: Layout, _ machine: Machine) throws -> Value {
    guard code.positionalCount == 1, code.isPlain else {
      return try super.call(value, call, machine)
    }
    let argument = consume value
    return try enter(machine) { $0[0] = argument }
  }

  override func call(
    _ first: consuming Value, _ second: consuming Value, _ call: Layout, _ machine: Machine
  ) throws -> Value {
    guard code.positionalCount == 2, code.isPlain else {
      return try super.call(first, second, call, machine)
    }
    let (x, y) = (consume first, consume second)
    return try enter(machine) {
      $0[0] = x
      $0[1] = y
    }
  }

  /// Runs the body in a frame of its own, after `bind` has filled the parameters.
  private func enter(
    _ machine: Machine, _ bind: (UnsafeMutablePointer<Value>) throws -> Void
  ) throws -> Value {
    let state = machine.state
    guard state.pointee.depth < machine.host.limits.calls else { throw LoopError.recursion }
    try machine.checkStack()
    let count = code.localCount
    let locals = try machine.push(count)
    locals.initialize(repeating: .unbound, count: count)
    state.pointee.depth += 1
    let line = currentStatement
    defer {
      state.pointee.depth -= 1
      machine.pop(locals, count)
      currentStatement = line
    }
    try bind(locals)
    for index in code.cellPlaces { locals[index] = .object(Cell(locals[index])) }
    for (index, place) in code.capturePlaces.enumerated() { locals[place] = captured[index] }
    do {
      guard case .returned = try code.body(Frame(locals: locals, machine: machine)) else {
        return .none
      }
    } catch var error as LoopError {
      if error.span != nil { error.calls.insert(line, at: 0) }
      throw error
    }
    let result = state.pointee.returned
    state.pointee.returned = .none
    return result
  }

  /// Puts arguments where the parameters are.
  private func bind(_ arguments: Arguments, _ locals: UnsafeMutablePointer<Value>) throws {
    let given = arguments.layout.positional
    let wanted = code.positionalCount
    if arguments.layout.keywords.isEmpty, given == wanted, code.isPlain {
      for index in 0..<given { locals[index] = arguments.base[index] }
      return
    }
    try bindAny(arguments, locals)
  }

  private func bindAny(_ arguments: Arguments, _ locals: UnsafeMutablePointer<Value>) throws {
    let parameters = code.parameters
    let layout = arguments.layout
    let wanted = code.positionalCount
    for index in 0..<min(layout.positional, wanted) { locals[index] = arguments.base[index] }
    let starPlace = wanted
    let firstKeywordOnly = wanted + (parameters.star == nil ? 0 : 1)
    if parameters.star != nil {
      let rest = (wanted..<max(layout.positional, wanted)).map { arguments.base[$0] }
      locals[starPlace] = .tuple(rest)
    } else if layout.positional > wanted {
      throw tooMany(layout)
    }
    let others = parameters.doubleStar == nil ? nil : DictObject()
    for (offset, name) in layout.keywords.enumerated() {
      let value = arguments.base[layout.positional + offset]
      let positional = parameters.positional.firstIndex { $0.name == name }
      let isAllowed = positional.map { $0 >= parameters.positionalOnly } ?? false
      if let positional, isAllowed {
        if !locals[positional].isUnbound {
          throw LoopError.type("\(code.name)() got multiple values for argument '\(name)'")
        }
        locals[positional] = value
      } else if let index = parameters.keywordOnly.firstIndex(where: { $0.name == name }) {
        locals[firstKeywordOnly + index] = value
      } else if let others {
        others.set(.string(name), .text(name), value)
      } else if positional != nil {
        throw LoopError.type(
          "\(code.name)() got some positional-only arguments passed as keyword arguments: '\(name)'"
        )
      } else {
        throw LoopError.type("\(code.name)() got an unexpected keyword argument '\(name)'")
      }
    }
    let firstDefault = wanted - defaults.count
    for index in max(firstDefault, 0)..<max(wanted, firstDefault, 0)
    where index < wanted && locals[index].isUnbound {
      locals[index] = defaults[index - firstDefault]
    }
    for (index, value) in keywordDefaults.enumerated()
    where locals[firstKeywordOnly + index].isUnbound {
      locals[firstKeywordOnly + index] = value
    }
    if let others {
      locals[firstKeywordOnly + parameters.keywordOnly.count] = .dict(others)
    }
    try checkMissing(parameters.positional, locals, "positional")
    try checkMissing(parameters.keywordOnly, locals + firstKeywordOnly, "keyword-only")
  }

  private func checkMissing(
    _ parameters: [Parameters.Parameter], _ locals: UnsafeMutablePointer<Value>, _ kind: String
  ) throws {
    let missing = parameters.indices.filter { locals[$0].isUnbound }.map {
      "'\(parameters[$0].name)'"
    }
    guard let last = missing.last else { return }
    let list =
      switch missing.count {
      case 1: last
      case 2: missing.joined(separator: " and ")
      default: missing.dropLast().joined(separator: ", ") + ", and " + last
      }
    throw LoopError.type(
      "\(code.name)() missing \(missing.count) required \(kind) argument"
        + "\(missing.count == 1 ? "" : "s"): \(list)")
  }

  private func tooMany(_ layout: Layout) -> LoopError {
    let wanted = code.positionalCount
    let least = wanted - defaults.count
    let count = defaults.isEmpty ? "\(wanted)" : "from \(least) to \(wanted)"
    let isOne = wanted == 1 && defaults.isEmpty
    return .type(
      "\(code.name)() takes \(count) positional argument\(isOne ? "" : "s") but "
        + "\(layout.positional) \(layout.positional == 1 ? "was" : "were") given")
  }

  override func surrender(to pending: inout [Value]) {
    pending += defaults + keywordDefaults + captured
    (defaults, keywordDefaults, captured) = ([], [], [])
  }

  deinit { release(self) }
}

extension Parameters {
  /// Whether all can be given by position and nothing else is taken.
  var isPlain: Bool { star == nil && keywordOnly.isEmpty && doubleStar == nil }
}
