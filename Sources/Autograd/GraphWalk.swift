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
    try GraphWalk.run(
      outputs: [self], gradients: [gradient], retainGraph: retainGraph ?? createGraph,
      createGraph: createGraph, wanted: nil)
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
  let found = try GraphWalk.run(
    outputs: outputs, gradients: gradients ?? outputs.map { _ in nil },
    retainGraph: retainGraph ?? createGraph, createGraph: createGraph, wanted: inputs,
    needed: NeededNodes(outputs, inputs))
  if !allowUnused, let index = found.firstIndex(where: { $0 == nil }) {
    throw TorchError.runtime(
      "The differentiated Tensor at index \(index) appears to not have been used in the graph. Set "
        + "allow_unused=True if this is the desired behavior.")
  }
  return found
}

/// One pass from outputs to leaves, newest op first.
struct GraphWalk {
  private let retainGraph: Bool
  private let createGraph: Bool
  /// What to capture instead of accumulating into leaves; nil for `backward`.
  private let wanted: [Tensor]?
  private var captured: [Tensor?]
  /// The only ops to run; nil for all of them.
  private let needed: NeededNodes?
  /// Nodes older than this lead to nothing that is wanted.
  private let oldest: UInt64
  private var queue = NodeQueue()

  @discardableResult
  static func run(
    outputs: [Tensor], gradients: [Tensor?], retainGraph: Bool, createGraph: Bool,
    wanted: [Tensor]?, needed: NeededNodes? = nil
  ) throws -> [Tensor?] {
    var walk = GraphWalk(
      retainGraph: retainGraph, createGraph: createGraph, wanted: wanted,
      captured: Array(repeating: nil, count: wanted?.count ?? 0), needed: needed,
      oldest: wanted?.map { $0.node?.sequence ?? 0 }.min() ?? 0)
    let mode = createGraph ? CK_GRAD_ENABLED : CK_GRAD_SILENT
    try withGradMode(UInt8(mode)) {
      do {
        for (index, output) in outputs.enumerated() {
          try walk.seed(output, gradients[index], index: index)
        }
        while let node = walk.queue.popNewest() { try walk.visit(node) }
      } catch {
        walk.abandon()
        throw error
      }
    }
    return walk.captured
  }

  private mutating func seed(_ output: Tensor, _ gradient: Tensor?, index: Int) throws {
    guard output.requiresGrad else {
      throw TorchError.runtime(
        "element \(index) of tensors does not require grad and does not have a grad_fn")
    }
    var start: Tensor
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
      start = Tensor(filled: output.sizes, dtype: output.dtype, with: 1)
    }
    try send(&start, along: output.edge)
  }

  private mutating func visit(_ node: Node) throws {
    defer {
      node.gradient = nil
      if !node.furtherGradients.isEmpty { node.furtherGradients = [] }
    }
    if !node.outputHooks.isEmpty { try runHooks(node) }
    if wanted != nil { capture(node) }
    if let needed, !needed.runs(node) { return }
    var results = try node.derivative(node, node.outputGradient(0))
    // Let go before the results are handed on: a leaf may take over a gradient nobody else holds.
    node.gradient = nil
    if ck_current().pointee.anomaly { try checkFinite(results, of: node) }
    for index in 0..<node.edges.count {
      guard var result = results.take(index) else { continue }
      try send(&result, along: node.edges[index])
    }
    if !retainGraph { node.release() }
  }

  private func runHooks(_ node: Node) throws {
    for hooks in node.outputHooks {
      let index = hooks.outputIndex
      let gradient = try hooks.apply(node.outputGradient(index))
      if index == 0 { node.gradient = gradient } else { node.set(gradient, output: index) }
    }
  }

  private mutating func capture(_ node: Node) {
    guard let wanted else { return }
    for (index, tensor) in wanted.enumerated() where tensor.node === node {
      let further = tensor.outputIndex - 1
      captured[index] =
        further < 0
        ? node.gradient
        : further < node.furtherGradients.count ? node.furtherGradients[further] : nil
    }
  }

  /// Hands a gradient to what an input was made by, after fitting it to the input's shape.
  private mutating func send(_ gradient: inout Tensor, along edge: Edge) throws {
    switch edge.target {
    case .none, .cut: return
    case .node(let node, let output):
      if node.sequence < oldest || needed?.leads(to: node) == false { return }
      let sizes = output == 0 ? node.outputSizes : node.furtherOutputs[output - 1].sizes
      let dtype = output == 0 ? node.outputDType : node.furtherOutputs[output - 1].dtype
      try Tensor.fit(&gradient, to: sizes, dtype: dtype)
      try node.add(gradient, output: output)
      if !node.isQueued {
        node.isQueued = true
        queue.push(node)
      }
    case .leaf(let leaf):
      try Tensor.fit(&gradient, to: leaf.sizes, dtype: leaf.dtype)
      if let hooks = leaf.hooks { gradient = try hooks.apply(gradient) }
      if let wanted {
        for (index, tensor) in wanted.enumerated() where tensor === leaf {
          captured[index] = try captured[index]?.add(gradient) ?? gradient
        }
      } else {
        try leaf.accumulate(&gradient, createGraph: createGraph)
      }
    }
  }

  private func checkFinite(_ results: Gradients, of node: Node) throws {
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
      node.gradient = nil
      node.furtherGradients = []
    }
  }
}

