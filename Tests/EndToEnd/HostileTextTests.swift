import Foundation
import Testing
import Text

/// Names, cells and paths from outside that would command a terminal, on their way to stderr and stdout.
@Suite struct HostileTextTests {
  static let hostile = "\u{1b}]0;title\u{7}\u{202e}\u{2067}\u{200f}\u{9b}31m"

  private func expectHarmless(_ output: Program.Output, _ status: Int32) {
    #expect(output.status == status, "\(output.err)")
    for text in [output.out, output.err] {
      let unsafe = text.unicodeScalars.filter { $0.isUnsafe && $0 != "\n" }
      #expect(unsafe.isEmpty, "\(unsafe)")
    }
    #expect(output.err.contains(#"\u{1b}]0;title\u{7}\u{202e}\u{2067}\u{200f}\u{9b}31m"#))
  }

  private func file(_ name: String, _ text: String) throws -> String {
    let path = try Program.scratch().appending(path: name)
    try Data(text.utf8).write(to: path)
    return path.path
  }

  /// What is wrong with a file is said in one line.
  private func expectOneLine(_ name: String, _ text: String) throws {
    let output = try Program.run(["log", file(name, text)])
    expectHarmless(output, 65)
    #expect(output.errors.count == 1)
  }

  @Test func aCell() throws {
    try expectOneLine("t.csv", "a,k\n1,\(Self.hostile)\n2,\(Self.hostile)\n")
  }

  @Test func aPath() throws {
    let path = try file("\(Self.hostile)\n.yaml", "data: 1\n")
    let output = try Program.run(["log", path])
    expectHarmless(output, 65)
    #expect(output.errors.count == 1)
    expectHarmless(try Program.run(["log", "no\(Self.hostile).yaml"]), 66)
    expectHarmless(try Program.run(["summary", "no\(Self.hostile).log"]), 66)
  }

  @Test func aKeyOfAPreset() throws {
    let yaml = "data: {kind: xor}\nmodel: [linear: out]\n\"\(Self.hostile.yamlEscaped)\": 1\n"
    try expectOneLine("p.yaml", yaml)
  }

  @Test func aWordOfTheCommandLine() throws {
    for line in [["log", "--bug", Self.hostile], ["log", "--lr", Self.hostile], [Self.hostile]] {
      let output = try Program.run(line)
      #expect([64, 66].contains(output.status))
      expectHarmless(output, output.status)
      #expect(output.errors.count == 1)
    }
  }

  @Test func whatALoopPrints() throws {
    let yaml = """
      data: {kind: xor, per_class: 4}
      model: [linear: out]
      epochs: 1
      loop: "print('\(Self.hostile.yamlEscaped)')\\nraise ValueError('\(Self.hostile.yamlEscaped)')"
      """
    expectHarmless(try Program.run(["log", file("p.yaml", yaml)]), 1)
  }

  @Test func namesInALog() throws {
    let log =
      "epoch 1 \(Self.hostile) loss: 0.5 acc: 0.3\nepoch 2 \(Self.hostile) loss: 0.4 acc: 0.4\n"
    let path = try file("\(Self.hostile).txt", log)
    let output = try Program.run(["summary", path])
    #expect(output.status == 0)
    #expect(output.out.contains(#"\u{1b}]0;title"#), "\(output.out)")
    #expect(!output.out.unicodeScalars.contains { $0.isUnsafe && $0 != "\n" })
  }

  /// A program's own output passes as it is.
  @Test func whatAProgramPrintsIsItsOwn() throws {
    let output = try Program.run(["log", "--", "printf", "%s", Self.hostile])
    #expect(output.out == Self.hostile)
  }
}

extension String {
  /// Between YAML's quotes.
  fileprivate var yamlEscaped: String { replacingUnsafe(\.pythonEscape) }
}
