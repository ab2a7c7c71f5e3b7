/// Ops that wait for their gradients to be complete: a binary heap, newest first.
struct NodeQueue {
  private var heap: [Node] = []

  mutating func push(_ node: Node) {
    node.isQueued = true
    heap.append(node)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].sequence > heap[parent].sequence else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Hands over the newest op, or nil once there is none.
  mutating func popNewest() -> Node? {
    guard let last = heap.popLast() else { return nil }
    guard let newest = heap.first else {
      last.isQueued = false
      return last
    }
    heap[0] = last
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].sequence > heap[largest].sequence { largest = child }
      }
      if largest == parent { break }
      heap.swapAt(parent, largest)
      parent = largest
    }
    newest.isQueued = false
    return newest
  }
}
