import Cells
import Run

extension DashboardState {
  /// One key in the bar on the last row.
  struct KeyLabel: Equatable {
    let action: Action
    let label: String
    let short: String
    let rect: Rect
    /// What one does next, as things stand.
    var isNext = false
  }

  /// The one key that goes on from here; nil where there is no telling.
  var nextStep: KeyBinding? {
    func key(_ action: Action, _ label: String, _ short: String) -> KeyBinding {
      KeyBinding([], label, short, "", action)
    }
    guard run != nil, overlay == nil else { return nil }
    if isGuessing { return key(.guess, "G", "guess") }
    if editor != nil || scrubbed != nil { return nil }
    if canFix { return key(.fix, "f", "fix it") }
    if showsLog { return nil }
    if failure != nil { return key(.edit, "c", "edit the line") }
    switch phase {
    case .finished where activeBugs.isEmpty: return key(.showBugs, "1-9", "break it")
    case .finished: return key(.restart, "r", "run again")
    case .paused(line: .some): return key(.stepStatement, "s", "next statement")
    case .paused(line: nil): return key(.togglePause, "space", "go on")
    case .running where activeBugs.isEmpty && pace != nil:
      return key(.showBugs, "1-9", "break it")
    default: return nil
    }
  }

  /// Keys that mean something else in the panel that has the focus.
  private var focusKeys: [KeyBinding] {
    if scrubbed != nil {
      return [
        KeyBinding(
          [], glyphs.isASCII ? "left right" : "← →", "epoch", "", .curves(.crosshairRight)),
        KeyBinding([], "g", "present", "", .scrub),
      ]
    }
    guard editor == nil, zoomed == nil || zoomed == focus else { return [] }
    switch focus {
    case .listing:
      return [
        KeyBinding([], glyphs.isASCII ? "< >" : "← →", "scroll", "", .curves(.crosshairRight))
      ]
    case .bugs:
      return [
        KeyBinding([], glyphs.isASCII ? "up dn" : "↑ ↓", "choose", "", .scroll(1)),
        KeyBinding([], "enter", "switch", "", .zoomPanel),
      ]
    default: return []
    }
  }

  /// The keys that fit: help and quit at any width; of the others, as many as there is room for.
  func keyBar(_ layout: Layout) -> [KeyLabel] {
    let rect = layout.keys
    let pages = pageText(layout)
    let next = nextStep
    let own = focusKeys
    let taken = ([next].compactMap(\.self) + own).map(\.action)
    let rest = barTable.filter { binding in
      (binding.action != .fix || canFix) && !taken.contains(binding.action)
    }
    let all = ([next].compactMap(\.self) + own + rest).compactMap { binding in
      binding.short.map { (action: binding.action, label: binding.barLabel, short: $0) }
    }
    func columns(_ key: (action: Action, label: String, short: String)) -> Int {
      key.label.columns + key.short.columns + 1
    }
    var room = rect.width + 2 - (pages.isEmpty ? 0 : pages.columns + 2)
    var isShown = Array(repeating: false, count: all.count)
    let kept = [Action.quit, .showHelp, .editor(.leave), .editor(.take), .editor(.cancel)]
    for isKept in [true, false] {
      for (index, key) in all.enumerated() where kept.contains(key.action) == isKept {
        guard columns(key) + 2 <= room else { break }
        room -= columns(key) + 2
        isShown[index] = true
      }
    }
    var x = rect.x
    return all.indices.filter { isShown[$0] }.map { index in
      let key = all[index]
      defer { x += columns(key) + 2 }
      return KeyLabel(
        action: key.action, label: key.label, short: key.short,
        rect: Rect(x: x, y: rect.y, width: columns(key), height: 1),
        isNext: next != nil && index == 0)
    }
  }

  /// Which charts of all are seen: the filter, and the page where there are several.
  private func pageText(_ layout: Layout) -> String {
    var parts = filter.isEmpty ? [] : ["/" + clipped(glyphs.plain(filter), to: 20)]
    if layout.pages > 1 {
      parts.append("{ } \(layout.page + 1)/\(layout.pages)")
    }
    return parts.joined(separator: "  ")
  }

  func drawKeys(on screen: inout Screen, _ layout: Layout) {
    let rect = layout.keys
    if let notice {
      screen.put(glyphs.plain(notice), x: rect.x, y: rect.y, Style(.title), clip: rect)
      return
    }
    if let filterLine { return drawFilter(filterLine, on: &screen, rect) }
    if let guessLine { return drawGuess(guessLine, on: &screen, rect) }
    let pages = pageText(layout)
    screen.put(pages, x: rect.maxX - pages.columns, y: rect.y, Style(.key), clip: rect)
    for key in keyBar(layout) {
      let used = screen.put(
        key.label, x: key.rect.x, y: rect.y, Style(.key, bold: true), clip: rect)
      screen.put(
        key.short, x: key.rect.x + used + 1, y: rect.y,
        key.isNext ? Style(.good, bold: true) : .faint, clip: rect)
    }
  }
}
