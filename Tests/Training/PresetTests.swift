import Autograd
import Foundation
import Run
import Testing

@testable import Training

extension Catalogue {
  /// The bugs that Descent ships.
  // The tests cannot go on without them.
  static let standard = try! Catalogue(folders: [PresetTests.folder.path + "/bugs"])
}

@Suite struct PresetTests {
  @Test func everySummaryIsReadWithoutItsData() throws {
    let folder = Self.folder
    for name in folder.names {
      #expect(try folder.summary(of: name) == folder.load(name).summary, "\(name)")
    }
    #expect(folder.summary(of: "nowhere") == nil)
  }

  static let folder = PresetFolder(
    path: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Presets").path)

  @Test(arguments: folder.names)
  func everyPresetLoadsAndSaysWhatItTeaches(_ name: String) throws {
    let experiment = try Self.folder.load(name)
    #expect(!experiment.summary.isEmpty)
  }

  static let good = """
    data:
      kind: random
    model:
      - linear: 3
    """

  /// What is wrong, and where the message must point.
  static let wrong: [(yaml: String, message: String)] = [
    ("epoch: 3\n" + good, "p.yaml:1: unknown key 'epoch'; did you mean 'epochs'?"),
    ("epochs: many\n" + good, "p.yaml:1: 'epochs' must be a positive whole number, not 'many'"),
    ("seed: 1\nepochs: 0\n" + good, "p.yaml:2: 'epochs' must be a positive whole number, not '0'"),
    (good + "\n  - dense: 3", "p.yaml:5: unknown layer 'dense'"),
    (
      good + "\n  - relu\n  - linear: [3]",
      "p.yaml:6: 'linear' must be a positive whole number, not a list"
    ),
    (
      good + "\noptimizer:\n  name: adam\n  learning_rate: 0.1",
      "p.yaml:7: unknown key 'learning_rate'; did you mean 'lr'?"
    ),
    ("data:\n  kind: moon\nmodel:\n  - linear: 3", "p.yaml:2: unknown kind of data 'moon'"),
    ("data:\n  kind: random\n  row: 3\nmodel:\n  - linear: 3", "p.yaml:3: unknown key 'row'"),
    ("model:\n  - linear: 3", "p.yaml:1: key 'data' is missing"),
    ("[1, 2]", "p.yaml:1: a preset must be a mapping"),
    ("", "p.yaml:1: the file is empty"),
    ("data: {kind: random}\nmodel: [linear: 4]", "p.yaml:2: model: the last layer gives [4]"),
    (
      good + "\noptimizer:\n  name: adamm\n  lr: 0.1",
      "p.yaml:6: unknown optimizer 'adamm'; did you mean 'adam'?"
    ),
    (good + "\noptimizer:\n  name: adam\n  lr: .nan", "p.yaml:7: 'lr' must be a finite number"),
    ("a: [\n" + good, "not valid YAML"),
    (good + "\n  - relu: 3", "p.yaml:5: 'relu' takes no value"),
    (good + "\n  - linear", "p.yaml:5: 'linear' needs a value, e.g. - linear: 16"),
    (
      good + "\n  - dropout: 2",
      "p.yaml:5: 'dropout' must be a finite number from 0.0 to 1.0, not '2'"
    ),
    (good + "\n  - conv2d: 4", "p.yaml:5: model: conv2d needs images [channels, height, width]"),
    (good + "\n  - conv2d: {kernel: 4}", "p.yaml:5: key 'channels' is missing"),
    (good + "\n  - conv2d: {chanels: 4}", "p.yaml:5: unknown key 'chanels'; did you mean"),
    (
      good + "\nloss: bce_with_logits",
      "p.yaml:5: bce_with_logits needs two classes; the data have 3"
    ),
    (good + "\nloss: mae", "p.yaml:5: unknown loss 'mae'; did you mean 'mse'?"),
    (
      good + "\nloss: mse\nlabel_smoothing: 0.1",
      "p.yaml:6: 'label_smoothing' goes with cross_entropy, not with mse"
    ),
    (
      good + "\noptimizer: {name: rmsprop, lr: 0.1, centered: 2}",
      "p.yaml:5: 'centered' must be true or false, not '2'"
    ),
  ]

  @Test(arguments: wrong.indices)
  func mistakesNameFileAndLine(_ index: Int) throws {
    let (yaml, message) = Self.wrong[index]
    let error = #expect(throws: ExperimentError.self) {
      try Experiment(yaml: yaml, file: "p.yaml")
    }
    let text = "\(try #require(error))"
    #expect(text.contains(message), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test func unknownPresetSuggestsTheNearest() {
    #expect(
      throws: ExperimentError.notFound("unknown preset 'irs'", suggestion: "iris")
    ) { try Self.folder.load("irs") }
  }

  @Test func malformedTablesNameFileAndLine() throws {
    let path = try TableDataTests.write("a,b,k\n1,2,x\n1,y\n")
    let error = #expect(throws: ExperimentError.self) {
      try Experiment(yaml: "data:\n  kind: csv\n  file: t.csv\n", file: path)
    }
    #expect("\(try #require(error))" == "\(path):3: column 3: expected 3 columns, found 2")
  }

  @Test func splitIsStratifiedAndScaledOnTheTrainingPart() throws {
    let state = try LoopState(experiment: Self.folder.load("iris"))
    #expect(state.data.xTrain.shape == [120, 4])
    for label in 0..<3 {
      #expect(try state.data.yTest.eq(.int(label)).sum().item() == 10)
    }
    for mean in try state.data.xTrain.mean(dims: [0]).values { #expect(abs(mean) < 1e-6) }
  }
}
