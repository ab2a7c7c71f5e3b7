import CNCurses
import Testing

/// Waking the thread that waits for the terminal. One test: the pipe is the process's.
struct WakeTests {
  /// A wake-up that comes while the woken thread still looks at what there is ends its next wait.
  @Test func wakeBetweenTwoWaitsIsNotLost() {
    #expect(dn_open_pipe())
    dn_wake()
    #expect(dn_wait(0))
    dn_wake()
    #expect(dn_next_signal() == 0)
    #expect(dn_wait(0))
    #expect(!dn_wait(0))
  }
}
