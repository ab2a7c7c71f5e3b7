import Cells
import RunLog
import Training

extension DashboardState {
  struct DiagnosisLine: Equatable {
    let label: String
    let text: String
    let role: Role
  }

  /// The error and what is known about it, wrapped to the width.
  func diagnosisLines(width: Int) -> [DiagnosisLine] {
    guard let failure else { return [] }
    let labelWidth = 8
    var lines: [DiagnosisLine] = []
    func add(_ label: String, _ text: String, _ role: Role) {
      for (index, part) in wrapped(glyphs.plain(text), width: max(width - labelWidth, 8))
        .enumerated()
      {
        lines.append(DiagnosisLine(label: index == 0 ? label : "", text: part, role: role))
      }
    }
    add("at", failure.placeText, .text)
    if let diagnosis = failure.diagnosis {
      if !diagnosis.chain.isEmpty { add("cut", diagnosis.chainText, .cut) }
      add("why", diagnosis.why, .text)
      if let mend = diagnosis.mend { add(showsLog ? "mend" : "mend  f", mend, .good) }
      if !diagnosis.starved.isEmpty {
        add(
          "starved",
          "\(diagnosis.starved.count) of \(diagnosis.parameterCount) parameters get no gradient",
          .warning)
      }
    }
    return wrapped(glyphs.plain(failure.headline), width: max(width - 2, 8)).map {
      DiagnosisLine(label: "", text: $0, role: .bad)
    } + lines
  }

  func drawDiagnosis(on screen: inout Screen, _ rect: Rect) {
    let inside = screen.panel(
      rect, title: "\(glyphs.raised) raised", note: showsLog ? "" : "f mends it", glyphs: glyphs,
      focused: isFocused(.diagnosis), role: .bad)
    for (row, line) in diagnosisLines(width: inside.width).prefix(inside.height).enumerated() {
      let y = inside.y + row
      if line.role == .bad {
        screen.put(line.text, x: inside.x + 1, y: y, Style(.bad, bold: true), clip: inside)
      } else {
        screen.put(line.label, x: inside.x + 1, y: y, Style(.title, bold: true), clip: inside)
        screen.put(line.text, x: inside.x + 9, y: y, Style(line.role), clip: inside)
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
      lines.append(String(word.prefix(width)))
      word = word.dropFirst(width)
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
