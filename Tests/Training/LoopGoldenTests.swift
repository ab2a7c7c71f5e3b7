import Foundation
import Loop
import Run
import Testing

@testable import Training

/// A loop of `Tests/Conformance/loops`, and what real PyTorch made of it.
struct LoopGolden: Decodable, Sendable, CustomTestStringConvertible {
  struct Failure: Decodable, Sendable {
    let type: String
    let message: String
    let epoch: Int
    /// In the loop's own lines, from 1.
    let line: Int
  }

  let name: String
  let preset: String
  let rows: [[String: Double]]
  let series: [String: [[Double]]]
  let printed: String
  let error: Failure?

  var testDescription: String { name }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Conformance")

  // The tests cannot go on without the goldens.
  static let all: [LoopGolden] = try! String(
    contentsOf: folder.appendingPathComponent("goldens/loops.json"), encoding: .utf8
  ).split(separator: "\n").map { try JSONDecoder().decode(LoopGolden.self, from: Data($0.utf8)) }

  func text() throws -> LoopText {
    let file = Self.folder.appendingPathComponent("loops/\(name).py")
    let rest = try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)[1]
    let parts = "\n\(rest)".components(separatedBy: "\n# loop\n")
    return LoopText(setup: parts[0], loop: parts[1])
  }
}

/// Loops as people write them print what PyTorch prints, or raise what it raises, at the same line.
@Suite struct LoopGoldenTests {
  /// As in `loops.py`.
  static let epochs = 12

  @Test func thereAreFortyAndMore() {
    #expect(LoopGolden.all.filter { $0.error == nil }.count >= 25)
    #expect(LoopGolden.all.filter { $0.error != nil }.count >= 15)
  }

  @Test(arguments: LoopGolden.all)
  func trainsAsPyTorch(_ golden: LoopGolden) throws {
    var experiment = try PresetTests.folder.load(golden.preset)
    experiment.epochs = Self.epochs
    experiment.patience = nil
    let text = try golden.text()
    experiment.loop = text
    let all = events(experiment)
    let curve = all.curve
    try #require(curve.count == golden.rows.count, "\(all.failures)")
    for (record, row) in zip(curve, golden.rows) {
      let names =
        [("train_loss", "loss"), ("train_acc", "train_acc")]
        + [("test_loss", "test_loss"), ("test_acc", "test_acc")]
      for (metric, name) in names {
        let metric = try #require(Metric(rawValue: metric))
        #expect(record.missing.contains(metric) == (row[name] == nil), "\(name)")
        guard let expected = row[name] else { continue }
        #expect(abs(record[metric] - expected) < 5e-5, "\(name) in epoch \(record.epoch)")
      }
    }
    #expect(LoopGoldenTests.same(all.printed, golden.printed), "\(all.printed)")
    for (name, points) in golden.series {
      let found = all.values(name)
      #expect(found.map(\.epoch) == points.map { Int($0[0]) }, "\(name)")
      for (point, expected) in zip(found, points) {
        #expect(abs(point.value - expected[1]) < 5e-5 * max(1, abs(expected[1])), "\(name)")
      }
    }
    let report = all.failures.first
    #expect(report?.headline == golden.error.map { "\($0.type): \($0.message)" })
    #expect(report?.epoch == golden.error?.epoch)
    #expect(report.map { $0.line - text.setupLines.count } == golden.error?.line)
  }

  /// The same words, and numbers no further apart than one of the last digit that is shown.
  private static func same(_ found: String, _ expected: String) -> Bool {
    if found == expected { return true }
    let number = /-?\d+\.\d+/
    guard found.replacing(number, with: "#") == expected.replacing(number, with: "#") else {
      return false
    }
    return zip(found.matches(of: number), expected.matches(of: number)).allSatisfy { a, b in
      let digits = b.output.drop { $0 != "." }.count - 1
      let (a, b) = (Double(a.output) ?? .nan, Double(b.output) ?? .nan)
      return abs(a - b) <= 1.001 * pow(10, -Double(digits))
    }
  }
}

extension [TrainingEvent] {
  fileprivate var printed: String {
    compactMap { if case .print(let text) = $0 { text + "\n" } else { nil } }.joined()
  }

  fileprivate func values(_ wanted: String) -> [(epoch: Int, value: Double)] {
    compactMap {
      if case .value(wanted, let value, let epoch) = $0 { (epoch, value) } else { nil }
    }
  }
}
