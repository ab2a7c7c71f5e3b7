import CKernels

extension Tensor {
  /// A composite op's faster way: its result, and the gradients of the inputs that are wanted.
  typealias Kernel = (
    forward: ([Tensor]) throws -> Tensor,
    backward: (_ node: Node, _ inputs: [Tensor], _ g: Tensor) throws -> Gradients
  )

  /// An op that is written in terms of other ops and shows as one node in the graph.
  ///
  /// Its derivative runs `body` once more on the saved inputs and walks that small graph, so it
  /// can be differentiated as often as its parts can. A kernel of the same meaning may stand in for
  /// it where no second derivative is asked for.
  static func composite(
    _ name: StaticString, _ inputs: [Tensor], fast: Kernel? = nil,
    _ body: @escaping ([Tensor]) throws -> Tensor
  ) throws -> Tensor {
    let result = try withoutTracking { try fast?.forward(inputs) ?? body(inputs) }
    guard inputs.contains(where: \.hasHistory) else { return result }
    // The body may have handed an input on as it is.
    let own = inputs.contains { $0 === result } || result.hasHistory ? result.alias() : result
    let count = inputs.count
    return try own.recorded(name, from: inputs, saving: inputs) { node, g in
      let saved = try (0..<count).map(node.savedTensor)
      let again = isGradEnabled
      if let fast, !again { return try fast.backward(node, saved, g) }
      let list = try enableGrad {
        // Fresh names for the inputs, so that the walk below ends at them.
        let fresh = try saved.enumerated().map { index, tensor in
          guard node.needs(index) else { return tensor.detachedQuietly }
          return again
            ? try tensor.aliased() : try tensor.detachedQuietly.requiresGrad(true)
        }
        let wanted = fresh.indices.filter { node.needs($0) }
        let output = try body(fresh)
        var walk = GraphWalk(
          retainGraph: again, createGraph: again, wanted: wanted.map { fresh[$0] })
        try walk.run { try $0.seed(output, g, index: 0) }
        let found = walk.captured
        var list = [Tensor?](repeating: nil, count: count)
        for (index, gradient) in zip(wanted, found) { list[index] = gradient }
        return list
      }
      return Gradients(list: list)
    }
  }

  /// The same memory outside any graph, without a cut.
  private var detachedQuietly: Tensor {
    let result = alias()
    result.outputIndex = 0
    return result
  }

  /// The same values as the result of an op of their own.
  func aliased() throws -> Tensor {
    try view("AliasBackward0", sizes: sizes, strides: strides) { Gradients($1) }
  }
}
