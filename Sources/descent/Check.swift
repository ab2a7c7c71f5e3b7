import ArgumentParser
import Foundation
import Loop

/// `descent check FILE.py…`: what the loop language does not know of a loop, without running it.
struct CheckLoops: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what of a loop's text is not known, and which names a preset must supply.")

  @Argument(help: ArgumentHelp("Python files, each with one loop.", valueName: "file.py"))
  var files: [String]

  func run() throws {
    var isKnown = true
    for file in files {
      let text: String
      do {
        text = try String(contentsOfFile: file, encoding: .utf8)
      } catch {
        complain("error: cannot read \(file)")
        throw ExitCode(66)
      }
      let check = Check(text)
      for finding in check.findings { tell("\(file):\(finding.line): \(finding.message)") }
      if !check.freeNames.isEmpty { tell("\(file): needs " + Self.list(check.freeNames)) }
      isKnown = isKnown && check.findings.isEmpty
    }
    if !isKnown { throw ExitCode(65) }
  }

  /// `model, train_loader (dataset)`: each name with what the text uses of it.
  private static func list(_ names: [Check.FreeName]) -> String {
    names.map { name in
      name.attributes.isEmpty
        ? name.name : "\(name.name) (\(name.attributes.joined(separator: ", ")))"
    }.joined(separator: ", ")
  }
}
