import Autograd
import Foundation
import Run
import Tables
import Testing

@testable import Training

/// Tables as data sets: what is split, filled, standardised and predicted.
@Suite struct TableDataTests {
  static func write(_ text: String, _ name: String = "t.csv") throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("table-data-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent(name).path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  static func data(_ text: String, _ yaml: String = "") throws -> DataSet {
    let path = try write(text)
    let experiment = try Experiment(
      yaml: "data:\n  kind: csv\n  file: t.csv\n" + yaml, file: path)
    var generator = Generator(seed: 1)
    return try experiment.data.make(&generator)
  }

  static let boats =
    "kind,wind,hours\n"
    + (0..<40).map { "\(["raft", "canoe"][$0 % 2]),\($0 % 7),\(Double($0 % 7) * 2.5 + 1)\n" }
    .joined()

  @Test func measuresComeFirstAndAreStandardisedByTheTrainingRows() throws {
    let data = try Self.data(Self.boats)
    #expect(data.xTrain.shape == [32, 2])
    #expect(data.xTest.shape == [8, 2])
    let wind = stride(from: 0, to: 64, by: 2).map { data.xTrain.values[$0] }
    #expect(abs(wind.reduce(0, +)) < 1e-4)
    #expect(abs(wind.reduce(0) { $0 + $1 * $1 } / 32 - 1) < 1e-4)
    let kinds = stride(from: 1, to: 64, by: 2).map { data.xTrain.values[$0] }
    #expect(Set(kinds) == [0, 1])
    let labels = data.yTrain.values
    #expect(data.yTrain.shape == [32, 1])
    #expect(abs(labels.reduce(0, +)) < 1e-4)
    #expect(abs(data.labelScale - 5) < 1)
  }

  @Test func gapsAreFilledWithTheTrainingRowsMean() throws {
    let rows = (0..<20).map { "\($0 == 3 ? "" : "\($0 % 5)"),\($0 % 2)\n" }.joined()
    let data = try Self.data("a,k\n" + rows, "  standardize: false\n")
    let values = (data.xTrain.values + data.xTest.values)
    let filled = values.filter { $0 != $0.rounded() }
    let train = data.xTrain.values
    let whole = train.filter { $0 == $0.rounded() }
    #expect(filled.count == 1)
    #expect(abs(filled[0] - whole.reduce(0, +) / Double(whole.count)) < 1e-6)
    #expect(data.notes[0].hasPrefix("a: number, 1 gap filled with the mean "))
    #expect(!data.notes[0].contains("training rows"))
  }

  @Test func aGapIsAKindOfItsOwn() throws {
    let rows = (0..<20).map { "\(["u", "v", "w", "?"][$0 % 4]),\($0),\($0 % 2)\n" }.joined()
    let data = try Self.data("a,b,k\n" + rows, "  columns: {drop: [b]}\n")
    #expect(data.xTrain.shape[1] == 4)
    let rowsOfOnes = stride(from: 0, to: data.xTrain.count, by: 4)
      .map { data.xTrain.values[$0..<$0 + 4].reduce(0, +) }
    #expect(rowsOfOnes.allSatisfy { $0 == 1 })
  }

  @Test func dateColumnsAreThreeNumbers() throws {
    let rows = (1...20).map { "2021-03-\($0 < 10 ? "0" : "")\($0),\($0 % 2)\n" }.joined()
    let data = try Self.data("day,k\n" + rows, "  standardize: false\n")
    #expect(data.xTrain.shape[1] == 3)
    #expect(data.xTrain.values[0] == 2021)
    #expect(data.xTrain.values[1] == 3)
    let weekdays = stride(from: 2, to: data.xTrain.count, by: 3).map { data.xTrain.values[$0] }
    #expect(Set(weekdays).isSubset(of: [0, 1, 2, 3, 4, 5, 6]))
  }

  @Test func classesAreSplitEach() throws {
    let rows = (0..<50).map { "\($0 * $0 % 11),\($0 < 10 ? "rare" : "often")\n" }.joined()
    let data = try Self.data("a,k\n" + rows)
    #expect(data.yTest.values.filter { $0 == 1 }.count == 2)
    #expect(data.yTest.count == 10)
  }

