import Cells
import Run

extension Panel {
  static let diagnosis = Panel(
    "diagnosis", isEmpty: { $0.failure == nil && $0.looks.symptoms.isEmpty },
    extent: { state, inside in Extent(count: state.diagnosisLines(width: inside.width).count) },
    draw: { $0.drawDiagnosis(on: &$1, $2) })
}

extension DashboardState {
  struct DiagnosisLine: Equatable {
    let label: String
    let text: String
    let role: Role
    /// Stands in bold over what belongs to it.
    var isHeadline = false
  }

  private static let labelWidth = 8

  /// What is wrong and what is known about it, wrapped to the width: the error, then the silent
  /// symptoms that are there.
  func diagnosisLines(width: Int) -> [DiagnosisLine] {
    var lines = failure.map { failureLines($0, width) } ?? []
    for symptom in looks.symptoms {
      let head = "\(glyphs.warning) \(symptom.id), since \(symptom.unit) \(symptom.epoch)"
      lines.append(DiagnosisLine(label: "", text: head, role: .warning, isHeadline: true))
      add("", symptom.text, .text, to: &lines, width)
      if !symptom.fix.isEmpty { add("fix", symptom.fix, .good, to: &lines, width) }
    }
    return lines
  }

  private func add(
    _ label: String, _ text: String, _ role: Role, to lines: inout [DiagnosisLine], _ width: Int
  ) {
    let room = max(width - Self.labelWidth - 2, 8)
    for (index, part) in wrapped(glyphs.plain(text), width: room).enumerated() {
      lines.append(DiagnosisLine(label: index == 0 ? label : "", text: part, role: role))
    }
  }

  private func failureLines(_ failure: FailureReport, _ width: Int) -> [DiagnosisLine] {
    var lines = wrapped(glyphs.plain(failure.headline), width: max(width - 2, 8)).map {
      DiagnosisLine(label: "", text: $0, role: .bad, isHeadline: true)
    }
    add("at", failure.placeText, .text, to: &lines, width)
    guard let diagnosis = failure.diagnosis else { return lines }
    if !diagnosis.chain.isEmpty { add("cut", diagnosis.chainText, .cut, to: &lines, width) }
    add("why", diagnosis.why, .text, to: &lines, width)
    if let fix = diagnosis.fix {
      add(showsLog ? "fix" : "fix  f", fix, .good, to: &lines, width)
    }
    if !diagnosis.withoutGradient.isEmpty {
      add(
        "no grad",
        "\(diagnosis.withoutGradient.count) of \(diagnosis.parameterCount) parameters",
        .warning, to: &lines, width)
    }
    return lines
  }

  func drawDiagnosis(on screen: inout Screen, _ rect: Rect) {
    let hasRaised = failure != nil
    let title =
      hasRaised
      ? "\(glyphs.raised) raised"
      : looks.symptoms.isEmpty ? "diagnosis" : "\(glyphs.warning) trains wrongly"
    let inside = frame(
      .diagnosis, on: &screen, rect, title: title, note: hasRaised && !showsLog ? "f fixes it" : "",
      role: hasRaised ? .bad : looks.symptoms.isEmpty ? .border : .warning)
    let lines = diagnosisLines(width: inside.width)
    guard !lines.isEmpty else {
      return drawEmpty("Nothing has raised, and no symptom is seen.", on: &screen, inside)
    }
    drawRows(.diagnosis, on: &screen, inside) { screen, index, row in
      let line = lines[index]
      if line.isHeadline {
        screen.put(line.text, x: row.x + 1, y: row.y, Style(line.role, bold: true), clip: row)
      } else {
        screen.put(line.label, x: row.x + 1, y: row.y, Style(.title, bold: true), clip: row)
        screen.put(
          line.text, x: row.x + 1 + Self.labelWidth, y: row.y, Style(line.role), clip: row)
      }
    }
  }
}

/// Text broken into lines at blanks; a longer word is cut.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
    var word = word
    while word.columns > width {
      if !line.isEmpty { lines.append(line) }
      line = ""
      var used = 0
      let part = word.prefix { character in
        used += character.columns
        return used <= width
      }
      // A character wider than the line stands alone in it.
      let count = max(part.count, 1)
      lines.append(String(word.prefix(count)))
      word = word.dropFirst(count)
    }
    if line.isEmpty {
      line = String(word)
    } else if line.columns + 1 + word.columns <= width {
      line += " " + word
    } else {
      lines.append(line)
      line = String(word)
    }
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}
