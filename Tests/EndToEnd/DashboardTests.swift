import Foundation
import Testing

/// The full-screen program in a real terminal.
@Suite(.serialized) struct DashboardEndToEnd {
  /// Starts the program in a shell that tells its exit code, with the driver's settings before and after.
  func start(
    _ arguments: String, width: Int = 120, height: Int = 36, locale: String = "C.UTF-8",
    environment: String = "", folder: String = Program.root
  ) throws -> Tmux {
    let terminal = try Tmux(width: width, height: height, locale: locale)
    try terminal.shell("cd '\(folder)'; clear; before=$(stty -a | tail -n +2)")
    try terminal.shell(
      "clear; echo fo''und; sh -c 'echo $$ >\(terminal.pidFile); "
        + "exec env \(environment) \(Program.path) run \(arguments)'; echo \"code $?\"; "
        + "[ \"$before\" = \"$(stty -a | tail -n +2)\" ] && echo sa''ne")
    return terminal
  }

  /// The shell is back with what it showed before, nothing of the dashboard is left, and the driver's
  /// settings are as before.
  func expectClean(
    _ terminal: Tmux, code: Int32..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let screen = try terminal.waitFor("sane")
    #expect(
      code.contains { screen.contains("code \($0)\n") }, "\(screen)", sourceLocation: sourceLocation
    )
    #expect(screen.hasPrefix("found\n"), "\(screen)", sourceLocation: sourceLocation)
    #expect(!screen.contains("┤"), "\(screen)", sourceLocation: sourceLocation)
    try terminal.shell("echo al''ive")
    try terminal.waitFor("alive")
  }

  func epoch(_ screen: String) -> Int? {
    screen.firstMatch(of: /epoch (\d+)/).flatMap { Int($0.1) }
  }

  @Test func trainsBreaksIsMendedAndEnds() throws {
    let terminal = try start("spiral --epochs 400 --pace 100")
    try terminal.wait("progress") { (epoch($0) ?? 0) > 20 }
    try terminal.type("1")
    let broken = try terminal.waitFor(
      "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn")
    #expect(broken.contains("argmax"))
    #expect(broken.contains("fix"))
    let parked = epoch(broken)
    Thread.sleep(forTimeInterval: 0.3)
    let later = try terminal.screen()
    #expect(epoch(later) == parked)
    try terminal.type("f")
    try terminal.type("]]]]]]]]")
    let end = try terminal.waitFor("finished")
    #expect(epoch(end) == 400 || end.contains("400/400"), "\(end)")
    try terminal.type("q")
    try expectClean(terminal, code: 0)
  }

  @Test func followsEverySizeWhileTraining() throws {
    let terminal = try start("spiral --epochs 100000", width: 200, height: 60)
    try terminal.waitFor("q quit")
    for (width, height) in [
      (200, 60), (80, 24), (40, 10), (10, 3), (1, 1), (40, 10), (80, 24), (200, 60),
    ] {
      try terminal.resize(width, height)
      // tmux tells a program about quick changes late, so the picture may be torn for a moment.
      let screen = try terminal.wait("\(width)×\(height)") { screen in
        let rows = screen.split(separator: "\n", omittingEmptySubsequences: false)
        guard rows.allSatisfy({ $0.count <= width }) else { return false }
        if width < 10 { return true }
        if width < 40 { return screen.contains(/\d/) }
        return rows[0].hasPrefix("descent") && rows[height - 1].contains("q quit")
          && screen.contains("┤") && (width < 60 || screen.contains("training loop"))
      }
      #expect(!screen.contains("rror"), "\(screen)")
    }
    let before = epoch(try terminal.waitFor("epoch")) ?? 0
    try terminal.wait("progress") { (epoch($0) ?? 0) > before }
    try terminal.type("q")
    try terminal.type("y")
    try expectClean(terminal, code: 0)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT])
  func signalsEndItInOrder(_ signal: Int32) throws {
    let terminal = try start("seed --epochs 100000")
    try terminal.waitFor("q quit")
    try terminal.kill(signal)
    try expectClean(terminal, code: 128 + signal)
  }

  @Test func controlCLeaves() throws {
    let terminal = try start("seed --epochs 100000")
    try terminal.waitFor("q quit")
    try terminal.press("C-c")
    try expectClean(terminal, code: 130)
  }

  /// A crash of whatever kind, also in the training thread, gives the terminal back.
  @Test(arguments: [SIGSEGV, SIGILL, SIGTRAP, SIGABRT])
  func crashLeavesTheTerminalClean(_ signal: Int32) throws {
    let terminal = try start("seed --epochs 100000")
    try terminal.waitFor("q quit")
    try terminal.kill(signal)
    try expectClean(terminal, code: 128 + signal)
  }

  /// Several times: what the thread that draws had in hand came behind the last bytes in one of
  /// three.
  ///
  /// The thread sanitizer deadlocks on its own lock when a handler runs in the midst of it, as it does
  /// where no crash can be: there the thread mostly sleeps.
  @Test(arguments: 1...8) func crashInTheTrainingThreadLeavesTheTerminalClean(_: Int) throws {
    let sanitizer = ProcessInfo.processInfo.environment["DESCENT_SANITIZER"]
    let pace = sanitizer == "thread" ? "10" : "max"
    let terminal = try start("seed --epochs 100000000 --pace \(pace)")
    try terminal.wait("progress") { (epoch($0) ?? 0) > 0 }
    try terminal.killTraining(SIGTRAP)
    try expectClean(terminal, code: 128 + SIGTRAP)
  }

  @Test func stopAndForegroundGoOn() throws {
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.shell("cd '\(Program.root)'; set -m; clear")
    try terminal.shell("'\(Program.path)' run spiral --epochs 100000")
    try terminal.waitFor("q quit")
    try terminal.press("C-z")
    try terminal.waitFor("Stopped")
    try terminal.shell("fg")
    let screen = try terminal.wait("the dashboard") {
      $0.contains("q quit") && !$0.contains("Stopped")
    }
    let before = epoch(screen) ?? 0
    try terminal.wait("progress") { (epoch($0) ?? 0) > before }
    try terminal.type("qy")
    try terminal.wait("the shell") { !$0.contains("q quit") }
  }

  /// Ctrl-Z counts while a frame is drawn as well.
  @Test func stopIsHeardInEveryMoment() throws {
    let terminal = try start("spiral --epochs 1000000000 --pace max")
    try terminal.waitFor("q quit")
    let end = Date().addingTimeInterval(2)
    var deaf = 0
    while Date() < end { if try !terminal.handles(SIGTSTP) { deaf += 1 } }
    #expect(deaf == 0)
    try terminal.type("qy")
    try expectClean(terminal, code: 0)
  }

  /// When the terminal goes away, the program goes too.
  @Test func closedTerminalEndsTheProgram() throws {
    let terminal = try start("seed --epochs 100000")
    try terminal.waitFor("q quit")
    #expect(try terminal.isAlive())
    try? terminal.closeWindow()
    let end = Date().addingTimeInterval(10)
    while try terminal.isAlive(), Date() < end { Thread.sleep(forTimeInterval: 0.05) }
    #expect(try !terminal.isAlive())
  }

  @Test func withoutUTF8TheScreenIsASCII() throws {
    let terminal = try start("seed --epochs 100000", width: 100, height: 30, locale: "C")
    let screen = try terminal.waitFor("q quit")
    let isASCII = screen.allSatisfy { $0.isASCII }
    #expect(isASCII, "\(screen)")
    try terminal.type("qy")
    try terminal.waitFor("sane")
  }
}
