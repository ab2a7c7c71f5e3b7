import Autograd
import Testing

@testable import Training

@Suite struct InterpreterTests {
  /// Runs an epoch of `seed` whose listing has been edited, and gives the failure.
  private func failure(_ edit: (inout Listing) -> Void) throws -> Interpreter.Failure {
    let experiment = try PresetTests.folder.load("seed")
    var listing = Listing.healthy(experiment)
    edit(&listing)
    let state = try LoopState(experiment: experiment)
    return try #require(
      #expect(throws: Interpreter.Failure.self) { try Interpreter(listing).runEpoch(state) })
  }

  /// Python's words for a name that nothing has been assigned to, at the line that reads it.
  @Test func aLineReadsNoNameBeforeItIsBound() throws {
    let first = try failure { $0.remove(.forward) }
    #expect("\(first.error)" == "NameError: name 'train_logits' is not defined")
    #expect(first.line == 2)
    let second = try failure {
      $0.insert(before: .testLoss, Statement(.extra, "del y_test") { $0[.yTest] = nil })
    }
    #expect("\(second.error)" == "NameError: name 'y_test' is not defined")
    #expect(second.line == 12)
    let plain = try failure { $0.remove(.loss) }
    #expect("\(plain.error)" == "NameError: name 'loss' is not defined")
    #expect(plain.line == 5)
  }

  @Test func nodesAndCutsKnowTheirLine() throws {
    let experiment = try PresetTests.folder.load("seed")
    let state = try LoopState(experiment: experiment)
    try Interpreter(.healthy(experiment)).runEpoch(state)
    #expect(state[.trainLogits]?.gradFn?.statement == 2)
    #expect(state[.loss]?.gradFn?.statement == 3)
    #expect(state[.trainAccuracy]?.cut?.statement == 4)
    #expect(state[.testLogits]?.cut?.statement == 10)
    #expect(currentStatement == 0)
  }
}
