import ArgumentParser
import Cells
import Dashboard
import Foundation
import Terminal
import Training

/// What the commands with a screen have in common.
struct ScreenOptions: ParsableArguments {
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

  @Option(
    help: ArgumentHelp(
      "Epochs a second, or max (training: 60, a log: max).", valueName: "n|max"))
  var pace: Pace?

  @Option(help: "\(Theme.all.map(\.name).joined(separator: ", ")).")
  var theme = Theme.standard.name

  @Flag(help: "Draw with ASCII characters alone.")
  var ascii = false

  var colors: Theme { Theme.all.first { $0.name == theme } ?? .standard }

  func validate() throws {
    guard Theme.all.contains(where: { $0.name == theme }) else {
      let names = Theme.all.map(\.name)
      throw ValidationError(
        "unknown theme '\(theme)'"
          + (nearestName(to: theme, among: names).map { "; did you mean '\($0)'?" } ?? "")
          + " (expected one of: \(names.joined(separator: ", ")))")
    }
  }

  /// Shows a source's events in the dashboard until the person leaves; ends with the exit code.
  func show(
    _ source: any EventSource, presets: PresetFolder?, pace: Double?, game: GuessGame? = nil
  ) throws {
    let environment = ProcessInfo.processInfo.environment
    guard
      let terminal = Terminal(
        theme: colors,
        noColor: environment["NO_COLOR"].map { !$0.isEmpty } ?? false)
    else {
      source.stop()
      complain(
        "error: this terminal (TERM=\(environment["TERM"] ?? "")) is not known, or cannot show a full "
          + "screen; `descent log` needs none")
      throw ExitCode(1)
    }
    let status = DashboardLoop(
      terminal: terminal, source: source, folder: presets, pace: pace,
      glyphs: ascii || !terminal.isUTF8 ? .ascii : .unicode, theme: colors,
      game: game
    ).run()
    if status != 0 { throw ExitCode(status) }
  }
}
