import Foundation
import Run
import Testing

@testable import RunLog

/// Files that real programs wrote, made by Tests/Conformance/logs.py.
@Suite struct ProgramTests {
  @Test(arguments: expected.keys.sorted())
  func file(_ name: String) throws {
    let summary = try Self.summary(name)
    #expect(summary.runs.map { $0.series.map(FormatTests.line).sorted() } == Self.expected[name])
    #expect(summary.runs.allSatisfy { $0.status == .finished })
  }

  @Test func names() throws {
    #expect(try Self.summary("run.wandb").runs.map(\.name) == ["spiral"])
    #expect(try Self.summary("trackio.db").runs.map(\.name) == ["first", "second"])
  }

  @Test func settings() throws {
    let wandb = try Self.settings("run.wandb")
    #expect(wandb == ["lr": "0.1", "layers": "[16,16]", "optimizer": #"{"name":"Adam"}"#])
    #expect(try Self.settings("trackio.db") == ["lr": "0.1"])
    #expect(
      try Self.settings("tensorboard/events.out.tfevents.1")
        == ["lr": "0.1", "nesterov": "1", "optimizer": "Adam"])
  }

  /// A file that is cut anywhere is read up to there.
  @Test(arguments: ["run.wandb", "tensorboard/events.out.tfevents.0", "xgboost.txt.gz"])
  func cut(_ name: String) throws {
    let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
    for length in stride(from: 0, to: bytes.count, by: 13) {
      var reader = RunReader()
      _ = bytes[..<length].withUnsafeBufferPointer { reader.read($0) }
      _ = reader.end()
    }
  }

  /// What is written reads as it was.
  @Test func events() throws {
    let writer = EventFileWriter()
    var bytes = try writer.head(time: 100)
    let record = Record(
      epoch: 3, step: 7, seconds: 0, values: [Record.Value("loss", 0.25), Record.Value("lr", 0.1)])
    bytes += try writer.bytes(for: record, epoch: 3, step: 7, time: 100)
    var reader = RunReader()
    let items = bytes.withUnsafeBufferPointer { reader.read($0) } + reader.end()
    #expect(items == [.run(name: nil), .record(record, epoch: 3), .end(.finished)])
  }

  /// JSONL of version 2 gives back what went into it.
  @Test(arguments: ["mnist.txt", "two-runs.txt", "ours.jsonl", "trainer_state.json"])
  func jsonLines(_ name: String) throws {
    let before = try FormatTests.summary(name)
    var (reader, writer) = (TextReader(), JSONLinesWriter())
    var (again, after) = (TextReader(), Summary(name: name))
    let bytes = try Data(contentsOf: FormatTests.folder.appending(path: name))
    let items = reader.read(Array(bytes)) + reader.end()
    let text = items.flatMap { writer.lines(for: $0) }.joined(separator: "\n")
    for item in again.read(Array(text.utf8)) + again.end() { after.add(item) }
    #expect(
      before.runs.map { $0.series.map(FormatTests.line) }
        == after.runs.map { $0.series.map(FormatTests.line) })
    #expect(before.runs.map(\.status) == after.runs.map(\.status))
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Programs")

  private static func items(_ name: String) throws -> [LogItem] {
    let url = folder.appending(path: name)
    let bytes = Array(try Data(contentsOf: url))
    if TrackioDatabase.isBeginning(bytes) {
      var items: [LogItem] = []
      try TrackioDatabase(path: url.path).read { items += $0 }
      return items
    }
    var reader = RunReader()
    return bytes.withUnsafeBufferPointer { reader.read($0) } + reader.end()
  }

  private static func summary(_ name: String) throws -> Summary {
    var summary = Summary(name: name)
    for item in try items(name) { summary.add(item) }
    return summary
  }

  private static func settings(_ name: String) throws -> [String: String] {
    var settings: [String: String] = [:]
    for item in try items(name) {
      if case .setting(let name, let value, _) = item { settings[name] = value }
    }
    return settings
  }

  static let expected: [String: [[String]]] = [
    "lightning.csv": [
      [
        "train_loss: 6 to 0.3023304343223572 at 2 step 23",
        "val_loss: 3 to 0.32296010851860046 at 2 step 23",
      ]
    ],
    "lightning.txt": [
      [
        "train_loss: 3 to 0.302 at 2",
        "val_loss: 3 to 0.323 at 2",
      ]
    ],
    "run.wandb": [
      [
        "train/loss: 3 to 0.5 at 2 step 2",
        "val/acc: 3 to 0.75 at 2 step 2",
      ]
    ],
    "trackio.db": [
      [
        "loss: 3 to 0.5 at 2 step 2",
        "val/acc: 3 to 0.75 at 2 step 2",
      ],
      [
        "loss: 3 to 0.5 at 2 step 2",
        "val/acc: 3 to 0.75 at 2 step 2",
      ],
    ],
    "trainer_state.json": [
      [
        "eval_loss: 3 to 0.5497440099716187 at 3 step 24",
        "eval_runtime: 3 to 0.0501 at 3 step 24",
        "eval_samples_per_second: 3 to 638.98 at 3 step 24",
        "eval_steps_per_second: 3 to 79.872 at 3 step 24",
        "grad_norm: 6 to 0.3909977078437805 at 3 step 24",
        "learning_rate: 6 to 2.0833333333333334e-06 at 3 step 24",
        "loss: 6 to 0.5767476558685303 at 3 step 24",
        "total_flos: 1 to 0 at 3 step 24",
        "train_loss: 1 to 0.6093743542830149 at 3 step 24",
        "train_runtime: 1 to 2.1966 at 3 step 24",
        "train_samples_per_second: 1 to 87.408 at 3 step 24",
        "train_steps_per_second: 1 to 10.926 at 3 step 24",
      ]
    ],
    "transformers.txt": [
      [
        "eval_loss: 3 to 0.5497 at 3",
        "eval_runtime: 3 to 0.0501 at 3",
        "eval_samples_per_second: 3 to 639 at 3",
        "eval_steps_per_second: 3 to 79.87 at 3",
        "grad_norm: 6 to 0.391 at 3",
        "learning_rate: 6 to 2.083e-06 at 3",
        "loss: 6 to 0.5767 at 3",
        "train_loss: 1 to 0.6094 at 3",
        "train_runtime: 1 to 2.197 at 3",
        "train_samples_per_second: 1 to 87.41 at 3",
        "train_steps_per_second: 1 to 10.93 at 3",
      ]
    ],
    "xgboost.txt": [
      [
        "eval-error: 5 to 0.2 at - step 4",
        "eval-logloss: 5 to 0.42795 at - step 4",
        "train-error: 5 to 0.03333 at - step 4",
        "train-logloss: 5 to 0.24149 at - step 4",
      ]
    ],
    "xgboost.txt.gz": [
      [
        "eval-error: 5 to 0.2 at - step 4",
        "eval-logloss: 5 to 0.42795 at - step 4",
        "train-error: 5 to 0.03333 at - step 4",
        "train-logloss: 5 to 0.24149 at - step 4",
      ]
    ],
    "tensorboard/events.out.tfevents.0": [
      [
        "accuracy: 3 to 0.75 at - step 2",
        "loss/train: 3 to 0.5 at - step 2",
        "weights/max: 1 to 4 at - step 2",
        "weights/mean: 1 to 1 at - step 2",
        "weights/min: 1 to -1 at - step 2",
      ]
    ],
  ]
}
