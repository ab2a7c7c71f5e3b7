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

/// x·Φ(x), PyTorch's `nn.GELU`.
public final class GELU: Module {
  public let kind = "GELU"
  public var isTraining = true
  public init() {}
  public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.gelu() }
}
