import CKernels

/// Where an input's gradient goes: to the node or leaf that the input came from, to a path's end
/// with the trail that led on from it, or nowhere.
///
/// Plain pointers; `Edges` holds and drops what they point to. Only what an edge of its kind needs
/// is written, and without an object nothing else says anything: most edges lead to leaves or to
/// nowhere, and making them is much of what an op in the graph costs.
struct Edge {
  /// What stands at the edge's other end, or what the path was cut from.
  private var object: UnsafeMutableRawPointer?
  private var kind = ck_origin.Kind.node
  private var end = End.open
  private var output: Int32 = 0
  private var trail: UnsafeMutablePointer<ck_trail>?

  private enum End: UInt8 {
    case open
    case cut
    /// A frozen leaf, which holds its trail itself.
    case frozen
  }

  enum Target {
    case none
    case node(Unmanaged<Node>, output: Int)
    case leaf(Unmanaged<Tensor>)
    case cut(UnsafeMutablePointer<ck_trail>, ck_origin)
  }

  @inline(__always)
  init() {}

  /// The edge to a node's first output, which holds it from now on.
  fileprivate init(taking node: consuming NodeReference) { object = node.taken()?.toOpaque() }

  /// Makes it the edge that a gradient for `tensor` takes; its other end is held. Gives how
  /// many cuts lie one behind the other below the tensor.
  @inline(__always)
  mutating func hold(_ tensor: Tensor) -> Int32 {
    if let node = tensor.made.node {
      object = node.toOpaque()
      kind = .node
      end = .open
      output = Int32(truncatingIfNeeded: tensor.outputIndex)
      return node._withUnsafeGuaranteedRef {
        // The tensor holds it already.
        $0.holders &+= 1
        return $0.cutDepth
      }
    }
    if tensor.isGradLeaf {
      object = Unmanaged.passUnretained(tensor).toOpaque()
      kind = .leaf
      end = .open
      tensor.hold()
      return 0
    }
    if tensor.lostPath.isEmpty {
      object = nil
      return 0
    }
    return holdCut(tensor)
  }

  @inline(never)
  private mutating func holdCut(_ tensor: Tensor) -> Int32 {
    let (trail, origin) = tensor.lostPath.held()
    self.trail = trail
    end = origin.object == nil ? .frozen : .cut
    let kept = origin.object == nil ? ck_origin(leaf: tensor).held() : origin
    object = kept.object
    kind = kept.knownKind
    return tensor.lostPath.depth
  }

  /// Drops what is held while nodes are let go.
  @inline(__always)
  mutating func drop(_ context: UnsafeMutablePointer<ck_context>) {
    guard let object else { return }
    if end != .open { return dropCut() }
    guard ck_drop_last(object) else { return }
    if kind == .node {
      NodeReference.wait(Unmanaged.fromOpaque(object), context)
    } else {
      Tensor.giveUp(object)
    }
  }

  @inline(never)
  private mutating func dropCut() {
    if let trail { ck_trail_drop(trail) }
    ck_origin(object: object, kind: kind.rawValue).drop()
  }

  @inline(__always)
  var isConnected: Bool { object != nil && end == .open }

  @inline(__always)
  var target: Target {
    guard let object else { return .none }
    switch (end, kind) {
    case (.open, .node): return .node(Unmanaged.fromOpaque(object), output: Int(output))
    // A name stands in place of a node only where the path was cut.
    case (.open, _): return .leaf(Unmanaged.fromOpaque(object))
    default: return cutTarget
    }
  }

  private var cutTarget: Target {
    guard let trail else { return .none }
    let origin = ck_origin(object: object, kind: kind.rawValue)
    return .cut(trail, end == .frozen ? ck_origin() : origin)
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

  /// The edges to one, two or three inputs; gives the largest depth of cuts below them.
  @inline(__always)
  mutating func connect(_ a: Tensor, _ b: Unmanaged<Tensor>?, _ c: Unmanaged<Tensor>?) -> Int32 {
    var depth = first.hold(a)
    count = 1
    if let b {
      depth = Swift.max(depth, b._withUnsafeGuaranteedRef { second.hold($0) })
      count = 2
    }
    if let c {
      depth = Swift.max(depth, c._withUnsafeGuaranteedRef { third.hold($0) })
      count = 3
    }
    return depth
  }

  /// The same for any number of inputs.
  mutating func connect(_ inputs: [Tensor]) -> Int32 {
    count = inputs.count
    var depth: Int32 = 0
    if count > 0 { depth = Swift.max(depth, first.hold(inputs[0])) }
    if count > 1 { depth = Swift.max(depth, second.hold(inputs[1])) }
    if count > 2 { depth = Swift.max(depth, third.hold(inputs[2])) }
    if count > 3 {
      further = inputs.dropFirst(3).map { input in
        var edge = Edge()
        depth = Swift.max(depth, edge.hold(input))
        return edge
      }
    }
    return depth
  }

  /// One edge, to a node; in place of none.
  mutating func lead(to node: consuming NodeReference) {
    first = Edge(taking: node)
    count = 1
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

  /// Drops what all edges lead to, while nodes are let go. They are not overwritten: `count` says
  /// which are there.
  @inline(__always)
  mutating func clear(_ context: UnsafeMutablePointer<ck_context>) {
    if count > 0 { first.drop(context) }
    if count > 1 { second.drop(context) }
    if count > 2 { third.drop(context) }
    if count > 3 { dropFurther(context) }
    count = 0
  }

  @inline(never)
  private mutating func dropFurther(_ context: UnsafeMutablePointer<ck_context>) {
    for index in (further ?? []).indices { further?[index].drop(context) }
    further = nil
  }
}
