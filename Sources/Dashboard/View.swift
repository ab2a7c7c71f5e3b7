import Cells
import Run

extension DashboardState {
  /// The screen for this state at this size. Pure: the same state gives the same cells.
  public func view(width: Int, height: Int) -> Screen {
    var screen = Screen(width: width, height: height)
    guard let layout = layout(width: screen.width, height: screen.height) else {
      drawStatusLine(on: &screen)
      return screen
    }
    drawHeader(on: &screen, layout.header)
    for place in layout.places { place.panel.draw(self, &screen, place.rect) }
    drawKeys(on: &screen, layout)
    drawOverlay(on: &screen)
    return screen
  }

  /// Notes where the panels stand at this size, for the mouse, and asks for what they need.
  public mutating func noteLayout(width: Int, height: Int) -> [Effect] {
    lastSize = (width, height)
    lastLayout = layout(width: width, height: height)
    var needs = (lastLayout?.places ?? []).reduce(into: Set<Observation.Kind>()) {
      $0.formUnion($1.panel.needs)
    }
    // One who asks for anything is shown everything about an error, while it can be seen.
    needs.insert(.values)
    guard needs != observed else { return [] }
    observed = needs
    return [.send(.observe(needs))]
  }

  /// Whether a panel can be seen at the size last drawn.
  public func shows(_ panel: Panel) -> Bool {
    lastLayout?.places.contains { $0.panel == panel } ?? false
  }

  func layout(width: Int, height: Int) -> Layout? {
    let isNarrow = width < Layout.Rung.twoColumns.size.width
    // Who writes a line wants to see all of it.
    let isWriting = editor.map { $0.line != nil || $0.mistake != nil } ?? false
    let layout = layout(
      width: width, height: height, zoomed: zoomed ?? (isNarrow && isWriting ? .listing : nil))
    guard editor != nil, layout?.places.contains(where: { $0.panel == .listing }) == false else {
      return layout
    }
    return self.layout(width: width, height: height, zoomed: .listing)
  }

  private func layout(width: Int, height: Int, zoomed: Panel?) -> Layout? {
    let lines = diagnosisLines(width: width - 2).count
    return Layout(
      width: width, height: height,
      Layout.Content(
        zoomed: zoomed, diagnosisRows: lines == 0 ? 0 : lines + 2,
        listingRows: editor.map { editorRows($0).count } ?? listing.count,
        parameterCount: min(run?.parameters.count ?? 0, 12), messageRows: messages.count,
        picture: picture, showsLog: showsLog,
        runCount: runs?.rows.count ?? 0,
        charts: chartPanels, page: chartPage, panels: panels,
        shown: shown))
  }

  /// The panel that shows what the model says of the rows.
  private var picture: Panel {
    predictsQuantity ? .predictions : isPlane ? .boundary : .confusion
  }

  /// A number is predicted, and no class.
  var predictsQuantity: Bool { run?.series.contains("test/r2") ?? false }

  /// Rows have two features: the first weight takes two numbers.
  var isPlane: Bool {
    if looks.boundary != nil { return true }
    return run?.parameters.first.map { $0.shape.count == 2 && $0.shape[1] == 2 } ?? false
  }

  func isFocused(_ panel: Panel) -> Bool { focus == panel }

  // MARK: - Header, status line, key bar

  private var phaseText: (text: String, role: Role) {
    if loading != nil { return ("loading", .warning) }
    if let scrubbed { return ("shows epoch \(scrubbed)", .current) }
    return switch phase {
    case .running where end == .interrupted: ("interrupted", .warning)
    case .running where end == .failed: ("failed", .bad)
    case .running: (pace == nil && !showsLog ? "running max" : "running", .good)
    case .paused(let line): (line.map { "paused before line \($0)" } ?? "paused", .warning)
    case .parked: ("raised", .bad)
    case .finished: ("finished", .good)
    }
  }

  private var progress: (unit: String, text: String, fraction: Double) {
    let total = run?.epochs ?? 0
    if total > 0 { return ("epoch", "\(epoch)/\(total)", Double(epoch) / Double(total)) }
    // Another program's log does not say how far it will go, and may count steps alone.
    let unit = history.axes.contains(.epoch) || history.count == 0 ? "epoch" : "step"
    return (unit, history.count > 0 ? placeText(history.count - 1) : "0", 0)
  }

  /// Seconds left at the present rate, as `0:12` or `1:02:03`.
  private var remaining: String? {
    guard loading == nil, let rate = rate.perSecond, rate > 0, let total = run?.epochs, total > 0,
      isRunning
    else {
      return nil
    }
    let seconds = Int(min(max(Double(total) - Double(epoch), 0) / rate, 359_999))
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
  }

