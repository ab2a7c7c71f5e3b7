import Cells
import Run

/// A list over the middle of the screen: where its window and its rows stand.
struct OverlayList {
  struct Row {
    var mark = ""
    let name: String
    let text: String
    var role = Role.text
    /// Stands on the chosen row's foot line, where there is room to say more.
    var detail = ""
  }

  let title: String
  let rows: [Row]
  /// Rows above the list: the search.
  let headRows: Int
  /// Whether the rows stand in two columns where one is too long for the screen.
  var wraps = false

  private static let width = 84
  private static let wrappedWidth = 116

  func window(width: Int, height: Int) -> Rect {
    let isWrapped = isWrapped(width: width, height: height)
    let columns = min(isWrapped ? Self.wrappedWidth : Self.width, width)
    let rows = min(
      lines(isWrapped: isWrapped) + frameRows - 1 + footRows(width: width, height: height), height)
    return Rect(x: (width - columns) / 2, y: (height - rows) / 2, width: columns, height: rows)
  }

  /// Rows at the foot: as many as the longest explanation takes, where the list keeps some itself.
  func footRows(width: Int, height: Int) -> Int {
    let room = min(Self.width, width) - 4
    let longest = rows.map { wrapped($0.detail, width: max(room, 8)).count }.max() ?? 0
    return min(max(longest, 1), max(height - frameRows - 8, 1))
  }

  /// The border, the search, a row of the foot.
  private var frameRows: Int { 2 + headRows + 1 }

  private func lines(isWrapped: Bool) -> Int {
    isWrapped ? (rows.count + 1) / 2 : max(rows.count, 1)
  }

  func isWrapped(width: Int, height: Int) -> Bool {
    wraps && rows.count + frameRows > height && width >= Self.wrappedWidth
  }

  /// The columns that the rows stand in, from left to right; each takes as many as it is high.
  func columns(of body: Rect, width: Int, height: Int) -> [Rect] {
    guard isWrapped(width: width, height: height) else { return [body] }
    var left = body
    let right = left.takeRight(body.width / 2)
    return [left, right]
  }

  /// The rows' part of the window.
  func body(_ window: Rect, width: Int, height: Int) -> Rect {
    var rect = window.inset().inset(1, 0)
    _ = rect.takeTop(headRows)
    _ = rect.takeBottom(footRows(width: width, height: height))
    return rect
  }

  /// The first row shown, so that the chosen one is.
  func first(choice: Int, height: Int) -> Int {
    min(max(choice - height / 2, 0), max(rows.count - height, 0))
  }

  /// The row at a place of the screen: nil outside the window, nil inside it beside the rows.
  func row(atX x: Int, y: Int, choice: Int, width: Int, height: Int) -> Int?? {
    let window = window(width: width, height: height)
    guard window.contains(x: x, y: y) else { return nil }
    let columns = columns(
      of: body(window, width: width, height: height), width: width, height: height)
    guard let column = columns.firstIndex(where: { $0.contains(x: x, y: y) }) else {
      return .some(nil)
    }
    let height = columns[column].height
    let index =
      first(choice: choice, height: height * columns.count) + column * height + y
      - columns[column].y
    return .some(rows.indices.contains(index) ? index : nil)
  }
}

extension DashboardState {
  /// What the list overlays hold; nil for the others.
  var overlayList: OverlayList? {
    switch overlay {
    case nil, .quit: nil
    case .help:
      OverlayList(
        title: "keys",
        rows: helpRows,
        headRows: 0, wraps: true)
    case .bugs:
      OverlayList(title: "bugs", rows: foundBugs.map(bugRow), headRows: 1)
    case .presets:
      OverlayList(
        title: "presets",
        rows: foundPresets.map { preset in
          let isCurrent = preset.name == run?.preset
          return OverlayList.Row(
            mark: isCurrent ? glyphs.bullet : " ", name: preset.name, text: preset.summary,
            role: isCurrent ? .good : .text)
        }, headRows: 1)
    case .optimizers:
      OverlayList(
        title: "optimisers",
        rows: foundOptimizers.map { optimizer in
          let kind = optimizer.className
          let isCurrent = kind == run?.optimizer
          return OverlayList.Row(
            mark: isCurrent ? glyphs.bullet : " ", name: optimizer.name,
            text: "torch.optim.\(kind)",
            role: isCurrent ? .good : .text,
            detail: "begins afresh with lr \(significant(learningRate))")
        }, headRows: 1)
    }
  }

