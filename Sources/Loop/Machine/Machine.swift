import Autograd
import CKernels
import NN

/// One run of programs: what names hold, the stack, and what comes from outside.
///
/// Belongs to the thread that makes it. Programs of one `NameTable` share it, so a changed program
/// goes on with what the names hold.
public final class Machine {
  let host: Host
  public let names: NameTable
  /// What everything random draws from.
  public let random: SharedGenerator
  let before: (Int) throws -> Void

  /// What the module's names hold, by slot.
  // Memory of its own, not an array: slots are read and written several times a statement, and are
  // numbers that the compiler gave out, below `NameTable.capacity`.
  let globals: UnsafeMutablePointer<Value>
  /// Arguments and local names of the calls that run.
  let stack: UnsafeMutablePointer<Value>
  let stackCapacity = 1 << 17
  let state: UnsafeMutablePointer<State>

  /// Where the loop over epochs is; kept when the program is changed.
  var cursor: Iterator?
  /// `return` left the function that holds the loop.
  var hasReturned = false

  /// What changes while statements run. Behind a pointer for the same reason as the slots.
  struct State {
    /// The first free place of the stack.
    var top = 0
    var depth = 0
    /// The lowest stack address that calls may reach.
    var stackLimit: UInt = 0
    var ticks: UInt32 = 0
    /// Bytes of large values made since the process's memory was asked for.
    var unchecked = 0
    /// What the statement that runs returned.
    var returned = Value.none
    /// Statements are followed, or a grad mode was left switched.
    var isSpecial = false
    var isFollowed = false
    /// Set by `torch.set_grad_enabled` outside a `with`.
    var gradMode: GradMode?
  }

  public init(names: NameTable, random: SharedGenerator, host: Host = Host()) {
    self.host = host
    self.names = names
    self.random = random
    before = host.before
    globals = .allocate(capacity: NameTable.capacity)
    globals.initialize(repeating: .unbound, count: NameTable.capacity)
    stack = .allocate(capacity: stackCapacity)
    state = .allocate(capacity: 1)
    state.initialize(to: State())
    state.pointee.stackLimit = ck_stack_end() + UInt(host.limits.stackReserve)
  }

  deinit {
    // As a rule this is the thread that has run it.
    Exports.forget()
    state.deinitialize(count: 1)
    state.deallocate()
    stack.deallocate()
    globals.deinitialize(count: NameTable.capacity)
    globals.deallocate()
  }

  /// The state of what everything random draws from.
  var generator: Generator {
    get { random.generator }
    // In place: a copy of the state would be made for each draw.
    _modify { yield &random.generator }
  }

  /// Whether `Host.after` is called.
  public var isFollowed: Bool {
    get { state.pointee.isFollowed }
    set {
      state.pointee.isFollowed = newValue
      state.pointee.isSpecial = newValue || state.pointee.gradMode != nil
    }
  }

  // MARK: - Names

  /// What a name of the module holds; nothing when it holds nothing.
  public subscript(name: String) -> Value? {
    get {
      guard let slot = names.slot(existing: name) else { return nil }
      let value = globals[slot]
      return value.isUnbound ? nil : value
    }
    set {
      guard let slot = names.slot(name) else { return }
      globals[slot] = newValue ?? .unbound
    }
  }

  /// Where a name's value lies, for who reads it every epoch.
  public struct Place: Sendable {
    fileprivate let slot: Int
  }

  /// Every name that a text of the machine's has used, in the order of their coming.
  public var usedNames: [String] { names.all }

  /// Nil for a name that no text of the machine's has used.
  public func place(of name: String) -> Place? { names.slot(existing: name).map(Place.init) }

  public subscript(place: Place) -> Value? {
    let value = globals[place.slot]
    return value.isUnbound ? nil : value
  }

  /// Remembers what all names hold; the result brings it back. With a program, without the graphs
  /// that none of its later epochs reads: they would stay alive.
  public func checkpoint(letGoOfGraphsOf program: Program? = nil) -> () -> Void {
    var saved = (0..<names.count).map { globals[$0] }
    if let program {
      for (slot, name) in names.all.enumerated() where !program.carried.names.contains(name) {
        if let tensor = saved[slot].tensor, tensor.gradFn != nil { saved[slot] = .unbound }
      }
    }
    return { [self] in
      for slot in 0..<names.count { globals[slot] = slot < saved.count ? saved[slot] : .unbound }
    }
  }

  // MARK: - Statements

  /// Runs one statement that is followed, or after a grad mode was left switched.
  func runSpecial(_ line: Int, _ body: Execute, _ frame: Frame) throws -> Flow {
    let flow =
      if let mode = state.pointee.gradMode {
        try mode.run { try body(frame) }
      } else {
        try body(frame)
      }
    if state.pointee.isFollowed { host.after(line) }
    return flow
  }

