import Autograd
import Dispatch
import NN
import Training

/// What the tape, the cut records and the statements cost of the article's epoch.
///
/// Each is the difference between two ways to run the same kernels:
/// - statements: the listing through the interpreter, against the same calls in plain Swift;
/// - cuts: those calls, against the same with metrics and evaluation where no cut is kept;
/// - tape: the loss with a graph, against the loss without one;
/// - nothing: those calls against themselves, which says what the measurement is worth.
struct Bookkeeping {
  private let state: LoopState
  private let interpreter: Interpreter

  init() throws {
    state = try LoopState(experiment: Experiment(yaml: Self.preset, file: "article"))
    interpreter = Interpreter(.healthy(state.experiment))
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
    let (x, y) = (try state.value(.xTrain), try state.value(.yTrain))
    let listing = { try interpreter.runEpoch(state) }
    let calls = { try epoch(keepsCuts: true) }
    var parts = [
      ("statements", Difference(listing, calls)),
      ("cuts", Difference(calls) { try epoch(keepsCuts: false) }),
      (
        "tape",
        Difference(
          { _ = try state.loss(state.model(x), y) },
          { _ = try withoutTracking { try state.loss(state.model(x), y) } })
      ),
      ("nothing", Difference(calls, calls)),
    ]
    for index in parts.indices { try parts[index].1.prepare() }
    let end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
    repeat {
      for index in parts.indices { try parts[index].1.runRound() }
    } while DispatchTime.now().uptimeNanoseconds < end
    return (parts[0].1.total, parts)
  }

  /// The listing's calls one after the other.
  private func epoch(keepsCuts: Bool) throws {
    let (x, y) = (try state.value(.xTrain), try state.value(.yTrain))
    let (xTest, yTest) = (try state.value(.xTest), try state.value(.yTest))
    func metric<Result>(_ body: () throws -> Result) rethrows -> Result {
      keepsCuts ? try body() : try withoutTracking(body)
    }
    state.model.train()
    let logits = try state.model(x)
    let loss = try state.loss(logits, y)
    let accuracy = try metric { try Self.accuracy(logits, y) }
    state.optimizer.zeroGrad()
    try loss.backward()
    try state.optimizer.step()
    state.model.eval()
    let test = try inferenceMode {
      try metric {
        let logits = try state.model(xTest)
        return (try state.loss(logits, yTest), try Self.accuracy(logits, yTest))
      }
    }
    try metric {
      _ = try (loss.item(), accuracy.item(), test.0.item(), test.1.item())
    }
  }

  private static func accuracy(_ logits: Tensor, _ labels: Tensor) throws -> Tensor {
    try logits.argmax(dim: 1).eq(labels).to(.float32).mean()
  }
}
