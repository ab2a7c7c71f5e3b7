import CKernels

/// The name of a node that was let go.
final class FormerOperation: HolderCounted {
  @exclusivity(unchecked) var holders: Int32 = 0
  let name: String
  /// How many cuts lie one behind the other, the one at that op included.
  let cutDepth: Int32

  init(_ name: String, cutDepth: Int32) { (self.name, self.cutDepth) = (name, cutDepth) }
}

// What a gradient path led from. A record or an export that keeps one holds it.

extension ck_origin {
  enum Kind: UInt8 { case node, leaf, former }

  /// What the object is, where there is one: set together with it, below and in edges that keep it,
  /// and nowhere else.
  @inline(__always)
  var knownKind: Kind { Kind(rawValue: kind) ?? .former }

  enum Target {
    case none
    case node(Unmanaged<Node>)
    case leaf(Unmanaged<Tensor>)
    case former(Unmanaged<FormerOperation>)
  }

  /// What had the gradient path that `tensor` has.
  @inline(__always)
  init(of tensor: Tensor) {
    if let node = tensor.made.node {
      self.init(object: node.toOpaque(), kind: Kind.node.rawValue)
    } else {
      self.init(leaf: tensor)
    }
  }

  @inline(__always)
  init(leaf: Tensor) {
    self.init(object: Unmanaged.passUnretained(leaf).toOpaque(), kind: Kind.leaf.rawValue)
  }

  @inline(__always)
  var target: Target {
    guard let object else { return .none }
    switch knownKind {
    case .node: return .node(Unmanaged.fromOpaque(object))
    case .leaf: return .leaf(Unmanaged.fromOpaque(object))
    case .former: return .former(Unmanaged.fromOpaque(object))
    }
  }

  /// How many cuts lie one behind the other when this is cut from.
  @inline(__always)
  var cutDepth: Int32 {
    switch target {
    case .none, .leaf: 1
    case .node(let node): node._withUnsafeGuaranteedRef { $0.cutDepth } + 1
    case .former(let former): former._withUnsafeGuaranteedRef { $0.cutDepth }
    }
  }

  /// The same for one more holder.
  @inline(__always)
  func held() -> ck_origin {
    heldAgain() ? self : heldFirst()
  }

  /// Counts one more holder where there is one already; false for none, and for nothing.
  @inline(__always)
  func heldAgain() -> Bool { ck_hold_again(object) }

  @inline(never)
  private func heldFirst() -> ck_origin {
    switch target {
    case .none: break
    case .node(let node): NodeReference.hold(node)
    case .leaf(let leaf): leaf._withUnsafeGuaranteedRef { $0.hold() }
    case .former(let former):
      _ = former.retain()
      former._withUnsafeGuaranteedRef { $0.holders = 1 }
    }
    return self
  }

  /// The name in place of the op, for one holder.
  var former: ck_origin {
    guard case .node(let node) = target else { return held() }
    let name = node._withUnsafeGuaranteedRef { $0.operation }
    return withExtendedLifetime(FormerOperation(name, cutDepth: cutDepth)) {
      ck_origin(object: Unmanaged.passUnretained($0).toOpaque(), kind: Kind.former.rawValue).held()
    }
  }

  /// Drops what was held.
  @inline(__always)
  func drop() { if ck_drop_last(object) { letGo() } }

  @inline(never)
  private func letGo() {
    switch target {
    case .none: break
    case .node(let node): NodeReference.letGo(node)
    case .leaf(let leaf): Tensor.giveUp(leaf.toOpaque())
    case .former(let former): former.release()
    }
  }
}
