import Cells
import Run

extension Panel {
  static let ranks = Panel(
    "ranks", isEmpty: { $0.allRanks.readings.isEmpty },
    extent: { _, _ in Extent(count: DashboardState.rankRows.count) },
    draw: { $0.drawRanks(on: &$1, $2) })
}

extension DashboardState {
  /// The ranks of the program; where several logs are shown, each of them a machine's, of all.
  var allRanks: RankTable {
    guard let runs else { return ranks }
    var all = ranks
    for (index, row) in runs.rows.enumerated() where index != runs.current && !row.isHidden {
      let others = row.kept.ranks.readings
      // The same rank in two logs: they are two programs.
      if others.contains(where: { all.has($0.rank) }) { return ranks }
      for reading in others { all.take(reading) }
    }
    return all
  }

  mutating func takeRank(_ reading: RankReading) {
    let before = ranks.difference
    ranks.take(reading)
    let now = ranks.difference
    // Figures move with every reading; that another rank differs, or for another reason, is news.
    guard let now, now.rank != before?.rank || now.kind != before?.kind else { return }
    say(now.text)
  }

  /// What is told of each rank: a row of the panel.
  fileprivate static let rankRows: [(title: String, text: @Sendable (RankReading) -> String)] = [
    ("step", { String($0.step) }),
    ("loss", { $0.loss.map { significant($0) } ?? "" }),
    ("steps/s", { $0.stepSeconds.map { significant(1 / $0) } ?? "" }),
    ("forward ms", { $0.forwardSeconds.map { significant($0 * 1000) } ?? "" }),
    ("state", { $0.state.rawValue }),
  ]

  private static let rankWidth = 8

  /// A column for each rank that there is room for; the one that differs is always among them.
  func drawRanks(on screen: inout Screen, _ rect: Rect) {
    let table = allRanks
    let difference = table.difference
    var inside = frame(
      .ranks, on: &screen, rect, note: difference.map { "rank \($0.rank)" } ?? "all alike",
      role: difference == nil ? .border : .warning)
    guard inside.height > 1, !table.readings.isEmpty else { return }
    if let difference, inside.height > 2 {
      let row = inside.takeBottom(1)
      screen.put(
        clipped(glyphs.plain(difference.text), to: row.width - 2), x: row.x + 1, y: row.y,
        Style(.warning), clip: row)
    }
    let titles = (Self.rankRows.map(\.title.columns).max() ?? 0) + 2
    let room = max((inside.width - titles) / Self.rankWidth, 1)
    var columns = Array(table.readings.prefix(room))
    if let odd = table.readings.first(where: { $0.rank == difference?.rank }),
      !columns.contains(where: { $0.rank == odd.rank })
    {
      columns[columns.count - 1] = odd
    }
    func put(_ texts: [String], _ title: String, on screen: inout Screen, _ row: Rect, _ role: Role)
    {
      screen.put(title, x: row.x + 1, y: row.y, .faint, clip: row)
      for (index, text) in texts.enumerated() {
        let end = row.x + titles + (index + 1) * Self.rankWidth
        let isOdd = columns[index].rank == difference?.rank
        screen.put(
          text, x: end - text.columns, y: row.y, Style(isOdd ? .warning : role, bold: isOdd),
          clip: row)
      }
    }
    let head = inside.takeTop(1)
    put(columns.map { String($0.rank) }, "rank", on: &screen, head, .title)
    drawRows(.ranks, on: &screen, inside) { screen, index, row in
      put(
        columns.map { Self.rankRows[index].text($0) }, Self.rankRows[index].title, on: &screen, row,
        .text)
    }
  }
}