  private var helpRows: [OverlayList.Row] {
    func rows(_ table: [KeyBinding]) -> [OverlayList.Row] {
      table.map { OverlayList.Row(name: $0.label, text: $0.help) }
    }
    let main = rows(mainTable)
    guard !showsLog else { return main }
    return main
      + [OverlayList.Row(name: "c", text: "on a line of the loop:", role: .title)]
      + rows(KeyBinding.lineTable)
      + [OverlayList.Row(name: "enter", text: "inside the line:", role: .title)]
      + rows(KeyBinding.insideTable)
  }

  private func bugRow(_ bug: BugInfo) -> OverlayList.Row {
    let isOn = activeBugs.contains(bug.id)
    return OverlayList.Row(
      mark: "[\(isOn ? glyphs.raised : " ")]", name: bug.id,
      text: bug.unavailable.map { "\(bug.title) (\($0))" } ?? "\(bug.title), \(bug.kind)",
      role: bug.unavailable != nil ? .faint : isOn ? .bad : .text, detail: bug.explanation)
  }

  func drawOverlay(on screen: inout Screen) {
    if overlay == .quit { return drawQuestion(on: &screen) }
    if let list = overlayList { draw(list, on: &screen) }
  }

  private func drawQuestion(on screen: inout Screen) {
    let width = min(46, screen.width)
    let height = min(4, screen.height)
    let window = Rect(
      x: (screen.width - width) / 2, y: (screen.height - height) / 2, width: width, height: height)
    screen.fill(window)
    let inside = screen.panel(
      window, title: "quit?", glyphs: glyphs, focused: true, role: .current
    ).inset(1, 0)
    screen.put("This run ends at epoch \(epoch).", x: inside.x, y: inside.y, clip: inside)
    screen.put(
      "y quit   any other key: stay", x: inside.x, y: inside.y + 1, Style(.key), clip: inside)
  }

  private func draw(_ list: OverlayList, on screen: inout Screen) {
    let window = list.window(width: screen.width, height: screen.height)
    screen.fill(window)
    let inside = screen.panel(
      window, title: list.title, note: list.rows.isEmpty ? "" : "\(list.rows.count)",
      glyphs: glyphs, focused: true, role: .current)
    let body = list.body(window, width: screen.width, height: screen.height)
    let isHelp = overlay == .help
    if list.headRows > 0 {
      screen.put(
        "search: \(search)_", x: body.x, y: inside.y, Style(.key),
        clip: Rect(x: body.x, y: inside.y, width: body.width, height: 1))
    }
    let foot = Rect(x: body.x, y: body.maxY, width: body.width, height: inside.maxY - body.maxY)
    let detail = list.rows.indices.contains(choice) ? list.rows[choice].detail : ""
    let hint = isHelp ? "up and down scroll, any other key closes" : "enter chooses, esc closes"
    let text = wrapped(glyphs.plain(detail.isEmpty ? hint : detail), width: max(foot.width, 8))
    for (index, line) in text.prefix(foot.height).enumerated() {
      let isCut = index == foot.height - 1 && text.count > foot.height
      screen.put(
        isCut ? clipped(line + " ~", to: foot.width) : line, x: foot.x, y: foot.y + index, .faint,
        clip: foot)
    }
    guard !list.rows.isEmpty else {
      screen.put("nothing fits", x: body.x, y: body.y, .faint, clip: body)
      return
    }
    let columns = list.columns(of: body, width: screen.width, height: screen.height)
    let first = list.first(choice: choice, height: body.height * columns.count)
    let markWidth = (list.rows.map(\.mark.columns).max() ?? 0) + (list.headRows > 0 ? 1 : 0)
    let nameWidth = (list.rows.map(\.name.columns).max() ?? 0) + 2
    for (index, row) in list.rows.enumerated().dropFirst(first)
      .prefix(body.height * columns.count)
    {
      let body = columns[(index - first) / body.height]
      let y = body.y + (index - first) % body.height
      let isChosen = index == choice && !isHelp
      if isChosen {
        screen.fill(
          Rect(x: body.x, y: y, width: body.width, height: 1),
          Cell(" ", Style(.current, reversed: true)))
      }
      let style = Style(
        isChosen ? .current : isHelp ? .key : row.role, bold: isHelp, reversed: isChosen)
      screen.put(row.mark, x: body.x, y: y, style, clip: body)
      screen.put(glyphs.plain(row.name), x: body.x + markWidth, y: y, style, clip: body)
      screen.put(
        clipped(glyphs.plain(row.text), to: body.width - markWidth - nameWidth),
        x: body.x + markWidth + nameWidth, y: y,
        isChosen ? style : Style(row.role == .text && !isHelp ? .faint : row.role), clip: body)
    }
    screen.scrollMark(
      Rect(x: inside.x, y: body.y, width: inside.width, height: body.height), first: first,
      count: list.rows.count - body.height * (columns.count - 1), glyphs: glyphs, Style(.current))
  }
}
