import Autograd

/// PyTorch's `nn.Conv2d`: [N, in, H, W] to [N, out, H', W'].
public final class Conv2d: Module {
  public let kind = "Conv2d"
  /// [out, in/groups, kernel, kernel]
  public let weight: Tensor
  /// [out]
  public let bias: Tensor?
  public var isTraining = true
  private let stride: Int
  private let padding: Int
  private let dilation: Int
  private let groups: Int

  /// Draws weight, then bias, uniformly from ±1/√fan-in, as PyTorch does.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true, generator: inout Generator
  ) throws {
    guard groups > 0 else { throw TorchError(.value, "groups must be a positive integer") }
    guard inputs % groups == 0 else {
      throw TorchError(.value, "in_channels must be divisible by groups")
    }
    guard outputs % groups == 0 else {
      throw TorchError(.value, "out_channels must be divisible by groups")
    }
    let fanIn = Double(inputs / groups) * Double(kernel) * Double(kernel)
    (weight, self.bias) = try drawnParameters(
      [outputs, inputs / groups, kernel, kernel], fanIn: fanIn, bias: bias, generator: &generator)
    (self.stride, self.padding, self.dilation, self.groups) = (stride, padding, dilation, groups)
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try Tensor.conv2d(
      input, weight, bias, stride: [stride], padding: [padding], dilation: [dilation],
      groups: groups)
  }
}

/// PyTorch's `nn.MaxPool2d`.
public final class MaxPool2d: Module {
  public let kind = "MaxPool2d"
  public var isTraining = true
  private let kernel: Int
  private let stride: Int
  private let padding: Int

  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.maxPool2d(kernel: [kernel], stride: [stride], padding: [padding])
  }
}

/// All dimensions but the first made one, PyTorch's `nn.Flatten`.
public final class Flatten: Module {
  public let kind = "Flatten"
  public var isTraining = true
  public init() {}
  public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.flatten(start: 1) }
}
