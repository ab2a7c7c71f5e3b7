import Cells
import Run

extension Panel {
  static let diagnosis = Panel(
    "diagnosis", isEmpty: { $0.failure == nil && $0.looks.symptoms.isEmpty && !$0.isGuessing },
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
    if let game, !game.isOver {
      for line in guessLines(game) { add(line.label, line.text, line.role, to: &lines, width) }
    }
    var shown = failure?.diagnosis?.change
    for symptom in looks.symptoms {
      let kind = symptom.isFault ? "since" : "no fault, since"
      let head =
        "\(symptom.isFault ? glyphs.warning : glyphs.bullet) \(symptom.id), "
        + "\(kind) \(symptom.unit) \(symptom.epoch)"
      lines.append(
        DiagnosisLine(
          label: "", text: head, role: symptom.isFault ? .warning : .title, isHeadline: true))
      add("", symptom.text, .text, to: &lines, width)
      if let place = symptom.placeText { add("at", place, .text, to: &lines, width) }
      if !symptom.why.isEmpty { add("why", symptom.why, .text, to: &lines, width) }
      // One edit may fix several.
      let change = symptom.change == shown ? nil : symptom.change
      shown = symptom.change ?? shown
      addFix(symptom.fix, change, to: &lines, width)
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

  /// What fixes it in words, then the edit that `f` makes as a diff.
  private func addFix(
    _ text: String, _ change: LoopChange?, to lines: inout [DiagnosisLine], _ width: Int
  ) {
    if !text.isEmpty {
      add(change == nil || showsLog ? "fix" : "fix  f", text, .good, to: &lines, width)
    }
    guard let change else { return }
    let room = max(width - Self.labelWidth - 2, 8)
    let moved = change.lines.filter { $0.kind == .move }
    for line in change.lines {
      // Of lines that only move, the first and the last tell where.
      if moved.count > 3, line.kind == .move, line != moved[0], line != moved[moved.count - 1] {
        if line == moved[1] {
          lines.append(
            DiagnosisLine(
              label: "", text: glyphs.plain("<     … \(moved.count - 2) lines"), role: .faint))
        }
        continue
      }
      let role: Role =
        switch line.kind {
        case .remove: .removed
        case .add: .added
        case .move: .text
        }
      for part in pieces(glyphs.plain(line.marked), width: room, indent: 8) {
        lines.append(DiagnosisLine(label: "", text: part, role: role))
      }
    }
  }

  private func failureLines(_ failure: FailureReport, _ width: Int) -> [DiagnosisLine] {
    var lines = wrapped(glyphs.plain(failure.headline), width: max(width - 2, 8)).map {
      DiagnosisLine(label: "", text: $0, role: .bad, isHeadline: true)
    }
    add("at", failure.placeText, .text, to: &lines, width)
    guard let diagnosis = failure.diagnosis else {
      for (index, cause) in failure.usualCauses.enumerated() {
        add(index == 0 ? "usual" : "", "\(index + 1). \(cause.text)", .text, to: &lines, width)
        add("", "   look for \(cause.look)", .good, to: &lines, width)
      }
      return lines
    }
    if !diagnosis.chain.isEmpty { add("cut", diagnosis.chainText, .cut, to: &lines, width) }
    if !diagnosis.why.isEmpty { add("why", diagnosis.why, .text, to: &lines, width) }
    addFix(diagnosis.fix ?? "", diagnosis.change, to: &lines, width)
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
    let trainsWrongly = looks.symptoms.contains(where: \.isFault)
    let title =
      hasRaised
      ? "\(glyphs.raised) raised"
      : trainsWrongly
        ? "\(glyphs.warning) trains wrongly" : isGuessing ? "what is wrong?" : "diagnosis"
    let inside = frame(
      .diagnosis, on: &screen, rect, title: title, note: canFix ? "f fixes it" : "",
      role: hasRaised ? .bad : trainsWrongly ? .warning : .border)
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

/// Text broken wherever a line is full, all but the first piece indented: for code.
func pieces(_ text: String, width: Int, indent: Int) -> [String] {
  guard text.columns > width, width > indent else { return [text] }
  var result: [String] = []
  var line = ""
  var used = 0
  for character in text {
    if used + character.columns > width {
      result.append(line)
      line = String(repeating: " ", count: indent)
      used = indent
    }
    line.append(character)
    used += character.columns
  }
  return result + [line]
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
