import Cells
import Run

extension Panel {
  static let listing = Panel(
    "training loop", needs: [.values], isEmpty: { $0.listing.isEmpty },
    extent: { state, inside in
      if let editor = state.editor {
        return Extent(
          count: state.editorRows(editor).count,
          first: state.firstEditorRow(editor, rows: inside.height))
      }
      let rows = state.listingRows(width: inside.width)
      return Extent(count: rows.count, first: state.firstListingRow(rows, height: inside.height))
    }, draw: { $0.drawListing(on: &$1, $2) })
}

extension DashboardState {
  /// A row of the panel: a line, or a part of one that is too long.
  struct ListingRow: Equatable {
    /// Its place in the listing.
    let line: Int
    let text: String
    /// Columns of the line that are left out at its start.
    var skipped = 0
    var isContinued = false
    /// The line goes on beyond the row.
    var isCutOff = false
  }

  /// The line training stands at: the failing one, or the one it is paused before.
  private var currentLine: Int? {
    if let failure { return failure.line }
    if case .paused(let line) = phase { return line }
    return nil
  }

  /// The lines in rows: one each, shown around what is wrong in it, or as many as it takes where the
  /// panel has the screen to itself.
  func listingRows(width: Int) -> [ListingRow] {
    let room = max(width - Self.gutter, 1)
    return listing.enumerated().flatMap { index, line -> [ListingRow] in
      let code = glyphs.plain(String(repeating: "  ", count: line.depth) + line.code)
      guard code.columns > room else { return [ListingRow(line: index, text: code)] }
      if zoomed == .listing {
        return pieces(code, width: room, indent: min(2 * line.depth + 4, room / 2)).enumerated()
          .map { ListingRow(line: index, text: $1, isContinued: $0 > 0) }
      }
      let skipped = skipped(code, line, room: room)
      return [
        ListingRow(
          line: index, text: String(code.dropFirst(skipped)), skipped: skipped,
          isCutOff: code.columns - skipped > room)
      ]
    }
  }

  /// How much of a long line is left out, so that the guilty word is seen; else where a person has
  /// scrolled to.
  private func skipped(_ code: String, _ line: ListingLine, room: Int) -> Int {
    let most = max(code.count - room, 0)
    if listingColumn > 0 { return min(listingColumn, most) }
    guard let word = guiltyWord(of: line), let range = code.firstRange(of: word) else { return 0 }
    let end = code.distance(from: code.startIndex, to: range.upperBound)
    // One more for the mark of what is cut off.
    guard end >= room else { return 0 }
    return min(max(end - room * 2 / 3, 0), most)
  }

  /// The word of a line that is to blame: the op that cut, or the argument that failed.
  func guiltyWord(of line: ListingLine) -> String? {
    guard let number = line.number, let failure, let diagnosis = failure.diagnosis else {
      return nil
    }
    if number == diagnosis.line, let operation = diagnosis.operation {
      let name = String(operation.prefix { $0 != "(" })
      let words = [name, name.replacing("torch.", with: ""), "long", "int", "numpy", "item"]
      return words.first { !$0.isEmpty && line.code.contains($0) }
    }
    guard number == failure.line else { return nil }
    let quoted = diagnosis.why.split(separator: "'", omittingEmptySubsequences: false)
    return quoted.enumerated().first { index, part in
      index % 2 == 1 && line.code.contains(part)
    }.map { String($0.element) }
  }

  func drawListing(on screen: inout Screen, _ rect: Rect) {
    if let editor { return drawEditor(editor, on: &screen, rect) }
    let count = activeBugs.count
    let inside = frame(
      .listing, on: &screen, rect,
      note: count == 0 ? "" : count == 1 ? "1 bug on" : "\(count) bugs on")
    let rows = listingRows(width: inside.width)
    drawRows(.listing, on: &screen, inside) { screen, index, row in
      draw(rows[index], on: &screen, row)
    }
  }

  /// Whether the gradient ends at a line.
  private func isCut(_ line: Int) -> Bool { failure?.diagnosis?.line == line }