  private func drawHeader(on screen: inout Screen, _ rect: Rect) {
    guard let run else {
      screen.put("descent", x: rect.x, y: rect.y, Style(.title, bold: true))
      return
    }
    let state = phaseText
    var right = "\(glyphs.bullet) \(state.text)"
    if let rate = rate.perSecond, phase == .running, loading == nil {
      let unit = counted.unit == progress.unit ? "" : " \(counted.unit)s"
      right += " \(wholeRate(rate))\(unit)/s"
    }
    let rightX = rect.maxX - right.columns
    screen.put(right, x: rightX, y: rect.y, Style(state.role, bold: true), clip: rect)
    var x = rect.x
    x += screen.put("descent ", x: x, y: rect.y, Style(.title, bold: true), clip: rect)
    let room = rightX - x - 2
    let epochText = "\(progress.unit) \(progress.text)"
    // The epoch matters most; then as much of the run's name as fits beside it.
    let name = names(run).first { $0.columns + 2 + epochText.columns <= room } ?? ""
    if !name.isEmpty { x += screen.put(name, x: x, y: rect.y) + 2 }
    guard x + epochText.columns <= rightX - 1 else {
      screen.put(progress.text, x: x, y: rect.y, limit: rightX - x - 1)
      return
    }
    x += screen.put("\(epochText) ", x: x, y: rect.y)
    guard run.epochs > 0 || loading != nil else { return }
    // A log may name an epoch far beyond its last, and what is loaded may have no size.
    let part = loading ?? progress.fraction
    let fraction = part.isFinite ? min(max(part, 0), 1) : 0
    let percent = " \(Int(fraction * 100)) %"
    let eta = remaining.map { "  ETA \($0)" } ?? ""
    let gauge = min(rightX - x - percent.columns - eta.columns - 2, 20)
    if gauge >= 4 {
      screen.gauge(
        Rect(x: x, y: rect.y, width: gauge, height: 1), fraction: fraction,
        glyphs: glyphs, Style(.train))
      x += gauge
    }
    for text in [percent, eta] where x + text.columns < rightX {
      x += screen.put(text, x: x, y: rect.y, text == eta ? .faint : .plain)
    }
    // What room there is on the left of the state tells the last numbers.
    for text in lastNumbers where x + text.columns + 5 <= rightX {
      screen.put(text, x: x + 3, y: rect.y)
      break
    }
  }

  /// The last numbers of the first charts, from the fullest to the shortest.
  private var lastNumbers: [String] {
    let all = charts.prefix(3).compactMap { lastNumbers($0, separator: " / ") }
    return (0..<all.count).map { all.dropLast($0).joined(separator: "   ") }
  }

  /// `loss 0.31 / 0.42`; nil for what has no value yet, or never changes.
  private func lastNumbers(_ group: ChartGroup, separator: String) -> String? {
    let values = group.isSetting ? [] : group.members.compactMap { history[$0.series]?.last?.value }
    guard !values.isEmpty else { return nil }
    return glyphs.plain(group.title) + " "
      + values.prefix(3).map { significant($0) }.joined(separator: separator)
  }

  /// The run's name, from the fullest to the shortest.
  private func names(_ run: RunInfo) -> [String] {
    let rate = learningRate.isFinite ? significant(learningRate) : ""
    let optimizer = [run.optimizer, rate].filter { !$0.isEmpty }.joined(separator: " ")
    let name = runs.map { "\($0.rows.count) runs \(glyphs.separator) \($0.rows[$0.current].name)" }
    let parts = [name ?? run.preset, run.model, optimizer].filter { !$0.isEmpty }
    return (0..<parts.count).map { count in
      glyphs.plain(parts.dropLast(count).joined(separator: " \(glyphs.separator) "))
    }
  }

  private func wholeRate(_ rate: Double) -> String {
    rate >= 99.5 ? significantWhole(rate) : decimal(rate, rate < 10 ? 1 : 0)
  }

  private func significantWhole(_ rate: Double) -> String {
    rate >= 9999.5 ? decimal(rate / 1000, 0) + "k" : decimal(rate, 0)
  }

  /// All that fits into a line, for terminals below the ladder.
  private func drawStatusLine(on screen: inout Screen) {
    let state = phaseText
    let mark = failure == nil ? glyphs.bullet : glyphs.raised
    var parts = ["\(mark) \(progress.text)"]
    if let failure { parts.append(failure.headline) }
    parts += charts.prefix(2).compactMap { lastNumbers($0, separator: "/") }
    if let run { parts.append(run.preset) }
    screen.put(
      glyphs.plain(parts.joined(separator: " ")), x: 0, y: 0, Style(state.role), limit: screen.width
    )
  }
}
