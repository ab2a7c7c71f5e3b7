import ArgumentParser
import Foundation
import Loop
import Run
import Training

/// What `run`, `log` and `export` have in common.
struct RunOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A preset's name, the path of a YAML file, or a table, e.g. flowers.csv (default: seed).",
      valueName: "preset"))
  var given: String?

  @OptionGroup var table: TableOptions

  var preset: String { given ?? "seed" }

  @Option(parsing: .unconditional, help: "Epochs to train.")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Seed of data and model, as torch.manual_seed takes it.")
  var seed: UInt64?

  @Option(name: .customLong("lr"), parsing: .unconditional, help: "Learning rate.")
  var learningRate: Double?

  @Option(help: "Optimizer: \(OptimizerChoice.names.joined(separator: ", ")).")
  var optimizer: String?

  @Option(parsing: .unconditional, help: "Rows a step sees.")
  var batchSize: Int?

  @Option(
    name: .customLong("bug"),
    help: ArgumentHelp("A bug to switch on, from an epoch on.", valueName: "id[@epoch]"))
  var bugs: [String] = []

  @Option(
    name: .customLong("edit"),
    help: ArgumentHelp(
      "A line written anew: the one that assigns or calls the same, or the one of that number.",
      valueName: "[@epoch ][line:]code"))
  var edits: [String] = []

  @Option(
    name: .customLong("bugs"),
    help: ArgumentHelp("Folder of bugs of your own; may be repeated.", valueName: "dir"))
  var bugFolders: [String] = []

  @Flag(help: "Fix the bug after it raised, and train on.")
  var fix = false

  @Option(name: .customLong("presets"), help: ArgumentHelp("Folder of presets.", valueName: "dir"))
  var presetFolder: String?

  func validate() throws {
    if let epochs, epochs < 1 {
      throw ValidationError("--epochs must be a positive whole number, not \(epochs)")
    }
    if let learningRate, !learningRate.isFinite || learningRate < 0 {
      throw ValidationError("--lr must be a finite number ≥ 0, not \(learningRate)")
    }
    if let batchSize, batchSize < 1 {
      throw ValidationError("--batch-size must be a positive whole number, not \(batchSize)")
    }
    if let optimizer, !OptimizerChoice.names.contains(optimizer) {
      let near = nearestName(to: optimizer, among: OptimizerChoice.names)
      throw ValidationError(
        "unknown optimizer '\(optimizer)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
          + " (expected one of: \(OptimizerChoice.names.joined(separator: ", ")))")
    }
  }

  func folder() throws -> PresetFolder {
    try PresetFolder.locate(presetFolder, executable: Bundle.main.executablePath)
  }

  /// The preset with the command line's changes, on top of what a checkpoint says.
  func experiment(resuming checkpoint: Checkpoint? = nil) throws -> Experiment {
    let saved = checkpoint?.state.settings
    var experiment = try read(origin: given == nil ? saved?.origin : nil, name: saved?.preset)
    if let saved {
      (experiment.seed, experiment.epochs) = (saved.seed, saved.epochs)
      experiment.batchSize = saved.batchSize
      experiment.optimizer = OptimizerChoice(
        name: saved.optimizer, learningRate: saved.learningRate, options: saved.options)
    }
    if let epochs { experiment.epochs = epochs }
    if let seed { experiment.seed = seed }
    if let learningRate { experiment.optimizer.learningRate = learningRate }
    if let batchSize { experiment.batchSize = batchSize }
    if let optimizer, optimizer != experiment.optimizer.name {
      experiment.optimizer = OptimizerChoice(
        name: optimizer, learningRate: experiment.optimizer.learningRate)
    }
    return experiment
  }

  /// The preset or table that is named, or else the one that a checkpoint was of; with a bar on stderr
  /// where its data is large.
  private func read(origin: Experiment.Origin?, name: String?) throws -> Experiment {
    let preset = given ?? origin?.path ?? name ?? self.preset
    let bar = ReadingProgress()
    defer { bar.end() }
    if Experiment.isTable(preset) {
      return try Experiment(
        table: preset, label: table.label ?? origin?.label, task: table.task ?? origin?.task,
        progress: bar.reached)
    }
    try table.expectUnused(preset)
    // A path needs no folder of presets.
    let isPath = preset.contains("/") || preset.hasSuffix(".yaml")
    let folder = isPath ? PresetFolder(path: ".") : try folder()
    return try folder.load(preset, progress: bar.reached)
  }

  /// The shipped bugs, those of the folders named, and the lines edited by hand.
  func catalogue() throws -> Catalogue {
    let found = try PresetFolder.locate(nil, executable: Bundle.main.executablePath)
    var folders = [found.bugs ?? PresetFolder.shipped.bugs].compactMap { $0 }
    // One that was named for its presets need have no bugs.
    if let own = presetFolder.flatMap({ PresetFolder(path: $0).bugs }), !folders.contains(own) {
      folders.append(own)
    }
    return try Catalogue(folders: folders + bugFolders)
  }

  /// What a trainer starts with: the bugs and edits asked for, checked against the experiment.
  func trainerOptions(_ experiment: Experiment) throws -> Trainer.Options {
    var options = Trainer.Options()
    let catalogue = try catalogue()
    options.bugs = try bugSwitches(experiment, catalogue)
    var bugs = catalogue.bugs
    for (index, argument) in edits.enumerated() {
      let (bug, epoch) = try edit(
        argument, number: edits.count > 1 ? index + 1 : nil, experiment, Catalogue(bugs),
        options.bugs.map(\.id))
      bugs.append(bug)
      options.bugs.append(BugSwitch(id: bug.id, isOn: true, epoch: epoch))
    }
    options.catalogue = Catalogue(bugs)
    options.fixesItself = fix
    return options
  }

  /// A line written anew as a bug like any other.
  private func edit(
    _ argument: String, number: Int?, _ experiment: Experiment, _ catalogue: Catalogue,
    _ active: [String]
  ) throws -> (Bug, epoch: Int) {
    let text = catalogue.listing(active, of: experiment).text
    do {
      let line = try LineEdit(argument)
      let edit = try line.edit(of: text)
      _ = try Program(setup: text.setup, loop: text.applying(edit).loop, names: NameTable())
      return (
        Bug(
          id: "edit" + (number.map(String.init) ?? ""), title: line.text, symptom: nil,
          explanation: "A line written by hand.", fix: "", edits: [edit]), line.epoch
      )
    } catch let error as LoopText.EditError {
      let lines = text.lines.enumerated().map { "  \($0.offset + 1)  \($0.element)" }
      throw ValidationError(
        "--edit '\(argument)': \(error)\n" + lines.joined(separator: "\n"))
    } catch let error as LoopError {
      throw ValidationError("--edit '\(argument)': \(error)")
    }
  }

  /// The bugs asked for, checked against the catalogue and the experiment.
  private func bugSwitches(_ experiment: Experiment, _ catalogue: Catalogue) throws -> [BugSwitch] {
    var result: [BugSwitch] = []
    for argument in bugs {
      let parts = argument.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
      let bug: Bug
      do {
        bug = try catalogue.find(String(parts[0]))
      } catch let error as ExperimentError {
        throw ValidationError("\(error)")
      }
      var epoch = 0
      if parts.count == 2 {
        guard let number = Int(parts[1]), number >= 0 else {
          throw ValidationError("--bug \(argument): '\(parts[1])' is no epoch")
        }
        epoch = number
      }
      if let reason = catalogue.conflict(bug.id, with: result.map(\.id), in: experiment) {
        throw ValidationError("--bug \(bug.id): \(reason)")
      }
      result.append(BugSwitch(id: bug.id, isOn: true, epoch: epoch))
    }
    return result
  }
}

/// Runs a command's work and turns a mistaken preset or option into one line and an exit code.
func reportingMistakes(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as ExperimentError {
    complain("error: \(error)")
    switch error {
    case .notFound: throw ExitCode(66)
    case .malformed, .model: throw ExitCode(65)
    case .invalid: throw ExitCode(64)
    }
  }
}
