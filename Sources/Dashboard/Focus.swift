import Cells
import Run

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

  // MARK: - Keys that depend on the focus

  /// What a key does in the panel that has the focus; nil where it means nothing there.
  mutating func pressInFocus(_ key: Key) -> [Effect]? {
    guard focus == .bugs, shows(.bugs), key == .enter, let bugChoice,
      let bug = run?.bugs.dropFirst(bugChoice).first
    else { return nil }
    return toggle(bug)
  }

  /// Moves the long lines of the loop to the left or right.
  mutating func scrollListing(_ columns: Int) {
    guard let place = lastLayout?.places.first(where: { $0.panel == .listing }) else { return }
    let room = place.rect.inset().width - Self.gutter
    let longest = listing.map { 2 * $0.depth + $0.code.columns }.max() ?? 0
    // From where it stands by itself, which the guilty word may have moved.
    let now =
      listingColumn > 0
      ? listingColumn
      : listingRows(width: place.rect.inset().width).map(\.skipped).max() ?? 0
    listingColumn = min(max(now + columns, 0), max(longest - room, 0))
  }

  /// Goes to another bug in their panel.
  mutating func chooseBug(by rows: Int) {
    guard let count = run?.bugs.count, count > 0 else { return }
    scroll[.bugs] = nil
    bugChoice = min(max((bugChoice ?? (rows > 0 ? -1 : count)) + rows, 0), count - 1)
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
