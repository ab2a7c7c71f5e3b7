import Cells

extension DashboardState {
  /// Goes to the next panel on the screen; where there is one only, it shows the next of all.
  mutating func moveFocus(_ step: Int) {
    let panels = lastLayout?.places.map(\.panel) ?? []
    guard panels.count > 1 else { return switchPanel(step) }
    guard let index = panels.firstIndex(of: focus) else {
      focus = panels[0]
      return
    }
    focus = panels[((index + step) % panels.count + panels.count) % panels.count]
  }

  /// Shows the next panel that cannot be seen yet where the focused one stands.
  mutating func switchPanel(_ step: Int) {
    if let panel = zoomed {
      let next = panel.next(step, among: panels)
      (zoomed, focus) = (next, next)
      return
    }
    guard let layout = lastLayout,
      let place = layout.places.first(where: { $0.panel == focus }) ?? layout.places.first,
      let slot = place.slot
    else { return }
    let next = place.panel.next(step, among: panels, skipping: layout.places.map(\.panel))
    shown[slot] = next
    focus = next
    lastLayout = self.layout(width: lastSize.width, height: lastSize.height)
  }
}
