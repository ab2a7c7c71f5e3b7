import Cells
import Run

/// Which of the run's series have charts, and which page of them is shown.
extension DashboardState {
  /// Makes charts of the series that fit the filter; one that is no regular expression changes
  /// nothing.
  mutating func groupSeries() {
    groupedSeries = history.series.count
    let names = seriesNames
    guard let fitting = Self.fitting(names, filter) else { return }
    charts = ChartGroup.groups(of: fitting)
    if focus == .noCharts || (focus.chart != nil && !chartPanels.contains(focus)) {
      focus = chartPanels.first ?? .noCharts
    }
  }

  /// The names of all series, of all runs.
  var seriesNames: [String] {
    guard let runs else { return history.series.map(\.name) }
    var (names, known) = ([String](), Set<String>())
    for index in runs.rows.indices {
      for series in table(of: index).series where known.insert(series.name).inserted {
        names.append(series.name)
      }
    }
    return names
  }

  /// The names that a regular expression is found in; nil when it is none.
  private static func fitting(_ names: [String], _ filter: String) -> [String]? {
    guard !filter.isEmpty else { return names }
    guard let expression = try? Regex(filter).ignoresCase() else { return nil }
    return names.filter { (try? expression.firstMatch(in: $0)) != nil }
  }

  /// Keys while the filter is typed: charts follow it letter by letter.
  mutating func pressInFilter(_ key: Key) -> [Effect] {
    guard var line = filterLine else { return [] }
    filterLine = nil
    switch key {
    case .enter: return []
    case .escape: line = LineEditor()
    case .character(let character): line.insert(String(character))
    case .backspace where line.text.isEmpty: return []
    case .backspace: line.deleteBack()
    case .delete: line.deleteForward()
    case .left: line.moveLeft()
    case .right: line.moveRight()
    case .home: line.moveToStart()
    case .end: line.moveToEnd()
    default: break
    }
    if key != .escape { filterLine = line }
    filter = line.text
    chartPage = 0
    groupSeries()
    return []
  }

  mutating func turnPage(_ pages: Int) {
    guard let layout = lastLayout else { return }
    chartPage = (layout.page + pages + layout.pages) % layout.pages
    let all = self.layout(width: lastSize.width, height: lastSize.height)
    lastLayout = all
    if focus.chart != nil, let first = all?.places.first(where: { $0.panel.chart != nil }) {
      focus = first.panel
    }
  }

  /// The filter as it is typed, in place of the keys.
  func drawFilter(_ line: LineEditor, on screen: inout Screen, _ rect: Rect) {
    var x = rect.x
    x += screen.put("/", x: x, y: rect.y, Style(.key, bold: true), clip: rect)
    let text = glyphs.plain(line.text)
    screen.put(text, x: x, y: rect.y, clip: rect)
    let cursor = x + line.textBeforeCursor.columns
    let under = line.characters.indices.contains(line.cursor) ? line.characters[line.cursor] : " "
    screen.put(String(under), x: cursor, y: rect.y, Style(.current, reversed: true), clip: rect)
    let shown = charts.reduce(0) { $0 + $1.members.count }
    let isExpression = Self.fitting([], line.text) != nil
    let note =
      isExpression
      ? "\(shown) of \(seriesNames.count) series   enter keep  esc all"
      : "no regular expression yet"
    screen.put(
      note, x: max(x + text.columns + 3, rect.maxX - note.columns - 1), y: rect.y,
      isExpression ? .faint : Style(.bad), clip: rect)
  }
}
