import Autograd
import Loop
import NN

/// The models that a loop trains: the preset's, or those that its own lines have made.
struct LoopModels {
  private let models: [(name: String, module: any Module)]

  /// The preset's alone.
  init(_ preset: Sequential) { models = [("model", preset)] }

  /// Those that names hold once what stands before the loop has run; the preset's counts where the
  /// text speaks of it, or where there is no other.
  init(_ preset: Sequential, in machine: Machine, _ statements: [ProgramStatement]) {
    var found: [(name: String, module: any Module)] = []
    for name in ["model"] + statements.flatMap(\.names) {
      guard case .object(let object)? = machine[name],
        let module = (object as? ModuleObject)?.module
      else { continue }
      if module === preset, !statements.contains(where: { $0.text.identifiers.contains("model") }) {
        continue
      }
      // A model of another's, `encoder = model[0]`, is named by the whole.
      let known = Set(found.flatMap { $0.module.parameters }.map(ObjectIdentifier.init))
      let parameters = module.parameters
      if found.contains(where: { $0.module === module })
        || !parameters.isEmpty && parameters.allSatisfy({ known.contains(ObjectIdentifier($0)) })
      {
        continue
      }
      found.append((name, module))
    }
    models = found.isEmpty ? [("model", preset)] : found
  }

  var names: [String] { models.map(\.name) }

  /// The model that a name holds; the first for any other name.
  func model(_ name: String) -> any Module {
    models.first { $0.name == name }?.module ?? models[0].module
  }

  /// As PyTorch's `named_parameters` names them; of several models with the loop's name before.
  var namedParameters: [(name: String, tensor: Tensor)] {
    if models.count == 1 { return models[0].module.namedParameters }
    return models.flatMap { model in
      model.module.namedParameters.map { ("\(model.name).\($0.name)", $0.tensor) }
    }
  }

  var parameters: [Tensor] { models.flatMap { $0.module.parameters } }
  var buffers: [Tensor] { models.flatMap { $0.module.buffers } }
}
