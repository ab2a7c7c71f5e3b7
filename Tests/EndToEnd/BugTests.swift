import Foundation
import Testing

/// The catalogue and its bugs on the command line.
@Suite struct BugsEndToEnd {
  @Test func aBugIsShownAsADiffWithItsSymptomAndFix() throws {
    let shown = try Program.run(["bugs", "no_step"])
    #expect(shown.status == 0)
    #expect(shown.out.contains("on the preset seed:"))
    #expect(shown.lines.contains("     - optimizer.step()"), "\(shown.out)")
    #expect(shown.out.contains("silent  no_parameter_changed"))
    #expect(shown.out.contains("fix     call optimizer.step()"))
    let modal = try Program.run(["bugs", "eval_forgotten", "--preset", "seed"])
    #expect(modal.status == 64)
    #expect(modal.err.contains("needs a preset with dropout or batch norm"), "\(modal.err)")
  }

  @Test func explainNamesTheSymptomAndThatItWasExpected() throws {
    let log = try Program.run(["log", "seed", "--epochs", "5", "--bug", "no_step", "--explain"])
    #expect(log.status == 0)
    #expect(log.lines.count == 5)
    #expect(log.err.contains("no parameter changed in 3 epochs though gradients are finite"))
    #expect(log.err.contains("as expected of 'no_step': no_parameter_changed"))
    #expect(log.err.contains("0.weight"))
    let healthy = try Program.run(["log", "seed", "--epochs", "5", "--explain"])
    #expect(healthy.err.isEmpty, "\(healthy.err)")
  }

  @Test func jsonCarriesSymptomVerdictAndTwin() throws {
    let log = try Program.run([
      "log", "seed", "--epochs", "5", "--bug", "no_step@1", "--explain", "--twin", "--format",
      "jsonl",
    ])
    let objects = try log.lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    func first(_ event: String) -> [String: Any]? {
      objects.first { $0["event"] as? String == event }
    }
    let symptom = try #require(first("symptom"))
    #expect(symptom["id"] as? String == "no_parameter_changed")
    #expect((symptom["parameters"] as? [[String: Any]])?.first?["update_ratio"] as? Double == 0)
    #expect(first("verdict")?["met"] as? Bool == true)
    #expect(objects.filter { $0["event"] as? String == "twin" }.count == 5)
    #expect(first("twin_diverged")?["epoch"] as? Int == 1)
  }

  /// Which bug is on is not to be read before the end, and without a terminal it is told there.
  @Test(arguments: 1...6)
  func guessHidesTheBugUntilTheEnd(_ seed: Int) throws {
    let arguments = ["log", "seed", "--seed", "\(seed)", "--epochs", "3", "--guess"]
    let log = try Program.run(arguments)
    let last = try #require(log.errors.first { $0.hasPrefix("the bug was ") })
    let id = try #require(last.split(separator: " ").dropFirst(3).first?.dropLast())
    #expect(!log.out.contains(id))
    let before = log.err.prefix(upTo: try #require(log.err.range(of: "the bug was ")).lowerBound)
    #expect(!before.contains("fix") && !before.contains("why"), "\(before)")
    #expect(try Program.run(arguments).err == log.err)
    let json = try Program.run(arguments + ["--format", "jsonl"])
    let shown = json.lines.filter { !$0.contains("\"event\":\"run\"") }
    #expect(!shown.contains { $0.contains("\"\(id)\"") }, "\(shown)")
    #expect(try Program.run(arguments + ["--bug", "no_step"]).status == 64)
  }
}
