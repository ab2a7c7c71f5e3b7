import Autograd

/// max(x, 0), PyTorch's `nn.ReLU`.
public final class ReLU: Module {
  public let kind = "ReLU"
  public var isTraining = true
  public init() {}
  public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.relu() }
}

/// PyTorch's `nn.Tanh`.
public final class Tanh: Module {
  public let kind = "Tanh"
  public var isTraining = true
  public init() {}
  public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.tanh() }
}

/// PyTorch's `nn.Sigmoid`.
public final class Sigmoid: Module {
  public let kind = "Sigmoid"
  public var isTraining = true
  public init() {}
  public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.sigmoid() }
}
