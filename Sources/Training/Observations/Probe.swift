import Autograd
import NN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs the model aside, without a trace: in evaluation mode, which is put back, with no graph, no
/// cuts, and no draws from any generator.
struct Probe {
  let state: LoopState

  /// The last module's output; `each` sees every module's.
  func run(_ input: Tensor, each: (Int, any Module, Tensor) -> Void = { _, _, _ in }) throws
    -> Tensor
  {
    let modules = state.layers
    let modes = modules.map(\.isTraining)
    for module in modules { module.isTraining = false }
    defer { for (module, mode) in zip(modules, modes) { module.isTraining = mode } }
    return try withoutTracking {
      var value = input
      for (index, module) in modules.enumerated() {
        value = try module(value)
        each(index, module, value)
      }
      return value
    }
  }

  /// For each row of logits the predicted class and its probability.
  func classes(_ logits: Tensor) throws -> [(label: Int, probability: Double)] {
    let rows = logits.shape.first ?? 0
    let values = logits.values
    guard rows > 0, values.count % rows == 0 else { return [] }
    let width = values.count / rows
    return (0..<rows).map { row in
      let row = values[(row * width)..<((row + 1) * width)]
      return width == 1 ? Self.binary(row.first ?? 0) : Self.likeliest(row)
    }
  }

  /// From one logit: the probability of class 1 is its sigmoid.
  private static func binary(_ logit: Double) -> (Int, Double) {
    let probability = 1 / (1 + exp(-logit))
    return logit > 0 ? (1, probability) : (0, 1 - probability)
  }

  /// The first largest logit, and its softmax.
  private static func likeliest(_ logits: ArraySlice<Double>) -> (Int, Double) {
    var (best, at) = (-Double.infinity, logits.startIndex)
    for index in logits.indices where logits[index] > best { (best, at) = (logits[index], index) }
    let sum = logits.reduce(0) { $0 + exp($1 - best) }
    return (at - logits.startIndex, sum > 0 ? 1 / sum : 0)
  }
}
