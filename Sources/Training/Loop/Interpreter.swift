import Autograd
import NN

/// Runs a listing statement by statement.
public struct Interpreter {
  let listing: Listing
  private let setup: Block
  /// The epoch's lines, and from the first line on that prepares the next epoch.
  private let body, afterLog: Block

  public init(_ listing: Listing) {
    self.listing = listing
    // Setup lines count too, so that numbers agree with what is shown.
    var number = 0
    setup = Block(listing.setup[...], &number)
    let end = listing.body.firstIndex(where: \.isAfterLog) ?? listing.body.endIndex
    body = Block(listing.body[..<end], &number)
    afterLog = Block(listing.body[end...], &number)
  }

  /// A statement ready to run.
  private final class Line {
    let number: Int
    let statement: Statement
    let block: Block
    /// The closure of a line that has one; others are run by what their statement says.
    let body: Statement.Body
    let isPlain: Bool

    init(_ statement: Statement, _ number: inout Int) {
      number += 1
      self.number = number
      self.statement = statement
      block = Block(statement.block[...], &number)
      if case .run(let body) = statement.action {
        self.body = body
        isPlain = true
      } else {
        body = { _ in }
        isPlain = false
      }
    }
  }

  /// Lines one after the other. An epoch of a small net is shorter than counting references to
  /// each of its lines, so they are read through references that count nothing: `owned` holds them
  /// for as long as the block is there.
  private struct Block {
    private let owned: [Line]
    private let lines: [Unmanaged<Line>]

    init(_ statements: ArraySlice<Statement>, _ number: inout Int) {
      owned = statements.map { Line($0, &number) }
      lines = owned.map(Unmanaged.passUnretained)
    }

    @inline(__always)
    func eachLine(_ run: (Line) throws -> Void) rethrows {
      for index in lines.indices { try lines[index]._withUnsafeGuaranteedRef(run) }
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
    try run(setup, state, Hooks())
    currentStatement = 0
  }

  /// Runs one epoch and leaves its numbers in `state.metrics`.
  public func runEpoch(_ state: LoopState) throws { try runEpoch(state, Hooks()) }

  /// Runs one epoch with what the trainer does around its statements.
  func runEpoch(_ state: LoopState, _ hooks: Hooks) throws {
    state.metrics = EpochMetrics()
    try run(body, state, hooks)
    let rate = state.optimizer.learningRate
    try run(afterLog, state, hooks)
    currentStatement = 0
    state.metrics.learningRate = rate
    if state.experiment.batchSize == nil { try state.reportBatch(rows: state.trainRows) }
    state.metrics.testLoss = try state[.testLoss]?.item() ?? .nan
    state.metrics.testAccuracy = try state[.testAccuracy]?.item() ?? .nan
  }

  private func run(_ block: Block, _ state: LoopState, _ hooks: Hooks) throws {
    try block.eachLine { line in
      try hooks.before(line.number)
      currentStatement = line.number
      do {
        if line.isPlain { try line.body(state) } else { try runBlock(of: line, state, hooks) }
      } catch let error as TorchError {
        throw Failure(error: error, line: line.number)
      }
      hooks.after?(line.number, line.statement)
    }
  }

  private func runBlock(of line: Line, _ state: LoopState, _ hooks: Hooks) throws {
    switch line.statement.action {
    case .run: break
    case .scope(let scope): try scope.run { try run(line.block, state, hooks) }
    case .eachBatch: try runBatches(line, state, hooks)
    }
  }

  private func runBatches(_ line: Line, _ state: LoopState, _ hooks: Hooks) throws {
    let order = try state.value(.order)
    let total = order.count
    let size = max(state.experiment.batchSize ?? total, 1)
    var start = 0
    while start < total {
      let count = min(size, total - start)
      state[.rows] = try order.narrow(dim: 0, start: start, length: count)
      try run(line.block, state, hooks)
      try state.reportBatch(rows: count)
      start += count
    }
  }
}

extension LoopState {
  var trainRows: Int { self[.xTrain]?.length ?? 0 }

  /// Adds the batch's loss and accuracy to the epoch's.
  func reportBatch(rows: Int) throws {
    metrics.add(
      loss: try self[.loss]?.item() ?? .nan, accuracy: try self[.trainAccuracy]?.item() ?? .nan,
      samples: rows)
  }
}
