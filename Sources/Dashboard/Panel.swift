import Cells
import Run

/// A part of the screen that can be looked at on its own: a file in `Panels`, a line in `all`.
public struct Panel: Sendable {
  /// What stands in its frame and what tells it from the others.
  public let name: String
  /// What the trainer has to send while the panel can be seen.
  let needs: Set<Observation.Kind>
  /// The title of the chart that it is; nil for any other panel.
  let chart: String?
  /// Whether a log holds something for it: where there is nothing to show, others have its place.
  let isEmpty: @Sendable (DashboardState) -> Bool
  /// The rows there are to show inside `rect`, and the first one shown while nobody scrolls.
  let extent: @Sendable (DashboardState, _ inside: Rect) -> Extent
  let draw: @Sendable (DashboardState, inout Screen, Rect) -> Void

  struct Extent: Equatable {
    var count = 0
    var first = 0
  }

  init(
    _ name: String, chart: String? = nil, needs: Set<Observation.Kind> = [],
    isEmpty: @escaping @Sendable (DashboardState) -> Bool = { _ in false },
    extent: @escaping @Sendable (DashboardState, Rect) -> Extent = { _, _ in Extent() },
    draw: @escaping @Sendable (DashboardState, inout Screen, Rect) -> Void
  ) {
    self.name = name
    self.chart = chart
    self.needs = needs
    self.isEmpty = isEmpty
    self.extent = extent
    self.draw = draw
  }

  /// Every panel beside the charts, in the order keys go through them.
  public static let all: [Panel] = [
    .listing, .gradients, .rates, .graph, .boundary, .confusion, .predictions, .worst,
    .distributions, .timing, .names, .bugs, .output, .ranks, .runs, .messages, .diagnosis,
  ]

  /// The panel so many places further on, leaving out those in `others`.
  func next(_ step: Int = 1, among panels: [Panel], skipping others: [Panel] = []) -> Panel {
    let all = panels.filter { $0 == self || !others.contains($0) }
    guard let index = all.firstIndex(of: self) else { return all.first ?? self }
    return all[((index + step) % all.count + all.count) % all.count]
  }
}

extension Panel: Hashable {
  public static func == (a: Panel, b: Panel) -> Bool { a.name == b.name && a.chart == b.chart }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(chart)
  }
}

extension DashboardState {
  /// Every panel that there is something for, or will be.
  var panels: [Panel] {
    // Of classes and of a quantity one sees different things.
    let other: Panel = predictsQuantity ? .confusion : .predictions
    let staysEmpty = [.runs, .ranks, other] + (phase == .running ? [] : [Panel.timing])
    return chartPanels
      + Panel.all.filter { panel in
        !panel.isEmpty(self) || (!showsLog && !staysEmpty.contains(panel))
      }
  }

  /// A panel's frame; gives the inside.
  func frame(
    _ panel: Panel, on screen: inout Screen, _ rect: Rect, title: String? = nil, note: String = "",
    role: Role = .border
  ) -> Rect {
    screen.panel(
      rect, title: title ?? panel.name, note: glyphs.plain(note), glyphs: glyphs,
      focused: isFocused(panel), role: role)
  }

  /// The first row shown of so many.
  func firstRow(_ panel: Panel, _ extent: Panel.Extent, height: Int) -> Int {
    min(max(scroll[panel] ?? extent.first, 0), max(extent.count - height, 0))
  }

  /// Draws the rows that fit, and where they are among all.
  func drawRows(
    _ panel: Panel, on screen: inout Screen, _ inside: Rect,
    _ row: (inout Screen, _ index: Int, Rect) -> Void
  ) {
    guard !inside.isEmpty else { return }
    let extent = panel.extent(self, inside)
    let first = firstRow(panel, extent, height: inside.height)
    for index in first..<max(min(first + inside.height, extent.count), first) {
      row(
        &screen, index,
        Rect(x: inside.x, y: inside.y + index - first, width: inside.width, height: 1))
    }
    screen.scrollMark(
      inside, first: first, count: extent.count, glyphs: glyphs,
      Style(isFocused(panel) ? .current : .border))
  }

  /// Says in the middle of an empty panel why it is empty.
  func drawEmpty(_ text: String, on screen: inout Screen, _ inside: Rect) {
    let lines = wrapped(glyphs.plain(text), width: max(inside.width - 2, 1)).prefix(inside.height)
    for (row, line) in lines.enumerated() {
      screen.put(
        line, x: inside.x + max((inside.width - line.columns) / 2, 0),
        y: inside.y + (inside.height - lines.count) / 2 + row, .faint, clip: inside)
    }
  }
}
