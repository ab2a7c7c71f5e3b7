import ArgumentParser
import Foundation
import Run
import RunLog
import Training

/// `descent bugs [ID]`: the catalogue.
struct Bugs: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the bugs, or explain one.")

  @Argument(help: "A bug's name.")
  var id: String?

  @Option(help: "The preset whose loop is shown (default: the first that the bug fits).")
  var preset: String?

  @Option(name: .customLong("presets"), help: ArgumentHelp("Folder of presets.", valueName: "dir"))
  var folder: String?

  @Option(
    name: .customLong("bugs"), help: ArgumentHelp("Folder of bugs of your own.", valueName: "dir"))
  var bugFolders: [String] = []

  func run() throws {
    try reportingMistakes { try list() }
  }

  private func list() throws {
    var options = RunOptions()
    options.presetFolder = folder
    options.bugFolders = bugFolders
    let catalogue = try options.catalogue()
    guard let id else {
      let width = catalogue.bugs.map(\.id.count).max() ?? 0
      for bug in catalogue.bugs {
        let padded = bug.id.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        tell(
          padded + bug.info().kind.padding(toLength: 10, withPad: " ", startingAt: 0) + bug.title)
      }
      return
    }
    let bug = try catalogue.find(id)
    tell("\(bug.id): \(bug.title)\n")
    for line in try difference(bug, catalogue) { tell(line) }
    if let symptom = bug.symptom { tell("\(bug.info().kind)  \(symptom.text)") }
    tell("why     \(bug.explanation)")
    tell("fix     \(bug.fix)")
  }

  /// The loop with the bug's lines marked, as `diff` marks them.
  private func difference(_ bug: Bug, _ catalogue: Catalogue) throws -> [String] {
    var options = RunOptions()
    options.presetFolder = folder
    let presets = try options.folder()
    let names = preset.map { [$0] } ?? ["seed"] + presets.names
    for name in names {
      let experiment = try presets.load(name)
      if let reason = catalogue.conflict(bug.id, with: [], in: experiment) {
        if preset != nil { throw ExperimentError.invalid("\(bug.id) with \(name): \(reason)") }
        continue
      }
      return ["on the preset \(name):"]
        + catalogue.difference(bug.id, of: experiment).map(\.marked) + [""]
    }
    return ["it fits no preset here", ""]
  }
}
