import CKernels

/// An object whose holders are counted plainly, beside Swift's references: see `ck_counted`.
protocol HolderCounted: AnyObject {
  /// Its first stored property.
  var holders: Int32 { get set }
}

/// Holds a node for a tensor, an edge or a record, or nothing.
///
/// A graph belongs to one thread, so its holders are counted plainly; together they hold one
/// reference that Swift counts. Once nobody holds a node it is emptied and kept for the next op,
/// unless it was ever handed out as an object: then only Swift knows when it is free.
struct NodeReference: ~Copyable {
  private let held: Unmanaged<Node>?

  /// Nothing.
  @inline(__always)
  init() { held = nil }

  /// One more holder.
  @inline(__always)
  init(holding node: Unmanaged<Node>?) {
    if let node { NodeReference.hold(node) }
    held = node
  }

  /// The holding that the caller had.
  @inline(__always)
  init(taking node: Unmanaged<Node>) { held = node }

  @inline(__always)
  deinit { if let held { NodeReference.drop(held) } }

  @inline(__always)
  var isEmpty: Bool { held == nil }

  /// The node, for as long as it is held.
  @inline(__always)
  var node: Unmanaged<Node>? { held }

  /// Leaves the holding to the caller.
  @inline(__always)
  consuming func taken() -> Unmanaged<Node>? {
    let node = held
    discard self
    return node
  }

  /// An empty node with one holder.
  @inline(__always)
  static func fresh(_ context: UnsafeMutablePointer<ck_context>) -> NodeReference {
    guard let kept = context.pointee.kept_nodes else { return made() }
    let node = Unmanaged<Node>.fromOpaque(kept)
    node._withUnsafeGuaranteedRef {
      context.pointee.kept_nodes = $0.next
      $0.holders = 1
    }
    context.pointee.kept_count &-= 1
    return NodeReference(taking: node)
  }

  @inline(never)
  private static func made() -> NodeReference {
    let node = Unmanaged.passRetained(Node())
    node._withUnsafeGuaranteedRef { $0.holders = 1 }
    return NodeReference(taking: node)
  }

  /// The node as an object that anybody may keep.
  static func handOut(_ node: Unmanaged<Node>) -> Node {
    let object = node.takeUnretainedValue()
    object.isHandedOut = true
    return object
  }

  @inline(__always)
  static func hold(_ node: Unmanaged<Node>) {
    node._withUnsafeGuaranteedRef {
      if $0.holders == 0 { _ = node.retain() }
      $0.holders &+= 1
    }
  }

  @inline(__always)
  static func drop(_ node: Unmanaged<Node>) { if ck_drop_last(node.toOpaque()) { letGo(node) } }

  /// Nobody holds the node any more. A long graph let go recursively overflows the stack: what
  /// becomes free while a node is emptied waits until that is done.
  @inline(never)
  static func letGo(_ node: Unmanaged<Node>) {
    let context = ck_current().unsafelyUnwrapped
    wait(node, context)
    if !context.pointee.is_letting_go { finish(context) }
  }

  /// A node that nobody holds any more waits for `finish`.
  @inline(__always)
  static func wait(_ node: Unmanaged<Node>, _ context: UnsafeMutablePointer<ck_context>) {
    node._withUnsafeGuaranteedRef { $0.next = context.pointee.dying_nodes }
    context.pointee.dying_nodes = node.toOpaque()
  }

  /// Runs `body`, which lets nodes go.
  static func lettingGo(_ body: (UnsafeMutablePointer<ck_context>) -> Void) {
    let context = ck_current().unsafelyUnwrapped
    if context.pointee.is_letting_go { return body(context) }
    context.pointee.is_letting_go = true
    body(context)
    finish(context)
  }

  /// Empties all that waits for it. Not inlined, so that the way to a waiting place stays short.
  @inline(never)
  private static func finish(_ context: UnsafeMutablePointer<ck_context>) {
    context.pointee.is_letting_go = true
    while let dying = context.pointee.dying_nodes {
      let node = Unmanaged<Node>.fromOpaque(dying)
      context.pointee.dying_nodes = node._withUnsafeGuaranteedRef { $0.next }
      keep(node, context)
    }
    context.pointee.is_letting_go = false
  }

  /// Empties a node and keeps it for the next op.
  @inline(__always)
  private static func keep(_ node: Unmanaged<Node>, _ context: UnsafeMutablePointer<ck_context>) {
    let isKept = node._withUnsafeGuaranteedRef { node in
      if node.isHandedOut || context.pointee.kept_count >= context.pointee.kept_limit {
        return false
      }
      node.empty(context)
      node.next = context.pointee.kept_nodes
      return true
    }
    guard isKept else { return node.release() }
    context.pointee.kept_nodes = node.toOpaque()
    context.pointee.kept_count &+= 1
    if !context.pointee.cleans_up { ck_at_thread_end(letGoAtThreadEnd) }
  }
}

/// Gives up what the thread has kept: its exports, then the nodes and tensors it
/// would have used again.
func letGoAtThreadEnd() {
  Exports.forget()
  let context = ck_current().unsafelyUnwrapped
  while let kept = context.pointee.kept_nodes {
    let node = Unmanaged<Node>.fromOpaque(kept)
    context.pointee.kept_nodes = node._withUnsafeGuaranteedRef { $0.next }
    node.release()
  }
  context.pointee.kept_count = 0
  Tensor.letGoKept(context)
}

extension Tensor {
  /// The recorded op that made the tensor; nil for a leaf.
  var node: Node? {
    get { made.node.map(NodeReference.handOut) }
    set { made = NodeReference(holding: newValue.map(Unmanaged.passUnretained)) }
  }

  /// One more edge or node holds the tensor: counted plainly, as nodes are.
  ///
  /// Their one reference is counted without atomic instructions: a tensor is not `Sendable`, so the
  /// compiler lets no second thread reach it at the same time.
  @inline(__always)
  func hold() {
    if holders == 0 { swift_nonatomic_retain(Unmanaged.passUnretained(self).toOpaque()) }
    holders &+= 1
  }

  @inline(__always)
  static func drop(_ tensor: Unmanaged<Tensor>) {
    if ck_drop_last(tensor.toOpaque()) { giveUp(tensor.toOpaque()) }
  }
}

extension Unmanaged<Tensor> {
  @inline(__always)
  var isInference: Bool { _withUnsafeGuaranteedRef { $0.isInference } }
}
