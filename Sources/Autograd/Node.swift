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
  /// How many cuts lie one behind the other below this node; see `GradientCut.Source`.
  let cutDepth: Int32
  /// Plain numbers that the derivative needs: a closure that captured them would be one more
  /// object for every op.
  let numbers: Numbers
  let derivative: Derivative

  // A node belongs to one thread and no access below contains another: nothing to check at run
  // time, which would cost more than the access.
  @exclusivity(unchecked) private(set) var edges: Edges
  @exclusivity(unchecked) var saved: SavedTensors
  /// True once saved tensors were given back.
  @exclusivity(unchecked) var isReleased = false

  // What the walk keeps here instead of in a dictionary.
  @exclusivity(unchecked) var isQueued = false
  @exclusivity(unchecked) var gradient: Tensor?
  @exclusivity(unchecked) private var rarities: More?

  /// Numbers that an op hands to its derivative.
  struct Numbers {
    var first = 0
    var second = 0
    var third = 0
    var scale = 0.0
  }

  /// What few nodes have.
  final class More {
    /// Shape and dtype of the second and later outputs.
    var outputs: [(sizes: Dims, dtype: DType)] = []
    /// Their gradients, as the walk finds them.
    var gradients: [Tensor?] = []
    /// Hooks on the op's outputs.
    var outputHooks: [TensorHooks] = []
  }

  @inline(__always)
  init(
    _ label: StaticString, for output: Tensor, from edges: consuming Edges,
    saved: consuming SavedTensors, numbers: Numbers, context: UnsafeMutablePointer<ck_context>,
    derivative: @escaping Derivative
  ) {
    self.label = label
    self.derivative = derivative
    self.numbers = numbers
    outputSizes = output.sizes
    outputDType = output.dtype
    statement = Int(context.pointee.statement)
    context.pointee.sequence += 1
    sequence = context.pointee.sequence
    cutDepth = edges.cutDepth
    self.edges = edges
    self.saved = saved
  }

  /// Whether a gradient is wanted for input `index`.
  @inline(__always)
  func needs(_ index: Int) -> Bool { edges.isConnected(index) }

  /// What few nodes have, made when it is asked for.
  var more: More {
    if let rarities { return rarities }
    let made = More()
    rarities = made
    return made
  }

  var outputHooks: [TensorHooks]? { rarities?.outputHooks }

  /// Shape and dtype of output `index`.
  @inline(__always)
  func output(_ index: Int) -> (sizes: Dims, dtype: DType) {
    index == 0 ? (outputSizes, outputDType) : more.outputs[index - 1]
  }

  /// Gradient of output `index`, zeros where none arrived.
  func outputGradient(_ index: Int) -> Tensor {
    if let found = foundGradient(index) { return found }
    let (sizes, dtype) = output(index)
    return Tensor(zeroed: sizes, dtype: dtype)
  }

  /// Gradient of output `index`, if one arrived.
  @inline(__always)
  func foundGradient(_ index: Int) -> Tensor? {
    if index == 0 { return gradient }
    guard let rarities, index <= rarities.gradients.count else { return nil }
    return rarities.gradients[index - 1]
  }

  /// Puts a gradient in place of what was found for output `index`.
  @inline(__always)
  func setGradient(_ index: Int, _ found: Tensor) {
    if index == 0 {
      gradient = found
      return
    }
    let more = more
    while more.gradients.count < index { more.gradients.append(nil) }
    more.gradients[index - 1] = found
  }

  /// Forgets the walk's gradients.
  @inline(__always)
  func clearGradients() {
    gradient = nil
    rarities?.gradients = []
  }

  /// Gives saved tensors back; a second backward through them is then refused.
  func release() {
    isReleased = true
    saved.removeAll()
  }

  // A long graph released recursively overflows the stack: its nodes are taken apart in a loop.
  deinit {
    guard edges.hasNode || saved.holdsGraph else { return }
    var pending = PendingNodes()
    dismantle(into: &pending)
    while var node = pending.pop() {
      if isKnownUniquelyReferenced(&node) { node.dismantle(into: &pending) }
    }
  }

  private func dismantle(into pending: inout PendingNodes) {
    edges.takeNodes(into: &pending)
    saved.takeNodes(into: &pending)
  }
}

