import Autograd
import Foundation
import NN
import Run
import Testing

@testable import Training

/// A trainer that a test drives command by command.
struct Driver {
  let trainer: Trainer

  init(_ experiment: Experiment, _ configure: (inout Trainer.Options) -> Void = { _ in }) {
    var options = Trainer.Options(catalogue: .standard)
    options.endsWithRun = false
    configure(&options)
    trainer = Trainer(experiment, options: options)
  }

  /// Sends commands and gives the events up to the first that `isLast` accepts.
  func send(_ commands: TrainingCommand..., until isLast: (TrainingEvent) -> Bool)
    -> [TrainingEvent]
  {
    for command in commands { trainer.send(command) }
    var seen: [TrainingEvent] = []
    while true {
      let next = trainer.takeEvents(waiting: 20)
      if next.isEmpty { return seen }
      seen += next
      if next.contains(where: isLast) { return seen }
    }
  }

  /// The line a command leaves the trainer paused before; nil between epochs.
  func line(after commands: TrainingCommand...) -> Int? {
    for command in commands { trainer.send(command) }
    let events = send(until: \.isPause)
    for case .phase(.paused(let line)) in events { return line }
    return nil
  }
}

extension TrainingEvent {
  var isPause: Bool {
    if case .phase(.paused) = self { true } else { false }
  }
  var names: [InspectedName]? {
    if case .observation(.names(_, let names)) = self { names } else { nil }
  }
  var gradients: [ParameterStatistics]? {
    if case .observation(.gradients(_, let rows)) = self { rows } else { nil }
  }
}

@Suite struct ObservationTests {
  @Test func everyParameterHasItsGradientNormAndUpdate() throws {
    let driver = Driver(try TrainerTests.experiment("spiral", epochs: 100_000))
    let rows =
      driver.send(.observe([.gradients])) {
        $0.gradients?.first?.updateRatio != nil
      }.compactMap(\.gradients).last ?? []
    driver.trainer.stop()
    #expect(rows.map(\.name).prefix(2) == ["0.weight", "0.bias"])
    #expect(rows.map(\.shape).prefix(2) == [[16, 2], [16]])
    for row in rows {
      #expect(row.gradient == .finite)
      #expect(row.gradientNorm ?? 0 > 0)
      #expect(row.weightNorm > 0)
      #expect(row.updateRatio ?? 0 > 0)
      #expect(row.histogram.reduce(0, +) == row.shape.reduce(1, *))
      #expect(row.histogramRange.upperBound == -row.histogramRange.lowerBound)
    }
  }

  /// One step by hand: what the table must say is known to the digit.
  @Test func theTableIsRightForAStepDoneByHand() throws {
    var generator = Generator(seed: 1)
    let linear = try Linear(2, 1, bias: false, generator: &generator)
    try linear.weight.restore(Tensor([3, 4] as [Float], shape: [1, 2]))
    let model = Sequential(linear)
    let before = try model.parameters.map { try $0.snapshot() }
    var row = try #require(ParameterTable.statistics(model.namedParameters, before: before).first)
    #expect(row.gradient == .none && row.gradientNorm == nil)
    #expect(row.weightNorm == 5 && row.updateRatio == 0)
    linear.weight.grad = try Tensor([0, 0] as [Float], shape: [1, 2])
    #expect(ParameterTable.statistics(model.namedParameters).first?.gradient == .zero)
    linear.weight.grad = try Tensor([1, .nan] as [Float], shape: [1, 2])
    #expect(ParameterTable.statistics(model.namedParameters).first?.gradient == .nonFinite)
    linear.weight.grad = try Tensor([-1, 1] as [Float], shape: [1, 2])
    try linear.weight.restore(Tensor([3, 5] as [Float], shape: [1, 2]))
    row = try #require(
      ParameterTable.statistics(model.namedParameters, before: before, histograms: true).first)
    #expect(row.gradientNorm == 2.0.squareRoot() && row.updateRatio == 0.2)
    #expect(row.histogramRange == -1...1)
    #expect(row.histogram == [1] + Array(repeating: 0, count: 14) + [1])
  }

  @Test func namesTellShapeHistoryAndValues() throws {
    let driver = Driver(try TrainerTests.experiment("spiral", epochs: 100_000)) {
      $0.bugs = [BugSwitch(id: "argmax", isOn: true, epoch: 0)]
    }
    let names = driver.send(.observe([.names])) { $0.names != nil }.compactMap(\.names).last ?? []
    driver.trainer.stop()
    let byName = Dictionary(names.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let logits = try #require(byName["train_logits"])
    #expect(logits.shape == [240, 3] && logits.dtype == "torch.float32")
    let hidden = "AddmmBackward0 ← ReluBackward0 ← "
    #expect(logits.history == hidden + hidden + "AddmmBackward0 ← 0.weight")
    #expect(logits.first.count == 8)
    #expect(logits.minimum < logits.mean && logits.mean < logits.maximum)
    #expect(byName["train_preds"]?.history == "no grad: cut by argmax (line 3)")
    #expect(byName["y_train"]?.history == nil)
    #expect(byName["y_train"]?.maximum == 2)
  }

  /// Statement by statement through two batches and into the next epoch: each line in turn.
  @Test func stepsThroughBatchesLineByLine() throws {
    var experiment = try TrainerTests.experiment("seed", epochs: 100_000)
    experiment.batchSize = 20
    let driver = Driver(experiment) { $0.pace = 1000 }
    _ = driver.line(after: .pause)
    #expect(driver.line(after: .stepEpoch) == nil)
    let walked = (0..<26).map { _ in driver.line(after: .stepStatement) ?? 0 }
    driver.trainer.stop()
    // Two batches of lines 5 to 13 under line 4, then the evaluation.
    let epoch = Array(1...4) + Array(5...13) + Array(5...13) + Array(14...18)
    let start = try #require(epoch.firstIndex(of: walked[0]))
    #expect(walked == (0..<26).map { epoch[(start + $0) % epoch.count] })
  }

  @Test func runsToTheNextErrorAndNoFurther() throws {
    let driver = Driver(try TrainerTests.experiment("seed", epochs: 100_000)) { $0.pace = 1000 }
    _ = driver.line(after: .pause)
    let seen = driver.send(.setBug(id: "argmax", isOn: true), .runToError) {
      $0 == .phase(.parked)
    }
    driver.trainer.stop()
    #expect(seen.failures.count == 1)
    #expect(seen.last { if case .phase = $0 { true } else { false } } == .phase(.parked))
  }

  @Test func aPausedTrainerAnswersAtOnce() throws {
    let driver = Driver(try TrainerTests.experiment("seed", epochs: 100_000)) { $0.pace = 1000 }
    _ = driver.line(after: .pause)
    let seen = driver.send(.observe([.names, .gradients])) { $0.names != nil }
    driver.trainer.stop()
    #expect(seen.contains { $0.gradients != nil } && seen.contains { $0.names != nil })
  }
}
