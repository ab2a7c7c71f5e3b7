import CKernels

/// Where an input's gradient goes: to the node or leaf that the input came from, to a path's end
/// with the trail that led on from it, or nowhere.
///
/// Plain pointers; `Edges` holds and drops what they point to.
struct Edge {
  /// The trail from a cut to the input; nil where there is none.
  private var trail: UnsafeMutablePointer<ck_trail>?
  /// What stands at the edge's other end, or what the cut was cut from.
  private var origin = ck_origin()
  private var output: Int32 = 0

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
    if tensor.requiresGrad {
      origin = ck_origin(of: tensor).held()
      output = Int32(truncatingIfNeeded: tensor.outputIndex)
    } else if !tensor.lostPath.isEmpty {
      (trail, origin) = tensor.lostPath.held()
    }
  }

  @inline(__always)
  func drop() {
    if let trail { ck_trail_drop(trail) }
    origin.drop()
  }

  @inline(__always)
  var isConnected: Bool { trail == nil && origin.object != nil }

  @inline(__always)
  var target: Target {
    if let trail { return .cut(trail, origin) }
    switch origin.target {
    case .node(let node): return .node(node, output: Int(output))
    case .leaf(let leaf): return .leaf(leaf)
    // A name stands in place of a node only where the path was cut.
    case .none, .former: return .none
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
    guard index < count else { return Edge() }
    switch index {
    case 0: return first
    case 1: return second
    case 2: return third
    default: return further?[index - 3] ?? Edge()
    }
  }

  /// Drops what all edges lead to. They are not overwritten: `count` says which are there.
  @inline(__always)
  mutating func clear() {
    if count > 0 { first.drop() }
    if count > 1 { second.drop() }
    if count > 2 { third.drop() }
    if count > 3 { dropFurther() }
    count = 0
  }

  private mutating func dropFurther() {
    for edge in further ?? [] { edge.drop() }
    further = nil
  }
}
