import Autograd
import Loop
import NN
import Run
import Testing

@testable import Training

@Suite struct LoopStateTests {
  /// Runs an epoch of `seed` with an edited loop, and gives the failure.
  private func failure(_ edit: LoopEdit) throws -> LoopState.Failure {
    let experiment = try PresetTests.folder.load("seed")
    let listing = Listing(try experiment.healthyLoop.applying(edit))
    let state = try LoopState(experiment: experiment, listing: listing)
    return try #require(#expect(throws: LoopState.Failure.self) { try state.runEpoch() })
  }

  /// Python's words for a name that nothing has been assigned to, at the line that reads it.
  @Test(
    arguments: [
      (LoopEdit.remove("train_logits"), "train_logits", 2),
      (.before("test_loss", "del y_test"), "y_test", 12),
      (.remove("loss"), "loss", 5),
    ])
  func aLineReadsNoNameBeforeItIsBound(_ edit: LoopEdit, _ name: String, _ line: Int) throws {
    let failure = try failure(edit)
    #expect("\(failure.error)".hasPrefix("NameError: name '\(name)' is not defined"))
    #expect(failure.line == line)
  }

  @Test func nodesAndCutsKnowTheirLine() throws {
    let state = try LoopState(experiment: PresetTests.folder.load("seed"))
    try state.runEpoch()
    #expect(state["train_logits"]?.gradFn?.statement == 2)
    #expect(state["loss"]?.gradFn?.statement == 3)
    #expect(state["train_acc"]?.cut?.statement == 4)
    #expect(state["test_logits"]?.cut?.statement == 10)
    #expect(currentStatement == 0)
  }

  /// What a line added before the loop has changed is undone when the line goes.
  @Test func linesBeforeTheLoopAreUndone() throws {
    let experiment = try PresetTests.folder.load("seed")
    let healthy = Listing(experiment.healthyLoop)
    let state = try LoopState(experiment: experiment)
    for edit in [
      "X_train = X_train[:4]", "for p in model.parameters(): p.requires_grad_(False)",
    ] {
      try state.follow(Listing(experiment.healthyLoop.applying(.setup(edit))))
    }
    #expect(state["X_train"]?.shape == [32, 10])
    #expect(state.model.parameters.allSatisfy { !$0.requiresGrad })
    try state.follow(healthy)
    #expect(state.model.parameters.allSatisfy { $0.requiresGrad })
  }

  /// A text that is no loop changes nothing.
  @Test func aMistakeLeavesTheOldLoop() throws {
    let experiment = try PresetTests.folder.load("seed")
    let state = try LoopState(experiment: experiment)
    let broken = Listing(LoopText(loop: "loss = (\n"))
    #expect(throws: LoopError.self) { try state.follow(broken) }
    try state.runEpoch()
    #expect(state.metrics.trainLoss.isFinite)
  }
}
