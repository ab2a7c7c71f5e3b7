import Foundation
import Testing

/// What the README and the pages that it leads to tell people to type.
@Suite struct ReadmeTests {
  static let pages = Program.root + "/Sources/descent/descent.docc/"
  static let readme =
    ([Program.root + "/README.md"]
    + ((try? FileManager.default.contentsOfDirectory(atPath: pages)) ?? []).sorted().map {
      pages + $0
    })
    .compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }.joined(separator: "\n")

  @Test func everyPageIsLedToAndThere() throws {
    let text = try String(contentsOfFile: Program.root + "/README.md", encoding: .utf8)
    let links = text.matches(of: /\]\(([^)]+)\)/).map { String($0.1) }
    for link in links {
      #expect(FileManager.default.fileExists(atPath: Program.root + "/" + link), "\(link)")
    }
    for page in try FileManager.default.contentsOfDirectory(atPath: Self.pages) {
      #expect(links.contains("Sources/descent/descent.docc/" + page), "\(page)")
    }
  }

  /// Those that need nothing but Descent: a program of one's own comes after `--`.
  static let commands = readme.split(separator: "\n")
    .filter { !$0.contains(" -- ") }
    .filter {
      $0.hasPrefix("descent log ") || $0.hasPrefix("descent presets")
        || $0.hasPrefix("descent bugs")
    }
    .map { line in
      let command = line.prefix { $0 != "#" }.dropFirst("descent ".count)
      // What follows two blanks explains the command.
      let end = command.range(of: "  ")?.lowerBound ?? command.endIndex
      return command[..<end].matches(of: /'([^']*)'|\S+/).map { String($0.1 ?? $0.0) }
    }

  @Test func thereAreCommands() { #expect(Self.commands.count >= 6) }

  @Test(arguments: commands)
  func commandDoesWhatItSays(_ arguments: [String]) throws {
    let bug = arguments.firstIndex(of: "--bug").map { arguments[$0 + 1].prefix { $0 != "@" } }
    let raises = try bug.map { bug in
      let line = try Program.run(["bugs"]).lines.first { $0.hasPrefix("\(bug) ") }
      return line?.contains(" raises ") == true && !arguments.contains("--fix")
    }
    var arguments = arguments
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    for option in ["--output", "--plot", "--save"] {
      guard let output = arguments.firstIndex(of: option) else { continue }
      arguments[output + 1] = folder.appendingPathComponent(arguments[output + 1]).path
    }
    let result = try Program.run(arguments)
    #expect(result.status == (raises == true ? 1 : 0), "\(result.err)")
  }

  @Test func presetOfTheReadmeTrains() throws {
    let yaml = try #require(
      Self.readme.firstMatch(of: /```yaml\n([^`]*)```/).map { String($0.1) })
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let preset = folder.appendingPathComponent("my.yaml")
    try yaml.write(to: preset, atomically: true, encoding: .utf8)
    let rows = (0..<40).map { "\($0),\(Double($0 * $0) / 9),\($0 < 20 ? "lily" : "rose")" }
    try "a,b,species\n\(rows.joined(separator: "\n"))\n".write(
      to: folder.appendingPathComponent("flowers.csv"), atomically: true, encoding: .utf8)
    let result = try Program.run(["log", preset.path])
    #expect(result.status == 0, "\(result.err)")
    #expect(result.lines.last?.contains("Test acc: 1.0000") == true, "\(result.lines.last ?? "")")
  }
}
