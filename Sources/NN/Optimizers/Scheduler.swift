import Autograd

/// Changes an optimiser's learning rate as training goes on, as `torch.optim.lr_scheduler` does.
///
/// Each step works from the rate it finds, as PyTorch's chainable schedulers do, so a rate that a
/// person sets in between is kept and scheduled from there.
public class Scheduler {
  /// PyTorch's name, e.g. `StepLR`.
  public let kind: String
  /// Whose rate it sets.
  public var optimizer: any Optimizer
  /// The optimiser's rate before the scheduler's first change.
  let baseRate: Double
  /// Steps taken.
  private(set) var count = 0

  init(_ kind: String, _ optimizer: any Optimizer) {
    self.kind = kind
    self.optimizer = optimizer
    baseRate = optimizer.learningRate
  }

  /// `scheduler.step()`, or `scheduler.step(metric)` for `ReduceLROnPlateau`, which needs one.
  public func step(metric: Double? = nil) throws {
    count += 1
    optimizer.learningRate = try next(optimizer.learningRate)
  }

  /// The rate after step `count`, from the one before.
  func next(_ rate: Double) throws -> Double { rate }

  /// All state but the rate, which is the optimiser's, by PyTorch's names.
  public var state: [String: Double] {
    get { ["last_epoch": Double(count)] }
    set { count = newValue["last_epoch"].flatMap { Int(exactly: $0) } ?? count }
  }

  /// Remembers that state; the result brings it back.
  public final func checkpoint() -> () -> Void {
    let saved = state
    return { self.state = saved }
  }
}

/// PyTorch's `StepLR`: times `gamma` every `stepSize` steps.
public final class StepLR: Scheduler {
  private let stepSize: Int
  private let gamma: Double

  public init(_ optimizer: any Optimizer, stepSize: Int, gamma: Double = 0.1) {
    (self.stepSize, self.gamma) = (stepSize, gamma)
    super.init("StepLR", optimizer)
  }

  override func next(_ rate: Double) -> Double { count % stepSize == 0 ? rate * gamma : rate }
}

/// PyTorch's `ExponentialLR`: times `gamma` every step.
public final class ExponentialLR: Scheduler {
  private let gamma: Double

  public init(_ optimizer: any Optimizer, gamma: Double) {
    self.gamma = gamma
    super.init("ExponentialLR", optimizer)
  }

  override func next(_ rate: Double) -> Double { rate * gamma }
}

/// PyTorch's `LinearLR`, a warm-up: from `startFactor` of the rate to `endFactor` in `totalIters`
/// steps.
public final class LinearLR: Scheduler {
  private let start: Double
  private let end: Double
  private let total: Int

  public init(
    _ optimizer: any Optimizer, startFactor: Double = 1.0 / 3, endFactor: Double = 1,
    totalIters: Int = 5
  ) throws {
    guard startFactor > 0, startFactor <= 1 else {
      throw TorchError(
        .value,
        "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.")
    }
    guard endFactor >= 0, endFactor <= 1 else {
      throw TorchError(.value, "Ending multiplicative factor expected to be between 0 and 1.")
    }
    (start, end, total) = (startFactor, endFactor, totalIters)
    super.init("LinearLR", optimizer)
    optimizer.learningRate *= startFactor
  }

  override func next(_ rate: Double) -> Double {
    guard count <= total else { return rate }
    return rate
      * (1 + (end - start) / (Double(total) * start + Double(count - 1) * (end - start)))
  }
}
