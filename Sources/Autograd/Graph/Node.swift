import CKernels

/// One recorded op of the graph: PyTorch's `grad_fn`.
public final class Node {
  /// Takes the gradient of the op's output to those of its inputs; nil where none is wanted.
  typealias Derivative = (_ gradient: Tensor) throws -> [Tensor?]

  /// PyTorch's name, e.g. `AddmmBackward0`.
  public var name: String { "\(label)" }
  /// The statement that ran the op, counted from 1; 0 outside a listing.
  public var statement: Int { Int(line) }

  private let label: StaticString
  private let line: Int32
  /// Inputs are always older than the ops that use them, so descending order is a valid walk.
  let sequence: UInt64
  /// How many cuts lie one behind the other below this node; see `GradientCut.Source`.
  let cutDepth: Int32
  /// How many nodes lie one behind the other from here to the leaves.
  private let height: Int
  /// What the op's inputs were made by, in PyTorch's order.
  public var edges: [Edge] { inputs }
  private var inputs: [Edge]  // private: no access to it is checked as the program runs
  /// Shape and dtype of the result, and its gradient while a walk goes on.
  private let sizes: Dims
  private let dtype: DType
  private var gradient: Tensor?
  /// The same of the results after the first.
  private let others: [Output]
  /// Hooks on the op's results.
  var hooks: [TensorHooks] = []
  /// Whether a walk has the op in its queue.
  var isQueued = false
  /// Nil once the values that it saved were given back.
  private var derivative: Derivative?
  private var hasSaved = false

  private final class Output {
    let sizes: Dims
    let dtype: DType
    var gradient: Tensor?

    init(_ tensor: Tensor) { (sizes, dtype) = (tensor.sizes, tensor.dtype) }
  }

  /// Where the gradient of an input goes.
  public enum Edge {
    /// No gradient is wanted there.
    case none
    /// To another op, for the result of that number.
    case node(Node, output: Int)
    /// To a leaf: PyTorch shows it as `AccumulateGrad`.
    case leaf(Tensor)
    /// The input's own path had been cut before.
    case cut(GradientCut)

    var cutDepth: Int32 {
      switch self {
      case .none, .leaf: 0
      case .node(let node, _): node.cutDepth
      case .cut(let cut): cut.depth
      }
    }

    fileprivate var height: Int {
      if case .node(let node, _) = self { node.height } else { 0 }
    }
  }

  /// The op that has given a result of these sizes and this dtype, and `others` after it.
  init(_ label: StaticString, _ edges: [Edge], _ sizes: Dims, _ dtype: DType, others: [Tensor]) {
    (self.label, self.sizes, self.dtype) = (label, sizes, dtype)
    self.others = others.isEmpty ? [] : others.map(Output.init)
    var (depth, height): (Int32, Int) = (0, 1)
    for index in edges.indices {
      depth = max(depth, edges[index].cutDepth)
      height = max(height, edges[index].height + 1)
    }
    (cutDepth, self.height) = (depth, height)
    inputs = edges
    let context = ck_current()
    line = context.pointee.statement
    context.pointee.sequence += 1
    sequence = context.pointee.sequence
  }

  /// What an op does when it is recorded: it saves what its derivative needs, and gives that.
  struct Recording {
    fileprivate let node: Node

    /// Whether a gradient is wanted for input `index`.
    func needs(_ index: Int) -> Bool {
      switch node.inputs[index] {
      case .node, .leaf: true
      case .none, .cut: false
      }
    }

    /// Saves an input's value. Throws PyTorch's error for an inference tensor.
    mutating func save(_ tensor: Tensor) throws -> Saved {
      if tensor.isInference { throw TorchError.inferenceTensorSaved }
      node.hasSaved = true
      return Saved(tensor)
    }

    /// The same, if a gradient is wanted for input `index`, which alone needs the value.
    mutating func save(_ tensor: Tensor, for index: Int) throws -> Saved? {
      needs(index) ? try save(tensor) : nil
    }

    /// Saves the op's own result.
    mutating func save(result: Tensor) -> Saved.Result {
      node.hasSaved = true
      return Saved.Result(result, of: node)
    }

    /// The gradients of the results after the first, for an op that has several.
    func otherGradients() -> () throws -> [Tensor] {
      { [unowned node] in try node.others.indices.map { try node.outputGradient($0 + 1) } }
    }
  }

  /// Sets up the derivative.
  func begin(_ backward: (inout Recording) throws -> Derivative) throws {
    var recording = Recording(node: self)
    derivative = try backward(&recording)
  }

  /// The gradients of the inputs, from those of the results that have arrived.
  func inputGradients() throws -> [Tensor?] {
    guard let derivative else { throw TorchError.secondBackward }
    defer { for other in others { other.gradient = nil } }
    // Not left in place: a leaf may take over a gradient that nothing else holds.
    let first = try gradient.take() ?? outputGradient(0)
    let gradients = try derivative(first)
    try Storage.expectNoneMissing()
    return gradients
  }

  /// Shape and dtype of result `index`.
  func output(_ index: Int) -> (Dims, DType) {
    index == 0 ? (sizes, dtype) : (others[index - 1].sizes, others[index - 1].dtype)
  }

  /// The gradient of result `index`, if one has arrived.
  func gradient(_ index: Int) -> Tensor? {
    index == 0 ? gradient : others[index - 1].gradient
  }

  func setGradient(_ index: Int, _ found: consuming Tensor?) {
    if index == 0 { gradient = found } else { others[index - 1].gradient = found }
  }

  /// The same, zeros where none has arrived.
  func outputGradient(_ index: Int) throws -> Tensor {
    let (sizes, dtype) = output(index)
    return try gradient(index) ?? Tensor(zeroed: sizes, dtype: dtype)
  }

  /// Puts in place of a result's gradient what its hooks make of it.
  func apply(_ hooks: TensorHooks) throws {
    let index = hooks.outputIndex
    setGradient(index, try hooks.apply(outputGradient(index)))
  }

  /// Forgets the gradients that a walk has found.
  func clearGradients() {
    gradient = nil
    for other in others { other.gradient = nil }
  }

  /// Gives saved values back; a second backward through them is then refused.
  func release() { if hasSaved { derivative = nil } }

  // A long graph released recursively would overflow the stack, so here and there a loop takes over.
  deinit {
    guard height % 128 == 0 else { return }
    var pending: [Node] = []
    takeApart(into: &pending)
    while var node = pending.popLast() {
      if isKnownUniquelyReferenced(&node) { node.takeApart(into: &pending) }
    }
  }

  private func takeApart(into pending: inout [Node]) {
    for case .node(let node, _) in inputs { pending.append(node) }
    inputs = []
    // What the derivative saved was made by these very nodes, so nothing is released here in turn.
    derivative = nil
  }
}

extension Tensor {
  /// The edge that a gradient for this tensor takes.
  var edge: Node.Edge {
    if let node { return .node(node, output: outputIndex) }
    if isGradLeaf { return .leaf(self) }
    if let ownCut { return .cut(ownCut) }
    return .none
  }

  /// The sequence of the op that made the tensor; 0 for a leaf.
  var sequence: UInt64 { node?.sequence ?? 0 }
}

extension Node {
  /// The name without its ending: `Addmm` of `AddmmBackward0`.
  public var operation: String {
    name.hasSuffix("Backward0") ? String(name.dropLast("Backward0".count)) : name
  }
}
