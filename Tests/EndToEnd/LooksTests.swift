import Foundation
import Testing

/// Mouse and colours of the real program.
@Suite struct LooksEndToEnd {
  /// A mouse report as xterm writes it; x and y count from zero.
  static func mouse(_ button: Int, _ x: Int, _ y: Int) -> String {
    String(decoding: [27, 91, 77, 32 + UInt8(button), 33 + UInt8(x), 33 + UInt8(y)], as: UTF8.self)
  }

  static let (press, release, drag, wheelUp) = (0, 3, 32, 64)

  /// Whether a crosshair's reading stands in a chart.
  static func hasReading(_ screen: String) -> Bool {
    screen.split(separator: "\n").dropFirst(2).contains { $0.contains(/┊ epoch \d+|epoch \d+ *┊/) }
  }

  @Test func mouseReadsZoomsAndFillsTheScreen() throws {
    let terminal = try DashboardEndToEnd().start(
      "spiral --epochs 300 --pace max", environment: "TERM=screen-256color")
    try terminal.waitFor("finished")
    #expect(!Self.hasReading(try terminal.screen()))
    try terminal.type(Self.mouse(Self.press, 30, 6))
    try terminal.type(Self.mouse(Self.release, 30, 6))
    let read = try terminal.wait("a reading") { Self.hasReading($0) }
    try terminal.type(Self.mouse(Self.press, 20, 6))
    try terminal.type(Self.mouse(Self.drag, 15, 6))
    try terminal.type(Self.mouse(Self.release, 15, 6))
    try terminal.wait("another reading") { $0 != read && Self.hasReading($0) }
    try terminal.type(Self.mouse(Self.wheelUp, 30, 6))
    try terminal.waitFor("loss, zoomed")
    // Two presses within one write are within any time for a double click.
    let click = Self.mouse(Self.press, 30, 6) + Self.mouse(Self.release, 30, 6)
    try terminal.type(click + click)
    try terminal.wait("one panel") { !$0.contains("training loop") }
    try terminal.type("q")
    try DashboardEndToEnd().expectClean(terminal, code: 0)
  }

  /// What the terminal was told, and which colours must be there, or none.
  static let terminals: [(environment: String, codes: String, are: Bool)] = [
    ("-u NO_COLOR TERM=screen-256color", "38;5;39", true),
    ("-u NO_COLOR TERM=screen", "3[1-7][;m]", true),
    ("NO_COLOR=1 TERM=screen-256color", "(3[0-8]|9[0-7])[;m]", false),
    ("-u NO_COLOR TERM=vt100", "(3[0-8]|9[0-7])[;m]", false),
  ]

  @Test(arguments: terminals.indices)
  func coloursAreThoseOfTheTerminal(_ index: Int) throws {
    let (environment, codes, are) = Self.terminals[index]
    let terminal = try DashboardEndToEnd().start(
      "spiral --epochs 50 --pace max", environment: environment)
    try terminal.waitFor("finished")
    let screen = try terminal.colouredScreen()
    let found = screen.firstMatch(of: try Regex("\u{1b}\\[[0-9;]*\(codes)")) != nil
    #expect(found == are, "\(screen)")
    try terminal.type("t")
    try terminal.waitFor("theme okabe-ito")
    try terminal.type("q")
    // A vt100 has one screen only, so that what was there before is gone.
    let end = try terminal.waitFor("sane")
    #expect(end.contains("code 0"), "\(end)")
  }

  /// Beyond column 223 the old form of reports has no numbers; the newer one is asked for, and read.
  @Test func aClickFarToTheRightIsRead() throws {
    let terminal = try DashboardEndToEnd().start(
      "spiral --epochs 300 --pace max", width: 300, height: 40,
      environment: "TERM=screen-256color")
    try terminal.waitFor("finished")
    try terminal.press("Enter")
    try terminal.wait("one panel") { !$0.contains("training loop") }
    try terminal.type("\u{1b}[<0;280;15M\u{1b}[<0;280;15m")
    try terminal.wait("a crosshair far to the right") { screen in
      screen.split(separator: "\n").contains { row in
        row.firstIndex(of: "┊").map { row.distance(from: row.startIndex, to: $0) > 270 } ?? false
      }
    }
    try terminal.type("q")
    try DashboardEndToEnd().expectClean(terminal, code: 0)
  }

  @Test func aTerminalThatCannotPlaceTextIsRefused() throws {
    let terminal = try DashboardEndToEnd().start("seed", environment: "TERM=dumb")
    let screen = try terminal.waitFor("code 1")
    #expect(screen.contains("TERM=dumb") && screen.contains("descent log"), "\(screen)")
  }

  /// Dark letters bring their light ground along.
  @Test func theLightThemePaintsItsGround() throws {
    let terminal = try DashboardEndToEnd().start(
      "spiral --epochs 50 --pace max --theme light",
      environment: "-u NO_COLOR TERM=screen-256color")
    try terminal.waitFor("finished")
    let ground = try terminal.colouredScreen()
    #expect(ground.contains("48;5;231"), "\(ground)")
    try terminal.type("t")
    try terminal.waitFor("theme mono")
    #expect(!(try terminal.colouredScreen()).contains("48;5;231"))
    try terminal.type("q")
    try DashboardEndToEnd().expectClean(terminal, code: 0)
  }
}
