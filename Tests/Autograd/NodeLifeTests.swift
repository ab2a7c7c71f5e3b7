import Testing

@testable import Autograd

/// When nodes are released.
@Suite struct NodeLifeTests {
  @Test func nodeThatIsHeldStaysItself() throws {
    let x = try Tensor([1, 2] as [Float], requiresGrad: true)
    var kept: Node?
    do { kept = try x.mul(x).exp().gradFn }
    for _ in 0..<8 { _ = try x.sin().sum().add(1) }
    let node = try #require(kept)
    #expect(node.name == "ExpBackward0")
    guard case .node(let inner, _) = node.edges[0] else {
      Issue.record("the node has lost its input")
      return
    }
    #expect(inner.name == "MulBackward0")
    guard case .leaf(let leaf) = inner.edges[1] else {
      Issue.record("the inner node has lost its leaf")
      return
    }
    #expect(leaf === x)
    #expect(x.gradFn == nil && node === kept)
  }

  @Test func graphHoldsItsLeavesAndNoLonger() throws {
    weak var leaf: Tensor?
    weak var factor: Tensor?
    var loss: Tensor?
    do {
      let (x, y) = (try Tensor([2.0], requiresGrad: true), try Tensor([3.0]))
      (leaf, factor) = (x, y)
      loss = try x.mul(y).sum()
    }
    #expect(leaf != nil && factor != nil)
    try loss?.backward(retainGraph: true)
    #expect(leaf?.grad?.values == [3])
    try loss?.backward()
    #expect(leaf?.grad?.values == [6])
    // Given back with the saved values; the leaf is still an end of the graph.
    #expect(leaf != nil && factor == nil)
    loss = nil
    #expect(leaf == nil)
  }

  /// An op that changes its own operand keeps no node that keeps itself.
  @Test(arguments: ["mul_", "div_", "overwrite"])
  func aTensorChangedByItselfIsFreed(_ name: String) throws {
    weak var freed: Tensor?
    do {
      let x = try Tensor([0.5, 2.0], requiresGrad: true).mul(2)
      switch name {
      case "mul_": try x.mul_(x)
      case "div_": try x.div_(x)
      default: try x.overwrite { try $0.exp() }
      }
      #expect(x.node != nil)
      freed = x
    }
    #expect(freed == nil)
  }

  @Test func hooksBelongToTheirOwnGraph() throws {
    let x = try Tensor([0.5, 2.0], requiresGrad: true)
    var calls = 0
    do {
      let parts = try x.exp().split(1)
      try parts[1].registerHook { _ in
        calls += 1
        return nil
      }
      try parts[1].sum().backward(retainGraph: true)
    }
    #expect(calls == 1)
    x.grad = nil
    for _ in 0..<4 {
      let parts = try x.mul(x).split(1)
      try parts[0].mul(parts[1]).sum().backward()
    }
    #expect(calls == 1)
    #expect(x.grad?.values == [16, 4])
  }

  /// Every value is saved by the op after it, and every op is looked at.
  @Test func longGraphThatIsHeldInAllWaysIsReleasedWithoutRecursion() throws {
    let leaf = try Tensor([1.0], requiresGrad: true)
    var value = leaf
    weak var early: Node?
    for step in 0..<2_000_000 {
      value = try value.mul(value)
      let node = value.gradFn
      if step == 7 { early = node }
    }
    #expect(early?.name == "MulBackward0")
    value = leaf
    #expect(early == nil)
  }
}
