import Cells
import Run

extension Panel {
  static let timing = Panel(
    "timing", needs: [.timing], isEmpty: { $0.looks.timing == nil },
    draw: { $0.drawTiming(on: &$1, $2) })
}

extension DashboardState {
  func drawTiming(on screen: inout Screen, _ rect: Rect) {
    let timing = looks.timing
    var inside = frame(
      .timing, on: &screen, rect,
      note: timing.map { "\(rateText($0.samplesPerSecond)) samples/s" } ?? "")
    guard timing != nil || usage.last != nil else {
      return drawEmpty("No epoch has been timed yet.", on: &screen, inside)
    }
    if let timing { drawParts(timing, on: &screen, inside.takeTop(min(4, inside.height))) }
    // What is left tells the last two minutes, each line as long as there is room.
    for (label, value, history, top, role) in usageLines where inside.height > 0 {
      let row = inside.takeTop(1)
      screen.put(label, x: row.x + 1, y: row.y, .faint, clip: row)
      screen.put(value, x: row.x + 20 - value.columns, y: row.y, clip: row)
      let width = row.width - 22
      guard width >= 4 else { continue }
      screen.put(
        Bars(Array(history.suffix(width)), top: top).text(glyphs), x: row.x + 21, y: row.y,
        Style(role), clip: row)
    }
  }

  /// A line for each part of an epoch, as long as its share.
  private func drawParts(_ timing: Timing, on screen: inout Screen, _ rect: Rect) {
    let parts = [
      ("forward", timing.forward, Role.class0), ("backward", timing.backward, .class1),
      ("step", timing.step, .class2), ("evaluation", timing.evaluation, .class6),
    ]
    let total = max(parts.reduce(0) { $0 + $1.1 }, 1e-12)
    for (index, (label, seconds, role)) in parts.enumerated() where index < rect.height {
      let y = rect.y + index
      let text = duration(seconds)
      screen.put(label, x: rect.x + 1, y: y, .faint, clip: rect)
      screen.put(text, x: rect.x + 20 - text.columns, y: y, clip: rect)
      let share = percent(seconds / total)
      let bar = Rect(x: rect.x + 21, y: y, width: rect.width - 28, height: 1)
      if bar.width >= 4 {
        screen.gauge(bar, fraction: seconds / total, glyphs: glyphs, Style(role))
      }
      screen.put(share, x: rect.maxX - share.columns - 1, y: y, .faint, clip: rect)
    }
  }

  private typealias UsageLine = (String, String, [Double], Double?, Role)

  private var usageLines: [UsageLine] {
    var lines: [UsageLine] = []
    if let rate = rate.perSecond ?? looks.timing?.epochsPerSecond {
      let past = usage.epochsPerSecond
      lines.append(("\(counted.unit)s/s", rateText(rate), past, steady(past), .train))
    }
    guard let last = usage.last else { return lines }
    lines.append(
      (
        "CPU", percent(last.processorShare), usage.processorShare,
        max(usage.processorShare.max() ?? 1, 1), .good
      ))
    if let bytes = last.residentBytes {
      lines.append(
        ("memory", megabytes(bytes), usage.residentBytes, steady(usage.residentBytes), .test))
    }
    return lines
  }

  /// A height at which what stays the same stands a little below the top.
  private func steady(_ history: [Double]) -> Double { (history.max() ?? 0) * 1.25 }

  private func megabytes(_ bytes: Int) -> String {
    "\(decimal(Double(bytes) / 1_048_576, bytes < 10 << 20 ? 1 : 0)) MB"
  }

  /// Whole from ten on, with thousands and millions in short.
  private func rateText(_ rate: Double) -> String {
    switch rate {
    case ..<10: significant(rate)
    case ..<10_000: decimal(rate, 0)
    case ..<1e6: "\(decimal(rate / 1e3, rate < 1e5 ? 1 : 0)) k"
    default: "\(decimal(rate / 1e6, rate < 1e8 ? 1 : 0)) M"
    }
  }

  /// Seconds in the unit that gives at least one digit before the point.
  private func duration(_ seconds: Double) -> String {
    if seconds < 1e-3 { return "\(significant(seconds * 1e6)) \(glyphs.isASCII ? "us" : "µs")" }
    return seconds < 1 ? "\(significant(seconds * 1e3)) ms" : "\(significant(seconds)) s"
  }
}