  @Test func aTestFileIsTheTestSet() throws {
    let path = try Self.write(Self.boats)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try Data("kind,wind,hours\nraft,1,3\nraft,3,7\n".utf8).write(
      to: folder.appendingPathComponent("test.csv"))
    let experiment = try Experiment(
      yaml: "data:\n  kind: csv\n  file: t.csv\n  test_file: test.csv\n", file: path)
    #expect((experiment.data.trainCount, experiment.data.testCount) == (40, 2))
    var generator = Generator(seed: 1)
    let data = try experiment.data.make(&generator)
    #expect(data.xTest.shape == [2, 2])
    #expect(abs(data.yTest.values[0] * data.labelScale + data.labelCenter - 3) < 1e-5)
  }

  @Test func theLastLayerIsAsWideAsTheLabelNeeds() throws {
    let model = "model:\n  - linear: 3\n  - linear: out\n"
    let path = try Self.write(Self.boats)
    let yaml = "data:\n  kind: csv\n  file: t.csv\n"
    #expect(try Experiment(yaml: yaml + model, file: path).modelName == "MLP 2-3-1")
    #expect(
      try Experiment(yaml: yaml + "  label: kind\n" + model, file: path).modelName == "MLP 2-3-2")
    #expect(
      try Experiment(yaml: yaml + "  label: kind\nloss: bce_with_logits\n" + model, file: path)
        .modelName == "MLP 2-3-1")
  }

  @Test func crossEntropyOnAQuantityIsAMistake() throws {
    let path = try Self.write(Self.boats)
    let error = #expect(throws: ExperimentError.self) {
      try Experiment(
        yaml: "data:\n  kind: csv\n  file: t.csv\n  task: number\nloss: cross_entropy\n", file: path
      )
    }
    #expect("\(error as Any)".contains("is a quantity"))
  }

  @Test func quantitiesAreToldByR2() throws {
    let path = try Self.write(Self.boats)
    var experiment = try Experiment(table: path)
    experiment.epochs = 60
    let state = try LoopState(experiment: experiment)
    for epoch in 0..<60 {
      state.epoch = epoch
      try state.runEpoch()
    }
    #expect(state.metrics.testAccuracy > 0.9)
    let record = EpochRecord(state.metrics, epoch: 59, seconds: 0, score: .r2)
    #expect(
      Metric.allCases.map { $0.name(record.score) }
        == ["train/loss", "train/r2", "test/loss", "test/r2"])
    let pairs = try #require(PredictionPairs.pairs(state))
    #expect(pairs.count == 8)
    let error = pairs.reduce(0) { $0 + abs($1.predicted - $1.truth) } / 8
    #expect(error < 1.5)
    #expect(ConfusionCount.counts(state) == nil)
  }

  @Test func whatWasDecidedIsAPresetThatTrainsTheSame() throws {
    let path = try Self.write(Self.boats)
    for label in ["hours", "kind"] {
      let table = try Experiment(table: path, label: label)
      let text = try #require(table.presetText(file: path))
      let preset = try Experiment(yaml: text, file: path)
      #expect(preset.modelName == table.modelName)
      #expect(preset.healthyLoop == table.healthyLoop)
      let losses = try [table, preset].map { experiment in
        let state = try LoopState(experiment: experiment)
        for _ in 0..<5 { try state.runEpoch() }
        return state.metrics.testLoss
      }
      #expect(losses[0] == losses[1])
    }
  }

  static let names = [
    "a", "Ab_1", "two words", "yes", "null", "1", "a: b", "#x", "q\"u\\o", "é", "a\u{7}b",
  ]

  @Test(arguments: names) func yamlReadsNamesBack(_ name: String) throws {
    let fields = try Fields(yaml: "k: \(yamlText(name))", file: "x", what: "a test")
    #expect(try fields.required("k").string() == name)
  }

  @Test func columnsAreReadFromThePreset() throws {
    let path = try Self.write(Self.boats)
    func columns(_ text: String) throws -> Experiment {
      try Experiment(
        yaml: "data:\n  kind: csv\n  file: t.csv\n  columns: \(text)\n", file: path)
    }
    #expect(try columns("{drop: [wind]}").data.inputShape == [1])
    #expect(try columns("{kinds: [wind]}").data.inputShape == [8])
    for wrong in ["{drop: [wind], kinds: [wind]}", "{keep: [wind]}", "{drop: [weight]}"] {
      #expect(throws: ExperimentError.self) { try columns(wrong) }
    }
  }
}
