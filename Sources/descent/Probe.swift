import ArgumentParser
import Foundation
import Probe

/// `descent probe`: the probe for a program that Descent does not start.
struct Probe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the probe as one Python file, for a notebook: import probe.")

  @Flag(name: .customLong("print"), help: "Write the file to stdout.")
  var prints = false

  func validate() throws {
    if !prints { throw ValidationError("say descent probe --print > probe.py") }
  }

  func run() throws {
    try FileHandle.standardOutput.write(contentsOf: Data(ProbeFiles.bundle.utf8))
  }
}
