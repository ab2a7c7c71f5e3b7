import Autograd

/// Modules one after the other, PyTorch's `nn.Sequential`.
public final class Sequential: Module {
  public let kind = "Sequential"
  public let modules: [any Module]

  /// Holds a module as a constant: only such is called without counting a reference, which takes
  /// as long as a small layer.
  private final class Part {
    let module: any Module
    init(_ module: any Module) { self.module = module }
  }

  private let parts: LentList<Part>

  public convenience init(_ modules: any Module...) { self.init(modules) }

  public init(_ modules: [any Module]) {
    self.modules = modules
    parts = LentList(modules.map(Part.init))
  }

  // Set twice an epoch, and no access contains another: nothing to check.
  @exclusivity(unchecked) public var isTraining = true {
    didSet {
      for index in parts.indices { parts.lend(index) { $0.module.isTraining = isTraining } }
    }
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    modules.enumerated().flatMap { index, module in
      module.namedParameters.map { ("\(index).\($0.name)", $0.tensor) }
    }
  }

  public var buffers: [Tensor] { modules.flatMap(\.buffers) }
  public var isModal: Bool { modules.contains(where: \.isModal) }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    var value: Tensor?
    for index in parts.indices {
      let next = try parts.lend(index) { part in
        try value.lend { try part.module($0) } ?? part.module(input)
      }
      // Under `noGrad` nothing else holds what lies between two modules.
      Tensor.replace(&value, with: next)
    }
    return value ?? input
  }
}
