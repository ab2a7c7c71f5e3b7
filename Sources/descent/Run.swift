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

  /// Epochs a second, or `max`.
  struct Pace: ExpressibleByArgument {
    let epochsPerSecond: Double?

    init?(argument: String) {
      if argument == "max" {
        epochsPerSecond = nil
        return
      }
      guard let value = Double(argument), value.isFinite, value > 0 else { return nil }
      epochsPerSecond = value
    }
  }

  @Option(help: ArgumentHelp("Epochs a second, or max (default: 60).", valueName: "n|max"))
  var pace: Pace?

  @Option(help: "\(Theme.all.map(\.name).joined(separator: ", ")).")
  var theme = Theme.standard.name

  @Flag(help: "Draw with ASCII characters alone.")
  var ascii = false

  func validate() throws {
    guard Theme.all.contains(where: { $0.name == theme }) else {
      let names = Theme.all.map(\.name)
      throw ValidationError(
        "unknown theme '\(theme)'"
          + (nearestName(to: theme, among: names).map { "; did you mean '\($0)'?" } ?? "")
          + " (expected one of: \(names.joined(separator: ", ")))")
    }
  }

  func run() throws {
    try reportingMistakes {
      let experiment = try options.experiment()
      var trainerOptions = Trainer.Options()
      trainerOptions.bugs = try options.bugSwitches(experiment)
      trainerOptions.mendsItself = options.fix
      guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
        return try HeadlessRun(
          experiment: experiment, options: trainerOptions, format: TextLog(), output: nil
        ).run()
      }
      let pace = pace.map(\.epochsPerSecond) ?? 60
      trainerOptions.pace = pace
      trainerOptions.endsWithRun = false
      let environment = ProcessInfo.processInfo.environment
      guard
        let terminal = Terminal(
          theme: Theme.all.first { $0.name == theme } ?? .standard,
          noColor: environment["NO_COLOR"].map { !$0.isEmpty } ?? false)
      else {
        complain("error: this terminal (TERM=\(environment["TERM"] ?? "")) is not known to ncurses")
        throw ExitCode(1)
      }
      let folder = try? options.folder()
      let status = DashboardLoop(
        terminal: terminal, experiment: experiment, options: trainerOptions, folder: folder,
        glyphs: ascii || !terminal.isUTF8 ? .ascii : .unicode
      ).run()
      if status != 0 { throw ExitCode(status) }
    }
  }
}
