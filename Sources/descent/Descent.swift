import ArgumentParser
import Files
import Foundation
import Terminal
import Training

/// The command line.
@main
struct Descent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent",
    abstract: "Watch a model train, break the loop, see where the gradient was cut, fix it.",
    version: "descent \(programVersion)",
    subcommands: [
      Run.self, Log.self, Watch.self, Replay.self, SummaryCommand.self, Convert.self, Presets.self,
      TablePreset.self, Bugs.self, Export.self, CheckLoops.self, Probe.self,
    ],
    defaultSubcommand: Run.self)

  /// A mistake on the command line, or a file that cannot be written, is one line, as every other
  /// mistake is; help is left whole.
  static func main() {
    Terminal.crashPlainly()
    // A pipe whose reader has gone is an error of the write, with its path. A handler, unlike an order
    // to ignore the signal, is not handed on to the programs that are started from here.
    signal(SIGPIPE) { _ in }
    // Swift reads them from a file of the system's, and gives none where it has no memory for that.
    guard !CommandLine.arguments.isEmpty else {
      complain("error: no memory for the command line")
      exit(withError: ExitCode(1))
    }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as FileError {
      complain("error: \(error)")
      exit(withError: ExitCode(error.action == .write ? 73 : 66))
    } catch {
      let code = exitCode(for: error)
      guard !code.isSuccess, !(error is ExitCode) else { exit(withError: error) }
      let message = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
      complain("error: \(message)")
      exit(withError: code)
    }
  }
}
