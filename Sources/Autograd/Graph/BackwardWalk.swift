import CKernels

extension Tensor {
  /// Computes the gradients of all leaves that this tensor was made from and adds them to `grad`.
  ///
  /// `gradient` has this tensor's shape; it may be left out for a scalar. The values saved for
  /// backward are freed unless `retainGraph` (by default as `createGraph`); with `createGraph`
  /// the gradients can be differentiated again. Throws PyTorch's errors: no gradient path,
  /// no scalar, a second pass through a freed graph, a saved value that was overwritten.
  public func backward(
    gradient: Tensor? = nil, retainGraph: Bool? = nil, createGraph: Bool = false
  ) throws {
    var walk = BackwardWalk(retainGraph: retainGraph ?? createGraph, createGraph: createGraph)
    try walk.run { try $0.seed(self, gradient, index: 0) }
  }
}

/// The gradients of `outputs` with respect to `inputs`, PyTorch's `torch.autograd.grad`.
///
/// `gradients` weigh the outputs, ones for scalars by default. An input that the outputs do not
/// depend on is an error, or nil with `allowUnused`. No tensor's `grad` is touched.
public func grad(
  _ outputs: [Tensor], _ inputs: [Tensor], gradients: [Tensor?]? = nil, retainGraph: Bool? = nil,
  createGraph: Bool = false, allowUnused: Bool = false
) throws -> [Tensor?] {
  for input in inputs where !input.requiresGrad {
    throw TorchError.runtime("One of the differentiated Tensors does not require grad")
  }
  var walk = BackwardWalk(
    retainGraph: retainGraph ?? createGraph, createGraph: createGraph, wanted: inputs,
    needed: NeededNodes(outputs, inputs))
  try walk.run {
    for (index, output) in outputs.enumerated() {
      try $0.seed(output, gradients?[index], index: index)
    }
  }
  let found = walk.captured
  if !allowUnused, let index = found.firstIndex(where: { $0 == nil }) {
    throw TorchError.runtime(
      "The differentiated Tensor at index \(index) appears to not have been used in the graph. Set "
        + "allow_unused=True if this is the desired behavior.")
  }
  return found
}

/// One pass from outputs to leaves, newest op first.
struct BackwardWalk {
  private let retainGraph: Bool
  private let createGraph: Bool
  /// What `grad` asked for; nil for `backward`.
  private let choice: Choice?
  private var queue = NodeQueue()

  private final class Choice {
    /// What to capture instead of accumulating into leaves.
    let wanted: [Tensor]
    var captured: [Tensor?]
    /// The only ops to run; nil for all of them.
    let needed: NeededNodes?
    /// Nodes older than this lead to nothing that is wanted.
    let oldest: UInt64

    init(_ wanted: [Tensor], _ needed: NeededNodes?) {
      (self.wanted, self.needed) = (wanted, needed)
      captured = Array(repeating: nil, count: wanted.count)
      oldest = wanted.map(\.sequence).min() ?? 0
    }

    func leads(to node: Node) -> Bool {
      node.sequence >= oldest && needed?.leads(to: node) != false
    }
  }

  init(retainGraph: Bool, createGraph: Bool, wanted: [Tensor]? = nil, needed: NeededNodes? = nil) {
    (self.retainGraph, self.createGraph) = (retainGraph, createGraph)
    choice = wanted.map { Choice($0, needed) }
  }

  /// The gradients that were wanted, in their order.
  var captured: [Tensor?] { choice?.captured ?? [] }

  /// Visits every node that the seeds lead to.
  mutating func run(_ seed: (inout BackwardWalk) throws -> Void) throws {
    try withGradMode(createGraph ? CK_GRAD_ENABLED : CK_GRAD_SILENT) {
      do {
        try seed(&self)
        while let node = queue.popNewest() { try visit(node) }
      } catch {
        // Nothing of an interrupted walk stays on the nodes.
        while let node = queue.popNewest() { node.clearGradients() }
        throw error
      }
    }
  }

