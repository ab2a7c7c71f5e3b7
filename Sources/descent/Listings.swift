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
        print(padded + experiment.summary)
      }
    }
  }
}

/// `descent bugs [ID]`: the catalogue.
struct Bugs: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the bugs, or explain one.")

  @Argument(help: "A bug's name.")
  var id: String?

  func run() throws {
    let catalogue = Catalogue.standard
    guard let id else {
      let width = catalogue.bugs.map(\.id.count).max() ?? 0
      for bug in catalogue.bugs {
        let padded = bug.id.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        print(padded + (bug.raises ? "raises  " : "silent  ") + bug.title)
      }
      return
    }
    try reportingMistakes {
      let bug = try catalogue.find(id)
      print("\(bug.id): \(bug.title)\n")
      print(bug.explanation)
      print("mend: \(bug.mend)")
    }
  }
}
