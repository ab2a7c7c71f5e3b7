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
    var walk = GraphWalk(
      retainGraph: retainGraph ?? createGraph, createGraph: createGraph, wanted: nil)
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
  var walk = GraphWalk(
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
struct GraphWalk: ~Copyable {
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
      self.wanted = wanted
      self.needed = needed
      captured = Array(repeating: nil, count: wanted.count)
      oldest = wanted.map(\.sequence).min() ?? 0
    }
  }

  init(
    retainGraph: Bool, createGraph: Bool, wanted: [Tensor]?, needed: NeededNodes? = nil
  ) {
    self.retainGraph = retainGraph
    self.createGraph = createGraph
    choice = wanted.map { Choice($0, needed) }
  }

  /// The gradients that were wanted, in their order.
  var captured: [Tensor?] { choice?.captured ?? [] }

  /// Visits every node that the seeds lead to.
  mutating func run(_ seed: (inout GraphWalk) throws -> Void) throws {
    let mode = createGraph ? CK_GRAD_ENABLED : CK_GRAD_SILENT
    try withGradMode(UInt8(mode)) {
      do {
        try seed(&self)
        while let node = queue.popNewest() {
          try node.node?._withUnsafeGuaranteedRef { try visit($0) }
        }
      } catch {
        abandon()
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
    var start: Tensor?
    if let gradient {
      guard gradient.sizes == output.sizes else {
        throw TorchError.runtime(
          "Mismatch in shape: grad_output[\(index)] has a shape of torch.Size(\(gradient.shape)) "
            + "and output[\(index)] has a shape of torch.Size(\(output.shape)).")
      }
      start = gradient
    } else {
      guard output.count == 1 else {
        throw TorchError.runtime("grad can be implicitly created only for scalar outputs")
      }
      let one = Tensor.uninitialized(output.sizes, dtype: output.dtype)
      one.fill(1)
      start = one
    }
    if let node = output.made.node {
      try send(&start, to: node, output.outputIndex)
    } else {
      try arrive(&start, at: output)
    }
  }

  private mutating func visit(_ node: Node) throws {
    defer { node.clearGradients() }
    if node.isFolded && (createGraph || choice != nil || ck_current().pointee.anomaly) {
      node.unfold()
    }
    if node.isRare { try run(node.more.outputHooks, of: node) }
    if let choice {
      capture(node, choice)
      if let needed = choice.needed, !needed.runs(.passUnretained(node)) { return }
    }
    var gradient: Tensor? = node.takeGradient()
    var results = Gradients(nil)
    try gradient.lend { results = try node.derivative($0) }
    // Let go before the results are handed on: a leaf may take over a gradient nobody else holds.
    Tensor.letGo(&gradient)
    if node.gradient != nil { node.gradient = nil }
    if ck_current().pointee.anomaly { try checkFinite(results, of: node) }
    for index in 0..<node.edges.count {
      var result = results.take(index)
      if result != nil { try send(&result, along: node.edges[index]) }
    }
    if !retainGraph { node.release() }
  }

  private func run(_ hooks: [TensorHooks], of node: Node) throws {
    for hooks in hooks {
      let index = hooks.outputIndex
      node.setGradient(index, try hooks.apply(node.outputGradient(index)))
    }
  }

  private func capture(_ node: Node, _ choice: Choice) {
    let place = Unmanaged.passUnretained(node).toOpaque()
    for (index, tensor) in choice.wanted.enumerated() where tensor.made.node?.toOpaque() == place {
      choice.captured[index] = node.foundGradient(tensor.outputIndex)
    }
  }

  /// Hands a gradient over to what an input was made by, after fitting it to the input's shape:
  /// `gradient` is nil then, since whoever gets it must be able to tell that nobody else has it.
  private mutating func send(_ gradient: inout Tensor?, along edge: Edge) throws {
    switch edge.target {
    case .none, .cut: return
    case .node(let node, let output): try send(&gradient, to: node, output)
    case .leaf(let leaf):
      try leaf._withUnsafeGuaranteedRef { try arrive(&gradient, at: $0) }
    }
  }

  @inline(__always)
  private mutating func send(_ gradient: inout Tensor?, to node: Unmanaged<Node>, _ output: Int)
    throws
  {
    if let choice {
      if node.sequence < choice.oldest || choice.needed?.leads(to: node) == false { return }
    }
    try node._withUnsafeGuaranteedRef { try arrive(&gradient, at: $0, output) }
  }

  @inline(__always)
  private mutating func arrive(_ gradient: inout Tensor?, at node: Node, _ output: Int) throws {
    let wanted = node.output(output)
    try Tensor.fit(&gradient, to: wanted.sizes, dtype: wanted.dtype)
    if let found = node.foundGradient(output) { gradient = try gradient.map(found.add) }
    node.giveGradient(output, &gradient)
    if !node.isQueued {
      node.isQueued = true
      queue.push(.passUnretained(node))
    }
  }

  @inline(__always)
  private func arrive(_ gradient: inout Tensor?, at leaf: Tensor) throws {
    try Tensor.fit(&gradient, to: leaf.sizes, dtype: leaf.dtype)
    if let hooks = leaf.hooks { gradient = try gradient.map(hooks.apply) }
    if let choice {
      for (index, tensor) in choice.wanted.enumerated() where tensor === leaf {
        let before = choice.captured[index]
        choice.captured[index] = try gradient.map { try before?.add($0) ?? $0 }
      }
    } else {
      try leaf.accumulate(&gradient, createGraph: createGraph)
    }
  }

  private func checkFinite(_ results: borrowing Gradients, of node: Node) throws {
    for index in 0..<node.edges.count {
      guard let result = results[index], result.dtype.isFloatingPoint, try result.hasNaN() else {
        continue
      }
      throw TorchError.runtime(
        "Function '\(node.name)' returned nan values in its \(index)th output."
          + (node.statement > 0 ? " The forward op ran in statement \(node.statement)." : ""))
    }
  }

  /// Clears what an interrupted walk left on the nodes.
  private mutating func abandon() {
    while let node = queue.popNewest() {
      node.node?._withUnsafeGuaranteedRef { $0.clearGradients() }
    }
  }
}

extension Tensor {
  /// Sums a gradient over the dimensions that broadcasting had stretched: no op does it itself.
  @inline(__always)
  static func fit(_ gradient: inout Tensor?, to sizes: Dims, dtype: DType) throws {
    let fits = gradient.lend { $0.sizes == sizes && $0.dtype == dtype }
    if fits == false { gradient = try gradient?.fitted(to: sizes, dtype) }
  }

  @inline(never)
  private func fitted(to sizes: Dims, _ dtype: DType) throws -> Tensor {
    let fitted = self.sizes != sizes ? try summed(to: sizes) : self
    return fitted.dtype == dtype ? fitted : try fitted.to(dtype)
  }

  /// Adds to `grad`: taken over when nobody else can hold it, else summed in place.
  fileprivate func accumulate(_ gradient: inout Tensor?, createGraph: Bool) throws {
    if hasNoGrad {
      let isFree =
        isKnownUniquelyReferenced(&gradient)
        && gradient.lend { !$0.storage.isShared && $0.isContiguous } == true
      if !createGraph && !isFree { gradient = gradient?.contiguousCopy() }
      if heldTies.isEmpty { _ = ensureTies() }
      heldTies.write { $0.takeGrad(&gradient) }
    } else if let sum = grad, let found = gradient {
      if createGraph { grad = try sum.add(found) } else { try sum.accumulateInPlace(found) }
    }
  }
}
