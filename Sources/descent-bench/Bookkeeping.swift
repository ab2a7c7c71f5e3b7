import Autograd
import NN
import Training

/// What the tape, the cut records and the statements cost of the article's epoch.
///
/// Each is the difference between two ways to run the same kernels, timed in turn:
/// - statements: the listing through the interpreter, against the same calls in plain Swift;
/// - cuts: those calls, against the same with metrics and evaluation where no cut is kept;
/// - tape: the loss with a graph, against the loss without one.
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

  /// Seconds of an epoch through the interpreter, and of each part.
  func measure(_ time: ([() throws -> Void]) throws -> [Double]) throws -> [(String, Double)] {
    let (x, y) = (try state.value(.xTrain), try state.value(.yTrain))
    let found = try time([
      { try interpreter.runEpoch(state) },
      { try epoch(keepsCuts: true) },
      { try epoch(keepsCuts: false) },
      { _ = try state.loss(state.model(x), y) },
      { _ = try withoutTracking { try state.loss(state.model(x), y) } },
    ])
    return [
      ("epoch", found[0]), ("statements", found[0] - found[1]), ("cuts", found[1] - found[2]),
      ("tape", found[3] - found[4]),
    ]
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
