extension Tensor {
  /// A composite op's faster way: its result, and the gradients of the inputs that are wanted.
  typealias Kernel = (
    forward: ([Tensor]) throws -> Tensor,
    backward: (_ inputs: [Tensor], _ needed: [Bool], _ g: Tensor) throws -> [Tensor?]
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
    return try own.recorded(name, from: inputs[0], and: Array(inputs.dropFirst())) { op in
      let saved = try inputs.map { try op.save($0) }
      let needed = inputs.indices.map(op.needs)
      return { g in
        let values = try saved.map { try $0.value() }
        let again = isGradEnabled
        if let fast, !again { return try fast.backward(values, needed, g) }
        return try enableGrad {
          // Fresh names for the inputs, so that the walk below ends at them.
          let fresh = try zip(values, needed).map { tensor, isNeeded in
            guard isNeeded else { return tensor.detachedQuietly }
            return again
              ? try tensor.aliased() : try tensor.detachedQuietly.requiresGrad(true)
          }
          let wanted = fresh.indices.filter { needed[$0] }
          let output = try body(fresh)
          var walk = BackwardWalk(
            retainGraph: again, createGraph: again, wanted: wanted.map { fresh[$0] })
          try walk.run { try $0.seed(output, g, index: 0) }
          var list = [Tensor?](repeating: nil, count: needed.count)
          for (index, gradient) in zip(wanted, walk.captured) { list[index] = gradient }
          return list
        }
      }
    }
  }

  /// The same memory outside any graph, without a cut.
  private var detachedQuietly: Tensor {
    let result = alias()
    result.outputIndex = 0
    return result
  }
}
