import Foundation
@preconcurrency import Glibc

/// Signals that are held back from the moment this is made, and passed on to a child.
///
/// They are taken one by one by the thread that waits for the child, so that nothing runs in a
/// signal handler and none is lost between the start and the wait.
struct PassedSignals {
  /// What was blocked before; a child must start with that.
  private(set) var before = sigset_t()
  private var held = sigset_t()

  private static let passed = [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT,
  ]
  /// How long what comes between signals may wait, in nanoseconds.
  private static let pause = 20_000_000

  init() {
    sigemptyset(&held)
    // SIGPIPE tells of our own output, and is said where it is written.
    for number in Self.passed + [SIGPIPE] {
      // What `nohup` or a shell's `&` ignores stays ignored, here and in the child.
      if !Self.isIgnored(number) { sigaddset(&held, number) }
    }
    // Where a parent had it ignored, a child could not be waited for.
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
  ///
  /// `meanwhile` is called again and again until then, some fifty times a second.
  func wait(for child: pid_t, meanwhile: (() -> Void)? = nil) -> Int32 {
    var held = held
    while true {
      var information = siginfo_t()
      var pause = timespec(tv_sec: 0, tv_nsec: Self.pause)
      let number =
        meanwhile == nil
        ? sigwaitinfo(&held, &information) : sigtimedwait(&held, &information, &pause)
      meanwhile?()
      // A process sent it. What a terminal's key sends has a positive code and goes to the whole
      // process group: the child has it already.
      let isSent = information.si_code <= 0
      switch number {
      case SIGCHLD:
        var status: Int32 = 0
        let ended = waitpid(child, &status, WNOHANG)
        if ended == child || (ended < 0 && errno == ECHILD) { return status }
      case SIGTSTP:
        if isSent { kill(child, SIGTSTP) }
        Self.stop()
      case SIGPIPE: break
      case 1...: if isSent { kill(child, number) }
      default: break
      }
    }
  }

  /// Stops this process, as the shell that waits for it expects, until a SIGCONT.
  private static func stop() {
    var stopping = sigset_t()
    sigemptyset(&stopping)
    sigaddset(&stopping, SIGTSTP)
    raise(SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &stopping, nil)
    pthread_sigmask(SIG_BLOCK, &stopping, nil)
  }
}
