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
    guard runs.groupedBy != nil else { return sorted(indices) }
    let colors = indices.map(colorNumber)
    return Set(colors).sorted().flatMap { color in sorted(indices.filter { colors[$0] == color }) }
  }

  /// The columns of the list: what the runs have come to, and the settings in which they differ.
  var runColumns: [RunRows.Column] {
    [.name, .place, .last, .best, .bestPlace] + differingSettings.map { .setting($0) } + [.state]
  }

  private func sorted(_ indices: [Int]) -> [Int] {
    guard let runs, let column = runs.sortedBy else { return indices }
    let keys = Dictionary(
      uniqueKeysWithValues: indices.compactMap { index in
        sortKey(index, column).map { (index, $0) }
      })
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
    case .setting(let name):
      setting(name, of: index).map { value in Double(value).map { .number($0) } ?? .text(value) }
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
      note: "\(runs.rows.count)" + (runs.groupedBy.map { ", by \(glyphs.plain($0))" } ?? "")
        + (hidden > 0 ? ", \(hidden) hidden" : ""))
    guard inside.height > 1 else { return }
    let sorted = sortedRuns
    let columns = fittingColumns(sorted, width: inside.width)
    let headRow = inside.takeTop(1)
    draw(
      columns, columns.map { headText($0.column) }, on: &screen, headRow,
      Array(repeating: .title, count: columns.count))
    drawRows(.runs, on: &screen, inside) { screen, position, row in
      let index = sorted[position]
      let isCurrent = index == runs.current
      if isCurrent {
        screen.fill(row, Cell(" ", Style(.current, reversed: isFocused(.runs))))
      }
      let isHidden = runs.rows[index].isHidden
      screen.put(
        isHidden ? " " : glyphs.bullet, x: row.x + 1, y: row.y,
        Style(.label(colorNumber(of: index)), bold: true, reversed: isCurrent && isFocused(.runs)),
        clip: row)
      let plain = isHidden ? Role.faint : isCurrent ? .current : .text
      let roles = columns.map { $0.column == .state ? stateText(of: index).role : plain }
      draw(
        columns, columns.map { text(of: index, $0.column) }, on: &screen, row, roles,
        isReversed: isCurrent && isFocused(.runs))
    }
  }

  private typealias Fitting = (column: RunRows.Column, width: Int)

  /// The columns with their widths; settings for which there is no room beside the state are out.
  private func fittingColumns(_ rows: [Int], width: Int) -> [Fitting] {
    let all = runColumns.map { column -> Fitting in
      let texts = [headText(column)] + rows.map { text(of: $0, column) }
      let isSetting = if case .setting = column { true } else { false }
      return (column, min(texts.map(\.columns).max() ?? 0, isSetting ? 24 : 40))
    }
    var room = width - 3 - 8
    return all.filter { fitting in
      if fitting.column == .state { return true }
      if case .setting = fitting.column, room < fitting.width + 2 { return false }
      room -= fitting.width + 2
      return true
    }
  }

  private func headText(_ column: RunRows.Column) -> String {
    let name =
      switch column {
      case .name: "run"
      case .place: unit
      case .last: listedGroup.map { glyphs.plain($0.title) } ?? "value"
      case .best: "best"
      case .bestPlace: "at"
      case .setting(let name): glyphs.plain(name)
      case .state: "state"
      }
    guard column == runs?.sortedBy else { return name }
    return name + (runs?.isDescending == true ? " -" : " +")
  }

  private var unit: String {
    history.lastEpoch == nil && history.lastStep != nil ? "step" : "epoch"
  }

  private func text(of index: Int, _ column: RunRows.Column) -> String {
    let table = table(of: index)
    let axis: SeriesTable.Axis = table.lastEpoch == nil ? .step : .epoch
    func whole(_ place: Double) -> String {
      Int(exactly: place).map(String.init) ?? significant(place)
    }
    return switch column {
    case .name: glyphs.plain(runs?.rows[index].name ?? "")
    case .place: place(of: index).map(whole) ?? ""
    case .last: runReading(index).last.map { significant($0) } ?? ""
    case .best: runReading(index).best.map { significant($0) } ?? ""
    case .bestPlace:
      runReading(index).bestPoint.map { whole(table.x(Double($0), on: axis)) } ?? ""
    case .setting(let name): glyphs.plain(setting(name, of: index) ?? "")
    case .state: glyphs.plain(stateText(of: index).text)
    }
  }

  /// Names begin together, numbers end together.
  private func draw(
    _ columns: [Fitting], _ cells: [String], on screen: inout Screen, _ row: Rect,
    _ roles: [Role], isReversed: Bool = false
  ) {
    var x = row.x + 3
    for (position, (column, width)) in columns.enumerated() {
      let text = clipped(cells[position], to: column == .state ? row.maxX - x : width)
      let start = column.isNumber ? x + width - text.columns : x
      screen.put(
        text, x: start, y: row.y, Style(roles[position], reversed: isReversed), clip: row)
      x += width + 2
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
