import Autograd
import Foundation
import Run
import Testing

@testable import Training

/// What detectors see in a table, and that they see nothing in one that is well.
@Suite struct TableDetectorTests {
  static let healthy =
    "wind,crew,hours,k\n" + rows(80) { "\($0 * 37 % 11),\($0 * 13 % 6),\($0 * 7 % 23),\($0 % 2)" }

  static func rows(_ count: Int, _ row: (Int) -> String) -> String {
    (0..<count).map { row($0) + "\n" }.joined()
  }

  static func symptoms(_ text: String, _ yaml: String = "") throws -> [String: String] {
    let path = try TableDataTests.write(text)
    let experiment = try Experiment(
      yaml: "data:\n  kind: csv\n  file: t.csv\n" + yaml, file: path)
    return try symptoms(experiment)
  }

  static func symptoms(_ experiment: Experiment, _ listing: Listing? = nil) throws -> [String:
    String]
  {
    let state = try LoopState(experiment: experiment, listing: listing)
    let facts = EpochFacts(epoch: 0).with(DataFacts(state))
    let seen = Detector.tables.compactMap { detector in
      detector.see(facts, Evidence()).map { (detector.id, $0.text) }
    }
    return Dictionary(uniqueKeysWithValues: seen)
  }

  static let tables: [(text: String, yaml: String, symptom: String, words: String)] = [
    (
      "weight,crew,low\n"
        + rows(80) { "\($0 * 37 % 71),\($0 % 3),\($0 * 37 % 71 < 30 ? "yes" : "no")" },
      "", "column_tells_label", "'weight' alone tells 'low' in every training row: leak?"
    ),
    (
      "alive,crew,survived\n" + rows(60) { "\($0 % 2 == 0 ? "a" : "b"),\($0 * 7 % 5),\($0 % 2)" },
      "", "column_tells_label", "'alive' alone tells 'survived'"
    ),
    (
      "wind,casual,registered,cnt\n"
        + rows(90) {
          "\($0 * 37 % 11),\($0 * 29 % 31),\($0 * 13 % 17),\($0 * 29 % 31 + $0 * 13 % 17)"
        },
      "", "column_tells_label", "'casual' and 'registered' together tell 'cnt'"
    ),
    (
      "wind,crew,cm\n"
        + rows(60) { "\($0 * 37 % 11),\($0 * 29 % 31),\(Double($0 * 29 % 31) * 2.54)" },
      "", "column_tells_label", "'crew' alone tells 'cm'"
    ),
    (
      "wind,crew,k\n"
        + rows(60) { "\($0 * 37 % 11),\($0 * 29 % 31),\($0 < 3 ? "tug" : $0 % 2 == 0 ? "a" : "b")" },
      "", "small_class", "class 'tug' has 3 rows"
    ),
    (
      "wind,crew,k\n" + rows(30) { "\($0 * 37 % 11),\($0 * 29 % 31),\($0 % 2)" },
      "", "few_test_rows", "the test set has 6 rows"
    ),
    (
      "wind,pay,k\n" + rows(60) { "\(Double($0 * 37 % 11) / 1000),\($0 * 2900 % 3100),\($0 % 2)" },
      "  standardize: false\n", "unequal_scales", "'pay' spans"
    ),
  ]

  @Test(arguments: tables.indices) func isSeen(_ index: Int) throws {
    let (text, yaml, symptom, words) = Self.tables[index]
    let seen = try Self.symptoms(text, yaml)
    #expect(seen[symptom]?.contains(words) == true, "\(seen)")
    #expect(seen.count == 1, "\(seen)")
  }

  @Test func nothingIsSeenWhereNothingIsWrong() throws {
    #expect(try Self.symptoms(Self.healthy).isEmpty)
    #expect(try Self.symptoms(Self.healthy, "  label: hours\n").isEmpty)
  }

  @Test func statisticsOfTheWholeTableAreSeen() throws {
    let path = try TableDataTests.write(Self.healthy)
    let experiment = try Experiment(yaml: "data:\n  kind: csv\n  file: t.csv\n", file: path)
    let bugs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Presets/bugs").path
    let catalogue = try Catalogue(folders: [bugs])
    let listing = catalogue.listing(["whole_table_statistics"], of: experiment)
    #expect(try Self.symptoms(experiment, listing).keys.sorted() == ["test_rows_in_statistics"])
  }
}

extension EpochFacts {
  fileprivate func with(_ data: DataFacts) -> EpochFacts {
    var facts = self
    facts.data = data
    return facts
  }
}
