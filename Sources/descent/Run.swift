import ArgumentParser
import Cells
import Foundation
import RunLog
import Terminal
import Training

/// `descent run`: the full-screen dashboard.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train in a full-screen dashboard (without a terminal: the same as log).")

  @OptionGroup var options: RunOptions

  @OptionGroup var screen: ScreenOptions

  @Option(
    help: ArgumentHelp(
      "Train without a screen and write the last one to a .svg, .txt or .ansi file.",
      valueName: "file"))
  var snapshot: String?

  @Option(
    help: ArgumentHelp("Columns and rows of the snapshot (default: 120x36).", valueName: "wxh"))
  var size = PictureSize(width: 120, height: 36)

  func validate() throws {
    if let snapshot { _ = try Picture(path: snapshot) }
  }

  func run() throws {
    try reportingMistakes {
      let experiment = try options.experiment()
      var trainerOptions = try options.trainerOptions(experiment)
      if let snapshot {
        return try SnapshotRun(
          experiment: experiment, options: trainerOptions, picture: Picture(path: snapshot),
          size: size, theme: screen.colors, glyphs: screen.ascii ? .ascii : .unicode
        ).run()
      }
      guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
        return try HeadlessRun.train(experiment, trainerOptions, TextLog(), output: nil)
      }
      let pace = screen.pace.map(\.epochsPerSecond) ?? 60
      trainerOptions.pace = pace
      trainerOptions.endsWithRun = false
      trainerOptions.watchesSymptoms = true
      let folder = try? options.folder()
      let trainer = Trainer(experiment, options: trainerOptions, presets: folder) {
        Terminal.wake()
      }
      try screen.show(trainer, presets: folder, pace: pace)
    }
  }
}
