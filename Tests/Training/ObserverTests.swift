import Autograd
import NN
import Run
import Synchronization
import Testing

@testable import Training

@Suite struct ObserverTests {
  /// A run that is looked at in every way after every epoch.
  static func observed(
    _ experiment: Experiment, bugs: [BugSwitch] = [], fixes: Bool = false
  ) -> [TrainingEvent] {
    var options = Trainer.Options(catalogue: .standard)
    options.bugs = bugs
    options.fixesItself = fixes
    var events: [TrainingEvent] = []
    let commands = Mailbox<TrainingCommand>()
    let flag = CommandFlag()
    let run = TrainingRun(
      experiment, options: options, presets: nil,
      commands: CommandSource(mailbox: commands, flag: flag)
    ) { event in
      events.append(event)
      // Asking again makes the next look due at once.
      if case .epoch = event { return ask() }
      if case .listing = event { ask() }
    }
    func ask() {
      commands.send(.observe(Set(Observation.Kind.allCases)))
      flag.isSet.store(true, ordering: .releasing)
    }
    run.main()
    return events
  }

  /// Batches and evaluation draw and switch modes as before: looking changes no bit.
  @Test(arguments: ["seed", "iris", "spiral"])
  func lookingChangesNothing(_ preset: String) throws {
    let experiment = try TrainerTests.experiment(preset, epochs: 25)
    let observed = Self.observed(experiment)
    #expect(observed.curve == events(experiment).curve)
    #expect(observed.curve.count == 25)
    let looks = observed.observations
    for kind in [Observation.Kind.values, .graph, .confusion, .distributions] {
      #expect(looks.filter { $0.kind == kind }.count >= 25, "\(kind)")
    }
    #expect(looks.contains { $0.kind == .timing })
    #expect(looks.contains { $0.kind == .boundary } == (preset == "spiral"))
  }

  @Test(arguments: TrainerTests.raising)
  func lookingAtWhatRaisedChangesNothing(_ bug: String) throws {
    let experiment = try TrainerTests.experiment("spiral", epochs: 12)
    let observed = Self.observed(
      experiment, bugs: [BugSwitch(id: bug, isOn: true, epoch: 6)], fixes: true)
    #expect(observed.curve == events(experiment).curve)
  }

  /// Whoever asks only after the error still sees what raised.
  @Test func aParkedTrainerShowsWhatRaised() throws {
    let driver = Driver(try TrainerTests.experiment("spiral", epochs: 10)) {
      $0.bugs = [BugSwitch(id: "argmax", isOn: true, epoch: 0)]
    }
    _ = driver.send(until: { $0 == .phase(.parked) })
    let seen = driver.send(.observe([.graph])) { event in
      if case .observation = event { true } else { false }
    }
    driver.trainer.stop()
    guard case .graph(0, let lines)? = seen.observations.first else {
      Issue.record("no graph")
      return
    }
    #expect(lines.contains { $0.isCut && $0.text == "argmax" })
  }

  @Test func probePutsTheModesBackAndLeavesNoTrace() throws {
    let experiment = try TrainerTests.experiment("spiral", epochs: 1)
    let state = try LoopState(experiment: experiment)
    let modules = state.layers
    for (index, module) in modules.enumerated() { module.isTraining = index % 2 == 0 }
    var trained = 0
    let output = try Probe(state: state).run(#require(state["X_train"])) { _, module, _ in
      if module.isTraining { trained += 1 }
    }
    #expect(trained == 0)
    #expect(modules.map { $0.isTraining } == modules.indices.map { $0 % 2 == 0 })
    #expect(output.gradFn == nil && output.cut == nil)
  }

  @Test func graphLeadsFromTheLossToEveryParameter() throws {
    let looks = Self.observed(try TrainerTests.experiment("spiral", epochs: 1)).observations
    guard case .graph(_, let lines)? = looks.last(where: { $0.kind == .graph }) else {
      Issue.record("no graph")
      return
    }
    #expect(lines.first?.text == "loss")
    #expect(
      Set(lines.filter { $0.isLeaf }.map { $0.text })
        == ["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"])
    #expect(!lines.contains { $0.isCut || $0.isDead })
    #expect(lines.contains { $0.text == "AddmmBackward0" && $0.line == 2 })
  }

  @Test func graphIsCutWhereTheGradientWas() throws {
    let looks = Self.observed(
      try TrainerTests.experiment("spiral", epochs: 2),
      bugs: [BugSwitch(id: "argmax", isOn: true, epoch: 1)]
    ).observations
    guard case .graph(1, let lines)? = looks.last(where: { $0.kind == .graph }) else {
      Issue.record("no graph")
      return
    }
    let cut = try #require(lines.firstIndex { $0.isCut })
    #expect(lines[cut].text == "argmax" && lines[cut].line == 3)
    #expect(lines[..<cut].allSatisfy { $0.isDead })
    #expect(!lines[cut...].contains { $0.isDead })
    #expect(lines[cut...].filter { $0.isLeaf }.count == 6)
  }

  @Test func confusionCountsEveryTestRow() throws {
    let looks = Self.observed(try TrainerTests.experiment("iris", epochs: 60)).observations
    guard case .confusion(_, let counts)? = looks.last(where: { $0.kind == .confusion }) else {
      Issue.record("no matrix")
      return
    }
    let experiment = try TrainerTests.experiment("iris", epochs: 60)
    let right = counts.indices.reduce(0) { $0 + counts[$1][$1] }
    let all = counts.joined().reduce(0, +)
    #expect(all == experiment.data.testCount)
    let accuracy = events(experiment).curve.last?.testAccuracy ?? 0
    #expect(abs(Double(right) / Double(all) - accuracy) < 1e-6)
  }

  /// Where the data is, the boundary says of a trained model what the accuracy says.
  @Test func boundaryAgreesWithTheAccuracy() throws {
    let looks = Self.observed(try TrainerTests.experiment("spiral", epochs: 400)).observations
    let found = looks.compactMap { look -> DecisionBoundary? in
      if case .boundary(let boundary) = look { boundary } else { nil }
    }
    let boundary = try #require(found.last)
    #expect(boundary.classes.count == boundary.columns * boundary.rows)
    #expect(boundary.points.count == 360)
    let right = boundary.points.filter { point in
      boundary.label(atX: point.x, y: point.y) == point.label
    }
    #expect(Double(right.count) / 360 > 0.9)
  }

  @Test func distributionOfKnownValues() {
    let known = Distribution(
      name: "w", kind: .weight, [0, 0, 1, 2, .nan, .infinity, -1, 4])
    #expect(known.minimum == -1 && known.maximum == 4 && known.mean == 1)
    #expect(known.nonFinite == 2)
    #expect(known.zeroFraction == 2.0 / 6)
    #expect(known.histogram.reduce(0, +) == 6)
    #expect(known.histogram.first == 1 && known.histogram.last == 1)
    let none = Distribution(name: "w", kind: .weight, [.nan])
    #expect(none.histogram.isEmpty && none.nonFinite == 1)
  }
}

extension [TrainingEvent] {
  var observations: [Observation] {
    compactMap { if case .observation(let observation) = $0 { observation } else { nil } }
  }
}

extension DecisionBoundary {
  /// The predicted class of the grid point nearest to a place.
  func label(atX x: Double, y: Double) -> Int {
    func index(_ value: Double, _ range: ClosedRange<Double>, _ count: Int) -> Int {
      let part = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      return Swift.min(Swift.max(Int(part * Double(count)), 0), count - 1)
    }
    let row = rows - 1 - index(y, yRange, rows)
    return Int(classes[row * columns + index(x, xRange, columns)])
  }
}
