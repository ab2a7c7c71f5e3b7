import Run
import Testing

@testable import Training

extension [TrainingEvent] {
  fileprivate var twins: [EpochRecord] {
    compactMap { event in
      guard case .twin(var record) = event else { return nil }
      record.seconds = 0
      return record
    }
  }
  fileprivate var divergences: [Int] {
    compactMap { if case .twinDiverged(let epoch) = $0 { epoch } else { nil } }
  }
}

@Suite struct TwinTests {
  @Test(arguments: ["seed", "dropout", "batch_norm"])
  func theTwinIsTheHealthyRunAndPartsWhereTheBugComesOn(_ preset: String) throws {
    let experiment = try TrainerTests.experiment(preset, epochs: 12)
    let healthy = events(experiment).curve
    let all = events(experiment) {
      $0.bugs = [BugSwitch(id: "no_zero_grad", isOn: true, epoch: 4)]
      $0.hasTwin = true
    }
    #expect(all.twins == healthy)
    // Epoch 4 still steps from cleared gradients where no batch went before.
    let first = try #require(all.divergences.first)
    #expect(all.divergences.count == 1)
    #expect(all.curve.prefix(first) == healthy.prefix(first))
    #expect(all.curve[first] != healthy[first])
    #expect((4...5).contains(first))
  }

  @Test func aHealthyRunNeverPartsFromItsTwin() throws {
    let all = events(try TrainerTests.experiment("spiral", epochs: 30)) { $0.hasTwin = true }
    #expect(all.twins == all.curve)
    #expect(all.divergences.isEmpty)
  }

  /// Asked for late, the twin catches up, and learns with the rate that a person had set.
  @Test func aLateTwinCatchesUp() throws {
    let driver = Driver(try TrainerTests.experiment("seed", epochs: 100_000)) { $0.pace = 500 }
    _ = driver.line(after: .pause)
    _ = driver.line(after: .stepEpoch)
    var seen = driver.send(.setLearningRate(0.02)) {
      if case .setting = $0 { true } else { false }
    }
    for _ in 0..<3 { seen += driver.send(.stepEpoch, until: \.isPause) }
    seen += driver.send(.setTwin(true), .stepEpoch, until: \.isPause)
    driver.trainer.stop()
    let last = try #require(seen.curve.last)
    #expect(seen.twins.map(\.epoch) == Array(0...last.epoch))
    #expect(seen.twins.last == last)
    #expect(last.learningRate == 0.02)
    #expect(seen.divergences.isEmpty)
  }

  /// A run has no last epoch, and its memory has: behind the first epochs only those that the twin
  /// has yet to train are kept, and a bug that comes late is seen all the same.
  @Test func whatIsKeptForATwinIsBounded() throws {
    let experiment = try TrainerTests.experiment("seed", epochs: 40)
    let curve = events(experiment).curve
    var mirror = Mirror(isWanted: true, kept: 8)
    try mirror.begin(experiment)
    var parted: [Int] = []
    for (epoch, healthy) in curve.enumerated() {
      var record = healthy
      if epoch == 30 { record.trainLoss += 1 }
      mirror.note(record)
      // The twin lags behind now and then, where commands come in.
      let isCommand = epoch % 5 == 0
      try mirror.follow(
        to: epoch + 1,
        { if case .twinDiverged(let epoch) = $0 { parted.append(epoch) } },
        isInterrupted: { isCommand })
      #expect(mirror.size <= 8 + 1)
    }
    #expect(parted == [30])
    #expect(mirror.twin?.epoch == curve.count)
    try mirror.set(false, experiment)
    for record in curve { mirror.note(record) }
    #expect(mirror.size == 8)
  }
}
