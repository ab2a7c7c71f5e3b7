import Cells
import Run

extension DashboardState {
  /// What a click or a turn of the wheel does depends on where it happens.
  mutating func mouse(_ action: MouseAction, _ x: Int, _ y: Int) -> [Effect] {
    if overlay != nil { return mouseInOverlay(action, x, y) }
    guard let layout = lastLayout else { return [] }
    if action == .click, layout.keys.contains(x: x, y: y) {
      return keyBar(layout).first { $0.rect.contains(x: x, y: y) }
        .map { perform($0.action) } ?? []
    }
    guard let place = layout.places.first(where: { $0.rect.contains(x: x, y: y) }) else {
      // Over the header, where the pace stands.
      return action == .wheelUp || action == .wheelDown ? setPace(faster: action == .wheelUp) : []
    }
    let inside = place.rect.inset()
    if let chart = place.panel.chart {
      mouseOnChart(chart, place.rect, action, x: x, y: y)
      if scrubbed != nil, action == .click || action == .drag {
        focus = place.panel
        return scrubToCrosshair()
      }
      if action != .click && action != .doubleClick { return [] }
    }
    switch action {
    case .wheelUp, .wheelDown:
      let extent = place.panel.extent(self, inside)
      scrollPanel(place.panel, extent, height: inside.height, by: action == .wheelUp ? -3 : 3)
    case .click:
      focus = place.panel
      if place.panel == .bugs, inside.contains(x: x, y: y) { return clickBug(inside, y) }
    case .drag, .release: break
    case .doubleClick:
      focus = place.panel
      zoomed = zoomed == nil ? place.panel : nil
    }
    return []
  }

  private mutating func clickBug(_ inside: Rect, _ y: Int) -> [Effect] {
    let first = firstRow(.bugs, Panel.bugs.extent(self, inside), height: inside.height)
    guard let bug = run?.bugs.dropFirst(first + y - inside.y).first else { return [] }
    return toggle(bug)
  }

  private mutating func mouseInOverlay(_ action: MouseAction, _ x: Int, _ y: Int) -> [Effect] {
    switch action {
    case .wheelUp: return press(.up)
    case .wheelDown: return press(.down)
    case .drag, .release: return []
    case .click, .doubleClick:
      guard let list = overlayList,
        let row = list.row(
          atX: x, y: y, choice: choice, width: lastSize.width, height: lastSize.height)
      else { return press(.escape) }
      if let row {
        choice = row
        return press(.enter)
      }
      return []
    }
  }

  // MARK: - Scrolling

  /// Moves the rows of the focused panel.
  mutating func scrollFocused(by rows: Int) {
    guard let place = lastLayout?.places.first(where: { $0.panel == focus }) else { return }
    let inside = place.rect.inset()
    scrollPanel(focus, focus.extent(self, inside), height: inside.height, by: rows)
  }

  private mutating func scrollPanel(
    _ panel: Panel, _ extent: Panel.Extent, height: Int, by rows: Int
  ) {
    let last = max(extent.count - height, 0)
    let now = firstRow(panel, extent, height: height)
    let next = min(max(now + rows, 0), last)
    // Back where it stands by itself, it moves by itself again.
    scroll[panel] = next == min(max(extent.first, 0), last) ? nil : next
  }
}
