import Autograd

/// PyTorch's `ReduceLROnPlateau`: times `factor` when the metric has not fallen by a fraction
/// `threshold` for more than `patience` steps.
public final class ReduceLROnPlateau: Scheduler {
  private let factor: Double
  private let patience: Int
  private let threshold: Double
  private let cooldown: Int
  private let minimum: Double
  private var best = Double.infinity
  private var badSteps = 0
  private var cooling = 0
  /// Smaller changes of the rate are not made.
  private static let epsilon = 1e-8

  public init(
    _ optimizer: any Optimizer, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
    cooldown: Int = 0, minLR: Double = 0
  ) throws {
    guard factor < 1 else { throw TorchError(.value, "Factor should be < 1.0.") }
    (self.factor, self.patience, self.threshold) = (factor, patience, threshold)
    (self.cooldown, minimum) = (cooldown, minLR)
    super.init("ReduceLROnPlateau", optimizer)
  }

  public override func step(metric: Double?) throws {
    guard let metric else {
      throw TorchError(
        .type, "ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'")
    }
    if metric < best * (1 - threshold) {
      best = metric
      badSteps = 0
    } else {
      badSteps += 1
    }
    if cooling > 0 {
      cooling -= 1
      badSteps = 0
    }
    if badSteps > patience {
      let rate = optimizer.learningRate
      let next = max(rate * factor, minimum)
      if rate - next > Self.epsilon { optimizer.learningRate = next }
      cooling = cooldown
      badSteps = 0
    }
  }

  public override var state: [String: Double] {
    get {
      [
        "best": best, "num_bad_epochs": Double(badSteps), "cooldown_counter": Double(cooling),
      ]
    }
    set {
      best = newValue["best"] ?? best
      badSteps = newValue["num_bad_epochs"].flatMap { Int(exactly: $0) } ?? badSteps
      cooling = newValue["cooldown_counter"].flatMap { Int(exactly: $0) } ?? cooling
    }
  }
}
