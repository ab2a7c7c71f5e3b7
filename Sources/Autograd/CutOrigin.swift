import CKernels

/// The name of a node that was let go.
final class FormerOperation {
  let name: String
  init(_ name: String) { self.name = name }
}

// What a gradient path led from. A record or an export that keeps one holds it.

extension ck_origin {
  private enum Kind: UInt8 { case node, leaf, former }

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
    // The kind is set together with the object, above and below and nowhere else.
    switch kind {
    case Kind.node.rawValue: return .node(Unmanaged.fromOpaque(object))
    case Kind.leaf.rawValue: return .leaf(Unmanaged.fromOpaque(object))
    default: return .former(Unmanaged.fromOpaque(object))
    }
  }

  /// How many cuts lie one behind the other below.
  @inline(__always)
  var cutDepth: Int32 {
    if case .node(let node) = target { node._withUnsafeGuaranteedRef { $0.cutDepth } } else { 0 }
  }

  /// The same for one more holder.
  @inline(__always)
  func held() -> ck_origin {
    switch target {
    case .none: break
    case .node(let node): NodeReference.hold(node)
    case .leaf(let leaf): leaf._withUnsafeGuaranteedRef { $0.hold() }
    case .former(let former): _ = former.retain()
    }
    return self
  }

  /// The name in place of the op, for one holder.
  var former: ck_origin {
    guard case .node(let node) = target else { return held() }
    let name = node._withUnsafeGuaranteedRef { $0.operation }
    return ck_origin(
      object: Unmanaged.passRetained(FormerOperation(name)).toOpaque(), kind: Kind.former.rawValue)
  }
}

/// Drops what a record or an export held.
func letGo(_ origin: ck_origin) {
  switch origin.target {
  case .none: break
  case .node(let node): NodeReference.drop(node)
  case .leaf(let leaf): Tensor.drop(leaf)
  case .former(let former): former.release()
  }
}
