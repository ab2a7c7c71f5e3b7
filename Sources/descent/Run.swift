import ArgumentParser
import Cells
import Foundation
import Run
import RunLog
import Terminal
import Training

/// `descent run`: the full-screen dashboard.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train in a full-screen dashboard (without a terminal: the same as log).")

  @OptionGroup var options: RunOptions

  @OptionGroup var screen: ScreenOptions

  @OptionGroup var saving: SaveOptions

  @OptionGroup var snapshot: SnapshotOptions

  @Flag(help: "Hide which bug is on, chosen by the seed: which line, and what is wrong with it?")
  var guess = false

  func validate() throws {
    if snapshot.picture != nil, saving.save != nil || saving.resume != nil {
      throw ValidationError("--snapshot does not go with --save and --resume")
    }
    if guess,
      !options.bugs.isEmpty || options.fix || snapshot.picture != nil || saving.save != nil
        || saving.resume != nil
    {
      throw ValidationError(
        "--guess chooses the bug itself, and does not go with --bug, --fix, --snapshot, --save and "
          + "--resume")
    }
  }

  func run() throws {
    try reportingMistakes {
      let resumption = try Resumption(saving)
      let experiment = try options.experiment(resuming: resumption?.checkpoint)
      var trainerOptions = try options.trainerOptions(experiment)
      if let picture = snapshot.picture {
        return try Snapshot(picture: picture, size: snapshot.size, screen: screen).run {
          let trainer = Trainer(experiment, options: trainerOptions)
          return (trainer, { trainer.send(.stop) })
        }
      }
      let game = guess ? Guess(experiment, trainerOptions.catalogue) : nil
      if let game { trainerOptions.bugs = [BugSwitch(id: game.bug.id, isOn: true, epoch: 0)] }
      guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
        return try HeadlessRun.train(
          experiment, trainerOptions, TextLog(), output: nil, guess: game, saving: saving,
          resumption: resumption)
      }
      if let folder = try saving.folder() {
        trainerOptions.saving = Trainer.Saving(every: saving.every) { checkpoint, _ in
          try folder.write(checkpoint, logBytes: nil)
        }
      }
      if let checkpoint = resumption?.checkpoint {
        try reportingDamage(saving.resume) {
          try checkpoint.check(experiment, trainerOptions.catalogue)
        }
        trainerOptions.resuming = checkpoint
      }
      let pace = screen.pace.map(\.epochsPerSecond) ?? 60
      trainerOptions.pace = pace
      trainerOptions.endsWithRun = false
      trainerOptions.watchesSymptoms = true
      let folder = try? options.folder()
      let trainer = Trainer(experiment, options: trainerOptions, presets: folder) {
        Terminal.wake()
      }
      try screen.show(
        trainer, presets: folder, pace: pace,
        game: game?.onScreen(experiment, trainerOptions.catalogue))
    }
  }
}
