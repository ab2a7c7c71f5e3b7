extension Experiment {
  /// The experiment with the given bugs on as one PyTorch script that prints our log lines.
  ///
  /// It draws in our order, so real PyTorch prints the same numbers and raises the same errors.
  public func script(
    bugs: [String] = [], catalogue: Catalogue = .standard, log: ScriptLog = .text
  ) throws -> String {
    let listing = catalogue.listing(bugs, of: self)
    var lines = [
      "\"\"\"\(pythonEscaped(summary))", "",
      "Preset \(name)\(bugs.isEmpty ? "" : " with \(bugs.joined(separator: ", "))"),"
        + " as Descent trains it.", "\"\"\"",
    ]
    lines += (["import math"] + log.imports).sorted()
    lines += [
      "", "import torch", "import torch.nn as nn", "", "torch.manual_seed(\(seed))",
      "epochs = \(epochs)", "",
    ]
    lines += data.python()
    lines += ["", "model = nn.Sequential("]
    var shape = data.inputShape
    lines += layers.map { "    \($0.python(&shape))," }
    lines += [
      ")", "loss_fn = \(lossKind.python)", "optimizer = \(optimizer.python("model.parameters()"))",
    ]
    if let scheduler { lines.append("scheduler = \(scheduler.python(in: self))") }
    if patience != nil { lines.append("best, waited = math.inf, 0") }
    lines += [
      "", "", "def accuracy(logits, labels):", "    return \(lossKind.accuracyPython)", "", "",
    ]
    lines += log.beforeLoop(self, listing)
    for statement in listing.setup { lines += Self.source(statement, depth: 0) }
    lines.append("for epoch in range(epochs):")
    let isBatched = batchSize != nil
    if isBatched { lines.append("    mean_loss, mean_acc, seen = 0.0, 0.0, 0") }
    for statement in listing.body where !statement.isAfterLog {
      lines += Self.source(statement, depth: 1)
    }
    lines += log.epoch(isBatched: isBatched)
    for statement in listing.body where statement.isAfterLog {
      lines += Self.source(statement, depth: 1)
    }
    lines += log.afterLoop
    lines = log.numbered(lines, listing)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func source(_ statement: Statement, depth: Int) -> [String] {
    let indent = String(repeating: "    ", count: depth)
    var lines = [indent + statement.code]
    for inner in statement.block { lines += source(inner, depth: depth + 1) }
    if case .eachBatch = statement.action {
      // What the log shows is the mean over the batches, weighed by their size.
      lines += [
        "seen += len(rows)", "mean_loss += (loss.item() - mean_loss) * (len(rows) / seen)",
        "mean_acc += (train_acc.item() - mean_acc) * (len(rows) / seen)",
      ].map { indent + "    " + $0 }
    }
    return lines
  }
}
