import CKernels

// What optimisers do to a parameter, outside any graph; the parameter's version is raised.

/// The state that an optimiser keeps for one parameter: tensors of the parameter's size.
public final class OptimizerState {
  /// How many steps the parameter has taken.
  public var step = 0
  /// What the update rule remembers, flat, in the rule's order; none before the first step.
  public var slots: [Tensor] { memory }
  private var memory: [Tensor] = []

  /// The state before the first step.
  public init() {}

  /// The state of a parameter that has taken so many steps.
  ///
  /// Throws where a slot has not the parameter's dtype and number of elements.
  public init(step: Int, slots: [Tensor], of parameter: Tensor) throws {
    self.step = step
    memory = try slots.map { slot in
      guard slot.count == parameter.count, slot.dtype == parameter.dtype else {
        throw TorchError.runtime(
          "a state of shape \(slot.shape) does not fit a parameter of shape \(parameter.shape)")
      }
      let flat = try Tensor(zeroed: Dims(slot.count), dtype: slot.dtype)
      try flat.restore(slot.detach().reshape([slot.count]))
      return flat
    }
  }

  /// The slot's memory, zeros at first.
  fileprivate func slot(_ index: Int, like parameter: Tensor, filled: Double = 0)
    throws -> UnsafeMutableRawPointer
  {
    while memory.count <= index {
      let zeros = try Tensor(zeroed: Dims(parameter.count), dtype: parameter.dtype)
      if filled != 0 { zeros.fill(.double(filled)) }
      memory = memory + [zeros]
    }
    return memory[index].elements
  }

  /// A copy that later steps do not touch.
  public func copied() throws -> OptimizerState {
    let result = OptimizerState()
    result.step = step
    result.memory = try memory.map { try $0.snapshot() }
    return result
  }
}

extension Tensor {
  /// Runs `body` with this parameter's and its gradient's memory, both in row-major order.
  private func update(
    _ gradient: Tensor, _ body: (UnsafeMutableRawPointer, UnsafeRawPointer) -> Void
  )
    throws
  {
    guard gradient.sizes == sizes, dtype.isFloatingPoint else {
      throw TorchError.runtime(
        "a gradient of shape \(gradient.shape) does not fit a parameter of shape \(shape)")
    }
    if isContiguous, gradient.dtype == dtype, gradient.isContiguous {
      body(elements, gradient.elements)
      storage.version += 1
      return
    }
    let g = try gradient.converted(to: dtype).packed
    if isContiguous {
      body(elements, g.elements)
    } else {
      let copy = try contiguousCopy()
      body(copy.elements, g.elements)
      var walk = ck_walk(sizes, self, copy)
      ck_convert(dtype.kernel, dtype.kernel, &walk, elements, copy.elements)
    }
    storage.version += 1
  }

  /// PyTorch's error where a factor of the step is past what this dtype holds.
  private func checkFactors(_ rate: Double, _ decay: Double) throws {
    try Scalar.double(rate).checkFits(dtype)
    try Scalar.double(decay).checkFits(dtype)
  }

  /// One step of Adam, or of AdamW when `decoupled`.
  ///
  /// The gradient has the parameter's shape; throws where it does not, for integer parameters, and
  /// for a rate or a decay past what the dtype holds.
  public func adamStep(
    _ gradient: Tensor, _ state: OptimizerState, rate: Double, betas: (Double, Double),
    eps: Double, weightDecay: Double, decoupled: Bool, corrections: (Double, Double)
  ) throws {
    try checkFactors(rate / corrections.0, decoupled ? 0 : weightDecay)
    let (m, v) = (try state.slot(0, like: self), try state.slot(1, like: self))
    try update(gradient) { w, g in
      ck_adam(
        dtype.kernel, Int64(count), w, g, m, v, rate, betas.0, betas.1, eps, weightDecay,
        decoupled, corrections.0, corrections.1)
    }
  }

  /// One step of gradient descent.
  ///
  /// The gradient has the parameter's shape; throws where it does not, for integer parameters, and
  /// for a rate or a decay past what the dtype holds.
  public func sgdStep(
    _ gradient: Tensor, _ state: OptimizerState, rate: Double, momentum: Double,
    dampening: Double, weightDecay: Double, nesterov: Bool
  ) throws {
    try checkFactors(rate, weightDecay)
    let isFirst = state.step == 0
    let velocity = momentum == 0 ? nil : try state.slot(0, like: self)
    try update(gradient) { w, g in
      ck_sgd(
        dtype.kernel, Int64(count), w, g, velocity, rate, momentum, dampening, weightDecay,
        nesterov, isFirst)
    }
  }

  /// One step of RMSprop.
  ///
  /// The gradient has the parameter's shape; throws where it does not, for integer parameters, and
  /// for a rate or a decay past what the dtype holds.
  public func rmspropStep(
    _ gradient: Tensor, _ state: OptimizerState, rate: Double, alpha: Double, eps: Double,
    weightDecay: Double, momentum: Double, centered: Bool
  ) throws {
    try checkFactors(rate, weightDecay)
    let square = try state.slot(0, like: self)
    let mean = try centered ? state.slot(1, like: self) : nil
    let velocity = momentum == 0 ? nil : try state.slot(centered ? 2 : 1, like: self)
    try update(gradient) { w, g in
      ck_rmsprop(
        dtype.kernel, Int64(count), w, g, square, mean, velocity, rate, alpha, eps, weightDecay,
        momentum)
    }
  }

  /// One step of Adagrad.
  ///
  /// The gradient has the parameter's shape; throws where it does not, for integer parameters, and
  /// for a rate or a decay past what the dtype holds.
  public func adagradStep(
    _ gradient: Tensor, _ state: OptimizerState, rate: Double, eps: Double,
    weightDecay: Double, initial: Double
  ) throws {
    try checkFactors(rate, weightDecay)
    let sum = try state.slot(0, like: self, filled: initial)
    try update(gradient) { w, g in
      ck_adagrad(dtype.kernel, Int64(count), w, g, sum, rate, eps, weightDecay)
    }
  }
}
