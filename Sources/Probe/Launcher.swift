import Foundation
@preconcurrency import Glibc

/// Runs another program with the probe first on its `PYTHONPATH`, to the program's end.
///
/// The program has our stdin, stdout and stderr themselves and our process group, so that a terminal
/// serves it as if Descent were not there. When Descent is killed it goes on.
public struct Launcher {
  private let command: [[CChar]]
  private let trace: ProbeSetup.Trace?

  /// `command` is the program and its arguments, each with its final zero; they need not be UTF-8.
  public init(command: [[CChar]], trace: ProbeSetup.Trace?) {
    self.command = command
    self.trace = trace
  }

  /// Gives the program's exit code, 128 and the signal's number where one ended it.
  ///
  /// From here on the signals that the program shall have are held back in this thread: the process
  /// is expected to end soon after. `complain` is told what the person does not get, `receive` what
  /// the program's processes say.
  public func run(
    complain: (String) -> Void, receive: ((ProbeMessage) -> Void)? = nil
  ) throws -> Int32 {
    let signals = PassedSignals()
    let setup = try? ProbeSetup(trace: trace, listens: receive != nil)
    if setup == nil {
      complain("the program runs without the probe, which could not be written to a folder")
    } else if receive != nil && setup?.socket == nil {
      complain("nothing of the program is recorded: there could be no socket")
    }
    let child = try ChildProcess.start(command, blocking: signals.before)
    guard let receive else { return ChildProcess.exitCode(signals.wait(for: child)) }
    let status = signals.wait(for: child) {
      for message in setup?.socket?.receive() ?? [] { receive(message) }
    }
    for message in setup?.socket?.drain() ?? [] { receive(message) }
    return ChildProcess.exitCode(status)
  }
}
