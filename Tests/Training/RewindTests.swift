import Run
import Testing

@testable import Training

/// Epochs of the past, shown again.
@Suite struct RewindTests {
  /// A trainer and what it has sent so far.
  private final class Session {
    let trainer: Trainer
    private(set) var all: [TrainingEvent] = []

    init(_ experiment: Experiment, bugs: [BugSwitch] = []) {
      var options = Trainer.Options(catalogue: .standard)
      options.endsWithRun = false
      options.bugs = bugs
      trainer = Trainer(experiment, options: options)
      trainer.send(.observe([.names]))
    }

    deinit { trainer.stop() }

    /// The first event from now on that fits.
    func wait<Found>(_ fits: (TrainingEvent) -> Found?) throws -> Found {
      for _ in 0..<1000 {
        let next = trainer.takeEvents(waiting: 10)
        if next.isEmpty { break }
        all += next
        for event in next { if let found = fits(event) { return found } }
      }
      throw Missing()
    }

    struct Missing: Error {}

    func phase(_ phase: TrainingPhase) throws {
      _ = try wait { $0 == .phase(phase) ? true : nil }
    }

    /// What the loop's names held at the end of an epoch.
    func names(at epoch: Int) throws -> [InspectedName] {
      trainer.send(.scrub(to: epoch))
      return try wait {
        if case .observation(.names(epoch, let names)) = $0 { names } else { nil }
      }
    }
  }

  private func loss(_ names: [InspectedName]) -> Double? {
    names.first { $0.name == "loss" }?.first.first
  }

  /// The same numbers as when the epoch was run, with everything random drawn again.
  @Test(arguments: ["seed", "spiral", "dropout", "gauss_binary"])
  func anEpochIsShownAsItWas(_ preset: String) throws {
    let session = Session(try TrainerTests.experiment(preset, epochs: 150))
    try session.phase(.finished)
    let curve = session.all.curve
    for epoch in [0, 7, 63, 64, 100, 149, 3] {
      let shown = try #require(loss(try session.names(at: epoch)))
      if try PresetTests.folder.load(preset).batchSize == nil {
        #expect(shown == curve[epoch].trainLoss, "epoch \(epoch)")
      }
      let test = try session.names(at: epoch).first { $0.name == "test_loss" }?.first.first
      #expect(test == curve[epoch].testLoss, "epoch \(epoch)")
    }
  }

  /// Looking back changes nothing.
  @Test(arguments: ["seed", "dropout"])
  func theRunGoesOnAsIfNobodyHadLooked(_ preset: String) throws {
    let experiment = try TrainerTests.experiment(preset, epochs: 60)
    let session = Session(experiment, bugs: [BugSwitch(id: "detach", isOn: true, epoch: 40)])
    try session.phase(.parked)
    for epoch in [30, 2, 39] { _ = try session.names(at: epoch) }
    session.trainer.send(.fix)
    try session.phase(.finished)
    #expect(session.all.curve == events(experiment).curve)
  }

  /// Epochs before a bug was switched on are those of the healthy loop.
  @Test func changesOfTheLoopAreKept() throws {
    let session = Session(
      try TrainerTests.experiment("seed", epochs: 50),
      bugs: [BugSwitch(id: "softmax_twice", isOn: true, epoch: 20)])
    try session.phase(.finished)
    let curve = session.all.curve
    for epoch in [19, 20, 45, 5] {
      #expect(loss(try session.names(at: epoch)) == curve[epoch].trainLoss)
    }
    session.trainer.send(.scrub(to: nil))
    let names = try session.wait {
      if case .observation(.names(50, let names)) = $0 { names } else { nil }
    }
    #expect(loss(names) == curve[49].trainLoss)
  }

  /// While training runs there is no past to look at.
  @Test func nothingIsShownWhileTrainingRuns() throws {
    let session = Session(try TrainerTests.experiment("seed", epochs: 100_000))
    session.trainer.send(.scrub(to: 3))
    session.trainer.send(.pause)
    _ = try session.wait { if case .phase(.paused) = $0 { true } else { nil } }
    #expect(session.all.failures.isEmpty)
  }
}
