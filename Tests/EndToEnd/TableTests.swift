import Foundation
import Testing

/// A table of one's own on the command line.
@Suite struct TableCommandTests {
  static let rows =
    "kind,wind,hours\n"
    + (0..<60).map { "\(["raft", "canoe"][$0 * 7 % 2]),\($0 % 7),\(Double($0 % 7) * 2.5 + 1)\n" }
    .joined()

  static func file(_ text: String, _ name: String = "boats.csv") throws -> String {
    let path = try Program.scratch().appendingPathComponent(name)
    try Data(text.utf8).write(to: path)
    return path.path
  }

  @Test func aTableTrainsWithOneCommand() throws {
    let path = try Self.file(Self.rows)
    let log = try Program.run(["log", path, "--epochs", "50"])
    #expect(log.status == 0, "\(log.err)")
    #expect(log.lines.count == 50)
    let pattern = #/Epoch:49 \| Train loss: \S+ \| Train R2: \S+ \| Test loss: \S+ \| Test R2: \S+/#
    #expect(log.lines.last?.wholeMatch(of: pattern) != nil, "\(log.lines.last ?? "")")
    #expect(
      log.errors == [
        "kind: 0 for canoe, 1 for raft", "wind: number", "hours: what is predicted, a quantity",
      ])
  }

  @Test func theLabelIsChosen() throws {
    let path = try Self.file(Self.rows)
    let log = try Program.run(["log", path, "--label", "kind", "--epochs", "2"])
    #expect(log.lines.last?.contains("| Test acc: ") == true, "\(log.err)")
    let quantity = try Program.run([
      "log", path, "--label", "wind", "--task", "number", "--epochs", "1",
    ])
    #expect(quantity.lines.last?.contains("| Test R2: ") == true, "\(quantity.err)")
  }

  @Test func seriesHaveTheirNames() throws {
    let path = try Self.file(Self.rows)
    let log = try Program.run(["log", path, "--epochs", "1", "--format", "jsonl"])
    for name in ["\"train/r2\":", "\"test/r2\":", "\"test/mae\"", "\"test/rmse\""] {
      #expect(log.out.contains(name), "\(name)")
    }
    #expect(!log.out.contains("train/acc"))
  }

  @Test func whatIsDecidedIsAPresetThatPrintsTheSame() throws {
    let path = try Self.file(Self.rows)
    let preset = try Program.run(["preset", path, "--label", "kind", "--epochs", "3"])
    #expect(preset.status == 0, "\(preset.err)")
    #expect(preset.out.contains("  # wind: number\n"))
    let file = try Self.file(preset.out, "boats.yaml")
    let (ours, its) = (
      try Program.run(["log", path, "--label", "kind", "--epochs", "3"]),
      try Program.run(["log", file])
    )
    #expect(its.status == 0, "\(its.err)")
    #expect(ours.out == its.out)
  }

  static let mistakes: [(arguments: [String], status: Int32, words: String)] = [
    (["log", "no.csv"], 66, "no such file: "),
    (["log", "seed", "--label", "x"], 64, "--label goes with a table"),
    (["log", "FILE", "--label", "weight"], 65, "column 3: no column is called 'weight'"),
    (["log", "FILE", "--task", "sums"], 64, "'sums'"),
    (["preset", "seed"], 64, "preset takes a table"),
  ]

  @Test(arguments: mistakes.indices) func mistakesAreOneLine(_ index: Int) throws {
    let (arguments, status, words) = Self.mistakes[index]
    let path = try Self.file(Self.rows)
    let log = try Program.run(arguments.map { $0 == "FILE" ? path : $0 })
    #expect(log.status == status, "\(log.err)")
    #expect(log.err.contains(words), "\(log.err)")
    #expect(log.errors.count == 1, "\(log.err)")
    #expect(log.out.isEmpty)
  }
}
