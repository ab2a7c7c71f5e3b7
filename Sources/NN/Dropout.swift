import Autograd

/// A generator that several draw from in turn, as everything in PyTorch draws from its default one.
public final class SharedGenerator {
  public var generator: Generator
  public init(_ generator: Generator) { self.generator = generator }
}

/// Zeros elements at random in training, PyTorch's `nn.Dropout`.
///
/// Every forward pass draws anew, between whatever else draws from the same generator.
public final class Dropout: Module {
  public let kind = "Dropout"
  public let p: Double
  public var isTraining = true
  public var isModal: Bool { p > 0 }
  private let source: SharedGenerator

  public init(_ p: Double = 0.5, generator: SharedGenerator) throws {
    guard p >= 0, p <= 1 else {
      throw TorchError(
        .value, "dropout probability has to be between 0 and 1, but got \(p)")
    }
    self.p = p
    source = generator
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    isTraining ? try input.dropout(p, generator: &source.generator) : input
  }
}
