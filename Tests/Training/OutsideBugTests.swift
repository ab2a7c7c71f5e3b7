import Foundation
import Run
import Testing
// No `@testable`: a bug is added with what any program sees of the module.
import Training

/// One file adds a bug, from outside the program.
@Suite struct OutsideBugTests {
  static let half = """
    title: only half of the rows reach the loss
    symptom: {raises: "ValueError: Expected input batch_size (16) to match"}
    why: The features are cut in two, and the labels are not.
    fix: cut both, or neither
    needs: whole_data
    edit:
      - replace: train_logits
        with: |
          half = {1}[:16]
          train_logits = {f}(half)
    """

  static let slow = """
    title: next to no learning rate
    symptom: {detected: rate_is_small}
    why: Steps too small to see.
    fix: take a larger rate
    edit:
      - start: optimizer.param_groups[0]["lr"] = 1e-9
    """

  static let detector = Detector(
    id: "rate_is_small", fix: "raise it"
  ) { now, _ in now.learningRate < 1e-6 ? "the learning rate is \(now.learningRate)." : nil }

  /// The shipped bugs with a teacher's own.
  private func catalogue() throws -> Catalogue {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("descent-bugs-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Self.half.write(toFile: "\(folder)/half.yaml", atomically: true, encoding: .utf8)
    try Self.slow.write(toFile: "\(folder)/slow.yaml", atomically: true, encoding: .utf8)
    return try Catalogue(
      folders: [PresetTests.folder.path + "/bugs", folder],
      detectors: Detector.standard + [Self.detector])
  }

  private func run(_ id: String) throws -> [TrainingEvent] {
    var experiment = try PresetTests.folder.load("seed")
    experiment.epochs = 5
    var options = Trainer.Options(catalogue: try catalogue())
    options.bugs = [BugSwitch(id: id, isOn: true, epoch: 1)]
    options.watchesSymptoms = true
    let trainer = Trainer(experiment, options: options)
    var all: [TrainingEvent] = []
    while case let next = trainer.takeEvents(waiting: nil), !next.isEmpty { all += next }
    return all
  }

  @Test func aBugOfOnesOwnRaisesAndIsShownAndExported() throws {
    let all = try run("half")
    let listing = all.compactMap { if case .listing(let lines) = $0 { lines } else { nil } }.last
    #expect(listing?.contains { $0.code == "half = X_train[:16]" && $0.bug == "half" } == true)
    let verdicts = all.compactMap { if case .verdict(let verdict) = $0 { verdict } else { nil } }
    #expect(verdicts.map(\.isMet) == [true])
    let script = try PresetTests.folder.load("seed").script(
      bugs: ["half"], catalogue: catalogue())
    #expect(script.contains("    half = X_train[:16]\n    train_logits = model(half)\n"))
  }

  @Test func aSilentOneComesWithItsDetector() throws {
    let verdicts = try run("slow").compactMap {
      if case .verdict(let verdict) = $0 { verdict } else { nil }
    }
    #expect(verdicts.map(\.symptom) == ["rate_is_small"] && verdicts.map(\.isMet) == [true])
  }

  /// A file that is no bug says where and what was expected.
  @Test(
    arguments: [
      (half.replacing("replace:", with: "replaces:"), "half.yaml:7: unknown edit 'replaces'"),
      (half.replacing("whole_data", with: "whole"), "half.yaml:5: unknown need 'whole'"),
      (
        half.replacing("title:", with: "titel:"),
        "half.yaml:1: unknown key 'titel'; did you mean 'title'?"
      ),
      (half.replacing("raises:", with: "raise:"), "half.yaml:2: 'symptom' must be"),
    ])
  func aMistakeIsNamedWithItsLine(_ text: String, _ start: String) {
    let error = #expect(throws: ExperimentError.self) {
      try Training.Bug(yaml: text, file: "half.yaml")
    }
    #expect(error.map { "\($0)".hasPrefix(start) } == true, "\(String(describing: error))")
  }
}
