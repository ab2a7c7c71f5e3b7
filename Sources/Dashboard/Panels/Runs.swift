import Cells
import Run

extension Panel {
  static let runs = Panel(
    "runs", isEmpty: { !$0.hasRuns },
    extent: { state, inside in
      let choice = state.sortedRuns.firstIndex { $0 == state.runs?.current } ?? 0
      return Extent(
        count: state.sortedRuns.count, first: max(choice - max(inside.height - 1, 1) + 1, 0))
    },
    draw: { $0.drawRuns(on: &$1, $2) })
}

extension DashboardState {
  /// What a run says of a quantity: its last and its best value.
  struct RunReading {
    var last: Double?
    var best: Double?
    var bestPoint: Int?
  }

  /// The quantity that the list of runs tells of: that of the chart in focus, or the first.
  var listedGroup: ChartGroup? { charts.first { $0.title == focus.chart } ?? charts.first }

  /// The series of a run that tells best how it does.
  func judge(_ group: ChartGroup, of index: Int) -> ChartGroup.Member? {
    let table = table(of: index)
    let members = group.members.filter { table[$0.series]?.last != nil }
    return members.first { $0.name.part == .test } ?? members.first
  }

  func runReading(_ index: Int) -> RunReading {
    guard let group = listedGroup, let member = judge(group, of: index),
      let series = table(of: index)[member.series]
    else { return RunReading() }
    let best = group.grows ? series.highest : series.lowest
    return RunReading(last: series.last?.value, best: best?.value, bestPoint: best?.point)
  }

  /// The rows in the order in which the list shows them.
  var sortedRuns: [Int] {
    guard let runs else { return [] }
    let indices = Array(runs.rows.indices)
    guard let column = runs.sortedBy else { return indices }
    let keys = indices.map { sortKey($0, column) }
    return indices.sorted { first, second -> Bool in
      if keys[first] == keys[second] { return first < second }
      // What has no value stands last, whatever the order.
      guard let one = keys[first], let other = keys[second] else { return keys[first] != nil }
      return runs.isDescending ? other < one : one < other
    }
  }

  private func sortKey(_ index: Int, _ column: RunRows.Column) -> SortKey? {
    switch column {
    case .name: runs.map { .text($0.rows[index].name) }
    case .place: place(of: index).map { .number($0) }
    case .last: runReading(index).last.flatMap(SortKey.value)
    case .best: runReading(index).best.flatMap(SortKey.value)
    case .bestPlace: runReading(index).bestPoint.map { .number(Double($0)) }
    case .state: .text(stateText(of: index).text)
    }
  }

  /// How far a run has come: its epoch, or its step where it names none.
  private func place(of index: Int) -> Double? {
    let table = table(of: index)
    return table.lastEpoch ?? table.lastStep.map { Double($0) }
  }

  // MARK: - Drawing

  func drawRuns(on screen: inout Screen, _ rect: Rect) {
    guard let runs else {
      return drawEmpty("There is one run alone.", on: &screen, frame(.runs, on: &screen, rect))
    }
    let hidden = runs.rows.count { $0.isHidden }
    var inside = frame(
      .runs, on: &screen, rect,
      note: "\(runs.rows.count)" + (hidden > 0 ? ", \(hidden) hidden" : ""))
    let sorted = sortedRuns
    let cells = sorted.map(rowTexts)
    let head = headTexts
    let widths = head.indices.map { column in
      min(([head[column]] + cells.map { $0[column] }).map(\.columns).max() ?? 0, 40)
    }
    guard inside.height > 1 else { return }
    let headRow = inside.takeTop(1)
    draw(head, widths, on: &screen, headRow, Array(repeating: .title, count: head.count))
    drawRows(.runs, on: &screen, inside) { screen, position, row in
      let index = sorted[position]
      let isCurrent = index == runs.current
      if isCurrent {
        screen.fill(row, Cell(" ", Style(.current, reversed: isFocused(.runs))))
      }
      let isHidden = runs.rows[index].isHidden
      screen.put(
        isHidden ? " " : glyphs.bullet, x: row.x + 1, y: row.y,
        Style(.label(index), bold: true, reversed: isCurrent && isFocused(.runs)), clip: row)
      let plain = isHidden ? Role.faint : isCurrent ? .current : .text
      let roles = head.indices.map { $0 == head.count - 1 ? stateText(of: index).role : plain }
      draw(
        cells[position], widths, on: &screen, row, roles, isReversed: isCurrent && isFocused(.runs))
    }
  }

  private var headTexts: [String] {
    let quantity = listedGroup.map { glyphs.plain($0.title) } ?? "value"
    let names = ["run", unit, quantity, "best", "at", "state"]
    return RunRows.Column.allCases.map { column in
      guard column == runs?.sortedBy else { return names[column.rawValue] }
      return names[column.rawValue] + (runs?.isDescending == true ? " -" : " +")
    }
  }

  private var unit: String {
    history.lastEpoch == nil && history.lastStep != nil ? "step" : "epoch"
  }

  private func rowTexts(_ index: Int) -> [String] {
    let table = table(of: index)
    let reading = runReading(index)
    let axis: SeriesTable.Axis = table.lastEpoch == nil ? .step : .epoch
    func whole(_ place: Double) -> String {
      Int(exactly: place).map(String.init) ?? significant(place)
    }
    return [
      glyphs.plain(runs?.rows[index].name ?? ""),
      place(of: index).map(whole) ?? "",
      reading.last.map { significant($0) } ?? "",
      reading.best.map { significant($0) } ?? "",
      reading.bestPoint.map { whole(table.x(Double($0), on: axis)) } ?? "",
      glyphs.plain(stateText(of: index).text),
    ]
  }

  /// Names begin together, numbers end together.
  private func draw(
    _ cells: [String], _ widths: [Int], on screen: inout Screen, _ row: Rect, _ roles: [Role],
    isReversed: Bool = false
  ) {
    var x = row.x + 3
    for (column, text) in cells.enumerated() {
      let text = clipped(text, to: column == cells.count - 1 ? row.maxX - x : widths[column])
      let isNumber = (1..<cells.count - 1).contains(column)
      let start = isNumber ? x + widths[column] - text.columns : x
      screen.put(text, x: start, y: row.y, Style(roles[column], reversed: isReversed), clip: row)
      x += widths[column] + 2
    }
  }
}

/// What rows are put in order by.
private enum SortKey: Comparable {
  case number(Double)
  case text(String)

  /// Nil for what is no number.
  static func value(_ number: Double) -> SortKey? { number.isNaN ? nil : .number(number) }
}
