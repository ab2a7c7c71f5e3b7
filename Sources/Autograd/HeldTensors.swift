/// Tensors that somebody keeps for long, as a loop does its data.
///
/// Each is held as a graph's edges hold it, and for as long as it is, whatever an op saves of it for
/// backward adds to a number and counts no reference.
package final class HeldTensors {
  private let tensors: [Tensor]

  package init(_ tensors: [Tensor]) {
    self.tensors = tensors
    for tensor in tensors { tensor.hold() }
  }

  deinit { for tensor in tensors { Tensor.drop(.passUnretained(tensor)) } }
}
