import Autograd
import NN

/// Runs a listing statement by statement.
public final class Interpreter {
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
    // What every epoch reads stands first, close together.
    let number: Int32
    let form: Form
    // What the statement's action says, taken apart: a payload would be copied out of the enum,
    // and its references counted, each time.
    let result, first, second: Name
    let body: Statement.Body
    let value: Statement.Value
    let block: Block
    let statement: Statement

    enum Form { case body, value, block }

    init(_ statement: Statement, _ number: inout Int) {
      number += 1
      self.number = Int32(clamping: number)
      self.statement = statement
      block = Block(statement.block[...], &number)
      var body: Statement.Body = { _ in }
      var value: Statement.Value = { _, tensor, _ in tensor }
      var names = (Name.loss, Name.loss, Name.loss)
      switch statement.action {
      case .run(let run): (form, body) = (.body, run)
      case .assign(let result, let first, let second, let compute):
        (form, value, names) = (.value, compute, (result, first, second))
      case .scope, .eachBatch: form = .block
      }
      (self.body, self.value) = (body, value)
      (result, first, second) = names
    }
  }

  /// Lines one after the other.
  private struct Block {
    let lines: [Line]

    init(_ statements: ArraySlice<Statement>, _ number: inout Int) {
      lines = statements.map { Line($0, &number) }
    }
  }

  /// A failing statement's error and line.
  struct Failure: Error {
    let error: TorchError
    let line: Int
  }

  /// What the trainer does around statements.
  struct Hooks {
    /// Called before each statement with its line; may wait, and throws to leave the epoch. Not
    /// optional: to look into an optional counts a reference to the closure before each statement.
    var before: (Int) throws -> Void = { _ in }
    /// Called after each statement.
    var after: ((Int, Statement) -> Void)?
  }

  /// Nobody looks on.
  private struct Unwatched: Surroundings {
    func enter(_ line: Int) {}
    func leave(_ line: Int, _ statement: @autoclosure () -> Statement) {}
  }

  /// Runs the lines before the loop.
  func runSetup(_ state: LoopState) throws {
    try run(setup, state, Unwatched())
    currentStatement = 0
  }

  /// Runs one epoch and leaves its numbers in `state.metrics`.
  public func runEpoch(_ state: LoopState) throws { try epoch(state, Unwatched()) }

  /// Runs one epoch with what the trainer does around its statements.
  func runEpoch(_ state: LoopState, _ hooks: Hooks) throws { try epoch(state, hooks) }

  private func epoch(_ state: LoopState, _ around: some Surroundings) throws {
    state.metrics = EpochMetrics()
    try run(body, state, around)
    let rate = state.optimizer.learningRate
    try run(afterLog, state, around)
    currentStatement = 0
    if state.experiment.batchSize == nil { try state.reportWhole() }
    state.metrics.learningRate = rate
    state.metrics.testLoss = try state.number(.testLoss) ?? .nan
    state.metrics.testAccuracy = try state.number(.testAccuracy) ?? .nan
  }

  private func run(
    _ block: Block, _ state: LoopState, _ around: some Surroundings
  ) throws {
    for line in block.lines {
      try around.enter(Int(line.number))
      currentStatement = Int(line.number)
      do {
        switch line.form {
        case .body: try line.body(state)
        case .value: try assign(line, state)
        case .block: try runBlock(of: line, state, around)
        }
      } catch {
        throw Self.failure(error, line.number)
      }
      around.leave(Int(line.number), line.statement)
    }
  }

  /// What a statement threw, with its line; that of a line in a block stands already.
  private static func failure(_ error: any Error, _ line: Int32) -> any Error {
    (error as? TorchError).map { Failure(error: $0, line: Int(line)) } ?? error
  }

  private func assign(_ line: Line, _ state: LoopState) throws {
    let (first, second) = (try state.value(line.first), try state.value(line.second))
    state.bind(line.result, try line.value(state, first, second))
  }

  private func runBlock(
    of line: Line, _ state: LoopState, _ around: some Surroundings
  ) throws {
    switch line.statement.action {
    case .run, .assign: break
    case .scope(let scope): try scope.run { try run(line.block, state, around) }
    case .eachBatch: try runBatches(line, state, around)
    }
  }

  private func runBatches(
    _ line: Line, _ state: LoopState, _ around: some Surroundings
  ) throws {
    let order = try state.value(.order)
    let total = order.count
    let size = max(state.experiment.batchSize ?? total, 1)
    var start = 0
    while start < total {
      let count = min(size, total - start)
      state[.rows] = try order.narrow(dim: 0, start: start, length: count)
      try run(line.block, state, around)
      try state.reportBatch(rows: count)
      start += count
    }
  }
}

/// What happens before and after each statement.
private protocol Surroundings {
  func enter(_ line: Int) throws
  func leave(_ line: Int, _ statement: @autoclosure () -> Statement)
}

extension Interpreter.Hooks: Surroundings {
  func enter(_ line: Int) throws { try before(line) }

  func leave(_ line: Int, _ statement: @autoclosure () -> Statement) {
    if let after { after(line, statement()) }
  }
}

extension LoopState {
  var trainRows: Int { self[.xTrain]?.length ?? 0 }

  /// The loss and accuracy of an epoch of one batch: its means as they are.
  fileprivate func reportWhole() throws {
    metrics.trainLoss = try number(.loss) ?? .nan
    metrics.trainAccuracy = try number(.trainAccuracy) ?? .nan
  }

  /// Adds the batch's loss and accuracy to the epoch's.
  func reportBatch(rows: Int) throws {
    metrics.add(
      loss: try number(.loss) ?? .nan, accuracy: try number(.trainAccuracy) ?? .nan, samples: rows)
  }
}
