import Cells
import Dashboard
import Foundation
import Run
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
  let theme: Theme
  /// A bug that is to be guessed.
  var game: GuessGame?

  /// Seconds between two frames while training.
  private static let frame = 1.0 / 20
  /// So much longer than a frame took, what happens is taken in before the next.
  private static let rest = 4.0
  /// But no more seconds than this: where the terminal took nothing for a while, it does now.
  private static let longestRest = 1.0

  /// Runs until the person quits or a signal asks for it; gives the exit code.
  func run() -> Int32 {
    var meter = ProcessMeter()
    var state = DashboardState(
      pace: pace, glyphs: glyphs, theme: theme, showsLog: source.showsLog,
      showsProgram: source is CommandSource, game: game)
    state.hasColor = terminal.hasColor
    var exitCode: Int32 = 0
    let start = DispatchTime.now().uptimeNanoseconds
    func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 }
    let painter = Painter(terminal)
    var nextFrame = 0.0
    var isDirty = true
    var effects: [Effect] = []
    func takeMessages() {
      for message in source.takeMessages(waiting: 0) {
        effects += state.update(message)
        isDirty = true
      }
    }
    running: while true {
      takeMessages()
      // A key is answered at once; what happens is shown in the beat of the frames.
      var isDue = false
      for input in terminal.takeInput() {
        effects += state.update(.input(input))
        (isDirty, isDue) = (true, true)
        if case .signal(let number) = input { exitCode = 128 + number }
        if input == .hangUp { exitCode = 128 + SIGHUP }
      }
      effects += state.update(.tick(now()))
      if state.isRunning, let usage = meter.read(at: now()) {
        effects += state.update(.usage(usage))
      }
      // An effect's answer may ask for another.
      while !effects.isEmpty {
        let effect = effects.removeFirst()
        switch effect {
        case .send(let command): source.send(command)
        case .quit: break running
        case .suspend:
          let wasRunning = state.isRunning
          if wasRunning { source.send(.pause) }
          terminal.suspend()
          if wasRunning { source.send(.resume) }
          (isDirty, isDue) = (true, true)
        case .editOutside(let lines):
          let wasRunning = state.isRunning
          if wasRunning { source.send(.pause) }
          var editor = OwnEditor()
          terminal.lend { editor.edit(lines) }
          if wasRunning { source.send(.resume) }
          effects += state.update(editor.result)
          (isDirty, isDue) = (true, true)
        case .listPresets: effects += state.update(.presets(presets))
        case .copy(let text): terminal.copy(text)
        case .writeTable(let name, let text):
          _ = state.update(.notice(Self.write(text, to: name)))
        case .savePicture(let name):
          let screen = state.view(width: terminal.width, height: terminal.height)
          let picture = Picture(path: name, format: .svg)
          _ = state.update(.notice(picture.writeOrExplain(screen, theme: state.theme)))
        }
      }
      terminal.setTheme(state.theme)
      if isDirty && (isDue || now() >= nextFrame) {
        let began = now()
        for case .send(let command) in state.noteLayout(
          width: terminal.width, height: terminal.height)
        {
          source.send(command)
        }
        if let size = state.programSize { source.resizeProgram(size.rows, size.columns) }
        isDirty = false
        // Whoever has much to tell would soon wait for us.
        painter.show(
          state.view(width: terminal.width, height: terminal.height), meanwhile: takeMessages)
        let ended = now()
        let rest = min(Self.rest * (ended - began), Self.longestRest)
        nextFrame = max(began + Self.frame, ended + rest)
      }
      // While training the clock gives the beat; else only what happens does.
      let isBeating = state.isRunning || isDirty
      terminal.wait(isBeating ? max(nextFrame - now(), 0.001) : nil)
    }
    painter.stop()
    source.stop()
    terminal.close()
    if let code = source.exitCode { return code }
    // A log's end is the run's own; one that trains here can still be fixed.
    return exitCode == 0 && state.end == .failed && !state.hasRuns ? 1 : exitCode
  }

  /// Writes a file in the working directory; gives what is to be said of it.
  private static func write(_ text: String, to name: String) -> String {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: name))
      return "written to \(name)"
    } catch {
      return "cannot write \(name)"
    }
  }

  /// Read when they are asked for, not at every start.
  private var presets: [(name: String, summary: String)] {
    guard let folder else { return [] }
    return folder.names.compactMap { name in folder.summary(of: name).map { (name, $0) } }
  }
}
