import Foundation
@preconcurrency import Glibc

/// Runs another program with the probe first on its `PYTHONPATH`, to the program's end.
///
/// The program has our stdin, stdout and stderr themselves and our process group, so that a terminal
/// serves it as if Descent were not there. When Descent is killed it goes on.
public struct Launcher {
  /// When the probe traces: the first steps and after changes, every step, or never.
  public enum Trace: String, CaseIterable, Sendable { case auto, always, off }

  /// A program that could not be started.
  public struct Failure: Error, CustomStringConvertible {
    /// As shells have it: 127 for what is not there, 126 for what cannot be run.
    public let exitCode: Int32
    public let description: String
  }

  private let command: [[CChar]]
  private let trace: Trace?

  /// `command` is the program and its arguments, each with its final zero; they need not be UTF-8.
  public init(command: [[CChar]], trace: Trace?) {
    self.command = command
    self.trace = trace
  }

  /// Gives the program's exit code, 128 and the signal's number where one ended it.
  ///
  /// From here on the signals that the program shall have are held back in this thread: the process
  /// is expected to end soon after. `complain` is told why the program runs without the probe.
  public func run(complain: (String) -> Void) throws -> Int32 {
    let signals = PassedSignals()
    let folder = try? PrivateFolder()
    defer { folder?.remove() }
    do {
      guard let folder else { throw CocoaError(.fileWriteNoPermission) }
      try ProbeFiles.write(to: folder.url)
      prepareEnvironment(folder.path)
    } catch {
      complain("the program runs without the probe, which could not be written to a folder")
    }
    let status = signals.wait(for: try start(blocking: signals.before))
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  private func prepareEnvironment(_ folder: String) {
    var path = Array(folder.utf8CString)
    if let own = getenv("PYTHONPATH"), own.pointee != 0 {
      path[path.count - 1] = CChar(UInt8(ascii: ":"))
      path += UnsafeBufferPointer(start: own, count: strlen(own) + 1)
    }
    setenv("PYTHONPATH", path, 1)
    if let trace { setenv("DESCENT_PROBE_TRACE", trace.rawValue, 1) }
  }

  private func start(blocking mask: sigset_t) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var mask = mask
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    let problem = posix_spawnp(&child, command[0], nil, &attributes, &words, environ)
    guard problem == 0 else {
      let name = String(decoding: command[0].dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw Failure(
        exitCode: problem == ENOENT || problem == ENOTDIR ? 127 : 126,
        description: "cannot start \(name): \(String(cString: strerror(problem)))")
    }
    return child
  }
}
