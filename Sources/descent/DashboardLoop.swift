import Cells
import Dashboard
import Foundation
import Terminal
import Training

/// Joins a trainer or a log, the dashboard and the terminal: events and keys in, commands and
/// screens out.
struct DashboardLoop {
  let terminal: Terminal
  let source: any EventSource
  let folder: PresetFolder?
  let pace: Double?
  let glyphs: Glyphs

  /// Seconds between two frames while training.
  private static let frame = 1.0 / 30

  /// Runs until the person quits or a signal asks for it; gives the exit code.
  func run() -> Int32 {
    source.send(.observe([.values, .gradients]))
    var state = DashboardState(
      presets: presets, pace: pace, glyphs: glyphs, showsLog: source is LogPlayer)
    var exitCode: Int32 = 0
    let start = DispatchTime.now().uptimeNanoseconds
    func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 }
    var lastFrame = -1.0
    running: while true {
      let events = source.takeEvents(waiting: 0)
      var effects = state.update(.events(events))
      var isDirty = !events.isEmpty || lastFrame < 0
      for input in terminal.takeInput() {
        effects += state.update(.input(input))
        isDirty = true
        if case .signal(let number) = input { exitCode = 128 + number }
        if input == .hangUp { exitCode = 128 + SIGHUP }
      }
      effects += state.update(.tick(now()))
      for effect in effects {
        switch effect {
        case .send(let command): source.send(command)
        case .quit: break running
        case .suspend:
          let wasRunning = state.isRunning
          if wasRunning { source.send(.pause) }
          terminal.suspend()
          if wasRunning { source.send(.resume) }
          isDirty = true
        }
      }
      if isDirty {
        state.noteLayout(width: terminal.width, height: terminal.height)
        terminal.show(state.view(width: terminal.width, height: terminal.height))
        lastFrame = now()
      }
      // While training the clock gives the beat; else only what happens does.
      terminal.wait(state.isRunning ? max(lastFrame + Self.frame - now(), 0.001) : nil)
    }
    source.stop()
    terminal.close()
    // A log's end is the run's own; one that trains here can still be mended.
    return exitCode == 0 && state.end == .failed ? 1 : exitCode
  }

  private var presets: [(name: String, summary: String)] {
    guard let folder else { return [] }
    return folder.names.compactMap { name in
      (try? folder.load(name)).map { (name, $0.summary) }
    }
  }
}
