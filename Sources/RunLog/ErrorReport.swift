import Foundation
import Run

extension FailureReport {
  /// PyTorch's line first, then where the gradient was cut, why, and the line that fixes it.
  public var reportLines: [String] {
    var lines = headline.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines.append("  at     \(placeText)")
    guard let diagnosis else {
      for (index, cause) in usualCauses.enumerated() {
        lines.append(
          "  \(index == 0 ? "usual " : "      ") \(index + 1). \(cause.text) Look for \(cause.look)."
        )
      }
      return lines
    }
    if let operation = diagnosis.operation {
      let place = diagnosis.line.map { ", line \($0)" } ?? ""
      lines.append("  cut    by \(operation)\(place)")
    }
    if !diagnosis.chain.isEmpty { lines.append("  path   \(diagnosis.chainText)") }
    if !diagnosis.why.isEmpty { lines.append("  why    \(diagnosis.why)") }
    if let fix = diagnosis.fix { lines.append("  fix    \(fix)") }
    lines += diagnosis.change.diffLines
    if !diagnosis.withoutGradient.isEmpty {
      lines.append(
        "  no grad \(diagnosis.withoutGradient.count) of \(diagnosis.parameterCount) parameters: "
          + diagnosis.withoutGradient.joined(separator: ", "))
    }
    return lines
  }
}

extension Symptom {
  /// The sentence, what usually fixes it, and the table of parameters it was seen in.
  public var reportLines: [String] {
    guard isPresent else { return ["epoch \(epoch): \(id) is gone"] }
    var lines = ["epoch \(epoch): \(text)", "  symptom \(id)"]
    if let placeText { lines.append("  at     \(placeText)") }
    if !why.isEmpty { lines.append("  why    \(why)") }
    if !fix.isEmpty { lines.append("  fix    \(fix)") }
    return lines + change.diffLines + ParameterStatistics.table(parameters).map { "  \($0)" }
  }
}

extension LoopChange? {
  /// The lines of the diff; what is said in words alone has none.
  fileprivate var diffLines: [String] { (self?.lines ?? []).map { "         \($0.marked)" } }
}

extension ParameterStatistics {
  /// A table for a person: gradient, norms, and update over weight.
  public static func table(_ rows: [ParameterStatistics]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let cells =
      [["parameter", "gradient", "‖g‖", "‖w‖", "update/w"]]
      + rows.map { row in
        [
          row.name, row.gradient.rawValue, row.gradientNorm.map(short) ?? "",
          short(row.weightNorm), row.updateRatio.map(short) ?? "",
        ]
      }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }

  private static func short(_ value: Double) -> String { String(format: "%.3g", value) }
}

extension ListingLine {
  /// The line of a diff, as `diff` marks it.
  public var marked: String {
    let mark = change == .added ? "+" : change == .removed ? "-" : " "
    let place = number.map(String.init) ?? ""
    return String(repeating: " ", count: max(4 - place.count, 0)) + place + " \(mark) "
      + String(repeating: "    ", count: depth) + code
  }
}