  /// Whether a silent symptom points at a line.
  private func isSuspect(_ line: Int) -> Bool {
    looks.symptoms.contains { $0.line == line && $0.isFault }
  }

  /// Scrolls so that the current line can be seen.
  func firstListingRow(_ rows: [ListingRow], height: Int) -> Int {
    guard rows.count > height else { return 0 }
    func row(_ fits: (ListingLine) -> Bool) -> Int? { rows.firstIndex { fits(listing[$0.line]) } }
    // Both where the gradient was cut and what raised, or else the first, which is to blame.
    if let cut = failure?.diagnosis?.line, let cutRow = row({ $0.number == cut }),
      let raised = row({ $0.number == failure?.line })
    {
      let both = min(cutRow, raised)...max(cutRow, raised)
      let middle = both.count <= height ? (both.lowerBound + both.upperBound) / 2 : cutRow
      return min(max(middle - height / 2, 0), rows.count - height)
    }
    let target =
      row { $0.number != nil && $0.number == currentLine } ?? row { $0.change != .same }
      ?? row { $0.number.map(isSuspect) ?? false } ?? 0
    return min(max(target - height / 2, 0), rows.count - height)
  }

  private func draw(_ part: ListingRow, on screen: inout Screen, _ rect: Rect) {
    let line = listing[part.line]
    let y = rect.y
    let isFailing = failure != nil && line.number != nil && line.number == failure?.line
    let isCurrent = line.number != nil && line.number == currentLine
    let isCut = line.number.map(isCut) ?? false
    let isSuspect = !isCut && !isCurrent && line.number.map(isSuspect) ?? false
    let style: Style =
      switch line.change {
      case .added: Style(.added)
      case .removed: Style(.removed)
      case .same: isFailing ? Style(.bad, bold: true) : .plain
      }
    if !part.isContinued {
      screen.put(
        isFailing
          ? glyphs.raised
          : isCut
            ? glyphs.cut : isCurrent ? glyphs.here : isSuspect ? glyphs.warning : " ", x: rect.x,
        y: y,
        Style(isFailing ? .bad : isCut ? .cut : isSuspect ? .warning : .current, bold: true))
      let number = line.number.map(String.init) ?? ""
      screen.put(
        String(repeating: " ", count: max(3 - number.count, 0)) + number, x: rect.x + 1, y: y,
        .faint)
      let sign = line.change == .added ? "+" : line.change == .removed ? "-" : " "
      screen.put(" \(sign)", x: rect.x + 4, y: y, style)
    }
    let x = rect.x + Self.gutter
    let more = glyphs.isASCII ? "~" : "…"
    let used = screen.put(part.text, x: x, y: y, style, clip: rect)
    if let word = guiltyWord(of: line), let range = part.text.firstRange(of: word) {
      screen.put(
        word, x: x + part.text[..<range.lowerBound].columns, y: y,
        Style(isCut ? .cut : .bad, bold: true, underlined: true), clip: rect)
    }
    if part.skipped > 0 { screen.put(more, x: x, y: y, style, clip: rect) }
    if part.isCutOff { screen.put(more, x: rect.maxX - 1, y: y, style, clip: rect) }
    if part.isContinued { return }
    // What the line made stands on the right, as much of it as the code leaves room for.
    let room = rect.maxX - x - used - 1
    let role: Role = isCut ? .cut : .faint
    for text in notes(line) where text.columns <= room {
      screen.put(text, x: rect.maxX - text.columns, y: y, Style(role))
      break
    }
  }

  /// From the fullest to the shortest.
  private func notes(_ line: ListingLine) -> [String] {
    guard let value = line.number.flatMap({ looks.values[$0] }) else {
      return line.bug.map { ["bug \($0)", $0] } ?? []
    }
    let shape = "[\(value.shape.map(String.init).joined(separator: ", "))]"
    guard let gradFn = value.gradFn else { return ["\(shape) no grad", "no grad"] }
    return ["\(shape) \(gradFn)", gradFn, shape]
  }
}
