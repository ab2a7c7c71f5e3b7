import Loop
import NN
import Run
import Testing

@testable import Training

/// Loops that make models, losses and optimisers of their own, under names of their own.
@Suite struct LoopModelsTests {
  private static func state(setup: String, loop: String) throws -> LoopState {
    var experiment = try PresetTests.folder.load("seed")
    experiment.loop = LoopText(setup: setup, loop: loop)
    return try LoopState(experiment: experiment)
  }

  private static let setup = """
    net = nn.Sequential(nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 3))
    criterion = nn.CrossEntropyLoss()
    opt = torch.optim.SGD(net.parameters(), lr=0.5)
    """

  @Test func linesAreKnownByWhatTheirNamesHold() throws {
    let state = try Self.state(
      setup: Self.setup,
      loop: """
        out = net(X_train)
        total = criterion(out, y_train)
        opt.zero_grad()
        total.backward()
        opt.step()
        with torch.no_grad():
            guess = net(X_test)
            test_loss = criterion(guess, y_test)
        """)
    let first = state.roles.forward.line
    #expect(state.roles.forward.result == "out" && state.roles.forward.features == "X_train")
    #expect(state.roles.loss == first + 1 && state.roles.labels == "y_train")
    #expect(state.roles.lossName == "total")
    #expect(state.roles.backward == first + 3 && state.roles.step == first + 4)
    #expect(state.roles.testForward.result == "guess" && state.roles.testLoss == first + 7)
    #expect(
      state.models.namedParameters.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(state.optimizer.learningRate == 0.5)
    try state.runEpoch()
    #expect(state.metrics.trainLoss.isFinite && state.metrics.learningRate == 0.5)
  }

  @Test func theReportNamesTheLoopsOwnParameters() throws {
    let state = try Self.state(
      setup: Self.setup,
      loop: """
        total = criterion(net(X_train).detach(), y_train)
        total.backward()
        """)
    let failure = try #require(#expect(throws: LoopState.Failure.self) { try state.runEpoch() })
    let (report, _) = Diagnostician(listing: state.listing, state: state)
      .report(failure.error, epoch: 0)
    let diagnosis = try #require(report.diagnosis)
    #expect(diagnosis.chain.first?.text == "0.weight")
    #expect(diagnosis.withoutGradient == ["0.weight", "0.bias", "2.weight", "2.bias"])
  }

  @Test func severalModelsAreToldApart() throws {
    let state = try Self.state(
      setup: "head = nn.Linear(3, 3)\nencoder = model[0]",
      loop: "loss = loss_fn(head(model(X_train)), y_train)\nloss.backward()")
    #expect(
      state.models.namedParameters.map(\.name) == [
        "model.0.weight", "model.0.bias", "head.weight", "head.bias",
      ])
  }
}
