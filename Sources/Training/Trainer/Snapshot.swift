import Autograd
import NN

/// Everything an epoch changes, as it was when the epoch began.
///
/// A failed epoch is run again from here, so that after mending the run goes on digit for digit
/// as if the bug had never been.
struct Snapshot {
  private let parameters: [Tensor]
  private let requiresGrad: [Bool]
  private let restoreModules: () throws -> Void
  private let optimizer: any Optimizer
  private let restoreOptimizer: () -> Void
  private let generator: Generator

  init(_ state: LoopState) {
    parameters = state.model.parameters.map { $0.snapshot() }
    requiresGrad = state.model.parameters.map(\.requiresGrad)
    restoreModules = state.model.checkpoint()
    optimizer = state.optimizer
    restoreOptimizer = state.optimizer.checkpoint()
    generator = state.generator
  }

  func restore(_ state: LoopState) throws {
    for (index, parameter) in state.model.parameters.enumerated() {
      try parameter.requiresGrad(requiresGrad[index])
      try parameter.restore(parameters[index])
      parameter.grad = nil
    }
    try restoreModules()
    restoreOptimizer()
    state.optimizer = optimizer
    state.generator = generator
    state.clearLoopNames()
  }
}
