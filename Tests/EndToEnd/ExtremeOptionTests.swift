import ArgumentParser
import Foundation
import Testing

@testable import descent

/// Every option that takes a number with the values that numbers come to grief on: exit code 0, 1, 64 or
/// 65, soon, and in one line. The options are those that the program's own help lists.
@Suite struct ExtremeOptionTests {
  static let values = [
    "0", "-1", "9223372036854775807", "-9223372036854775808", "1e308", "NaN", "inf", "", "[]", "{}",
    "true", "~", "-1e308", "5e-324", "18446744073709551615", "18446744073709551616", "1e19", "0x10",
    "\u{1b}[2J",
  ]

  /// What the commands that take numbers need beside them.
  private static let commands: [String: [String]] = [
    "log": ["xor", "--epochs", "1"], "export": ["xor"], "run": ["xor", "--epochs", "1"],
    "preset": ["FILE"], "replay": ["LOG", "--snapshot", "picture.txt"],
    "watch": ["LOG", "--pace", "max"], "bugs": [], "presets": [], "summary": ["LOG"],
    "convert": ["LOG", "--to", "csv"], "check": ["LOOP"], "probe": [],
  ]

  /// A command and one of its options.
  struct Option: Sendable, CustomTestStringConvertible {
    let command: String
    let name: String
    var testDescription: String { "\(command) \(name)" }

    /// The command line with a value.
    func line(_ value: String) -> [String] {
      var words = commands[command] ?? []
      if let own = words.firstIndex(of: name) { words.removeSubrange(own...(own + 1)) }
      if name == "--save-every" { words += ["--save", "FOLDER"] }
      return [command] + words + [name, value]
    }

    /// What the command's own parser says of a value; nil where it takes it.
    func refusal(_ value: String) -> (any Error)? {
      let type = Descent.configuration.subcommands.first { $0._commandName == command }
      do {
        _ = try type?.parse(Array(line(value).dropFirst()))
        return nil
      } catch {
        return error
      }
    }

    /// Whether it takes a number and no word.
    var takesNumbers: Bool {
      refusal("word") != nil && ["7", "0.5", "7x7"].contains { refusal($0) == nil }
    }
  }

  private struct Help: Decodable {
    struct Command: Decodable {
      let commandName: String
      let arguments: [Argument]?
      let subcommands: [Command]?
    }
    struct Argument: Decodable {
      struct Name: Decodable {
        let kind: String
        let name: String
      }
      let kind: String
      let names: [Name]?
    }
    let command: Command
  }

  /// Each option in the first command that has it; but what is watched has no end.
  static let options: [Option] = {
    let help = try? JSONDecoder().decode(Help.self, from: Data(Descent._dumpHelp().utf8))
    let commands = (help?.command.subcommands ?? []).filter { $0.commandName != "watch" }
    var names: Set<String> = []
    return commands.flatMap { command in
      (command.arguments ?? []).filter { $0.kind == "option" }.compactMap { argument in
        guard let name = argument.names?.first(where: { $0.kind == "long" })?.name,
          names.insert(name).inserted
        else { return nil }
        return Option(command: command.commandName, name: "--" + name)
      }
    }
  }()

  static let numbers = options.filter(\.takesNumbers)

  @Test func theOptionsAreFound() {
    let names = Set(Self.numbers.map(\.name))
    let known = [
      "--epochs", "--seed", "--lr", "--batch-size", "--every", "--save-every", "--pace", "--size",
    ]
    #expect(names.isSuperset(of: known), "\(names.sorted())")
    // A new command is to say here what it needs.
    #expect(Set(Self.options.map(\.command)).isSubset(of: Self.commands.keys))
  }

  /// What the parser refuses is a mistake of usage; what it takes is run by the real program.
  @Test(arguments: numbers) func whatIsRefusedIsSaidAndWhatIsTakenEndsWell(_ option: Option) throws
  {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
      "FILE": ("t.csv", TableCommandTests.rows), "LOG": ("log.jsonl", Self.log),
      "FOLDER": ("saved", ""), "picture.txt": ("picture.txt", ""),
    ]
    for (name, text) in files.values where !text.isEmpty {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    let accepted = Self.values.filter { value in
      guard let refusal = option.refusal(value) else { return true }
      #expect(Descent.exitCode(for: refusal) == .validationFailure, "\(option.line(value))")
      return false
    }
    // Of those that the parser refuses one goes through the program too.
    for value in accepted + ["\u{1b}[2J"] {
      if option.name == "--epochs", (Int(value) ?? 0) > 1000 { continue }
      let line = option.line(value).map { word in
        files[word].map { folder.appending(path: $0.0).path } ?? word
      }
      let start = ContinuousClock.now
      let output = try Program.run(line)
      let took = ContinuousClock.now - start
      #expect([0, 1, 64, 65].contains(output.status), "\(line): \(output.status) \(output.err)")
      #expect(took < .seconds(6), "\(took) for \(line)")
      if output.status == 64 || output.status == 65 {
        #expect(output.errors.count == 1, "\(line): \(output.err)")
      }
      #expect(!output.err.contains("\u{1b}"))
    }
  }

  /// Numbers within texts.
  @Test(arguments: [
    ["log", "xor", "--epochs", "1", "--bug", "argmax@9223372036854775807"],
    ["log", "xor", "--epochs", "1", "--bug", "argmax@-1"],
    ["log", "xor", "--epochs", "1", "--bug", "argmax@1e308"],
    ["log", "xor", "--epochs", "1", "--edit", "@9223372036854775807 1:pass"],
    ["log", "xor", "--epochs", "1", "--edit", "9223372036854775807:pass"],
    ["log", "xor", "--epochs", "1", "--edit", "-9223372036854775808:pass"],
    ["log", "xor", "--epochs", "1", "--edit", "0:\u{1b}[2J"],
  ]) func numbersWithinTexts(_ line: [String]) throws {
    let output = try Program.run(line)
    #expect([0, 1, 64, 65].contains(output.status), "\(output.status) \(output.err)")
    #expect(!output.err.contains("\u{1b}") && output.errors.count <= 1, "\(output.err)")
  }

  private static let log = """
    {"event":"run","schema":2,"preset":"x","epochs":2}
    {"event":"epoch","epoch":0,"train/loss":1.5}
    {"event":"epoch","epoch":1,"train/loss":1.25}
    {"event":"end","status":"finished"}

    """
}