  /// Switches the grad mode for the statements that follow.
  func setGradMode(_ mode: GradMode?) {
    state.pointee.gradMode = mode
    state.pointee.isSpecial = mode != nil || state.pointee.isFollowed
  }

  // MARK: - Limits

  /// Called wherever something may go round for ever.
  func tick() throws {
    state.pointee.ticks &+= 1
    if state.pointee.ticks & 1023 == 0 { try look() }
  }

  private func look() throws {
    try host.poll()
    if state.pointee.ticks & 0xFFFF == 0 { try checkMemory(0) }
  }

  /// Throws where a value of so many bytes may not be made.
  func allocate(_ bytes: Int) throws {
    guard bytes > 1 << 16 else { return }
    guard bytes <= host.limits.valueBytes else { throw LoopError.memory }
    // The process is asked once in a while: values that grow come here again and again.
    state.pointee.unchecked &+= bytes
    guard state.pointee.unchecked > 1 << 26 else { return }
    state.pointee.unchecked = 0
    try checkMemory(bytes)
  }

  /// Throws where so many values in one list may not be made.
  func allocate(count: Int) throws {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Value>.stride)
    if overflow { throw LoopError.memory }
    try allocate(bytes)
  }

  private func checkMemory(_ bytes: Int) throws {
    let (sum, overflow) = host.memoryInUse().addingReportingOverflow(bytes)
    if overflow || sum > host.limits.memory { throw LoopError.memory }
  }

  /// Throws where the thread's stack is nearly used up.
  func checkStack() throws {
    if ck_stack_address() < state.pointee.stackLimit { throw LoopError.recursion }
  }

  // MARK: - Calls

  /// Calls a value with positional arguments.
  func call(_ callee: Value, _ values: Value...) throws -> Value {
    try call(callee, values, Layout(positional: values.count))
  }

  /// Calls a value with arguments laid out so.
  func call(_ callee: Value, _ values: [Value], _ layout: Layout) throws -> Value {
    guard case .object(let object) = callee else {
      throw LoopError.type("'\(callee.typeName)' object is not callable")
    }
    let base = try push(values.count)
    for (index, value) in values.enumerated() { (base + index).initialize(to: value) }
    defer { pop(base, values.count) }
    return try object.call(
      Arguments(base: base, layout: object.layout(for: layout), machine: self))
  }

  /// Places on the stack, uninitialised.
  func push(_ count: Int) throws -> UnsafeMutablePointer<Value> {
    let top = state.pointee.top
    if count > stackCapacity - top { throw LoopError.recursion }
    state.pointee.top = top + count
    return stack + top
  }

  func pop(_ base: UnsafeMutablePointer<Value>, _ count: Int) {
    base.deinitialize(count: count)
    state.pointee.top -= count
  }

  // A count that is not known goes through the runtime.

  func popOne(_ base: UnsafeMutablePointer<Value>) {
    base.deinitialize(count: 1)
    state.pointee.top -= 1
  }

  func popTwo(_ base: UnsafeMutablePointer<Value>) {
    base.deinitialize(count: 1)
    (base + 1).deinitialize(count: 1)
    state.pointee.top -= 2
  }
}

/// Where a statement finds the names of its function and of the module.
///
/// The pointers are the machine's own, here so that reading a name counts no reference to it.
struct Frame {
  let locals: UnsafeMutablePointer<Value>
  let globals: UnsafeMutablePointer<Value>
  let state: UnsafeMutablePointer<Machine.State>
  let machine: Machine

  init(locals: UnsafeMutablePointer<Value>, machine: Machine) {
    self.locals = locals
    globals = machine.globals
    state = machine.state
    self.machine = machine
  }
}

/// Where execution goes after a statement.
enum Flow { case next, breakLoop, continueLoop, returned }

/// A statement, compiled.
typealias Execute = (Frame) throws -> Flow

/// An expression, compiled.
typealias Evaluate = (Frame) throws -> Value

// Closures that lie in an array or an optional are called through two more functions each, which
// adapt how values are passed; closures in a struct are not.

/// A statement in a list.
struct Step {
  let run: Execute
}

/// An expression in a list.
struct Operand {
  let value: Evaluate
}

/// Names and their slots. Grows only, so programs compiled one after the other agree on them.
public final class NameTable {
  static let capacity = 4096
  private var slots: [String: Int] = [:]
  private(set) var all: [String] = []

  public init() {}

  var count: Int { all.count }

  func slot(existing name: String) -> Int? { slots[name] }

  /// The slot of a name, a new one if need be; nothing when there are too many.
  func slot(_ name: String) -> Int? {
    if let slot = slots[name] { return slot }
    guard all.count < Self.capacity else { return nil }
    slots[name] = all.count
    all.append(name)
    return all.count - 1
  }
}