  /// Starts at one output, with a gradient of its shape.
  mutating func seed(_ output: Tensor, _ gradient: Tensor?, index: Int) throws {
    guard output.requiresGrad else {
      throw TorchError.runtime(
        "element \(index) of tensors does not require grad and does not have a grad_fn")
    }
    var start = gradient
    if let gradient {
      guard gradient.sizes == output.sizes else {
        throw TorchError.runtime(
          "Mismatch in shape: grad_output[\(index)] has a shape of torch.Size(\(gradient.shape)) "
            + "and output[\(index)] has a shape of torch.Size(\(output.shape)).")
      }
    } else {
      guard output.count == 1 else {
        throw TorchError.runtime("grad can be implicitly created only for scalar outputs")
      }
      start = try Tensor(filled: output.sizes, dtype: output.dtype, with: 1)
    }
    try send(&start, along: output.edge)
  }

  private mutating func visit(_ node: Node) throws {
    for index in node.hooks.indices { try node.apply(node.hooks[index]) }
    if let choice {
      for (index, tensor) in choice.wanted.enumerated() where tensor.node === node {
        choice.captured[index] = node.gradient(tensor.outputIndex)
      }
      if choice.needed?.runs(node) == false { return node.clearGradients() }
    }
    var results = try node.inputGradients()
    if ck_current().pointee.anomaly { try checkFinite(results, of: node) }
    for index in results.indices {
      // Taken out of the list: a leaf may take over a gradient that nothing else holds.
      var result = results[index].take()
      try send(&result, along: node.edges[index])
    }
    if !retainGraph { node.release() }
  }

  /// Hands a gradient over to what an input was made by, after fitting it to the input's shape.
  private mutating func send(_ gradient: inout Tensor?, along edge: Node.Edge) throws {
    switch edge {
    case .none, .cut: return
    case .node(let node, let output):
      if choice?.leads(to: node) == false { return }
      let (sizes, dtype) = node.output(output)
      try fit(&gradient, to: sizes, dtype)
      if let found = node.gradient(output) { gradient = try gradient.map(found.add) }
      node.setGradient(output, gradient.take())
      if !node.isQueued { queue.push(node) }
    case .leaf(let leaf): try arrive(&gradient, at: leaf)
    }
  }

  private func arrive(_ gradient: inout Tensor?, at leaf: Tensor) throws {
    try fit(&gradient, to: leaf.sizes, leaf.dtype)
    if let hooks = leaf.hooks { gradient = try gradient.map(hooks.apply) }
    guard let choice else { return try leaf.accumulate(&gradient, createGraph: createGraph) }
    for (index, tensor) in choice.wanted.enumerated() where tensor === leaf {
      let before = choice.captured[index]
      choice.captured[index] = try gradient.map { try before?.add($0) ?? $0 }
    }
  }

  /// Sums a gradient over the dimensions that broadcasting had stretched: no op does it itself.
  private func fit(_ gradient: inout Tensor?, to sizes: Dims, _ dtype: DType) throws {
    if gradient?.sizes != sizes || gradient?.dtype != dtype {
      gradient = try gradient?.summed(to: sizes).to(dtype)
    }
  }

  private func checkFinite(_ results: [Tensor?], of node: Node) throws {
    for (index, result) in results.enumerated() {
      guard let result, result.dtype.isFloatingPoint, try result.hasNaN() else { continue }
      throw TorchError.runtime(
        "Function '\(node.name)' returned nan values in its \(index)th output."
          + (node.statement > 0 ? " The forward op ran in statement \(node.statement)." : ""))
    }
  }
}

extension Tensor {
  /// Adds to `grad`: taken over when nothing else holds it, else summed in place.
  fileprivate func accumulate(_ gradient: inout Tensor?, createGraph: Bool) throws {
    guard let sum = grad else {
      let isFree = isKnownUniquelyReferenced(&gradient) && gradient?.ownsItsMemory == true
      grad = createGraph || isFree ? gradient.take() : try gradient?.contiguousCopy()
      return
    }
    guard let found = gradient else { return }
    if createGraph { grad = try sum.add(found) } else { try sum.accumulateInPlace(found) }
  }

  /// Whether no other tensor reads the same memory, all of it in order.
  private var ownsItsMemory: Bool { isKnownUniquelyReferenced(&storage) && isContiguous }
}
