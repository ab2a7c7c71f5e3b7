import Autograd

/// Zeros elements at random in training, PyTorch's `nn.Dropout`.
///
/// The mask comes from a generator of its own: PyTorch's stream for it does not reproduce.
public final class Dropout: Module {
  public let kind = "Dropout"
  public let p: Double
  public var isTraining = true
  private var generator: Generator

  public init(_ p: Double = 0.5, generator: inout Generator) throws {
    guard p >= 0, p <= 1 else {
      throw TorchError(
        .value, "dropout probability has to be between 0 and 1, but got \(p)")
    }
    self.p = p
    // Seeded without drawing, so that what comes after draws what PyTorch draws.
    self.generator = Generator(seed: generator.seed &+ 0x9e37_79b9)
  }

  public func checkpoint() -> () throws -> Void {
    let saved = generator
    return { self.generator = saved }
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    isTraining ? try input.dropout(p, generator: &generator) : input
  }
}
