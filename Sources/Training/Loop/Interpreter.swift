import Autograd
import NN

/// Runs a listing statement by statement.
public struct Interpreter {
  let listing: Listing
  /// Lines before the body's first, so that numbers agree with what is shown.
  private let setupCount: Int

  public init(_ listing: Listing) {
    self.listing = listing
    setupCount = listing.setup.count
  }

  /// A failing statement's error and line.
  struct Failure: Error {
    let error: TorchError
    let line: Int
  }

  /// What the trainer does around statements.
  struct Hooks {
    /// Called before each statement with its line; may wait, and throws to leave the epoch.
    var before: (Int) throws -> Void = { _ in }
    /// Called after each statement.
    var after: ((Int, Statement) -> Void)?
  }

  /// Runs the lines before the loop.
  func runSetup(_ state: LoopState) throws {
    var line = 0
    for statement in listing.setup { try run(statement, &line, state, Hooks()) }
    currentStatement = 0
  }

  /// Runs one epoch and leaves its numbers in `state.metrics`.
  public func runEpoch(_ state: LoopState) throws { try runEpoch(state, Hooks()) }

  /// Runs one epoch with what the trainer does around its statements.
  func runEpoch(_ state: LoopState, _ hooks: Hooks) throws {
    state.metrics = EpochMetrics()
    var line = setupCount
    var rate: Double?
    for statement in listing.body {
      if rate == nil, statement.isAfterLog { rate = state.optimizer.learningRate }
      try run(statement, &line, state, hooks)
    }
    currentStatement = 0
    state.metrics.learningRate = rate ?? state.optimizer.learningRate
    if state.experiment.batchSize == nil { try state.reportBatch(rows: state.trainRows) }
    state.metrics.testLoss = try state[.testLoss]?.item() ?? .nan
    state.metrics.testAccuracy = try state[.testAccuracy]?.item() ?? .nan
  }

  private func run(
    _ statement: Statement, _ line: inout Int, _ state: LoopState, _ hooks: Hooks
  ) throws {
    line += 1
    let number = line
    try hooks.before(number)
    currentStatement = number
    do {
      switch statement.action {
      case .run(let body): try body(state)
      case .scope(let scope):
        try scope.run {
          for inner in statement.block { try run(inner, &line, state, hooks) }
        }
      case .eachBatch:
        try runBatches(statement, first: number, state, hooks)
        line = number + statement.lineCount - 1
      }
    } catch let error as TorchError {
      throw Failure(error: error, line: number)
    }
    hooks.after?(number, statement)
  }

  private func runBatches(
    _ statement: Statement, first: Int, _ state: LoopState, _ hooks: Hooks
  ) throws {
    let order = try state.value(.order)
    let total = order.count
    let size = max(state.experiment.batchSize ?? total, 1)
    var start = 0
    while start < total {
      let count = min(size, total - start)
      state[.rows] = try order.narrow(dim: 0, start: start, length: count)
      var line = first
      for inner in statement.block { try run(inner, &line, state, hooks) }
      try state.reportBatch(rows: count)
      start += count
    }
  }
}

extension Statement {
  /// Lines the statement takes in the listing, itself included.
  var lineCount: Int { block.reduce(1) { $0 + $1.lineCount } }
}

extension LoopState {
  var trainRows: Int { self[.xTrain]?.shape.first ?? 0 }

  /// Adds the batch's loss and accuracy to the epoch's.
  func reportBatch(rows: Int) throws {
    metrics.add(
      loss: try self[.loss]?.item() ?? .nan, accuracy: try self[.trainAccuracy]?.item() ?? .nan,
      samples: rows)
  }
}
