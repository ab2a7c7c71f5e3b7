import Autograd
import Loop

/// Why an error that is no cut was raised, from the tensors that the failing line read.
struct ErrorCause {
  /// Machine-readable, e.g. `dtype`.
  let kind: String
  let why: String

  /// What is known about an error; nil for one that speaks for itself.
  init?(_ error: LoopError, code: String, in state: LoopState) {
    let message = error.message
    if message.hasPrefix("Trying to backward through the graph a second time") {
      kind = "second_backward"
      why =
        "backward() freed what the graph had saved when it walked it the first time; this is the "
        + "second walk of the same loss."
      return
    }
    if message.contains("has been modified by an inplace operation") {
      let changed = state.bindings.first {
        !LoopState.suppliedNames.contains($0.name) && $0.tensor.version > 0
      }
      let name = changed.map { "'\($0.name)' " } ?? "A value "
      kind = "in_place"
      why =
        "\(name)was changed in place after an op had saved it for its derivative"
        + (changed.map { " (version \($0.tensor.version))." } ?? ".")
      return
    }
    if message.hasPrefix("Inference tensors cannot be saved") {
      let names = state.bindings.filter {
        $0.tensor.isInferenceTensor && code.contains($0.name)
      }
      kind = "inference_tensor"
      why =
        (names.first.map { "'\($0.name)' was made" } ?? "An operand was made")
        + " under torch.inference_mode(), and the op must save it for its derivative."
      return
    }
    // Shapes and dtypes of what the line read say the rest.
    guard message.contains("target") || message.contains("Target") || message.contains("dtype")
    else { return nil }
    let expression = code.firstIndex(of: "=").map { String(code[$0...]) } ?? code
    let read = expression.identifiers.compactMap { text in
      state.bindings.first { $0.name == text }
    }
    guard !read.isEmpty else { return nil }
    let facts = read.map { "\($0.name) is \($0.tensor.dtype) \($0.tensor.shape)" }
    kind = "operands"
    why = "The line read: \(facts.joined(separator: ", "))."
  }
}
