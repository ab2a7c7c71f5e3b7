import ArgumentParser
import Training

/// The command line.
@main
struct Descent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent",
    abstract: "Watch a model train, break the loop, see where the gradient was cut, mend it.",
    subcommands: [Run.self, Log.self, Presets.self, Bugs.self],
    defaultSubcommand: Run.self)
}
