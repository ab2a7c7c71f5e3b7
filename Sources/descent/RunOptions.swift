import ArgumentParser
import Foundation
import Training

/// What `run`, `log` and `export` have in common.
struct RunOptions: ParsableArguments {
  @Argument(help: "A preset's name, or the path of a YAML file.")
  var preset = "seed"

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

  /// The preset with the command line's changes.
  func experiment() throws -> Experiment {
    // A path needs no folder of presets.
    let isPath = preset.contains("/") || preset.hasSuffix(".yaml")
    var experiment =
      isPath ? try PresetFolder(path: ".").load(preset) : try folder().load(preset)
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

  /// The bugs asked for, checked against the catalogue and the experiment.
  func bugSwitches(_ experiment: Experiment, _ catalogue: Catalogue = .standard) throws
    -> [BugSwitch]
  {
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

/// Writes a line for people to stderr.
func complain(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