extension Node {
  /// Adds a gradient that arrived for output `index`.
  fileprivate func add(_ gradient: Tensor, output index: Int) throws {
    if index == 0 {
      self.gradient = try self.gradient?.add(gradient) ?? gradient
      return
    }
    while furtherGradients.count < index { furtherGradients.append(nil) }
    furtherGradients[index - 1] =
      try furtherGradients[index - 1]?.add(gradient) ?? gradient
  }

  fileprivate func set(_ gradient: Tensor, output index: Int) {
    while furtherGradients.count < index { furtherGradients.append(nil) }
    furtherGradients[index - 1] = gradient
  }
}

extension Tensor {
  /// Sums a gradient over the dimensions that broadcasting had stretched: no op does it itself.
  @inline(__always)
  static func fit(_ gradient: inout Tensor, to sizes: Dims, dtype: DType) throws {
    if gradient.sizes != sizes { gradient = try gradient.summed(to: sizes) }
    if gradient.dtype != dtype { gradient = try gradient.to(dtype) }
  }

  /// Adds to `grad`: taken over when nobody else can hold it, else summed in place.
  fileprivate func accumulate(_ gradient: inout Tensor, createGraph: Bool) throws {
    guard let sum = grad else {
      let isFree =
        isKnownUniquelyReferenced(&gradient) && isKnownUniquelyReferenced(&gradient.storage)
        && gradient.isContiguous
      grad = createGraph || isFree ? gradient : gradient.contiguousCopy()
      return
    }
    if createGraph {
      grad = try sum.add(gradient)
    } else {
      try sum.accumulateInPlace(gradient)
    }
  }
}

/// Nodes that wait for their gradients to be complete: a binary heap, newest first.
private struct NodeQueue {
  /// The only waiting node of a chain, which is most graphs most of the time.
  private var single: Node?
  private var heap: [Node] = []

  mutating func push(_ node: Node) {
    if single == nil && heap.isEmpty {
      single = node
      return
    }
    if let other = single {
      single = nil
      insert(other)
    }
    insert(node)
  }

  mutating func popNewest() -> Node? {
    let newest: Node
    if let node = single {
      single = nil
      newest = node
    } else {
      guard !heap.isEmpty else { return nil }
      newest = removeTop()
    }
    newest.isQueued = false
    return newest
  }

  private mutating func insert(_ node: Node) {
    heap.append(node)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].sequence > heap[parent].sequence else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func removeTop() -> Node {
    let top = heap[0]
    let last = heap.removeLast()
    guard !heap.isEmpty else { return top }
    heap[0] = last
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].sequence > heap[largest].sequence { largest = child }
      }
      if largest == parent { return top }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}
