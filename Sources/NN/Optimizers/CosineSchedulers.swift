import Autograd

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// PyTorch's `CosineAnnealingLR`: down to `etaMin` along half a cosine of `tMax` steps, and up again.
///
/// Loshchilov & Hutter, 2017.
public final class CosineAnnealingLR: Scheduler {
  private let tMax: Int
  private let etaMin: Double

  public init(_ optimizer: any Optimizer, tMax: Int, etaMin: Double = 0) {
    (self.tMax, self.etaMin) = (tMax, etaMin)
    super.init("CosineAnnealingLR", optimizer)
  }

  override func next(_ rate: Double) -> Double {
    let t = Double(tMax)
    if (count - 1 - tMax) % (2 * tMax) == 0 {
      return rate + (baseRate - etaMin) * (1 - cos(Double.pi / t)) / 2
    }
    return (1 + cos(Double.pi * Double(count) / t)) / (1 + cos(Double.pi * Double(count - 1) / t))
      * (rate - etaMin) + etaMin
  }
}

/// PyTorch's `OneCycleLR` with `cycle_momentum=False`: from `maxLR / divFactor` up to `maxLR` in the
/// first part of `totalSteps`, then down to almost nothing. Smith & Topin, 2018.
public final class OneCycleLR: Scheduler {
  private let totalSteps: Int
  private let rates: (initial: Double, maximum: Double, minimum: Double)
  private let peak: Double

  public init(
    _ optimizer: any Optimizer, maxLR: Double, totalSteps: Int, pctStart: Double = 0.3,
    divFactor: Double = 25, finalDivFactor: Double = 1e4
  ) throws {
    guard totalSteps > 0 else {
      throw TorchError(.value, "Expected positive integer total_steps, but got \(totalSteps)")
    }
    guard pctStart >= 0, pctStart <= 1 else {
      throw TorchError(.value, "Expected float between 0 and 1 pct_start, but got \(pctStart)")
    }
    self.totalSteps = totalSteps
    let initial = maxLR / divFactor
    rates = (initial, maxLR, initial / finalDivFactor)
    peak = pctStart * Double(totalSteps) - 1
    super.init("OneCycleLR", optimizer)
    optimizer.learningRate = try next(optimizer.learningRate)
  }

  override func next(_ rate: Double) throws -> Double {
    guard count <= totalSteps else {
      throw TorchError(
        .value,
        "Tried to step \(count) times. The specified number of total steps is \(totalSteps)")
    }
    let step = Double(count)
    let isRising = step <= peak
    let (from, to) = isRising ? (0, peak) : (peak, Double(totalSteps - 1))
    let (start, end) =
      isRising ? (rates.initial, rates.maximum) : (rates.maximum, rates.minimum)
    return end + (start - end) / 2 * (cos(Double.pi * ((step - from) / (to - from))) + 1)
  }
}
