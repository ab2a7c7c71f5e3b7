import Autograd
import NN
import Run

/// Looks into every name of the loop between two statements.
enum Inspection {
  /// Values shown of each tensor.
  static let shown = 8
  /// Ops shown of a `grad_fn` chain.
  static let longestChain = 12

  static func names(_ state: LoopState) -> [InspectedName] {
    withoutTracking {
      state.bindings.map { name, tensor in
        let values = tensor.detach().values
        // A comparison with NaN is false, so a NaN anywhere has to be asked for.
        let hasNaN = values.contains { $0.isNaN }
        return InspectedName(
          name: name, shape: tensor.shape, dtype: "\(tensor.dtype)",
          requiresGrad: tensor.requiresGrad,
          history: history(tensor, state),
          minimum: hasNaN ? .nan : values.min() ?? .nan,
          maximum: hasNaN ? .nan : values.max() ?? .nan,
          mean: values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count),
          first: Array(values.prefix(shown)))
      }
    }
  }

  /// `AddmmBackward0 ← ReluBackward0 ← … ← 0.weight`, or where the path was cut.
  private static func history(_ tensor: Tensor, _ state: LoopState) -> String? {
    if let node = tensor.gradFn { return chain(node, state).joined(separator: " ← ") }
    if let cut = tensor.cut {
      let place = cut.statement > 0 ? " (line \(cut.statement))" : ""
      return "no grad: cut by \(cut.place)\(place)"
    }
    return tensor.requiresGrad ? "leaf that requires grad" : nil
  }

  private static func chain(_ node: Node, _ state: LoopState) -> [String] {
    var path = node.path { state.parameterName($0) }.reversed().map(\.text)
    if path.count > longestChain + 1 {
      path = path.prefix(longestChain) + ["…"] + path.suffix(1)
    }
    return path
  }
}
