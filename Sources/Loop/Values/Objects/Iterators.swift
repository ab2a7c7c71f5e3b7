// The iterators that builtins return.

final class ZipIterator: Iterator {
  private var sources: [Iterator]
  private let isStrict: Bool

  init(_ sources: [Iterator], isStrict: Bool) {
    (self.sources, self.isStrict) = (sources, isStrict)
  }

  override var typeName: String { "zip" }

  override func next(_ machine: Machine) throws -> Value? {
    guard !sources.isEmpty else { return nil }
    try machine.checkStack()
    var items: [Value] = []
    items.reserveCapacity(sources.count)
    for (index, source) in sources.enumerated() {
      guard let item = try source.next(machine) else {
        if isStrict { try checkStrict(index, machine) }
        return nil
      }
      items.append(item)
    }
    return .tuple(items)
  }

  private func checkStrict(_ index: Int, _ machine: Machine) throws {
    if index > 0 {
      throw LoopError.value(
        "zip() argument \(index + 1) is shorter than argument\(index == 1 ? " 1" : "s 1-\(index)")")
    }
    for (place, source) in sources.enumerated().dropFirst() {
      guard try source.next(machine) != nil else { continue }
      throw LoopError.value(
        "zip() argument \(place + 1) is longer than argument\(place == 1 ? " 1" : "s 1-\(place)")")
    }
  }

  override func surrender(to pending: inout [Value]) {
    pending += sources.map { .object($0) }
    sources = []
  }

  deinit { release(self) }
}

final class EnumerateIterator: Iterator {
  private var source: Iterator?
  private var count: Int

  init(_ source: Iterator, from start: Int) { (self.source, count) = (source, start) }

  override var typeName: String { "enumerate" }

  override func next(_ machine: Machine) throws -> Value? {
    try machine.checkStack()
    guard let item = try source?.next(machine) else { return nil }
    defer { count &+= 1 }
    return .tuple([.int(count), item])
  }

  override func surrender(to pending: inout [Value]) {
    if let source { pending.append(.object(source)) }
    source = nil
  }

  deinit { release(self) }
}

/// `map` and `filter`
final class MappingIterator: Iterator {
  enum Kind { case map, filter }

  private let kind: Kind
  private var function: Value
  private var sources: [Iterator]

  init(_ kind: Kind, _ function: Value, _ sources: [Iterator]) {
    (self.kind, self.function, self.sources) = (kind, function, sources)
  }

  override var typeName: String { kind == .map ? "map" : "filter" }

  override func next(_ machine: Machine) throws -> Value? {
    try machine.checkStack()
    while true {
      try machine.tick()
      var items: [Value] = []
      for source in sources {
        guard let item = try source.next(machine) else { return nil }
        items.append(item)
      }
      if kind == .map {
        return try machine.call(function, items, Layout(positional: items.count))
      }
      let isKept = function.isNone ? items[0] : try machine.call(function, items[0])
      if try machine.isTrue(isKept) { return items[0] }
    }
  }

  override func surrender(to pending: inout [Value]) {
    pending += [function] + sources.map { .object($0) }
    (function, sources) = (.none, [])
  }

  deinit { release(self) }
}

/// A generator expression: its own frame, and a `for` for each clause that is left and entered again.
final class GeneratorObject: Iterator {
  private let code: GeneratorCode
  private var locals: [Value]
  /// The iterators of the clauses that are entered, outermost first.
  private var iterators: [Iterator]
  private var isRunning = false

  init(_ code: GeneratorCode, _ first: Iterator, captured: [Value]) {
    self.code = code
    locals = Array(repeating: .unbound, count: code.localCount)
    iterators = [first]
    for (index, place) in code.capturePlaces.enumerated() { locals[place] = captured[index] }
    for place in code.cells { locals[place] = .object(Cell(.unbound)) }
  }

  override var typeName: String { "generator" }

  override func next(_ machine: Machine) throws -> Value? {
    if isRunning { throw LoopError.value("generator already executing") }
    if iterators.isEmpty { return nil }
    try machine.checkStack()
    isRunning = true
    defer { isRunning = false }
    // The frame moves to the stack while it runs.
    let count = locals.count
    let base = try machine.push(count)
    for index in 0..<count { (base + index).initialize(to: locals[index]) }
    defer {
      for index in 0..<count { locals[index] = base[index] }
      machine.pop(base, count)
    }
    do {
      return try advance(Frame(locals: base, machine: machine))
    } catch {
      iterators = []
      throw error
    }
  }

  private func advance(_ frame: Frame) throws -> Value? {
    search: while let iterator = iterators.last {
      try frame.machine.tick()
      guard let item = try iterator.next(frame.machine) else {
        iterators.removeLast()
        continue
      }
      let clause = code.clauses[iterators.count - 1]
      try clause.assign(frame, item)
      for condition in clause.conditions {
        if try !frame.machine.isTrue(condition(frame)) { continue search }
      }
      if iterators.count == code.clauses.count { return try code.element(frame) }
      let source = try code.clauses[iterators.count].source(frame)
      iterators.append(try frame.machine.iterator(of: source))
    }
    return nil
  }

  override func representation(_ machine: Machine) throws -> String {
    "<generator object <genexpr>>"
  }

  override func surrender(to pending: inout [Value]) {
    pending += locals + iterators.map { .object($0) }
    (locals, iterators) = ([], [])
  }

  deinit { release(self) }
}

/// A generator expression, compiled.
final class GeneratorCode {
  struct Clause {
    let source: Evaluate
    let assign: Assign
    let conditions: [Evaluate]
  }

  var localCount = 0
  var capturePlaces: [Int] = []
  /// Names of its own that inner functions use.
  var cells: [Int] = []
  var clauses: [Clause] = []
  var element: Evaluate = { _ in .none }
}

/// An assignment to a target, compiled.
typealias Assign = (Frame, Value) throws -> Void

/// `reversed(…)` of what has places.
final class ReversedIterator: Iterator {
  private let items: [Value]
  private var place: Int

  init(_ items: [Value]) {
    self.items = items
    place = items.count
  }

  override var typeName: String { "reversed" }

  override func next(_ machine: Machine) throws -> Value? {
    guard place > 0 else { return nil }
    place -= 1
    return items[place]
  }
}

/// An iterator that Swift code hands out.
public final class HostIterator: Iterator {
  private let name: String
  private let body: (Machine) throws -> Value?

  public init(_ name: String, _ body: @escaping (Machine) throws -> Value?) {
    (self.name, self.body) = (name, body)
  }

  public override var typeName: String { name }
  public override func next(_ machine: Machine) throws -> Value? { try body(machine) }
}
