import Autograd
import NN
import Testing
// No `@testable`: a bug is added with what any program sees of the module.
import Training

/// One file adds a bug: this one, from outside the module.
@Suite struct OutsideBugTests {
  static let halved = Name.extra(3, "half")

  static let needsWholeData: @Sendable (Experiment) -> String? = {
    $0.batchSize == nil ? nil : "needs a preset without mini-batches"
  }

  static let bug = Training.Bug(
    id: "half_the_rows", title: "only half of the rows reach the loss",
    symptom: .raises(type: "ValueError", message: "Expected input batch_size (16) to match"),
    explanation: "The features are cut in two, and the labels are not.",
    fix: "cut both, or neither",
    unavailable: needsWholeData
  ) { listing, _ in
    listing.replace(
      .forward,
      with: .assign(.extra, halved, "X_train[:16]") {
        try $0.value(.xTrain).narrow(dim: 0, start: 0, length: 16)
      }, .assign(.forward, .trainLogits, "model(half)") { try $0.model($0.value(halved)) })
  }

  static let detector = Detector(
    id: "rate_is_small", fix: "raise it"
  ) { now, _ in now.learningRate < 1e-6 ? "the learning rate is \(now.learningRate)." : nil }

  static let slow = Training.Bug(
    id: "slow", title: "next to no learning rate", symptom: .detected("rate_is_small"),
    explanation: "Steps too small to see.", fix: "take a larger rate"
  ) { listing, _ in
    listing.prepend(
      Statement(.extra, "optimizer.param_groups[0][\"lr\"] = 1e-9") {
        $0.optimizer.learningRate = 1e-9
      })
  }

  private func run(_ id: String) throws -> [TrainingEvent] {
    var experiment = try PresetTests.folder.load("seed")
    experiment.epochs = 5
    var options = Trainer.Options()
    options.bugs = [BugSwitch(id: id, isOn: true, epoch: 1)]
    options.watchesSymptoms = true
    let catalogue = Catalogue(
      Catalogue.standard.bugs + [Self.bug, Self.slow],
      detectors: Detector.standard + [Self.detector])
    let trainer = Trainer(experiment, options: options, catalogue: catalogue)
    var all: [TrainingEvent] = []
    while case let next = trainer.takeEvents(waiting: nil), !next.isEmpty { all += next }
    return all
  }

  @Test func aBugOfOnesOwnRaisesAndIsShownAndExported() throws {
    let all = try run("half_the_rows")
    let listing = all.compactMap { if case .listing(let lines) = $0 { lines } else { nil } }.last
    #expect(
      listing?.contains { $0.code == "half = X_train[:16]" && $0.bug == "half_the_rows" } == true)
    let verdicts = all.compactMap { if case .verdict(let verdict) = $0 { verdict } else { nil } }
    #expect(verdicts.map(\.isMet) == [true])
    let script = try PresetTests.folder.load("seed").script(
      bugs: ["half_the_rows"], catalogue: Catalogue([Self.bug]))
    #expect(script.contains("    half = X_train[:16]\n    train_logits = model(half)\n"))
  }

  @Test func aSilentOneComesWithItsDetector() throws {
    let verdicts = try run("slow").compactMap {
      if case .verdict(let verdict) = $0 { verdict } else { nil }
    }
    #expect(verdicts.map(\.symptom) == ["rate_is_small"] && verdicts.map(\.isMet) == [true])
  }
}
