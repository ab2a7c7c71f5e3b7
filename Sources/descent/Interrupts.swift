import Foundation
import Synchronization
import Training

/// Ctrl-C, Ctrl-\ and SIGTERM as an orderly end of the run.
///
/// They are held back in the thread that makes this, and in those that it starts from then on; a
/// thread of their own waits for them. Dispatch would do as much, but waits for ever in a system that
/// has no room for its threads.
final class Interrupts {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private let received = Received()

  /// The last signal's number; 0 before any.
  private final class Received: Sendable {
    let number = Atomic<Int32>(0)
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }

  init() {
    var set = Self.set
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  func onSignal(_ body: @escaping @Sendable () -> Void) throws {
    let received = received
    _ = try JoinableThread(stackSize: 1 << 18) {
      var set = Self.set
      while true {
        var number: Int32 = 0
        guard sigwait(&set, &number) == 0 else { continue }
        received.number.store(number, ordering: .relaxed)
        body()
      }
    }
  }

  /// 128 and the signal's number, as shells count.
  var exitCode: Int32 {
    let number = received.number.load(ordering: .relaxed)
    return 128 + (number == 0 ? SIGINT : number)
  }
}
