import ArgumentParser
import Foundation
import Probe
import Run
import RunLog
import Training

/// `descent log`: headless training, ours or a program's.
struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train without a screen and write a log.",
    usage: """
      descent log [PRESET] [OPTIONS]
      descent log [--trace WHEN] [--output FILE] -- COMMAND [ARGUMENT ...]
      """,
    discussion: """
      What stands after -- is a PyTorch program of your own. It runs unchanged, with the stdin, \
      stdout, stderr and exit code that it has without Descent; where its gradient was cut is \
      told on stderr. With --output all that the probe sees is recorded as JSON lines; %h in the \
      file's name is the machine's.
      """)

  @OptionGroup var options: RunOptions

  @OptionGroup var saving: SaveOptions

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, jsonl, csv }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Write every so many epochs.", valueName: "n"))
  var every = 1

  @Option(help: "text, jsonl or csv.")
  var format = Format.text

  @Option(help: ArgumentHelp("Write the log to a file instead of stdout.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Draw the curves as a figure to a .svg file.", valueName: "file"))
  var plot: String?

  @Option(
    help: ArgumentHelp("Write TensorBoard's event files to a folder.", valueName: "folder"))
  var tensorboard: String?

  @Flag(
    help: "Say what is wrong with a run that raises nothing, and whether bugs show as expected.")
  var explain = false

  @Flag(help: "Hide which bug is on, chosen by the seed, and ask at the end.")
  var guess = false

  @Flag(help: "Train the same run without its bugs alongside, and say where the two part.")
  var twin = false

  @Option(
    help: ArgumentHelp(
      "With a command: trace the first steps and after changes, every step, or none.",
      valueName: "when"))
  var trace: ProbeSetup.Trace?

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("A program of your own, after --.", valueName: "command"))
  var command: [String] = []

  func validate() throws {
    if let own = CommandAfterDashes() {
      try own.validate()
    } else if trace != nil {
      throw ValidationError("--trace goes with a command after --")
    }
    if guess && !options.bugs.isEmpty {
      throw ValidationError("--guess chooses the bug itself; leave out --bug")
    }
    let isKept = saving.save != nil || saving.resume != nil
    if guess && isKept { throw ValidationError("a checkpoint would give away what --guess hides") }
    if twin && saving.resume != nil {
      throw ValidationError("--twin trains from the first epoch on and does not go with --resume")
    }
    if guess && options.fix { throw ValidationError("--fix would give away what --guess hides") }
    if let plot, try Picture(path: plot).format != .svg {
      throw ValidationError("--plot writes .svg files, not '\(plot)'")
    }
    if every < 1 {
      throw ValidationError("--every must be a positive whole number, not \(every)")
    }
  }

  func run() throws {
    if let own = CommandAfterDashes() {
      return try Self.start(own, trace: trace, output: output)
    }
    try reportingMistakes {
      let resumption = try Resumption(saving)
      let experiment = try options.experiment(resuming: resumption?.checkpoint)
      var trainerOptions = try options.trainerOptions(experiment)
      trainerOptions.watchesSymptoms = explain
      trainerOptions.hasTwin = twin
      let game = guess ? Guess(experiment, trainerOptions.catalogue) : nil
      if let game { trainerOptions.bugs = [BugSwitch(id: game.bug.id, isOn: true, epoch: 0)] }
      try HeadlessRun.train(
        experiment, trainerOptions, makeFormat(), output: output, plot: plot,
        events: tensorboard, guess: game, saving: saving, resumption: resumption)
    }
  }

  /// Runs a program with the stdin, stdout and stderr that it has without Descent.
  static func start(_ own: CommandAfterDashes, trace: ProbeSetup.Trace?, output: String?) throws {
    do {
      let recording = try output.map { try ProbeRecording(path: $0, command: own.words) }
      func tell() { recording?.takeFailure().map { complain("descent: \($0)") } }
      tell()
      let status = try Launcher(command: own.words, trace: trace).run(
        complain: { complain("descent: \($0)") },
        receive: recording.map { recording in
          { message in
            recording.receive(message)
            tell()
          }
        })
      recording?.end(code: status)
      tell()
      if status != 0 { throw ExitCode(status) }
    } catch let failure as LaunchFailure {
      complain("error: \(failure)")
      throw ExitCode(failure.exitCode)
    }
  }

  private func makeFormat() -> any LogFormat {
    switch format {
    case .text: TextLog(every: every)
    case .jsonl: JSONLog(every: every)
    case .csv: CSVLog(every: every)
    }
  }
}

extension ProbeSetup.Trace: ExpressibleByArgument {}
