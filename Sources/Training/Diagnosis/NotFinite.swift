import Autograd
import Loop
import NN

extension LoopState {
  /// Whether a name holds a value that is infinite or no number.
  func isUnfinite(_ name: String) -> Bool {
    self[name].map { !$0.values.allSatisfy(\.isFinite) } ?? false
  }

  /// The op in which the first value that is not finite came up, in words; `rows` is what the model
  /// was given, nil where the line makes a loss from `input`.
  func originOfUnfinite(_ name: String, line: Int, rows: Tensor?, input: Tensor?) throws -> String {
    guard let rows else {
      let largest = input?.values.map(abs).max() ?? 0
      return "line \(line) makes it from values up to \(figure(largest))"
    }
    return try firstUnfiniteLayer(rows, line: line)
      ?? "'\(name)' of line \(line) is the first that is not finite"
  }

  /// Runs the model once more, layer by layer, on the rows the line saw. What the layers remember
  /// is put back.
  private func firstUnfiniteLayer(_ rows: Tensor, line: Int) throws -> String? {
    var value = rows
    let (buffers, drawn) = (try models.buffers.map { try $0.snapshot() }, generator)
    defer {
      for (buffer, copy) in zip(models.buffers, buffers) { try? buffer.restore(copy) }
      generator = drawn
    }
    for (index, module) in layers.enumerated() {
      for (name, parameter) in module.namedParameters {
        if let bad = parameter.firstUnfinite {
          return "\(index).\(name) already holds \(figure(bad)) when line \(line) reads it"
        }
      }
      guard let next = try? module(value) else { return nil }
      if let bad = next.firstUnfinite {
        let largest = value.values.map(abs).max() ?? 0
        return "line \(line) makes the first \(figure(bad)) in layer \(index), \(module.kind), "
          + "from finite values, the largest \(figure(largest))"
      }
      value = next
    }
    return nil
  }

  /// The test loss of the same weights in evaluation mode; leaves the mode as it was.
  func testLossInEvaluation() -> Double? {
    guard let x = self["X_test"], let y = self["y_test"] else { return nil }
    let wasTraining = model.isTraining
    model.eval()
    defer { model.isTraining = wasTraining }
    let loss = experiment.makeLoss()
    return try? loss(model(x), y).number
  }
}

extension Tensor {
  fileprivate var firstUnfinite: Double? { values.first { !$0.isFinite } }
}

extension Node {
  /// Whether `target` is this op or one below it, and how many ops there are; counted to a bound.
  func reaches(_ target: Node) -> (found: Bool, operations: Int) {
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
    var pending = [self]
    var found = false
    while let node = pending.popLast(), seen.count < 100_000 {
      if node === target { found = true }
      for case .node(let inner) in node.inputs
      where seen.insert(ObjectIdentifier(inner)).inserted {
        pending.append(inner)
      }
    }
    return (found, seen.count)
  }
}
