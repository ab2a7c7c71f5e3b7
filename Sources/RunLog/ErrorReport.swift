import Training

extension FailureReport {
  /// PyTorch's line first, then where the gradient was cut, why, and the line that mends it.
  public var reportLines: [String] {
    var lines = headline.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines.append("  at     \(placeText)")
    guard let diagnosis else { return lines }
    if let operation = diagnosis.operation {
      let place = diagnosis.line.map { ", line \($0)" } ?? ""
      lines.append("  cut    by \(operation)\(place)")
    }
    if !diagnosis.chain.isEmpty { lines.append("  path   \(diagnosis.chainText)") }
    lines.append("  why    \(diagnosis.why)")
    if let mend = diagnosis.mend { lines.append("  mend   \(mend)") }
    if !diagnosis.starved.isEmpty {
      lines.append(
        "  starved \(diagnosis.starved.count) of \(diagnosis.parameterCount) parameters: "
          + diagnosis.starved.joined(separator: ", "))
    }
    return lines
  }
}

extension FailureReport {
  /// `epoch 20, line 7: loss.backward()`, as much of it as is known.
  public var placeText: String {
    line > 0 ? "epoch \(epoch), line \(line): \(code)" : "epoch \(epoch)"
  }
}

extension Diagnosis {
  /// `0.weight → Addmm ✂ argmax (line 3) → loss`
  public var chainText: String {
    var text = ""
    for (index, link) in chain.enumerated() {
      if index > 0 { text += link.isCut ? " ✂ " : " → " }
      text += link.text
      if link.isCut, let line = link.line, line > 0 { text += " (line \(line))" }
    }
    return text
  }
}
