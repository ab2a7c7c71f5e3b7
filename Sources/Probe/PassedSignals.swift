import Foundation

/// Signals that are held back from the moment this is made, and passed on to a child.
///
/// They are taken one by one by the thread that waits for the child, so that nothing runs in a
/// signal handler and none is lost between the start and the wait.
struct PassedSignals {
  /// What was blocked before; a child must start with that.
  private(set) var before = sigset_t()
  private var held = sigset_t()

  init() {
    sigemptyset(&held)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2] {
      // What `nohup` or a shell's `&` ignores stays ignored, here and in the child.
      if !Self.isIgnored(number) { sigaddset(&held, number) }
    }
    // Where a parent had it ignored, nobody could wait for a child.
    signal(SIGCHLD, SIG_DFL)
    sigaddset(&held, SIGCHLD)
    pthread_sigmask(SIG_BLOCK, &held, &before)
  }

  /// Read off the kernel's mask: the handler itself is a C pointer that Swift does not compare.
  private static func isIgnored(_ number: Int32) -> Bool {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
    let mask = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
    return mask >> UInt64(number - 1) & 1 == 1
  }

  /// Waits until the child has ended; gives what `waitpid` says of its end.
  func wait(for child: pid_t) -> Int32 {
    var held = held
    while true {
      var information = siginfo_t()
      let number = sigwaitinfo(&held, &information)
      if number == SIGCHLD {
        var status: Int32 = 0
        let ended = waitpid(child, &status, WNOHANG)
        if ended == child || (ended < 0 && errno == ECHILD) { return status }
      } else if number > 0, information.si_code <= 0 {
        // A process sent it. What a terminal's key sends has a positive code and goes to the
        // whole process group: the child has it already.
        kill(child, number)
      }
    }
  }
}
