// How an op joins the graph. An op computes its result with the kernels, then says in one call what
// it was made from and how gradients go back; whether a node, a cut or nothing is made is decided
// here, once for all ops.

extension Tensor {
  /// Saves what a derivative needs and gives the derivative; runs only if the op is recorded.
  typealias Backward = (inout Node.Recording) throws -> Node.Derivative

  /// Records `self`, and `others` after it, as the results of an op on `a`, `b`, `c` and `more`.
  ///
  /// The results must be fresh and without a path: what is made of other ops is computed in
  /// `withoutTracking`. The derivative reads with `value()` what `op.save(x)` kept, and gives one
  /// gradient an input; each is summed to its input's shape.
  @discardableResult
  consuming func recorded(
    _ name: StaticString, from a: Tensor, _ b: Tensor? = nil, _ c: Tensor? = nil,
    and more: [Tensor] = [], with others: [Tensor] = [], _ backward: Backward
  ) throws -> Tensor {
    try Storage.expectNoneMissing()
    guard isGradEnabled,
      a.requiresGrad || b?.requiresGrad == true || c?.requiresGrad == true
        || more.contains(where: \.requiresGrad)
    else {
      passCut(name, from: a, b, c, and: more)
      for other in others { other.passCut(name, from: a, b, c, and: more) }
      return self
    }
    let node = Node(name, Self.edges(a, b, c, more), sizes, dtype, others: others)
    try node.begin(backward)
    for (index, other) in others.enumerated() {
      other.node = node
      other.outputIndex = index + 1
    }
    self.node = node
    outputIndex = 0
    return self
  }

  private static func edges(_ a: Tensor, _ b: Tensor?, _ c: Tensor?, _ d: [Tensor]) -> [Node.Edge] {
    var edges: [Node.Edge] = []
    edges.reserveCapacity(3 + d.count)
    edges.append(a.edge)
    if let edge = b?.edge { edges.append(edge) }
    if let edge = c?.edge { edges.append(edge) }
    for input in d { edges.append(input.edge) }
    return edges
  }
}
