import Foundation
import Loop
import Run
import Testing

@testable import Training

/// The JSONL that an exported script writes.
@Suite struct ScriptLogTests {
  static let folder = PresetFolder(
    path: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Presets").path)

  static let pairs = folder.names.flatMap { name in [(name, [] as [String]), (name, ["detach"])] }

  /// An error's line number is found through the table of lines, so each entry must hit its line.
  @Test(arguments: pairs)
  func everyLineOfTheListingIsFoundInTheScript(_ preset: String, _ bugs: [String]) throws {
    let experiment = try Self.folder.load(preset)
    let script = try experiment.script(bugs: bugs, catalogue: .standard, log: .jsonl)
    let lines = script.split(separator: "\n", omittingEmptySubsequences: false)
    let listing = Catalogue.standard.listing(bugs, of: experiment)
    let entries = script.matches(of: /\n    (\d+): \((\d+), "/)
    #expect(entries.count == listing.text.lines.count)
    for (entry, number) in zip(entries, 1...) {
      let place = try #require(Int(entry.1))
      #expect(Int(entry.2) == number)
      #expect(lines[place - 1].drop { $0 == " " } == listing.code(ofLine: number))
    }
  }

  @Test func theTextScriptHasNoneOfIt() throws {
    let script = try Self.folder.load("seed").script()
    #expect(!script.contains("json"))
    #expect(script.contains("print("))
  }
}
