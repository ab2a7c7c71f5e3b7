import Autograd
import Files

/// What a run gets from outside: time, where words and numbers go, and who may stop it.
///
/// All is called on the machine's own thread.
public struct Host {
  /// Seconds since 1970 for `time.time()`, and for `time.perf_counter()` from any start.
  public var clock: () -> Double = { 0 }
  /// What `print` writes, line breaks included.
  public var print: (String) -> Void = { _ in }
  /// `log("name", value)`
  public var log: (String, Double) -> Void = { _, _ in }
  /// Called before each statement with its line; may wait, and throws to leave the epoch.
  public var before: (Int) throws -> Void = { _ in }
  /// Called after each statement that ran to its end, while `Machine.isFollowed`.
  public var after: (Int) -> Void = { _ in }
  /// Asked now and then where a loop runs without statements; may wait, and throws to leave.
  public var poll: () throws -> Void = {}
  /// Bytes of memory in use by the process; asked now and then, and before a large value is made.
  public var memoryInUse: () -> Int = { MachineMemory.inUse }
  public var limits = Limits()

  public init() {}
}

/// How much a loop may use.
public struct Limits: Sendable {
  /// Nested calls, as Python's recursion limit.
  public var calls = 1000
  /// Bytes of one string, list or other value.
  public var valueBytes = 1 << 28
  /// Bytes of the whole process.
  public var memory = 3 * (MachineMemory.physical / 4)
  /// Bytes of the thread's stack that are left alone.
  public var stackReserve = 192 << 10

  public init() {}
}
