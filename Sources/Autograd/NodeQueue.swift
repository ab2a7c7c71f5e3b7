/// Nodes that wait for their gradients to be complete: a binary heap, newest first. All are held.
struct NodeQueue: ~Copyable {
  /// The only waiting node of a chain, which is most graphs most of the time.
  private var single = NodeReference()
  private var heap: [Unmanaged<Node>] = []

  @inline(__always)
  mutating func push(_ node: Unmanaged<Node>) {
    if single.isEmpty && heap.isEmpty {
      single = NodeReference(holding: node)
    } else {
      insert(node)
    }
  }

  /// Hands over the newest node, or nil once there is none.
  @inline(__always)
  mutating func popNewest() -> NodeReference? {
    var newest = NodeReference()
    swap(&newest, &single)
    if newest.isEmpty {
      guard !heap.isEmpty else { return nil }
      newest = removeTop()
    }
    newest.node?._withUnsafeGuaranteedRef { $0.isQueued = false }
    return newest
  }

  private mutating func insert(_ node: Unmanaged<Node>) {
    if !single.isEmpty {
      var other = NodeReference()
      swap(&other, &single)
      append(other)
    }
    append(NodeReference(holding: node))
  }

  private mutating func append(_ node: consuming NodeReference) {
    guard let node = node.taken() else { return }
    heap.append(node)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].sequence > heap[parent].sequence else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func removeTop() -> NodeReference {
    let top = NodeReference(taking: heap[0])
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

  deinit { for node in heap { NodeReference.drop(node) } }
}
