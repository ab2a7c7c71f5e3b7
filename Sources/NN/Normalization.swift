import Autograd

/// PyTorch's `nn.BatchNorm1d` and `nn.BatchNorm2d`: each channel of [N, C] or [N, C, …].
public class BatchNorm: Module {
  public let kind: String
  /// [C], ones at first.
  public let weight: Tensor
  /// [C], zeros at first.
  public let bias: Tensor
  /// [C], what evaluation uses.
  public let runningMean: Tensor
  public let runningVar: Tensor
  public var isTraining = true
  public var isModal: Bool { true }
  private let momentum: Double
  private let eps: Double
  private let ranks: ClosedRange<Int>

  fileprivate init(
    _ kind: String, _ channels: Int, _ ranks: ClosedRange<Int>, momentum: Double, eps: Double
  ) throws {
    self.kind = kind
    self.ranks = ranks
    weight = try Tensor.ones([channels]).requiresGrad(true)
    bias = try Tensor.zeros([channels]).requiresGrad(true)
    runningMean = try Tensor.zeros([channels])
    runningVar = try Tensor.ones([channels])
    (self.momentum, self.eps) = (momentum, eps)
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    [("weight", weight), ("bias", bias)]
  }

  public var buffers: [Tensor] { [runningMean, runningVar] }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    guard ranks.contains(input.dim) else {
      let wanted = ranks.count == 1 ? "4D" : "2D or 3D"
      throw TorchError(.value, "expected \(wanted) input (got \(input.dim)D input)")
    }
    return try input.batchNorm(
      runningMean: runningMean, runningVar: runningVar, weight: weight, bias: bias,
      training: isTraining, momentum: momentum, eps: eps)
  }
}

/// PyTorch's `nn.BatchNorm1d`: [N, C] or [N, C, L].
public final class BatchNorm1d: BatchNorm {
  public init(_ channels: Int, momentum: Double = 0.1, eps: Double = 1e-5) throws {
    try super.init("BatchNorm1d", channels, 2...3, momentum: momentum, eps: eps)
  }
}

/// PyTorch's `nn.BatchNorm2d`: [N, C, H, W].
public final class BatchNorm2d: BatchNorm {
  public init(_ channels: Int, momentum: Double = 0.1, eps: Double = 1e-5) throws {
    try super.init("BatchNorm2d", channels, 4...4, momentum: momentum, eps: eps)
  }
}

/// PyTorch's `nn.LayerNorm` over the last dimension.
public final class LayerNorm: Module {
  public let kind = "LayerNorm"
  /// [size], ones at first.
  public let weight: Tensor
  /// [size], zeros at first.
  public let bias: Tensor
  public var isTraining = true
  private let size: Int
  private let eps: Double

  public init(_ size: Int, eps: Double = 1e-5) throws {
    self.size = size
    self.eps = eps
    weight = try Tensor.ones([size]).requiresGrad(true)
    bias = try Tensor.zeros([size]).requiresGrad(true)
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    [("weight", weight), ("bias", bias)]
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.layerNorm([size], weight: weight, bias: bias, eps: eps)
  }
}
