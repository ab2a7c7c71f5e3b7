import Autograd

/// `torch.einsum`: products over named dimensions, two operands after the other.
///
/// A pair is one batched matrix product: what both have and the result keeps is the batch, what both
/// have and nothing needs any more is summed.
enum Einsum {
  static func evaluate(_ equation: String, _ operands: [Tensor]) throws -> Tensor {
    let plain = equation.filter { $0 != " " }
    if plain.contains(".") { throw Machine.leftOut("einsum with an ellipsis") }
    let sides = plain.components(separatedBy: "->")
    let inputs = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard inputs.count == operands.count, !inputs.isEmpty else {
      throw TorchError(
        .runtime,
        "einsum(): more operands were provided than specified in the equation")
    }
    let output =
      sides.count > 1
      ? Array(sides[1])
      : Set(inputs.joined()).filter { label in inputs.joined().count { $0 == label } == 1 }.sorted()
    for (place, (labels, operand)) in zip(inputs, operands).enumerated()
    where labels.count != operand.dim {
      throw TorchError(
        .runtime,
        "einsum(): the number of subscripts in the equation (\(labels.count)) "
          + (labels.count > operand.dim ? "is more than" : "does not match")
          + " the number of dimensions (\(operand.dim)) for operand \(place)"
          + (labels.count > operand.dim ? "" : " and no ellipsis was given"))
    }
    for label in output where !inputs.joined().contains(label) {
      throw TorchError(
        .runtime,
        "einsum(): output subscript \(label) does not appear in the equation for any input operand")
    }
    var terms = try zip(inputs, operands).map { try diagonal(Term(labels: $0, tensor: $1)) }
    while terms.count > 1 {
      let later = Set(terms.dropFirst(2).flatMap(\.labels)).union(output)
      terms.replaceSubrange(0...1, with: [try product(terms[0], terms[1], keeping: later)])
    }
    let last = try summed(terms[0], keeping: Set(output))
    return try last.tensor.permute(output.compactMap { last.labels.firstIndex(of: $0) })
  }

  private struct Term {
    var labels: [Character]
    var tensor: Tensor

    func size(_ label: Character) -> Int {
      labels.firstIndex(of: label).map { tensor.shape[$0] } ?? 1
    }

    /// The dimensions in another order, those of each group made one.
    func grouped(_ groups: [[Character]]) throws -> Tensor {
      try tensor.permute(groups.joined().compactMap { labels.firstIndex(of: $0) }).reshape(
        groups.map { $0.reduce(1) { $0 &* size($1) } })
    }
  }

  /// A label twice in one operand is its diagonal.
  private static func diagonal(_ term: Term) throws -> Term {
    var term = term
    for label in term.labels {
      while let first = term.labels.firstIndex(of: label),
        let last = term.labels.lastIndex(of: label), first != last
      {
        guard term.tensor.shape[first] == term.tensor.shape[last] else {
          throw mismatch(label, term.tensor.shape[first], term.tensor.shape[last])
        }
        term.tensor = try term.tensor.diagonal(dim1: first, dim2: last)
        term.labels.remove(at: last)
        term.labels.remove(at: first)
        term.labels.append(label)
      }
    }
    return term
  }

  private static func summed(_ term: Term, keeping: Set<Character>) throws -> Term {
    let gone = term.labels.indices.filter { !keeping.contains(term.labels[$0]) }
    if gone.isEmpty { return term }
    return Term(
      labels: term.labels.filter { keeping.contains($0) }, tensor: try term.tensor.sum(dims: gone))
  }

  private static func product(_ a: Term, _ b: Term, keeping: Set<Character>) throws -> Term {
    for label in a.labels where b.labels.contains(label) && a.size(label) != b.size(label) {
      throw mismatch(label, b.size(label), a.size(label))
    }
    let a = try summed(a, keeping: keeping.union(b.labels))
    let b = try summed(b, keeping: keeping.union(a.labels))
    let shared = a.labels.filter { b.labels.contains($0) }
    let batch = shared.filter { keeping.contains($0) }
    let inner = shared.filter { !keeping.contains($0) }
    let left = a.labels.filter { !shared.contains($0) }
    let right = b.labels.filter { !shared.contains($0) }
    let result = try a.grouped([batch, left, inner]).bmm(b.grouped([batch, inner, right]))
    let labels = batch + left + right
    let sizes = batch.map { a.size($0) } + left.map { a.size($0) } + right.map { b.size($0) }
    return Term(labels: labels, tensor: try result.reshape(sizes))
  }

  private static func mismatch(_ label: Character, _ a: Int, _ b: Int) -> TorchError {
    TorchError(
      .runtime,
      "einsum(): subscript \(label) has size \(a) for operand 1 which does not broadcast with "
        + "previously seen size \(b)")
  }
}

extension String {
  /// The parts between a separator.
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
