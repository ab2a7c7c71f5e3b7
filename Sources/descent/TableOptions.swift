import ArgumentParser
import Foundation
import Tables
import Training

/// What may be said about a table that is trained on.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With a table: the column to predict (default: the last).", valueName: "column"))
  var label: String?

  @Option(help: "With a table: predict classes, or a number (default: by what the column holds).")
  var task: ColumnChoices.Task?

  /// Throws where a preset is to train, which says such things itself.
  func expectUnused(_ preset: String) throws {
    guard let option = label != nil ? "--label" : task != nil ? "--task" : nil else { return }
    throw ValidationError("\(option) goes with a table, e.g. flowers.csv, not with '\(preset)'")
  }
}

extension ColumnChoices.Task: ExpressibleByArgument {}

/// `descent preset TABLE`: what is decided about a table, as a preset to edit.
struct TablePreset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preset",
    abstract: "Write what is decided about a table of your own as a preset to edit.")

  @OptionGroup var options: RunOptions

  func run() throws {
    try reportingMistakes {
      guard let path = options.given, Experiment.isTable(path) else {
        throw ValidationError("preset takes a table, e.g. flowers.csv")
      }
      guard let text = try options.experiment().presetText(file: path) else { return }
      print(text, terminator: "")
    }
  }
}
