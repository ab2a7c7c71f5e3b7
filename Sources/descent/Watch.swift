import ArgumentParser
import Foundation
import Probe
import RunLog
import Terminal
import Training

/// `descent watch FILE|DIR|-`: the dashboard over logs that still grow; `watch -- COMMAND`: over a
/// program.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show run logs, or a program, in the dashboard while it trains.",
    usage: """
      descent watch FILE|FOLDER ... [OPTIONS]
      descent watch [--trace WHEN] [--output FILE] -- COMMAND [ARGUMENT ...]
      """,
    discussion: """
      A log may be our own, or what another program prints or writes: JSONL, CSV, lines with \
      names and numbers, progress bars, TensorBoard's event files, W&B's .wandb. With - it is \
      read from standard input. Several logs, or those of a folder, are shown side by side; new \
      ones in the folder appear by themselves.

      What stands after -- is a PyTorch program of your own. It runs unchanged in a terminal of its \
      own: the screen shows its lines, its loss at every step, its gradients and what it prints, \
      and where its gradient was cut. Ctrl-C reaches it, and it ends with the screen.
      """)

  // What stands after -- comes here as well, and is read by `CommandAfterDashes`.
  @Argument(help: ArgumentHelp("Logs or folders, or - for standard input.", valueName: "file"))
  var files: [String] = []

  @OptionGroup var screen: ScreenOptions

  @Option(
    help: ArgumentHelp(
      "With a command: trace the first steps and after changes, every step, or none.",
      valueName: "when"))
  var trace: ProbeSetup.Trace?

  @Option(
    help: ArgumentHelp("With a command: record all that is seen of it.", valueName: "file"))
  var output: String?

  func validate() throws {
    if let own = CommandAfterDashes() {
      try own.validate(
        options: CommandAfterDashes.options + ["--theme"], flags: ["--ascii"])
    } else if trace != nil || output != nil {
      throw ValidationError("--trace and --output go with a command after --")
    } else if files.isEmpty {
      throw ValidationError("Missing expected argument '<file> ...'")
    }
  }

  func run() throws {
    if let own = CommandAfterDashes() {
      return try CommandShow(command: own, trace: trace, output: output, screen: screen).run()
    }
    try reportingMistakes { try LogShow(files: files, follows: true, screen: screen).run() }
  }
}

/// `descent replay FILE`: the dashboard over a log that is complete.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a finished run log in the dashboard.")

  @Argument(help: ArgumentHelp("A log or a folder, or - for standard input.", valueName: "file"))
  var files: [String]

  @OptionGroup var screen: ScreenOptions

  @OptionGroup var snapshot: SnapshotOptions

  func run() throws {
    try reportingMistakes {
      try LogShow(files: files, follows: false, screen: screen, snapshot: snapshot).run()
    }
  }
}

/// Logs on the screen; without a terminal, one log as our text log.
struct LogShow {
  let files: [String]
  let follows: Bool
  let screen: ScreenOptions
  var snapshot: SnapshotOptions?

  func run() throws {
    let hasTerminal = isatty(STDOUT_FILENO) == 1
    let isPipe = files == ["-"]
    if !isPipe { for path in files { try Self.check(path) } }
    let takesKeys = hasTerminal && snapshot?.picture == nil
    let pipe: Int32 = isPipe ? (takesKeys ? try Self.giveKeyboardBack() : STDIN_FILENO) : -1
    let source: LogInput.Source = isPipe ? .pipe(pipe, name: "stdin") : .paths(files)
    let follows = follows
    let pace: Double? = takesKeys ? screen.pace?.epochsPerSecond : nil
    let open: () -> LogInput = {
      LogInput(source, follows: follows && !isPipe) { Terminal.wake() }
    }
    let isSeveral = !isPipe && (files.count > 1 || files.contains(where: RunFiles.isFolder))
    let isSideBySide = isSeveral || (!isPipe && files.contains(where: RunFiles.isDatabase))
    if let picture = snapshot?.picture, let snapshot {
      let shot = Snapshot(picture: picture, size: snapshot.size, screen: screen)
      return try shot.run {
        let input = open()
        let source: any EventSource =
          isSideBySide
          ? RunsPlayer(input) : LogPlayer(pace: nil, canRestart: false, wake: {}) { input }
        return (source, { input.cancel() })
      }
    }
    if isSeveral, !hasTerminal {
      throw ExperimentError.invalid("several logs need a terminal; descent summary needs none")
    }
    if isSideBySide, hasTerminal {
      return try screen.show(RunsPlayer(open()), presets: nil, pace: nil)
    }
    let player = LogPlayer(pace: pace, canRestart: !isPipe, wake: Terminal.wake, open: open)
    guard hasTerminal else {
      return try HeadlessRun(format: TextLog(), output: nil).run {
        let input = player.input
        return (player, { input.cancel() })
      }
    }
    try screen.show(player, presets: nil, pace: pace)
  }

  private static func check(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ExperimentError.notFound("no such log: \(path)", suggestion: nil)
    }
    guard access(path, R_OK) == 0 else {
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
