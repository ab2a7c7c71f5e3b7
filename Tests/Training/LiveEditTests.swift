import Foundation
import Loop
import Run
import Testing

@testable import Training

/// The loop's text changed by a person while it trains.
@Suite struct LiveEditTests {
  /// A trainer that is told what to do between events.
  private final class Session {
    let trainer: Trainer
    private(set) var all: [TrainingEvent] = []

    init(_ experiment: Experiment, _ configure: (inout Trainer.Options) -> Void = { _ in }) {
      var options = Trainer.Options(catalogue: .standard)
      options.endsWithRun = false
      configure(&options)
      trainer = Trainer(experiment, options: options)
    }

    deinit { trainer.stop() }

    /// Waits until an event fulfils a condition, from the events after the last such wait on.
    func wait(
      _ what: String, _ holds: (TrainingEvent) -> Bool,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let end = Date().addingTimeInterval(30)
      while Date() < end {
        while seen < all.count {
          seen += 1
          if holds(all[seen - 1]) { return }
        }
        all += trainer.takeEvents(waiting: 1)
      }
      try #require(
        Bool(false), "waited in vain for \(what) behind \(all.suffix(3))",
        sourceLocation: sourceLocation)
    }
    private var seen = 0

    /// The text of the last listing.
    var lines: [String] {
      for case .listing(let lines) in all.reversed() {
        return lines.filter { $0.number != nil }
          .map { String(repeating: " ", count: $0.blanks) + $0.code }
      }
      return []
    }

    func edit(_ change: (inout [String]) -> Void) {
      var text = lines
      change(&text)
      trainer.send(.edit(lines: text))
    }

    var bugs: [BugSwitch] {
      all.compactMap { if case .bug(let change) = $0 { change } else { nil } }
    }

