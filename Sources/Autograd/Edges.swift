import CKernels

/// Where an input's gradient goes.
///
/// A plain pointer beside a tag; `Edges` holds and drops what it points to.
struct Edge {
  private enum Kind: UInt8 { case none, cut, leaf, node }

  /// What stands at the edge's other end.
  private var object: UnsafeMutableRawPointer?
  /// What a cut was cut from.
  private var origin: UnsafeMutableRawPointer?
  private var output: Int32 = 0
  private var kind = Kind.none
  private var originKind: UInt8 = 0

  enum Target {
    case none
    case node(Unmanaged<Node>, output: Int)
    case leaf(Unmanaged<Tensor>)
    case cut(UnsafeMutablePointer<ck_trail>, ck_origin)
  }

  @inline(__always)
  init() {}

  /// The edge that a gradient for `tensor` takes; its other end is held.
  @inline(__always)
  init(holding tensor: Tensor) {
    if let node = tensor.made.node {
      NodeReference.hold(node)
      object = node.toOpaque()
      output = Int32(truncatingIfNeeded: tensor.outputIndex)
      kind = .node
    } else if tensor.isGradLeaf {
      tensor.hold()
      object = Unmanaged.passUnretained(tensor).toOpaque()
      kind = .leaf
    } else if !tensor.lostPath.isEmpty {
      let (trail, from) = tensor.lostPath.held()
      (object, origin, originKind) = (UnsafeMutableRawPointer(trail), from.object, from.kind)
      kind = .cut
    }
  }

  @inline(__always)
  func drop() {
    switch target {
    case .none: return
    case .node(let node, _): NodeReference.drop(node)
    case .leaf(let tensor): Tensor.drop(tensor)
    case .cut(let trail, let origin):
      ck_trail_drop(trail)
      origin.drop()
    }
  }

  @inline(__always)
  var isConnected: Bool { kind.rawValue >= Kind.leaf.rawValue }

  @inline(__always)
  var target: Target {
    guard let object else { return .none }
    // The kind is set together with the object, above and nowhere else.
    switch kind {
    case .none: return .none
    case .node: return .node(Unmanaged.fromOpaque(object), output: Int(output))
    case .leaf: return .leaf(Unmanaged.fromOpaque(object))
    case .cut:
      return .cut(
        object.assumingMemoryBound(to: ck_trail.self), ck_origin(object: origin, kind: originKind))
    }
  }
}

/// A node's edges, the first three inline: most ops have no more. Never copied; emptied by
/// `clear`.
struct Edges: ~Copyable {
  private var first = Edge()
  private var second = Edge()
  private var third = Edge()
  private var further: [Edge]?
  private(set) var count = 0

  /// The edges to one, two or three inputs; gives the largest `cutDepth` among these.
  @inline(__always)
  mutating func connect(_ a: Tensor, _ b: Unmanaged<Tensor>?, _ c: Unmanaged<Tensor>?) -> Int32 {
    first = Edge(holding: a)
    var depth = a.cutDepth
    count = 1
    if let b {
      b._withUnsafeGuaranteedRef {
        second = Edge(holding: $0)
        depth = Swift.max(depth, $0.cutDepth)
      }
      count = 2
    }
    if let c {
      c._withUnsafeGuaranteedRef {
        third = Edge(holding: $0)
        depth = Swift.max(depth, $0.cutDepth)
      }
      count = 3
    }
    return depth
  }

  mutating func connect(_ inputs: [Tensor]) {
    count = inputs.count
    if count > 0 { first = Edge(holding: inputs[0]) }
    if count > 1 { second = Edge(holding: inputs[1]) }
    if count > 2 { third = Edge(holding: inputs[2]) }
    if count > 3 { further = inputs.dropFirst(3).map(Edge.init(holding:)) }
  }

  @inline(__always)
  subscript(index: Int) -> Edge {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: further.flatMap { index < count ? $0[index - 3] : nil } ?? Edge()
    }
  }

  /// Drops what all edges lead to.
  @inline(__always)
  mutating func clear() {
    if count > 0 { first.drop() }
    if count > 1 { second.drop() }
    if count > 2 { third.drop() }
    if count > 3 { dropFurther() }
    (first, second, third, count) = (Edge(), Edge(), Edge(), 0)
  }

  private mutating func dropFurther() {
    for edge in further ?? [] { edge.drop() }
    further = nil
  }
}
