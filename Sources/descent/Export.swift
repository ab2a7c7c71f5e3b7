import ArgumentParser
import Foundation
import Run
import Training

/// `descent export`: the loop as a PyTorch script.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the loop, with its bugs, as one PyTorch script.")

  @OptionGroup var options: RunOptions

  @Option(help: "What the script prints: text, or jsonl for `descent watch`.")
  var log = ScriptLog.text

  @Option(help: ArgumentHelp("Write the script to a file instead of stdout.", valueName: "file"))
  var output: String?

  func run() throws {
    try reportingMistakes {
      let experiment = try options.experiment()
      let trainer = try options.trainerOptions(experiment)
      let switches = trainer.bugs
      if let late = switches.first(where: { $0.epoch > 0 }) {
        throw ValidationError(
          "--bug \(late.id)@\(late.epoch): a script has its bugs from the start; leave out the epoch"
        )
      }
      let file = try LogFile(path: output)
      let script = try experiment.script(
        bugs: switches.map(\.id), catalogue: trainer.catalogue, log: log)
      for line in script.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        try file.write(String(line))
      }
      try file.flush()
    }
  }
}

extension ScriptLog: ExpressibleByArgument {}
