import Autograd
import NN

/// A layer that the text makes: parameters, buffers, and a function of the engine's ops.
final class BuiltModule: Module {
  let kind: String
  /// What its repr shows in brackets.
  let detail: String
  private(set) var namedParameters: [(name: String, tensor: Tensor)]
  let namedBuffers: [(name: String, tensor: Tensor)]
  let isModal: Bool
  var isTraining = true
  private let body: (Tensor, Bool) throws -> Tensor

  /// `body` gets the input, and whether the module is in training mode.
  init(
    _ kind: String, _ detail: String = "", parameters: [(name: String, tensor: Tensor)] = [],
    buffers: [(name: String, tensor: Tensor)] = [], isModal: Bool = false,
    _ body: @escaping (Tensor, Bool) throws -> Tensor
  ) {
    (self.kind, self.detail, self.isModal) = (kind, detail, isModal)
    (namedParameters, namedBuffers, self.body) = (parameters, buffers, body)
  }

  var buffers: [Tensor] { namedBuffers.map(\.tensor) }

  func callAsFunction(_ input: Tensor) throws -> Tensor { try body(input, isTraining) }
}

/// `nn.ModuleList([…])`: modules that are no function together.
final class ModuleList: Module {
  let kind = "ModuleList"
  var modules: [any Module]

  init(_ modules: [any Module]) { self.modules = modules }

  var isTraining = true {
    didSet { for module in modules { module.isTraining = isTraining } }
  }

  var namedParameters: [(name: String, tensor: Tensor)] {
    modules.enumerated().flatMap { index, module in
      module.namedParameters.map { ("\(index).\($0.name)", $0.tensor) }
    }
  }

  var buffers: [Tensor] { modules.flatMap(\.buffers) }
  var isModal: Bool { modules.contains(where: \.isModal) }

  func callAsFunction(_ input: Tensor) throws -> Tensor {
    throw TorchError(
      .notImplemented, "Module [ModuleList] is missing the required \"forward\" function")
  }
}

extension Module {
  /// The modules in a sequence or a list; nothing for other modules.
  var submodules: [any Module]? {
    (self as? Sequential)?.modules ?? (self as? ModuleList)?.modules
  }

  /// Parameters and buffers with their names, in the order of `state_dict()`.
  var namedState: [(name: String, tensor: Tensor)] {
    if let submodules {
      return submodules.enumerated().flatMap { index, module in
        module.namedState.map { ("\(index).\($0.name)", $0.tensor) }
      }
    }
    return namedParameters + namedBuffersOfKind
  }

  /// Buffers with their names.
  var namedBuffersOfKind: [(name: String, tensor: Tensor)] {
    if let submodules {
      return submodules.enumerated().flatMap { index, module in
        module.namedBuffersOfKind.map { ("\(index).\($0.name)", $0.tensor) }
      }
    }
    if let built = self as? BuiltModule { return built.namedBuffers }
    guard let norm = self as? BatchNorm else { return [] }
    return [("running_mean", norm.runningMean), ("running_var", norm.runningVar)]
  }

  /// This module and all inside it, with their names.
  func allModules(_ name: String = "") -> [(name: String, module: any Module)] {
    [(name, self)]
      + (submodules ?? []).enumerated().flatMap { index, module in
        module.allModules(name.isEmpty ? "\(index)" : "\(name).\(index)")
      }
  }

  /// What PyTorch's repr shows.
  func shown() -> String {
    if let submodules {
      let rows = submodules.enumerated().map { index, module in
        "  (\(index)): "
          + module.shown().split(separator: "\n", omittingEmptySubsequences: false).joined(
            separator: "\n  ")
      }
      return rows.isEmpty ? "\(kind)()" : "\(kind)(\n\(rows.joined(separator: "\n"))\n)"
    }
    return "\(kind)(\(detailOfKind))"
  }

  private var detailOfKind: String {
    switch self {
    case let built as BuiltModule: built.detail
    case let linear as Linear:
      "in_features=\(linear.weight.shape[1]), out_features=\(linear.weight.shape[0]), bias="
        + (linear.bias == nil ? "False" : "True")
    case let dropout as Dropout: "p=\(FloatText.shortest(dropout.p)), inplace=False"
    case is NN.Flatten: "start_dim=1, end_dim=-1"
    case is GELU: "approximate='none'"
    case let norm as BatchNorm:
      "\(norm.weight.count), eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True"
    case let norm as LayerNorm:
      "(\(norm.weight.count),), eps=1e-05, elementwise_affine=True, bias=True"
    case let convolution as Conv2d:
      "\(convolution.weight.shape[1]), \(convolution.weight.shape[0]), kernel_size="
        + "(\(convolution.weight.shape[2]), \(convolution.weight.shape[3]))"
    default: ""
    }
  }
}
