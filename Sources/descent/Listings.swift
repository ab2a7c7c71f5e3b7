import ArgumentParser
import Foundation
import Training

/// `descent presets`: what there is to train.
struct Presets: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the presets.")

  @Option(name: .customLong("presets"), help: ArgumentHelp("Folder of presets.", valueName: "dir"))
  var folder: String?

  func run() throws {
    try reportingMistakes {
      var options = RunOptions()
      options.presetFolder = folder
      let folder = try options.folder()
      let width = folder.names.map(\.count).max() ?? 0
      for name in folder.names {
        let experiment = try folder.load(name)
        let padded = name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        tell(padded + experiment.summary)
      }
    }
  }
}
