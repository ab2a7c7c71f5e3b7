import Autograd
import NN

/// Everything an epoch changes, as it was when the epoch began.
///
/// A failed epoch is run again from here, so that after fixing the run goes on digit for digit
/// as if the bug had never been.
final class Snapshot {
  private let parameters: [Tensor]
  private let requiresGrad: [Bool]
  private let buffers: [Tensor]
  private let restoreOptimizer: () throws -> Void
  private let restoreScheduler: (() -> Void)?
  private let generator: Generator
  private let restoreNames: () -> Void

  /// Without graphs it is kept for long, and an epoch is run from it before anything is read.
  init(_ state: LoopState, withGraphs: Bool = true) throws {
    parameters = try state.models.parameters.map { try $0.snapshot() }
    requiresGrad = state.models.parameters.map(\.requiresGrad)
    buffers = try state.models.buffers.map { try $0.snapshot() }
    restoreOptimizer = try state.optimizer.checkpoint()
    restoreScheduler = state.scheduler?.checkpoint()
    generator = state.generator
    restoreNames = state.checkpointNames(withGraphs: withGraphs)
  }

  func restore(_ state: LoopState) throws {
    for (index, parameter) in state.models.parameters.enumerated() {
      try parameter.requiresGrad(requiresGrad[index])
      try parameter.restore(parameters[index])
      parameter.grad = nil
    }
    for (index, buffer) in state.models.buffers.enumerated() { try buffer.restore(buffers[index]) }
    try restoreOptimizer()
    restoreScheduler?()
    state.hasLeft = false
    state.generator = generator
    restoreNames()
  }
}
