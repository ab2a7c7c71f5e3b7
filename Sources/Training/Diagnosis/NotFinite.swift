import Autograd
import Loop
import NN

extension LoopState {
  /// Whether a name holds a value that is infinite or no number.
  func isUnfinite(_ name: String) -> Bool {
    self[name].map { !$0.values.allSatisfy(\.isFinite) } ?? false
  }

  /// The same, but minus infinity does not count: masks are made of it.
  private func hasOverflow(_ name: String) -> Bool {
    self[name].map { $0.values.contains { !$0.isFinite && $0 != -.infinity } } ?? false
  }

  /// What a line that has run says of a value that is not finite: the first one, if it made it.
  func unfinite(madeBy line: Int, _ names: [String], input: Tensor?) -> Finding? {
    for forward in [roles.forward, roles.testForward] where forward.line == line {
      guard isUnfinite(forward.result) else { return nil }
      return self[forward.features].flatMap { firstUnfiniteLayer($0, line: line) }
        ?? Finding(
          "'\(forward.result)' of line \(line) is the first that is not finite", line: line)
    }
    let isLoss = [roles.loss, roles.testLoss].contains(line)
    guard let name = names.first(where: { isLoss ? isUnfinite($0) : hasOverflow($0) }) else {
      return nil
    }
    return origin(of: name, line, isLoss ? input : nil)
  }

  /// The first line up to the loss whose names hold such a value now.
  func firstUnfiniteLine(input: Tensor?) -> Finding? {
    for (line, names) in names(ofLines: roles.loss) {
      if let found = unfinite(madeBy: line, names, input: input) { return found }
    }
    return nil
  }

  /// The names that each line up to `last` assigns, in the order of the text.
  private func names(ofLines last: Int) -> [(line: Int, names: [String])] {
    Dictionary(grouping: assignments.filter { $0.line <= last }, by: \.line)
      .map { (line: $0, names: $1.map(\.name)) }.sorted { $0.line < $1.line }
  }

  private func origin(of name: String, _ line: Int, _ input: Tensor?) -> Finding {
    let code = listing.code(ofLine: line)
    let read =
      code.identifiers.filter { $0 != name }.compactMap { self[$0] } + [input].compactMap(\.self)
    let values = read.flatMap(\.values)
    let largest = values.map(abs).max() ?? 0
    let bad = self[name]?.values.first { !$0.isFinite } ?? .nan
    var finding = Finding(
      "line \(line) makes the first \(figure(bad)), in '\(name)', from values up to "
        + figure(largest), line: line)
    guard values.allSatisfy(\.isFinite) else { return finding }
    if code.contains("exp(") {
      finding.why =
        "exp(x) is larger than a float32 can hold for x above 88.7, and becomes inf. The softmax of a "
        + "library subtracts the largest value of each row first, which changes nothing else."
      finding.fix = "torch.log_softmax, or CrossEntropyLoss on the logits, which subtract it first"
    } else if code.contains("log("), values.contains(0) {
      finding.why =
        "log(0) is -inf: a probability that is too small for a float32 has become zero before."
      finding.fix = "torch.log_softmax on the logits, which never takes the log of a zero"
    }
    return finding
  }

  /// Where in the model the first such value comes up, on the rows the line saw.
  private func firstUnfiniteLayer(_ rows: Tensor, line: Int) -> Finding? {
    var finding: Finding?
    eachLayer(rows) { index, module, value in
      for (name, parameter) in module.namedParameters {
        if let bad = parameter.firstUnfinite {
          finding = Finding(
            "\(index).\(name) already holds \(figure(bad)) when line \(line) reads it", line: line)
          return nil
        }
      }
      guard let next = try? module(value) else { return nil }
      guard let bad = next.firstUnfinite else { return next }
      let largest = value.values.map(abs).max() ?? 0
      finding = Finding(
        "line \(line) makes the first \(figure(bad)) in layer \(index), \(module.kind), "
          + "from finite values, the largest \(figure(largest))", line: line)
      return nil
    }
    return finding
  }

  /// The first layer whose result is zero for every row that the step was given, e.g. `1, ReLU`.
  func deadLayer() -> String? {
    guard let rows = self[roles.forward.features] else { return nil }
    let modes = layers.map(\.isTraining)
    for layer in layers { layer.isTraining = true }
    defer { for (layer, mode) in zip(layers, modes) { layer.isTraining = mode } }
    var dead: String?
    eachLayer(rows) { index, module, value in
      guard let next = try? module(value) else { return nil }
      guard next.values.allSatisfy({ $0 == 0 }) else { return next }
      dead = "\(index), \(module.kind)"
      return nil
    }
    return dead
  }

  /// Runs the model once more, layer by layer, until `body` gives no further value. What the layers
  /// remember is put back.
  private func eachLayer(_ rows: Tensor, _ body: (Int, any Module, Tensor) -> Tensor?) {
    guard let buffers = try? models.buffers.map({ try $0.snapshot() }) else { return }
    let drawn = generator
    defer {
      for (buffer, copy) in zip(models.buffers, buffers) { try? buffer.restore(copy) }
      generator = drawn
    }
    var value = rows
    for (index, module) in layers.enumerated() {
      guard let next = body(index, module, value) else { return }
      value = next
    }
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
      for case .node(let inner, _) in node.edges
      where seen.insert(ObjectIdentifier(inner)).inserted {
        pending.append(inner)
      }
    }
    return (found, seen.count)
  }
}
