/// What an exported script prints: our text lines, or our JSONL for a dashboard to watch.
public enum ScriptLog: String, Sendable, CaseIterable {
  case text, jsonl

  /// Modules the lines below need beside torch.
  var imports: [String] { self == .text ? [] : ["import json", "import sys", "import time"] }

  /// The end of an epoch, inside the loop.
  func epoch(isBatched: Bool) -> [String] {
    let (loss, accuracy) = isBatched ? ("mean_loss", "mean_acc") : ("loss", "train_acc")
    switch self {
    case .text:
      return [
        "    print(",
        "        f\"Epoch:{epoch} | Train loss: {\(loss):.4f} | \"",
        "        f\"Train acc: {\(accuracy):.4f} | \"",
        "        f\"Test loss: {test_loss:.4f} | Test acc: {test_acc:.4f}\")",
      ]
    case .jsonl:
      return [
        "    emit(\"epoch\", epoch=epoch, train_loss=number(\(loss)), train_acc=number(\(accuracy)),",
        "         test_loss=number(test_loss), test_acc=number(test_acc),",
        "         lr=optimizer.param_groups[0][\"lr\"], seconds=time.perf_counter() - start)",
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
      "    value = float(value)",
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
      "emit(\"run\", schema=1, preset=\(quoted(experiment.name)), summary=\(quoted(experiment.summary)),",
      "     model=\(quoted(experiment.modelName)), optimizer=type(optimizer).__name__,",
      "     lr=optimizer.param_groups[0][\"lr\"], seed=\"\(experiment.seed)\", epochs=epochs,",
      "     train_rows=len(X_train), test_rows=len(X_test),",
      "     parameters=[{\"name\": name, \"shape\": list(p.shape)}",
      "                 for name, p in model.named_parameters()],",
      "     classes=[\(experiment.data.classNames.map(quoted).joined(separator: ", "))])",
      "emit(\"listing\", lines=[",
    ]
      + listing.display(against: .healthy(experiment)).map { line in
        let change =
          line.change == .same ? "None" : line.change == .added ? "\"added\"" : "\"removed\""
        return "    {\"number\": \(line.number.map(String.init) ?? "None"), "
          + "\"code\": \(quoted(line.code)), \"depth\": \(line.depth), \"change\": \(change), "
          + "\"bug\": \(line.bug.map(quoted) ?? "None")},"
      } + ["])", ""]
  }

  var afterLoop: [String] { self == .text ? [] : ["emit(\"end\", status=\"finished\")"] }

  /// Tells the script which of its lines are lines of the listing, for the errors it reports.
  func numbered(_ lines: [String], _ listing: Listing) -> [String] {
    guard self == .jsonl, let end = lines.firstIndex(of: Self.listingEnd) else { return lines }
    var rest = listing.lines[...]
    var entries: [String] = []
    // What is put in here moves the lines that come after it down.
    let shift = rest.count + 2
    for (index, line) in lines.enumerated().dropFirst(end) {
      guard let next = rest.first, line.drop(while: { $0 == " " }) == next.statement.code else {
        continue
      }
      entries.append(
        "    \(index + 1 + shift): (\(next.number), \(quoted(next.statement.code))),")
      rest.removeFirst()
    }
    return lines[...end] + ["LISTING = {"] + entries + ["}"] + lines[(end + 1)...]
  }

  private static let listingEnd = "])"
}

/// A Python string.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case "\n": result += "\\n"
    case _ where scalar.value < 0x20 || scalar.value == 0x7f: result += "\\x" + hex(scalar.value)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

private func hex(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return digits.count == 1 ? "0\(digits)" : digits
}