/// Nodes that wait to be taken apart; in a chain there is only ever one.
struct PendingNodes {
  private var last: Node?
  private var others: [Node] = []

  @inline(__always)
  mutating func push(_ node: consuming Node) {
    if let former = last.take() { others.append(former) }
    last = node
  }

  @inline(__always)
  mutating func pop() -> Node? {
    guard let node = last.take() else { return nil }
    if !others.isEmpty { last = others.removeLast() }
    return node
  }
}

extension Node {
  /// What the op's inputs were made by, in PyTorch's order.
  public enum Input {
    /// No gradient is wanted there.
    case none
    /// Another op.
    case node(Node)
    /// A leaf: PyTorch shows it as `AccumulateGrad`.
    case leaf(Tensor)
    /// A value whose own gradient path had been cut before.
    case cut(GradientCut)
  }

  /// The graph's edges from this op, one an input.
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
  private(set) var object: AnyObject?
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

  /// Hands over the node at the other end.
  @inline(__always)
  mutating func takeNode(into pending: inout PendingNodes) {
    // The kind is set together with the object, below and nowhere else.
    guard kind == .node, let node = object.take() else { return }
    pending.push(unsafeDowncast(node, to: Node.self))
  }

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

/// A node's edges, the first three inline: most ops have no more. Never copied, which would count
/// references for each.
struct Edges: ~Copyable {
  private var first = Edge.none
  private var second = Edge.none
  private var third = Edge.none
  private var further: [Edge]?
  private(set) var count: Int
  /// How many cuts lie one behind the other below, at most.
  private(set) var cutDepth: Int32

  /// The edges to one, two or three inputs.
  @inline(__always)
  init(_ a: Tensor, _ b: Tensor?, _ c: Tensor?) {
    first = a.edge
    count = 1
    cutDepth = a.cutDepth
    if let b {
      second = b.edge
      count = 2
      cutDepth = max(cutDepth, b.cutDepth)
    }
    if let c {
      third = c.edge
      count = 3
      cutDepth = max(cutDepth, c.cutDepth)
    }
  }

  init(_ inputs: [Tensor]) {
    count = inputs.count
    cutDepth = inputs.reduce(0) { max($0, $1.cutDepth) }
    if count > 0 { first = inputs[0].edge }
    if count > 1 { second = inputs[1].edge }
    if count > 2 { third = inputs[2].edge }
    if count > 3 { further = inputs.dropFirst(3).map(\.edge) }
  }

  @inline(__always)
  subscript(index: Int) -> Edge {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: further.flatMap { index < count ? $0[index - 3] : nil } ?? .none
    }
  }

  @inline(__always)
  func isConnected(_ index: Int) -> Bool {
    switch index {
    case 0: first.isConnected
    case 1: second.isConnected
    case 2: third.isConnected
    default: self[index].isConnected
    }
  }

  @inline(__always)
  var hasNode: Bool { first.isNode || second.isNode || third.isNode || further != nil }

  @inline(__always)
  mutating func takeNodes(into pending: inout PendingNodes) {
    first.takeNode(into: &pending)
    second.takeNode(into: &pending)
    third.takeNode(into: &pending)
    guard further != nil else { return }
    for edge in further ?? [] { if case .node(let node, _) = edge.target { pending.push(node) } }
    further = nil
  }
}

/// The gradients of an op's inputs, nil where none is wanted.
struct Gradients {
  private var first: Tensor?
  private var second: Tensor?
  private var third: Tensor?
  private var further: [Tensor?]?

  init(_ first: Tensor?, _ second: Tensor? = nil, _ third: Tensor? = nil) {
    self.first = first
    self.second = second
    self.third = third
  }

  init(list: [Tensor?]) {
    first = list.first ?? nil
    second = list.count > 1 ? list[1] : nil
    third = list.count > 2 ? list[2] : nil
    further = list.count > 3 ? Array(list.dropFirst(3)) : nil
  }

  @inline(__always)
  subscript(index: Int) -> Tensor? {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: further.flatMap { index - 3 < $0.count ? $0[index - 3] : nil }
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
    default: taken = self[index]
    }
    return taken
  }
}
