import Foundation
import Testing

/// A run that is killed and goes on: the program itself, its files and its log.
@Suite struct ResumeTests {
  static let formats = ["text", "jsonl", "csv"]

  /// The lines of a log without what differs between any two runs, the seconds.
  static func lines(_ path: String) throws -> [String] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.split(separator: "\n").map { line in
      if line.hasPrefix("{") { return String(line).replacing(/,"seconds":[^,}]*/, with: "") }
      let fields = line.split(separator: ",")
      return fields.count == 7 ? fields.dropLast().joined(separator: ",") : String(line)
    }
  }

  /// One run that is killed a few times, against one that was not.
  @Test(arguments: formats)
  func aKilledRunGoesOn(_ format: String) throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (whole, log) = (folder.path + "/whole", folder.path + "/log")
    let common = ["log", "dropout", "--epochs", "60", "--format", format]
    #expect(try Program.run(common + ["--output", whole]).status == 0)
    let saved = common + ["--output", log, "--save", folder.path + "/saved", "--save-every", "3"]
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<5 {
      let begun = FileManager.default.fileExists(atPath: folder.path + "/saved")
      _ = try Program.run(
        saved + (begun ? ["--resume", folder.path + "/saved"] : []),
        signal: (after: Double.random(in: 0.02...0.6, using: &generator), number: SIGKILL))
    }
    let begun = FileManager.default.fileExists(atPath: folder.path + "/saved")
    let last = try Program.run(saved + (begun ? ["--resume", folder.path + "/saved"] : []))
    #expect(last.status == 0, "\(last.err)")
    // The header names what the command line asked for, which is the same for both.
    #expect(try Self.lines(log) == Self.lines(whole))
  }

  /// A finished run goes on for more epochs when they are asked for.
  @Test func aFinishedRunGoesOn() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (log, saved) = (folder.path + "/log", folder.path + "/saved")
    #expect(
      try Program.run(["log", "xor", "--epochs", "12", "--output", log, "--save", saved]).status
        == 0)
    #expect(
      try Program.run(["log", "--resume", saved, "--epochs", "20", "--output", log]).status == 0)
    let whole = try Program.run(["log", "xor", "--epochs", "20"])
    #expect(try Self.lines(log) == whole.lines)
  }

  /// A checkpoint knows the table that it was trained on, and what was said about it.
  @Test func aTableNeedNotBeNamedAgain() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = (0..<40).map { "\($0 % 7),\($0 % 2 == 0 ? "yes" : "no"),\($0 % 5)" }
    let table = folder.path + "/table.csv"
    try (["size,kind,count"] + rows).joined(separator: "\n")
      .write(toFile: table, atomically: true, encoding: .utf8)
    let (log, saved) = (folder.path + "/log", folder.path + "/saved")
    let run = ["log", table, "--label", "kind"]
    #expect(
      try Program.run(run + ["--epochs", "12", "--output", log, "--save", saved]).status == 0)
    let resumed = try Program.run(
      ["log", "--resume", saved, "--epochs", "20", "--output", log])
    #expect(resumed.status == 0, "\(resumed.err)")
    #expect(try Self.lines(log) == Program.run(run + ["--epochs", "20"]).lines)
  }

  @Test func whatCannotBeUsedIsSaid() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (log, saved) = (folder.path + "/log", folder.path + "/saved")
    let run = ["log", "xor", "--epochs", "12"]
    #expect(try Program.run(run + ["--output", log, "--save", saved]).status == 0)
    let other = try Program.run(["log", "moons", "--resume", saved])
    #expect(other.status == 65)
    #expect(
      other.errors == ["error: \(saved): the checkpoint has the preset xor, this run has moons"])
    #expect(try Program.run(run + ["--resume", folder.path + "/none"]).status == 66)
    #expect(try Program.run(run + ["--save", "/proc/none/saved"]).status == 73)
    // A folder with something else in it is left alone.
    #expect(try Program.run(run + ["--save", folder.path]).status == 73)
    try "Epoch:0\n".write(toFile: log, atomically: true, encoding: .utf8)
    #expect(try Program.run(run + ["--resume", saved, "--output", log]).status == 65)
    let model = saved + "/model.safetensors"
    let bytes = try #require(FileManager.default.contents(atPath: model))
    try bytes.dropLast().write(to: URL(fileURLWithPath: model))
    #expect(try Program.run(run + ["--resume", saved]).status == 65)
    try Data("{".utf8).write(to: URL(fileURLWithPath: saved + "/run.json"))
    #expect(try Program.run(run + ["--resume", saved]).status == 65)
  }
}
