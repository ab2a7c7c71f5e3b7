import Run

/// What an exported script prints: our text lines, or our JSONL for a dashboard to watch.
public enum ScriptLog: String, Sendable, CaseIterable {
  case text, jsonl

  /// Modules the lines below need beside torch.
  var imports: [String] { self == .text ? [] : ["import json", "import sys", "import time"] }

  /// The names an epoch's numbers are read from; the mean of batches before the last one's loss.
  static let shownNames = [
    "train_loss", "loss", "train_acc", "train_r2", "test_loss", "test_acc", "test_r2",
  ]

  /// The name that holds the train loss; `loss` is what `backward()` is called on.
  static func trainLoss(_ bound: Set<String>, _ loss: String) -> String {
    ["train_loss", "loss"].first(where: bound.contains) ?? loss
  }

  /// What prints an epoch's numbers, of those that the loop binds.
  func epoch(_ bound: Set<String>, _ lossName: String) -> [String] {
    let loss = Self.trainLoss(bound, lossName)
    let shown = [
      ("Train loss", "train/loss", loss), ("Train acc", "train/acc", "train_acc"),
      ("Train R2", "train/r2", "train_r2"), ("Test loss", "test/loss", "test_loss"),
      ("Test acc", "test/acc", "test_acc"), ("Test R2", "test/r2", "test_r2"),
    ].filter { bound.contains($0.2) }
    switch self {
    case .text:
      let parts = ["Epoch:{epoch}"] + shown.map { "\($0.0): {\($0.2):.4f}" }
      guard parts.count == 5 else { return ["print(f\"\(parts.joined(separator: " | "))\")"] }
      return [
        "print(", "    f\"\(parts[0]) | \(parts[1]) | \"", "    f\"\(parts[2]) | \"",
        "    f\"\(parts[3]) | \(parts[4])\")",
      ]
    case .jsonl:
      let fields = shown.map { "\"\($0.1)\": number(\($0.2))" }
      return [
        "emit(\"epoch\", **{\"epoch\": epoch, \(fields.prefix(2).joined(separator: ", ")),",
        "     \((fields.dropFirst(2) + ["\"lr\": optimizer.param_groups[0][\"lr\"]"]).joined(separator: ", ")),",
        "     \"seconds\": time.perf_counter() - start})",
      ]
    }
  }

  /// What stands before the loop: the events of a run's beginning, and of an error.
  func beforeLoop(_ experiment: Experiment, _ listing: Listing) -> [String] {
    guard self == .jsonl else { return [] }
    return [
      "def emit(event, **fields):",
      "    print(json.dumps({\"event\": event, **fields}), flush=True)",
      "", "",
      "def number(value):",
      "    value = value.item() if hasattr(value, \"item\") else float(value)",
      "    return value if math.isfinite(value) else \"NaN\" if math.isnan(value) else \\",
      "        \"Infinity\" if value > 0 else \"-Infinity\"",
      "", "",
      "def report(kind, error, trace):",
      "    frame, script = trace, trace.tb_frame.f_code.co_filename",
      "    while frame.tb_next and frame.tb_next.tb_frame.f_code.co_filename == script:",
      "        frame = frame.tb_next",
      "    if issubclass(kind, Exception):",
      "        line, code = LISTING.get(frame.tb_lineno, (0, \"\"))",
      "        emit(\"error\", type=kind.__name__, message=str(error), epoch=globals().get(\"epoch\", 0),",
      "             line=line, code=code)",
      "    emit(\"end\", status=\"failed\" if issubclass(kind, Exception) else \"interrupted\")",
      "    sys.__excepthook__(kind, error, trace)",
      "", "",
      "sys.excepthook = report",
      "start = time.perf_counter()",
      "emit(\"run\", schema=2, preset=\(pythonString(experiment.name)), "
        + "summary=\(pythonString(experiment.summary)),",
      "     model=\(pythonString(experiment.modelName)), optimizer=type(optimizer).__name__,",
      "     lr=optimizer.param_groups[0][\"lr\"], seed=\"\(experiment.seed)\", epochs=epochs,",
      "     train_rows=len(X_train), test_rows=len(X_test),",
      "     parameters=[{\"name\": name, \"shape\": list(p.shape)}",
      "                 for name, p in model.named_parameters()],",
      "     classes=[\(experiment.data.classNames.map(pythonString).joined(separator: ", "))])",
      "emit(\"listing\", lines=[",
    ]
      + listing.display(against: Listing(experiment.healthyLoop)).map { line in
        let change =
          line.change == .same ? "None" : line.change == .added ? "\"added\"" : "\"removed\""
        return "    {\"number\": \(line.number.map(String.init) ?? "None"), "
          + "\"code\": \(pythonString(line.code)), \"depth\": \(line.depth), \"change\": \(change), "
          + "\"bug\": \(line.bug.map(pythonString) ?? "None")},"
      } + ["])", ""]
  }

  var afterLoop: [String] { self == .text ? [] : ["emit(\"end\", status=\"finished\")"] }

  /// Tells the script which of its lines are lines of the listing, for the errors it reports.
  func table(_ loop: [Experiment.ScriptLine], after count: Int) -> [String] {
    guard self == .jsonl else { return [] }
    let numbered = loop.enumerated().filter { $0.element.number != nil }
    // The table itself moves the lines that come after it down.
    let first = count + numbered.count + 4
    let entries = numbered.map { index, line in
      "    \(first + index): (\(line.number ?? 0), \(pythonString(line.code))),"
    }
    return ["LISTING = {"] + entries + ["}", ""]
  }
}
