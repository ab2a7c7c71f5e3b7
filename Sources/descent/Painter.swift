import Cells
import Terminal
import Training

/// Draws on a thread of its own, so that a terminal that takes nothing more, as after Control-S or over
/// a connection that stalls, does not block what trains.
final class Painter {
  private let terminal: Terminal
  private let screens = Mailbox<Screen>()
  private let done = Mailbox<Bool>()
  /// Nil where none could be started.
  private let thread: JoinableThread?

  init(_ terminal: Terminal) {
    self.terminal = terminal
    // One thread at a time has it: `show` waits until the screen is drawn.
    nonisolated(unsafe) let drawn = terminal
    thread = try? JoinableThread(stackSize: 1 << 20) { [screens, done] in
      while let screen = screens.take(waiting: nil).last {
        drawn.show(screen)
        done.send(true)
      }
    }
  }

  /// Shows a screen; runs `meanwhile` now and then until the terminal has taken it.
  func show(_ screen: Screen, meanwhile: () -> Void) {
    guard thread != nil else { return terminal.show(screen) }
    screens.send(screen)
    while done.take(waiting: 0.05).isEmpty { meanwhile() }
  }

  func stop() {
    screens.close()
    thread?.join()
  }
}
