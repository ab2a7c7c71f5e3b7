import Autograd

/// Modules one after the other, PyTorch's `nn.Sequential`.
public final class Sequential: Module {
  public let kind = "Sequential"
  public let modules: [any Module]

  public convenience init(_ modules: any Module...) { self.init(modules) }

  public init(_ modules: [any Module]) { self.modules = modules }

  public var isTraining = true {
    didSet { for module in modules { module.isTraining = isTraining } }
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    modules.enumerated().flatMap { index, module in
      module.namedParameters.map { ("\(index).\($0.name)", $0.tensor) }
    }
  }

  public var buffers: [Tensor] { modules.flatMap(\.buffers) }
  public var isModal: Bool { modules.contains(where: \.isModal) }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    var value = input
    for module in modules { value = try module(value) }
    return value
  }
}
