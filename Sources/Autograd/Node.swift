import CKernels

/// One recorded op of the graph: PyTorch's `grad_fn`.
public final class Node {
  /// Takes the gradients of the op's outputs to those of its inputs.
  typealias Derivative = (Node, Tensor) throws -> Gradients

  /// PyTorch's name, e.g. `AddmmBackward0`.
  public var name: String { "\(label)" }
  /// The statement that ran the op, counted from 1; 0 outside a listing.
  public let statement: Int

  let label: StaticString
  /// Inputs are always older than the ops that use them, so descending order is a valid walk.
  let sequence: UInt64
  /// Shape and dtype of the first output; a gradient must fit it.
  let outputSizes: Dims
  let outputDType: DType
  /// Those of the second and later outputs.
  var furtherOutputs: [(sizes: Dims, dtype: DType)] = []

  var edges = Edges()
  /// How many cuts lie one behind the other below this node; see `GradientCut.Source`.
  var cutDepth = 0
  var saved = SavedTensors()
  var derivative: Derivative
  /// True once saved tensors were given back.
  var isReleased = false

  // What the walk keeps here instead of in a dictionary.
  var isQueued = false
  var gradient: Tensor?
  var furtherGradients: [Tensor?] = []
  /// Hooks on the op's outputs.
  var outputHooks: [TensorHooks] = []

  init(
    _ label: StaticString, sizes: Dims, dtype: DType, context: UnsafeMutablePointer<ck_context>,
    derivative: @escaping Derivative
  ) {
    self.label = label
    self.derivative = derivative
    outputSizes = sizes
    outputDType = dtype
    statement = Int(context.pointee.statement)
    context.pointee.sequence += 1
    sequence = context.pointee.sequence
  }

  /// Whether a gradient is wanted for input `index`.
  @inline(__always)
  func needs(_ index: Int) -> Bool { edges[index].isConnected }

  /// Gradient of output `index`, zeros where none arrived.
  func outputGradient(_ index: Int) throws -> Tensor {
    if index == 0, let gradient { return gradient }
    if index > 0, index <= furtherGradients.count, let gradient = furtherGradients[index - 1] {
      return gradient
    }
    let meta =
      index == 0 ? (sizes: outputSizes, dtype: outputDType) : furtherOutputs[index - 1]
    return Tensor(zeroed: meta.sizes, dtype: meta.dtype)
  }

  /// Gives saved tensors back; a second backward through them is then refused.
  func release() {
    isReleased = true
    saved.removeAll()
  }

  // A long graph released recursively overflows the stack: its nodes are taken apart in a loop.
  deinit {
    guard edges.hasNode || saved.holdsGraph else { return }
    var pending: [Node] = []
    dismantle(into: &pending)
    while var node = pending.popLast() {
      if isKnownUniquelyReferenced(&node) { node.dismantle(into: &pending) }
    }
  }

  private func dismantle(into pending: inout [Node]) {
    edges.takeNodes(into: &pending)
    saved.takeNodes(into: &pending)
  }
}

extension Node {
  /// What the op's inputs were made by, in PyTorch's order.
  public enum Input {
    /// No gradient is wanted there.
    case none
    case node(Node)
    /// A leaf: PyTorch shows it as `AccumulateGrad`.
    case leaf(Tensor)
    /// A value whose own gradient path had been cut before.
    case cut(GradientCut)
  }

  public var inputs: [Input] {
    (0..<edges.count).map { index in
      switch edges[index].target {
      case .none: .none
      case .node(let node, _): .node(node)
      case .leaf(let tensor): .leaf(tensor)
      case .cut(let cut): .cut(cut)
      }
    }
  }
}

/// Where an input's gradient goes.
///
/// A plain reference beside a tag, not an enum with payloads: those keep their tag in the
/// reference's spare bits, where leak checkers no longer see it.
struct Edge {
  private enum Kind: UInt8 { case none, cut, leaf, node }

  /// What stands at the edge's other end.
  let object: AnyObject?
  private let output: Int32
  private let kind: Kind

  enum Target {
    case none
    case node(Node, output: Int)
    case leaf(Tensor)
    case cut(GradientCut)
  }

  @inline(__always)
  static var none: Edge { Edge(object: nil, output: 0, kind: .none) }

  @inline(__always)
  static func node(_ node: Node, output: Int) -> Edge {
    Edge(object: node, output: Int32(truncatingIfNeeded: output), kind: .node)
  }

  @inline(__always)
  static func leaf(_ leaf: Tensor) -> Edge { Edge(object: leaf, output: 0, kind: .leaf) }

  @inline(__always)
  static func cut(_ cut: GradientCut) -> Edge { Edge(object: cut, output: 0, kind: .cut) }

  @inline(__always)
  var isConnected: Bool { kind.rawValue >= Kind.leaf.rawValue }

  @inline(__always)
  var isNode: Bool { kind == .node }

  @inline(__always)
  var target: Target {
    guard let object else { return .none }
    // The kind is set together with the object, above and nowhere else.
    switch kind {
    case .none: return .none
    case .node: return .node(unsafeDowncast(object, to: Node.self), output: Int(output))
    case .leaf: return .leaf(unsafeDowncast(object, to: Tensor.self))
    case .cut: return .cut(unsafeDowncast(object, to: GradientCut.self))
    }
  }
}

/// A node's edges, the first three inline: most ops have no more.
struct Edges {
  private var first = Edge.none
  private var second = Edge.none
  private var third = Edge.none
  private var further: [Edge] = []
  private(set) var count = 0

  @inline(__always)
  subscript(index: Int) -> Edge {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: index < count ? further[index - 3] : .none
    }
  }

  @inline(__always)
  mutating func append(_ edge: Edge) {
    switch count {
    case 0: first = edge
    case 1: second = edge
    case 2: third = edge
    default: further.append(edge)
    }
    count += 1
  }

  var hasNode: Bool {
    first.isNode || second.isNode || third.isNode || !further.isEmpty
  }

  mutating func takeNodes(into pending: inout [Node]) {
    for edge in [first, second, third] + further {
      if case .node(let node, _) = edge.target { pending.append(node) }
    }
    self = Edges()
  }
}

/// The gradients of an op's inputs, nil where none is wanted.
struct Gradients {
  private var first: Tensor?
  private var second: Tensor?
  private var third: Tensor?
  private var further: [Tensor?] = []

  init(_ first: Tensor?, _ second: Tensor? = nil, _ third: Tensor? = nil) {
    self.first = first
    self.second = second
    self.third = third
  }

  init(list: [Tensor?]) {
    first = list.first ?? nil
    second = list.count > 1 ? list[1] : nil
    third = list.count > 2 ? list[2] : nil
    further = Array(list.dropFirst(3))
  }

  @inline(__always)
  subscript(index: Int) -> Tensor? {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: index - 3 < further.count ? further[index - 3] : nil
    }
  }

  /// Hands over a gradient and forgets it.
  @inline(__always)
  mutating func take(_ index: Int) -> Tensor? {
    var taken: Tensor?
    switch index {
    case 0: swap(&taken, &first)
    case 1: swap(&taken, &second)
    case 2: swap(&taken, &third)
    default: if index - 3 < further.count { swap(&taken, &further[index - 3]) }
    }
    return taken
  }
}
