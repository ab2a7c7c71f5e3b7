import Foundation
import Testing
import Text

@testable import Training

/// What an exported script says of names and texts from outside.
@Suite struct PythonTextTests {
  static let hostile = "a\"\"\"\\\u{1b}[2J\u{202e}\nb\u{e0041}"

  @Test func textsAreEscapedAndReadTheSame() {
    #expect(pythonString(Self.hostile) == #""a\"\"\"\\\x1b[2J\u202e\nb\U000e0041""#)
    #expect(pythonVisible("x = \"\u{202e}\"\t# \u{2066}") == "x = \"\\u202e\"\t# \\u2066")
    #expect(pythonTextLine("a\t\"b\"") == "a\t\\\"b\\\"")
    #expect(yamlText("é\u{1b}\u{202e}\n\"") == #""é\x1b\u202e\n\"""#)
  }

  /// Docstring, comment, strings, a table within the script: nothing in it that an editor obeys.
  @Test(arguments: ScriptLog.allCases)
  func nothingInAScriptIsUnsafe(_ log: ScriptLog) throws {
    let folder = try IDXTests.Folder()
    let cells = "k\u{1b}[2J\u{202e},b\u{2066}\n1,x\u{202e}\n5,y\n2,x\u{202e}\n9,y\n4,x\u{202e}\n"
    _ = try folder.write("t.csv", Array(cells.utf8))
    let yaml = """
      summary: "s \\e[2J \\u202E \\"\\"\\""
      data: {kind: csv, file: t.csv}
      model: [linear: out]
      setup: "words = '\u{202d}'"
      loop: "loss = loss_fn(model(X_train), y_train)  # \u{202e}\\nloss.backward()"
      """
    let experiment = try Experiment(yaml: yaml, file: folder.path + "/n\u{202e}\"\"\".yaml")
    let script = try experiment.script(log: log)
    let unsafe = script.unicodeScalars.filter { $0.isUnsafe && $0 != "\n" }
    #expect(unsafe.isEmpty, "\(unsafe) in \(script)")
    #expect(script.contains(#"Preset n\u202e\"\"\""#), "\(script.prefix(400))")
    #expect(script.contains(#"words = '\u202d'"#))
    #expect(script.contains(#"# \u202e"#))
    #expect(script.contains(#"1,x\u202e"#))
  }
}
