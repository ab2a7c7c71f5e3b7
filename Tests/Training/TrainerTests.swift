import Foundation
import Run
import Testing

@testable import Training

/// Runs an experiment to its end and gives all events.
func events(
  _ experiment: Experiment, _ configure: (inout Trainer.Options) -> Void = { _ in }
) -> [TrainingEvent] {
  var options = Trainer.Options(catalogue: .standard)
  configure(&options)
  let trainer = Trainer(experiment, options: options)
  var all: [TrainingEvent] = []
  while true {
    let next = trainer.takeEvents(waiting: nil)
    if next.isEmpty { return all }
    all += next
  }
}

extension [TrainingEvent] {
  /// The epochs' numbers without their times.
  var curve: [EpochRecord] {
    compactMap { event in
      guard case .epoch(var record) = event else { return nil }
      record.seconds = 0
      return record
    }
  }

  var failures: [FailureReport] {
    compactMap { if case .error(let report) = $0 { report } else { nil } }
  }
}

@Suite struct TrainerTests {
  static func experiment(_ name: String, epochs: Int) throws -> Experiment {
    var experiment = try PresetTests.folder.load(name)
    experiment.epochs = epochs
    return experiment
  }

  static let raising = Catalogue.standard.bugs.filter(\.raises).map(\.id)

  @Test(
    arguments: raising,
    [
      "seed", "iris", "spiral", "dropout", "gauss_binary", "circles", "early_stopping",
      "batch_norm",
    ])
  func fixedRunEqualsTheHealthyOneDigitForDigit(_ bug: String, _ preset: String) throws {
    let experiment = try Self.experiment(preset, epochs: 30)
    guard Catalogue.standard.conflict(bug, with: [], in: experiment) == nil else { return }
    let healthy = events(experiment)
    let fixed = events(experiment) {
      $0.bugs = [BugSwitch(id: bug, isOn: true, epoch: 12)]
      $0.fixesItself = true
    }
    #expect(fixed.failures.map(\.epoch) == [12])
    let report = try #require(fixed.failures.first)
    if case .raises(let type, let message)? = Catalogue.standard[bug]?.symptom {
      #expect(report.type == type)
      #expect(report.message.hasPrefix(message), "\(report.message)")
    }
    #expect(fixed.contains(.fixed(epoch: 12)))
    #expect(fixed.curve == healthy.curve)
    #expect(healthy.curve.count == 30)
    #expect(fixed.last == .end(.finished))
  }

  /// A scheduler that steps with every batch goes back with the rest of a failed epoch.
  @Test func fixingBringsBackARateThatChangesWithEveryBatch() throws {
    let experiment = try Self.experiment("one_cycle", epochs: 3)
    let fixed = events(experiment) {
      $0.bugs = [BugSwitch(id: "double_backward", isOn: true, epoch: 1)]
      $0.fixesItself = true
    }
    let healthy = events(experiment).curve
    #expect(fixed.failures.map(\.epoch) == [1])
    #expect(fixed.curve == healthy)
    #expect(Set(healthy.map(\.learningRate)).count == 3)
  }

  @Test func patienceEndsTheRun() throws {
    let all = events(try Self.experiment("early_stopping", epochs: 1000))
    let losses = all.curve.map(\.testLoss)
    let best = try #require(losses.firstIndex(of: losses.min() ?? 0))
    #expect(losses.count == best + 31)
    #expect(all.last == .end(.finished))
  }

  @Test func theSameSeedIsTheSameRunAndAnotherIsNot() throws {
    var experiment = try Self.experiment("spiral", epochs: 10)
    let first = events(experiment).curve
    #expect(events(experiment).curve == first)
    experiment.seed += 1
    #expect(events(experiment).curve != first)
  }

  @Test func errorNamesTheCutAndTheMend() throws {
    let report = try #require(
      events(Self.experiment("spiral", epochs: 3)) {
        $0.bugs = [BugSwitch(id: "argmax", isOn: true, epoch: 1)]
      }.failures.first)
    #expect(
      report.headline
        == "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn")
    let diagnosis = try #require(report.diagnosis)
    #expect(diagnosis.operation == "argmax")
    #expect(diagnosis.line == 3)
    #expect(report.line == 7)
    #expect(diagnosis.fix == "loss = loss_fn(train_logits, y_train)")
    #expect(diagnosis.withoutGradient.count == 6)
    #expect(
      diagnosis.chain.prefix(8).map(\.text) == [
        "0.weight", "Addmm", "Relu", "Addmm", "Relu", "Addmm", "Softmax", "argmax",
      ])
  }

  @Test func withoutMendingTheRunEndsAsFailed() throws {
    let all = events(try Self.experiment("seed", epochs: 5)) {
      $0.bugs = [BugSwitch(id: "no_grad", isOn: true, epoch: 2)]
    }
    #expect(all.curve.count == 2)
    #expect(all.last == .end(.failed))
    #expect(all.failures.first?.diagnosis?.operation == "torch.no_grad()")
  }

  /// Bugs toggled by hand: park, toggle off, and the rest is the healthy run.
  @Test func togglingOffLetsAParkedRunGoOn() throws {
    let experiment = try Self.experiment("iris", epochs: 40)
    var options = Trainer.Options(catalogue: .standard)
    options.endsWithRun = false
    options.bugs = [BugSwitch(id: "argmax", isOn: true, epoch: 5)]
    let trainer = Trainer(experiment, options: options)
    var all: [TrainingEvent] = []
    while !all.contains(.phase(.parked)) { all += trainer.takeEvents(waiting: 5) }
    trainer.send(.setBug(id: "argmax", isOn: false))
    while !all.contains(.phase(.finished)) { all += trainer.takeEvents(waiting: 5) }
    trainer.stop()
    #expect(all.curve == events(experiment).curve)
  }

  /// What comes in one go with a restart is not lost behind it: else nothing would end the thread.
  @Test(.timeLimit(.minutes(1))) func commandsBehindARestartAreObeyed() throws {
    for _ in 0..<50 {
      var options = Trainer.Options(catalogue: .standard)
      options.endsWithRun = false
      let trainer = Trainer(try Self.experiment("seed", epochs: 100_000), options: options)
      for command: TrainingCommand in [.pause, .restart(seed: 7), .setPace(5), .stop] {
        trainer.send(command)
      }
      while !trainer.takeEvents(waiting: nil).isEmpty {}
      trainer.stop()
    }
  }

  @Test func stepsOneStatementAtATime() throws {
    var options = Trainer.Options(catalogue: .standard)
    options.endsWithRun = false
    options.pace = 1000
    let trainer = Trainer(try Self.experiment("seed", epochs: 100_000), options: options)
    var all: [TrainingEvent] = []
    func line(after command: TrainingCommand) -> Int? {
      all = []
      trainer.send(command)
      while true {
        all += trainer.takeEvents(waiting: 5)
        for case .phase(.paused(let line)) in all { return line }
      }
    }
    _ = line(after: .pause)
    let first = line(after: .stepStatement)
    let second = line(after: .stepStatement)
    #expect(second == (first ?? 0) % 12 + 1)
    #expect(line(after: .stepEpoch) == nil)
    trainer.stop()
  }
}