    var mistakes: [EditMistake?] {
      all.compactMap { if case .mistake(let mistake) = $0 { .some(mistake) } else { nil } }
    }
  }

  static let argmax =
    "loss = loss_fn(train_logits.argmax(dim=1).float(), y_train.float())"

  private func paused(_ preset: String = "seed", epochs: Int = 60) throws -> Session {
    let session = Session(try TrainerTests.experiment(preset, epochs: epochs)) {
      $0.pace = 500
    }
    session.trainer.send(.pause)
    try session.wait("pause") { if case .phase(.paused) = $0 { true } else { false } }
    // To a place between two epochs.
    session.trainer.send(.stepEpoch)
    try session.wait("the epoch's end") { $0 == .phase(.paused(line: nil)) }
    return session
  }

  private func finish(_ session: Session) throws {
    session.trainer.send(.setPace(nil))
    session.trainer.send(.resume)
    try session.wait("the end") { $0 == .end(.finished) }
  }

  @Test func aGoodChangeRunsFromTheNextEpochOn() throws {
    let session = try paused()
    let before = session.all.curve.count
    session.edit { $0[2] = "loss = loss_fn(train_logits, y_train) * 0" }
    try session.wait("the answer") { if case .mistake = $0 { true } else { false } }
    #expect(session.mistakes == [nil])
    #expect(session.bugs == [BugSwitch(id: "edit", isOn: true, epoch: before)])
    try finish(session)
    let curve = session.all.curve
    #expect(curve.map(\.epoch) == Array(0..<60))
    #expect(curve[..<before].allSatisfy { $0.trainLoss > 0 })
    #expect(curve[before...].allSatisfy { $0.trainLoss == 0 })
  }

  @Test func theDiffNamesTheLinesAsEditedByHand() throws {
    let session = try paused()
    session.edit {
      $0[2] = "loss = loss_fn(train_logits, y_train) * 2"
      $0.insert("print(loss.item())", at: 3)
    }
    try session.wait("the listing") { if case .listing = $0 { true } else { false } }
    guard
      case .listing(let lines)? = session.all.last(where: {
        if case .listing = $0 { true } else { false }
      })
    else { return }
    let added = lines.filter { $0.change == .added }
    #expect(added.map(\.number) == [3, 4])
    #expect(added.allSatisfy { $0.bug == "edit" })
    #expect(lines.filter { $0.change == .removed }.count == 1)
  }

  @Test func aMistakeIsToldWithItsPlaceAndLeavesTheLoop() throws {
    let session = try paused()
    let healthy = events(try TrainerTests.experiment("seed", epochs: 60)).curve
    session.edit { $0[2] = "loss = loss_fn(train_logits, y_train" }
    try session.wait("the mistake") { if case .mistake = $0 { true } else { false } }
    let mistake = try #require(session.mistakes.last ?? nil)
    #expect(mistake.type == "SyntaxError")
    #expect(mistake.message == "'(' was never closed")
    #expect(mistake.line == 3 && mistake.column == 14)
    try finish(session)
    #expect(session.all.curve == healthy)
    #expect(session.bugs.isEmpty)
  }

  /// Also where empty lines stand before it, which the loop does not keep.
  @Test func theMistakeStandsAtTheLineThatWasSent() throws {
    let session = try paused("early_stopping")
    session.edit {
      $0.insert(contentsOf: ["", ""], at: 1)
      $0[5] = "loss = = 1"
    }
    try session.wait("the mistake") { if case .mistake = $0 { true } else { false } }
    #expect((session.mistakes.last ?? nil)?.line == 6)
  }

  @Test func aLineBeforeTheLoopThatRaisesIsAMistake() throws {
    let session = try paused("early_stopping")
    session.edit { $0[0] = "best, waited = math.inf, nowhere" }
    try session.wait("the mistake") { if case .mistake = $0 { true } else { false } }
    let mistake = try #require(session.mistakes.last ?? nil)
    #expect(mistake.type == "NameError" && mistake.line == 1)
    session.trainer.send(.stepEpoch)
    try session.wait("an epoch") { if case .epoch = $0 { true } else { false } }
    #expect(session.all.failures.isEmpty)
  }

  @Test(arguments: ["seed", "spiral", "iris"])
  func argmaxByHandRaisesIsLocatedAndFixedDigitForDigit(_ preset: String) throws {
    let healthy = events(try TrainerTests.experiment(preset, epochs: 60)).curve
    let session = try paused(preset)
    let index = try #require(session.lines.firstIndex { $0.contains("loss = loss_fn(") })
    let indentation = session.lines[index].prefix { $0 == " " }
    session.edit { $0[index] = indentation + Self.argmax }
    session.trainer.send(.resume)
    try session.wait("the error") { $0 == .phase(.parked) }
    let report = try #require(session.all.failures.first)
    #expect(report.message.hasPrefix("element 0 of tensors does not require grad"))
    #expect(report.diagnosis?.line == index + 1)
    #expect(report.diagnosis?.operation == "argmax")
    session.trainer.send(.fix)
    try finish(session)
    #expect(session.bugs.map(\.isOn) == [true, false])
    #expect(session.all.contains(.fixed(epoch: report.epoch)))
    #expect(session.all.curve == healthy)
  }

  /// The rest of what was written stays.
  @Test func fixTakesBackOnlyTheChangeThatRaised() throws {
    let session = try paused()
    session.edit {
      $0[2] = Self.argmax
      $0.append("seen = epoch")
    }
    session.trainer.send(.resume)
    try session.wait("the error") { $0 == .phase(.parked) }
    session.trainer.send(.fix)
    try finish(session)
    #expect(session.bugs == [BugSwitch(id: "edit", isOn: true, epoch: session.bugs[0].epoch)])
    #expect(session.lines.contains("seen = epoch"))
    #expect(session.lines.contains("loss = loss_fn(train_logits, y_train)"))
    #expect(session.all.curve.count == 60)
  }

  /// Mended by hand, a parked run goes on as if nothing had been.
  @Test func writingTheHealthyLineSwitchesTheBugOff() throws {
    let experiment = try TrainerTests.experiment("seed", epochs: 60)
    let session = Session(experiment) { $0.bugs = [BugSwitch(id: "argmax", isOn: true, epoch: 7)] }
    try session.wait("the error") { $0 == .phase(.parked) }
    session.trainer.send(.edit(lines: experiment.healthyLoop.lines))
    try session.wait("the end") { $0 == .end(.finished) }
    #expect(session.bugs.map(\.id) == ["argmax", "argmax"])
    #expect(session.all.curve == events(experiment).curve)
  }

  @Test func theOldTextSwitchesTheEditOff() throws {
    let session = try paused()
    let healthy = session.lines
    session.edit { $0[2] = "loss = loss_fn(train_logits, y_train) * 2" }
    session.trainer.send(.edit(lines: healthy))
    try session.wait("off") { if case .bug(let change) = $0 { !change.isOn } else { false } }
    #expect(session.bugs.map(\.isOn) == [true, false])
  }

  /// A bug that edits other lines joins what was written; one that edits the same is refused.
  @Test func bugsAreMadeOnTheEditedText() throws {
    let session = try paused()
    session.edit { $0[2] = "loss = loss_fn(train_logits, y_train) * 2" }
    session.trainer.send(.setBug(id: "no_zero_grad", isOn: true))
    session.trainer.send(.setBug(id: "argmax", isOn: true))
    var reason = ""
    try session.wait("the refusal") {
      guard case .setting("bug argmax", let value, _) = $0 else { return false }
      reason = value
      return true
    }
    #expect(reason == "not switched on: it changes lines that were edited by hand")
    #expect(session.lines.contains("loss = loss_fn(train_logits, y_train) * 2"))
    session.trainer.send(.restart(seed: nil))
    try session.wait("the restart") { if case .run = $0 { true } else { false } }
    try session.wait("the listing") { if case .listing = $0 { true } else { false } }
    #expect(session.lines.contains("loss = loss_fn(train_logits, y_train) * 2"))
    guard
      case .run(let info)? = session.all.last(where: { if case .run = $0 { true } else { false } })
    else { return }
    #expect(info.bugs.last == .editedByHand)
  }

  @Test func editingAtFullPaceLosesNoEpoch() throws {
    let session = Session(try TrainerTests.experiment("seed", epochs: 4_000_000))
    try session.wait("the listing") { if case .listing = $0 { true } else { false } }
    let lines = session.lines
    for round in 0..<40 {
      var text = lines
      text.append("round = \(round)")
      session.trainer.send(.edit(lines: text))
      try session.wait("the edit") { if case .mistake = $0 { true } else { false } }
    }
    session.trainer.send(.pause)
    try session.wait("the pause") { if case .phase(.paused) = $0 { true } else { false } }
    #expect(session.mistakes.count == 40)
    #expect(session.mistakes.allSatisfy { $0 == nil })
    let epochs = session.all.curve.map(\.epoch)
    #expect(epochs == Array(0..<epochs.count))
  }
}
