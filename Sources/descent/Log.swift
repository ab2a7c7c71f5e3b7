import ArgumentParser
import Foundation
import RunLog
import Training

/// `descent log`: headless training.
struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train without a screen and write a log.")

  @OptionGroup var options: RunOptions

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

  func validate() throws {
    if let plot, try Picture(path: plot).format != .svg {
      throw ValidationError("--plot writes .svg files, not '\(plot)'")
    }
    if every < 1 {
      throw ValidationError("--every must be a positive whole number, not \(every)")
    }
  }

  func run() throws {
    try reportingMistakes {
      let experiment = try options.experiment()
      var trainerOptions = Trainer.Options()
      trainerOptions.bugs = try options.bugSwitches(experiment)
      trainerOptions.mendsItself = options.fix
      try HeadlessRun.train(
        experiment, trainerOptions, makeFormat(), output: output, plot: plot)
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
