import ArgumentParser
import Foundation
import Probe
import RunLog
import Terminal
import Training

/// `descent watch FILE|-`: the dashboard over a log that still grows; `watch -- COMMAND`: over a
/// program.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a run log, or a program, in the dashboard while it trains.",
    usage: """
      descent watch FILE [OPTIONS]
      descent watch [--trace WHEN] [--output FILE] -- COMMAND [ARGUMENT ...]
      """,
    discussion: """
      The log may be our JSONL, text or CSV, or what another program prints: lines with an epoch, \
      losses and accuracies under their usual names, and a Python traceback. With - it is read \
      from standard input.

      What stands after -- is a PyTorch program of your own. It runs unchanged in a terminal of its \
      own: the screen shows its lines, its loss at every step, its gradients and what it prints, \
      and where its gradient was cut. Ctrl-C reaches it, and it ends with the screen.
      """)

  @Argument(help: ArgumentHelp("A log, or - for standard input.", valueName: "file"))
  var file: String?

  @OptionGroup var screen: ScreenOptions

  @Option(
    help: ArgumentHelp(
      "With a command: trace the first steps and after changes, every step, or none.",
      valueName: "when"))
  var trace: ProbeSetup.Trace?

  @Option(
    help: ArgumentHelp("With a command: record all that is seen of it.", valueName: "file"))
  var output: String?

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("A program of your own, after --.", valueName: "command"))
  var command: [String] = []

  func validate() throws {
    if let own = CommandAfterDashes() {
      try own.validate(
        options: CommandAfterDashes.options + ["--theme"], flags: ["--ascii"])
    } else if trace != nil || output != nil {
      throw ValidationError("--trace and --output go with a command after --")
    } else if file == nil {
      throw ValidationError("Missing expected argument '<file>'")
    }
  }

  func run() throws {
    if let own = CommandAfterDashes() {
      return try CommandShow(command: own, trace: trace, output: output, screen: screen).run()
    }
    try reportingMistakes {
      try LogShow(file: file ?? "-", follows: true, screen: screen).run()
    }
  }
}

/// `descent replay FILE`: the dashboard over a log that is complete.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a finished run log in the dashboard.")

  @Argument(help: ArgumentHelp("A log, or - for standard input.", valueName: "file"))
  var file: String

  @OptionGroup var screen: ScreenOptions

  func run() throws {
    try reportingMistakes { try LogShow(file: file, follows: false, screen: screen).run() }
  }
}

/// A log on the screen; without a terminal, as our text log.
struct LogShow {
  let file: String
  let follows: Bool
  let screen: ScreenOptions

  func run() throws {
    let hasTerminal = isatty(STDOUT_FILENO) == 1
    let isPipe = file == "-"
    let name = isPipe ? "stdin" : (file as NSString).lastPathComponent
    let path = isPipe ? nil : file
    if let path { try Self.check(path) }
    let pipe: Int32 = isPipe ? (hasTerminal ? try Self.giveKeyboardBack() : STDIN_FILENO) : -1
    let follows = follows && !isPipe
    let pace: Double? = hasTerminal ? screen.pace?.epochsPerSecond : nil
    let player = LogPlayer(pace: pace, canRestart: !isPipe, wake: Terminal.wake) { () -> LogInput in
      let descriptor: Int32 = path.map { Self.openForReading($0) } ?? pipe
      return LogInput(path: path, descriptor: descriptor, name: name, follows: follows) {
        Terminal.wake()
      }
    }
    guard hasTerminal else {
      return try HeadlessRun(format: TextLog(), output: nil).run {
        let input = player.input
        return (player, { input.cancel() })
      }
    }
    try screen.show(player, presets: nil, pace: pace)
  }

  private static func openForReading(_ path: String) -> Int32 {
    open(path, O_RDONLY | O_CLOEXEC)
  }

  private static func check(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ExperimentError.notFound("no such log: \(path)", suggestion: nil)
    }
    guard !isFolder.boolValue, access(path, R_OK) == 0 else {
      throw ExperimentError.malformed(file: path, line: nil, message: "cannot be read")
    }
  }

  /// Moves the log that comes in on standard input to another descriptor, and lets the terminal
  /// be standard input again, where ncurses reads the keys.
  private static func giveKeyboardBack() throws -> Int32 {
    let log = dup(STDIN_FILENO)
    let terminal = open("/dev/tty", O_RDWR)
    guard log >= 0, terminal >= 0 else {
      throw ExperimentError.invalid("there is no terminal to read keys from")
    }
    _ = fcntl(log, F_SETFD, FD_CLOEXEC)
    dup2(terminal, STDIN_FILENO)
    _ = close(terminal)
    return log
  }
}
