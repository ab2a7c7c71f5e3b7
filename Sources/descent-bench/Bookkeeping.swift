import Autograd
import Dispatch
import NN
import Training

/// What the tape, the cut records and the statements cost of the article's epoch.
///
/// Each is the difference between two ways to run the same kernels:
/// - statements: the listing through the interpreter, against the same calls in plain Swift on
///   constants. Below nothing where lines cost less than they save: a name that is bound anew gives
///   the object it held to the next op, and plain Swift takes it apart;
/// - cuts: those calls, against the same with metrics and evaluation where no cut is kept;
/// - tape: the loss with a graph, against the loss without one;
/// - nothing: those calls against themselves, which says what the measurement is worth.
struct Bookkeeping {
  private let state: LoopState
  private let interpreter: Interpreter
  // What plain Swift would hold in constants before its loop.
  private let model: Sequential
  private let lossFunction: any Loss
  private let optimizer: any Optimizer
  private let x, y, xTest, yTest: Tensor

  init() throws {
    state = try LoopState(experiment: Experiment(yaml: Self.preset, file: "article"))
    interpreter = Interpreter(.healthy(state.experiment))
    (model, lossFunction, optimizer) = (state.model, state.lossFunction, state.optimizer)
    (x, y) = (try state.value(.xTrain), try state.value(.yTrain))
    (xTest, yTest) = (try state.value(.xTest), try state.value(.yTest))
  }

  private static let preset = """
    summary: The article's loop.
    epochs: 1
    seed: 42
    data: {kind: random, rows: 32, features: 10, classes: 3}
    model: [linear: 3]
    loss: cross_entropy
    optimizer: {name: adam, lr: 0.01}
    """

  /// Seconds of an epoch through the interpreter, and the differences.
  func measure(seconds: Double) throws -> (epoch: Double, parts: [(String, Difference)]) {
    var parts = [
      ("statements", Difference(listing, calls)),
      ("cuts", Difference(callsWithCuts, callsWithoutCuts)),
      ("tape", Difference(losses, lossesWithoutTape)),
      ("nothing", Difference(calls, calls)),
    ]
    for index in parts.indices { try parts[index].1.prepare() }
    let end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
    repeat {
      for index in parts.indices { try parts[index].1.runRound() }
    } while DispatchTime.now().uptimeNanoseconds < end
    return (parts[0].1.total, parts)
  }

  private func listing(_ count: Int) throws {
    for _ in 0..<count { try interpreter.runEpoch(state) }
  }

  private func calls(_ count: Int) throws { try epochs(count, keepsCuts: nil) }
  private func callsWithCuts(_ count: Int) throws { try epochs(count, keepsCuts: true) }
  private func callsWithoutCuts(_ count: Int) throws { try epochs(count, keepsCuts: false) }

  private func losses(_ count: Int) throws {
    for _ in 0..<count { _ = try lossFunction(model(x), y) }
  }

  private func lossesWithoutTape(_ count: Int) throws {
    try withoutTracking { try losses(count) }
  }

  /// The listing's calls one after the other. What they give lives until the next epoch has given
  /// the same, as under the listing's names.
  ///
  /// With `keepsCuts`, metrics and evaluation are under a grad mode of their own either way, so that
  /// the change of mode counts for nothing.
  private func epochs(_ count: Int, keepsCuts: Bool?) throws {
    func training<Result>(_ body: () throws -> Result) rethrows -> Result {
      guard let keepsCuts else { return try body() }
      return keepsCuts ? try enableGrad(body) : try withoutTracking(body)
    }
    func evaluation<Result>(_ body: () throws -> Result) rethrows -> Result {
      guard let keepsCuts else { return try body() }
      return keepsCuts ? try noGrad(body) : try withoutTracking(body)
    }
    var last = (x, x, x, x, x, x)
    for _ in 0..<count {
      model.train()
      let logits = try model(x)
      let loss = try lossFunction(logits, y)
      let accuracy = try training { try logits.accuracy(y) }
      optimizer.zeroGrad()
      try loss.backward()
      try optimizer.step()
      model.eval()
      let test = try inferenceMode {
        try evaluation {
          let logits = try model(xTest)
          return (logits, try lossFunction(logits, yTest), try logits.accuracy(yTest))
        }
      }
      try training {
        _ = try (loss.item(), accuracy.item(), test.1.item(), test.2.item())
      }
      last = (logits, loss, accuracy, test.0, test.1, test.2)
    }
    withExtendedLifetime(last) {}
  }
}
