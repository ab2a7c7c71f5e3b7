import Autograd
import NN

/// Runs a listing statement by statement.
public struct Interpreter {
  let listing: Listing
  private let setup: [Line]
  private let body: [Line]

  public init(_ listing: Listing) {
    self.listing = listing
    // Setup lines count too, so that numbers agree with what is shown.
    var number = 0
    setup = Line.all(listing.setup, &number)
    body = Line.all(listing.body, &number)
  }

  /// A statement with its number, as an object: an epoch of a small net is shorter than copying
  /// the texts of its statements.
  private final class Line {
    let number: Int
    let statement: Statement
    let isAfterLog: Bool
    let block: [Line]

    private init(_ statement: Statement, _ number: inout Int) {
      number += 1
      self.number = number
      self.statement = statement
      isAfterLog = statement.isAfterLog
      block = Self.all(statement.block, &number)
    }

    static func all(_ statements: [Statement], _ number: inout Int) -> [Line] {
      statements.map { Line($0, &number) }
    }
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
    for line in setup { try run(line, state, Hooks()) }
    currentStatement = 0
  }

  /// Runs one epoch and leaves its numbers in `state.metrics`.
  public func runEpoch(_ state: LoopState) throws { try runEpoch(state, Hooks()) }

  /// Runs one epoch with what the trainer does around its statements.
  func runEpoch(_ state: LoopState, _ hooks: Hooks) throws {
    state.metrics = EpochMetrics()
    var rate: Double?
    for line in body {
      if rate == nil, line.isAfterLog { rate = state.optimizer.learningRate }
      try run(line, state, hooks)
    }
    currentStatement = 0
    state.metrics.learningRate = rate ?? state.optimizer.learningRate
    if state.experiment.batchSize == nil { try state.reportBatch(rows: state.trainRows) }
    state.metrics.testLoss = try state[.testLoss]?.item() ?? .nan
    state.metrics.testAccuracy = try state[.testAccuracy]?.item() ?? .nan
  }

  private func run(_ line: Line, _ state: LoopState, _ hooks: Hooks) throws {
    try hooks.before(line.number)
    currentStatement = line.number
    do {
      switch line.statement.action {
      case .run(let body): try body(state)
      case .scope(let scope):
        try scope.run {
          for inner in line.block { try run(inner, state, hooks) }
        }
      case .eachBatch: try runBatches(line, state, hooks)
      }
    } catch let error as TorchError {
      throw Failure(error: error, line: line.number)
    }
    hooks.after?(line.number, line.statement)
  }

  private func runBatches(_ line: Line, _ state: LoopState, _ hooks: Hooks) throws {
    let order = try state.value(.order)
    let total = order.count
    let size = max(state.experiment.batchSize ?? total, 1)
    var start = 0
    while start < total {
      let count = min(size, total - start)
      state[.rows] = try order.narrow(dim: 0, start: start, length: count)
      for inner in line.block { try run(inner, state, hooks) }
      try state.reportBatch(rows: count)
      start += count
    }
  }
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
