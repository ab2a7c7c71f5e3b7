import Foundation
import Testing

/// `descent watch -- COMMAND`: a program in a terminal of its own, on the screen.
@Suite(.serialized) struct WatchCommandTests {
  private func start(_ script: String) throws -> Tmux {
    let terminal = try Tmux(width: 100, height: 30)
    let quoted = "'" + script.replacing("'", with: "'\\''") + "'"
    try terminal.shell("clear; \(Program.path) watch -- sh -c \(quoted); echo \"code $?\"")
    // Until then the terminal shows the line that was typed, and with it what the script will say.
    try terminal.waitFor("╭ program")
    return terminal
  }

  @Test func whatItPrintsIsShownAndRead() throws {
    let terminal = try start(
      "test -t 1 && echo a terminal; for i in 1 2 3; do echo epoch $i loss 0.$i; done; exit 3")
    let screen = try terminal.waitFor("exit code 3")
    #expect(screen.contains("a terminal"))
    #expect(screen.contains("epoch 3 loss 0.3"))
    #expect(screen.contains("╭ loss"))
    #expect(screen.contains("failed"))
    try terminal.type("q")
    try terminal.waitFor("code 3")
  }

  /// Its terminal has the size of its panel, also after the screen's has changed.
  @Test func terminalHasThePanelsSize() throws {
    let terminal = try start(
      "trap 'echo now $(stty size).' WINCH; echo ready; while :; do sleep 0.05; done")
    /// Columns as the program last heard of them, and those inside of the panel's frame.
    func agree(_ screen: String, at width: ClosedRange<Int>) -> Bool {
      let heard = screen.matches(of: /now \d+ (\d+)\./).last.flatMap { Int($0.1) }
      guard let line = screen.split(separator: "\n").first(where: { $0.contains("╭ program") }),
        let frame = line.firstMatch(of: /╭ program [^╮]*╮/)
      else { return false }
      // The frame itself, and a blank at each side.
      return heard == frame.0.count - 4 && width.contains(frame.0.count)
    }
    try terminal.wait("its size") { agree($0, at: 30...50) }
    try terminal.resize(160, 40)
    try terminal.wait("another size") { agree($0, at: 60...80) }
    try terminal.press("C-c")
    try terminal.type("qy")
  }

  @Test func controlCIsTheProgramsFirst() throws {
    let terminal = try start(
      "trap 'echo caught; exit 7' INT; echo ready; while :; do sleep 0.1; done")
    try terminal.waitFor("ready")
    try terminal.press("C-c")
    try terminal.waitFor("caught")
    try terminal.type("q")
    try terminal.waitFor("code 7")
  }

  /// Who leaves is asked, and the program hangs up as in any terminal that is closed.
  @Test func itEndsWithTheScreen() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("ended").path
    let terminal = try start(
      "trap 'echo hung up >\(file); exit 4' HUP; echo ready; while :; do sleep 0.1; done")
    try terminal.waitFor("ready")
    try terminal.type("q")
    try terminal.type("y")
    try terminal.waitFor("code 4")
    #expect(try text(of: file) == "hung up\n")
  }

  @Test func whatCannotBeStartedIsOneLine() throws {
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.shell("clear; \(Program.path) watch -- /nowhere/python; echo \"code $?\"")
    let screen = try terminal.waitFor("code 127")
    #expect(screen.contains("error: cannot start /nowhere/python"))
  }
}
