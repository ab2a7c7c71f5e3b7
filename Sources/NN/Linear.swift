import Autograd

/// `y = x·Wᵀ + b`, PyTorch's `nn.Linear`.
///
/// Input [rows, inputs], output [rows, outputs], float32.
public final class Linear: Module {
  public let kind = "Linear"
  /// [outputs, inputs]
  public let weight: Tensor
  /// [outputs]
  public let bias: Tensor?
  public var isTraining = true

  /// Draws weight, then bias, uniformly from ±1/√inputs, as PyTorch does.
  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, generator: inout Generator) throws {
    (weight, self.bias) = try drawnParameters(
      [outputs, inputs], fanIn: Double(inputs), bias: bias, generator: &generator)
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try Tensor.linear(input, weight, bias)
  }
}
