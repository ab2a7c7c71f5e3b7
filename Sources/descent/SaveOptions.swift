import ArgumentParser
import Foundation
import Training

/// Stopping a run and going on with it: what `run` and `log` have in common.
struct SaveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Save the run to a folder, every so many epochs and at its end.", valueName: "dir"))
  var save: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Epochs between two checkpoints (default: 10).", valueName: "n"))
  var saveEvery: Int?

  @Option(
    help: ArgumentHelp(
      "Go on from a folder that --save wrote, with the same numbers and the same log.",
      valueName: "dir"))
  var resume: String?

  func validate() throws {
    if let saveEvery, saveEvery < 1 {
      throw ValidationError("--save-every must be a positive whole number, not \(saveEvery)")
    }
    if saveEvery != nil && save == nil { throw ValidationError("--save-every goes with --save") }
  }

  var every: Int { saveEvery ?? 10 }

  /// The folder to save to, which can be written; ends with exit code 73 where it cannot.
  func folder() throws -> CheckpointFolder? {
    guard let save else { return nil }
    let folder = CheckpointFolder(path: save)
    do {
      try folder.expectWritable()
    } catch let error as CheckpointError {
      complain("error: \(error)")
      throw ExitCode(73)
    }
    return folder
  }
}

/// A checkpoint that a run goes on from.
struct Resumption {
  let checkpoint: Checkpoint
  /// How long the log was; nil for a run that kept none.
  let logBytes: Int?

  /// Reads what `--resume` names; nil without it.
  init?(_ options: SaveOptions) throws {
    guard let path = options.resume else { return nil }
    (checkpoint, logBytes) = try reportingDamage(path) { try CheckpointFolder(path: path).read() }
  }
}

/// Turns a checkpoint that cannot be used into one line and exit code 65.
func reportingDamage<Result>(_ path: String?, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as CheckpointError {
    complain("error: \(path ?? "checkpoint"): \(error)")
    throw ExitCode(65)
  }
}
