import Cells
import Run

extension DashboardState {
  /// One row of the listing while it is edited.
  enum EditorRow: Equatable {
    /// A line with its place in the text; a removed one has none.
    case line(ListingLine, Int?)
    case caret(EditMistake)
    case message(EditMistake)
  }

  /// Marks, number and sign before the code.
  static let gutter = 6

  func editorRows(_ editor: LoopEditor) -> [EditorRow] {
    let text = editor.text
    var rows: [EditorRow] = []
    if editor.line == nil, text == listing.text {
      rows = listing.map { .line($0, $0.number.map { $0 - 1 }) }
    } else {
      let known = Set(listing.text)
      for (index, line) in text.enumerated() {
        let blanks = line.prefix { $0 == " " }.count
        rows.append(
          .line(
            ListingLine(
              number: index + 1, code: String(line.dropFirst(blanks)), depth: blanks / 4,
              blanks: blanks, change: known.contains(line) ? .same : .added), index))
      }
    }
    if let mistake = editor.mistake, let row = editor.mistakeRow,
      let place = rows.firstIndex(where: { $0.index == row })
    {
      rows.insert(contentsOf: [.caret(mistake), .message(mistake)], at: place + 1)
    }
    return rows
  }

  /// The first row shown, so that the cursor and a mistake below it are seen.
  func firstEditorRow(_ editor: LoopEditor, rows: Int) -> Int {
    let all = editorRows(editor)
    let target = all.firstIndex { $0.index == editor.cursor } ?? 0
    return min(max(target - rows / 2, 0), max(all.count - rows, 0))
  }

  func drawEditor(_ editor: LoopEditor, on screen: inout Screen, _ rect: Rect) {
    let isOpen = editor.line != nil
    let inside = frame(
      .listing, on: &screen, rect,
      note: isOpen ? "line open" : editor.mistake != nil ? "not taken over" : "editing",
      role: editor.mistake != nil ? .bad : .border)
    let rows = editorRows(editor)
    drawRows(.listing, on: &screen, inside) { screen, index, row in
      let code = Rect(
        x: row.x + Self.gutter, y: row.y, width: max(row.width - Self.gutter, 0), height: 1)
      switch rows[index] {
      case .line(let line, let place): draw(line, place, editor, on: &screen, row, code)
      case .caret(let mistake):
        let text =
          editor.text.indices.contains(editor.mistakeRow ?? -1)
          ? editor.text[editor.mistakeRow ?? 0] : ""
        let column = Self.columns(of: text, before: mistake.column)
        let offset = offset(ofLine: editor.mistakeRow, editor, width: code.width)
        screen.put("^", x: code.x + column - offset, y: row.y, Style(.bad, bold: true), clip: code)
      case .message(let mistake):
        let text = glyphs.plain("\(mistake.type): \(mistake.message)")
        screen.put(clipped(text, to: row.width - 1), x: row.x + 1, y: row.y, Style(.bad), clip: row)
      }
    }
  }

  private func draw(
    _ line: ListingLine, _ place: Int?, _ editor: LoopEditor, on screen: inout Screen, _ row: Rect,
    _ area: Rect
  ) {
    let isHere = place == editor.cursor
    let open = isHere ? editor.line : nil
    if isHere, open == nil { screen.fill(row, Cell(" ", Style(.current, reversed: true))) }
    let isReversed = isHere && open == nil
    let isFailing = line.number != nil && line.number == failure?.line
    let isCut = line.number != nil && line.number == failure?.diagnosis?.line
    screen.put(
      isFailing ? glyphs.raised : isCut ? glyphs.cut : isHere ? glyphs.here : " ", x: row.x,
      y: row.y,
      Style(isFailing ? .bad : isCut ? .cut : .current, bold: true, reversed: isReversed),
      clip: row)
    let number = line.number.map(String.init) ?? ""
    screen.put(
      String(repeating: " ", count: max(3 - number.count, 0)) + number, x: row.x + 1, y: row.y,
      Style(isReversed ? .current : .faint, reversed: isReversed), clip: row)
    let role: Role =
      switch line.change {
      case .added: .added
      case .removed: .removed
      case .same: .text
      }
    let style = Style(isReversed ? .current : role, reversed: isReversed)
    let sign = line.change == .added ? "+" : line.change == .removed ? "-" : " "
    screen.put(sign, x: row.x + 5, y: row.y, style, clip: row)
    let offset = offset(ofLine: place, editor, width: area.width)
    let code = String(repeating: " ", count: line.blanks) + line.code
    let x = area.x - offset
    let used = screen.put(code, x: x, y: row.y, style, clip: area)
    if used < code.columns {
      screen.put(glyphs.isASCII ? "~" : "…", x: area.maxX - 1, y: row.y, style, clip: area)
    }
    guard let open else { return }
    let characters = open.characters
    let column = String(characters[..<open.cursor]).columns
    let under = characters.indices.contains(open.cursor) ? String(characters[open.cursor]) : " "
    screen.put(
      under.columns > 0 ? under : " ", x: x + column, y: row.y, Style(.current, reversed: true),
      clip: area)
  }

  /// Columns by which a line is moved to the left, so that what matters in it is seen.
  private func offset(ofLine index: Int?, _ editor: LoopEditor, width: Int) -> Int {
    guard let index, editor.text.indices.contains(index) else { return 0 }
    var column = 0
    if index == editor.cursor, let line = editor.line {
      column = line.textBeforeCursor.columns
    } else if index == editor.mistakeRow, let mistake = editor.mistake {
      column = Self.columns(of: editor.text[index], before: mistake.column)
    }
    // One more for the cursor behind the end, and one for the mark of a line cut off.
    return max(column + 2 - width, 0)
  }

  /// Columns that a line's first characters take, as Python counts characters.
  private static func columns(of text: String, before count: Int) -> Int {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(count, 0)))).columns
  }
}

extension DashboardState.EditorRow {
  /// The line's place in the text.
  var index: Int? {
    if case .line(_, let index) = self { return index }
    return nil
  }
}
