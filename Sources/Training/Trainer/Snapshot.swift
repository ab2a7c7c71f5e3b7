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
  private let optimizer: any Optimizer
  private let restoreOptimizer: () -> Void
  private let restoreScheduler: (() -> Void)?
  private let earlyStopping: (best: Double, waited: Int)
  private let generator: Generator
  private let data: [(name: Name, tensor: Tensor?)]

  init(_ state: LoopState) {
    parameters = state.model.parameters.map { $0.snapshot() }
    requiresGrad = state.model.parameters.map(\.requiresGrad)
    buffers = state.model.buffers.map { $0.snapshot() }
    optimizer = state.optimizer
    restoreOptimizer = state.optimizer.checkpoint()
    restoreScheduler = state.scheduler?.checkpoint()
    earlyStopping = (state.best, state.waited)
    generator = state.generator
    data = [.xTrain, .yTrain, .xTest, .yTest].map { ($0, state[$0]) }
  }

  func restore(_ state: LoopState) throws {
    for (index, parameter) in state.model.parameters.enumerated() {
      try parameter.requiresGrad(requiresGrad[index])
      try parameter.restore(parameters[index])
      parameter.grad = nil
    }
    for (index, buffer) in state.model.buffers.enumerated() { try buffer.restore(buffers[index]) }
    restoreOptimizer()
    state.optimizer = optimizer
    restoreScheduler?()
    (state.best, state.waited) = earlyStopping
    state.hasLeft = false
    state.generator = generator
    state.clearLoopNames()
    for (name, tensor) in data { state[name] = tensor }
  }
}
