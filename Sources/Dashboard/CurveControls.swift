import Cells
import Run

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What keys do to the curves.
enum CurveAction: Sendable, Equatable {
  case logarithmic, axis, smoothing, robust
  case zoomIn, zoomOut, panLeft, panRight
  case zoomInY, zoomOutY, panUp, panDown
  case crosshairLeft, crosshairRight, reset
}

extension DashboardState {
  /// Where the x axis ends: epochs, or seconds.
  var curveTotal: Double {
    let runs = [history] + earlier + (twin.map { [$0] } ?? [])
    switch curves.axis {
    case .epoch: return Double(max(runs.map(\.count).max() ?? 0, 2))
    case .time:
      // One epoch more than the last one's end, so that it has a place of its own.
      let ends = runs.compactMap { run in
        run.seconds.last.map { $0 * (1 + 1 / Double(max(run.count, 1))) }
      }
      let total = ends.max() ?? 0
      return total > 0 ? total : 1
    }
  }

  /// The least that can be zoomed to: four epochs.
  private var leastSpan: Double {
    curves.axis == .epoch ? 4 : 4 * curveTotal / Double(max(history.count, 4))
  }

  /// Where an epoch of a run lies on the x axis.
  func curveX(_ epoch: Double, _ history: History) -> Double {
    curves.axis == .epoch ? epoch : history.seconds.value(at: epoch)
  }

  /// The chart keys act on: the one in focus, or loss.
  private var focusedChart: Panel { focus == .accuracy ? .accuracy : .loss }

  mutating func perform(_ action: CurveAction) {
    let total = curveTotal
    switch action {
    case .logarithmic:
      curves.isLogarithmic.toggle()
      curves.yRanges[.loss] = nil
    case .axis:
      curves.axis = curves.axis == .epoch ? .time : .epoch
      curves.window = nil
    case .smoothing:
      let next = (curves.smoothing ?? -1) + 1
      curves.smoothing = next < Smoothing.weights.count ? next : nil
    case .robust: curves.isRobust.toggle()
    case .zoomIn, .zoomOut:
      curves.zoom(
        action == .zoomIn ? 0.5 : 2, at: crosshairPlace ?? 1, total: total, least: leastSpan)
    case .panLeft: curves.pan(-0.25, total: total)
    case .panRight: curves.pan(0.25, total: total)
    case .zoomInY: zoomY(focusedChart, 0.5, at: 0.5)
    case .zoomOutY: zoomY(focusedChart, 2, at: 0.5)
    case .panUp: panY(focusedChart, 0.25)
    case .panDown: panY(focusedChart, -0.25)
    case .crosshairLeft: moveCrosshair(-1)
    case .crosshairRight: moveCrosshair(1)
    case .reset:
      let kept = curves
      curves = CurveView()
      curves.axis = kept.axis
      curves.isLogarithmic = kept.isLogarithmic
      curves.smoothing = kept.smoothing
      curves.isRobust = kept.isRobust
    }
  }

  /// Where the crosshair stands in what is seen, 0 left, 1 right; nil when it is not seen.
  private var crosshairPlace: Double? {
    guard let epoch = curves.crosshair else { return nil }
    let seen = curves.range(total: curveTotal)
    let at =
      (curveX(Double(epoch), history) - seen.lowerBound)
      / (seen.upperBound - seen.lowerBound)
    return (0...1).contains(at) ? at : nil
  }

  /// By one epoch, or by a hundredth of what is seen; it appears at the last epoch seen.
  private mutating func moveCrosshair(_ direction: Int) {
    guard history.count > 0 else { return }
    let seen = seenEpochs
    guard let now = curves.crosshair else {
      curves.crosshair = seen.upperBound
      return
    }
    let step = max((seen.upperBound - seen.lowerBound) / 100, 1)
    curves.crosshair = min(max(now + direction * step, seen.lowerBound), seen.upperBound)
  }

  /// The epochs of the present run that are on the screen.
  private var seenEpochs: ClosedRange<Int> {
    let seen = curves.range(total: curveTotal)
    let last = max(history.count - 1, 0)
    func epoch(_ x: Double) -> Int {
      let at = curves.axis == .epoch ? x : history.seconds.position(of: x)
      return min(Int(max(at, 0).rounded(.up)), last)
    }
    return epoch(seen.lowerBound)...max(epoch(seen.upperBound), epoch(seen.lowerBound))
  }

  // MARK: - Y

  /// Zooms and pans work on the logarithm where the scale does.
  private func transformed(
    _ panel: Panel, _ body: (_ low: Double, _ high: Double) -> (Double, Double)
  ) -> ClosedRange<Double>? {
    let limits = chart(panel, resolution: 200).limits
    let isLogarithmic = curves.isLogarithmic && panel == .loss
    func place(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
    let (low, high) = body(place(limits.lowerBound), place(limits.upperBound))
    let (from, to) = isLogarithmic ? (pow(10, low), pow(10, high)) : (low, high)
    // Beyond what numbers can tell apart there is nothing to see.
    guard from.isFinite, to.isFinite, to - from > max(abs(from), abs(to)) * 1e-9 else {
      return curves.yRanges[panel]
    }
    return from...to
  }

  private mutating func zoomY(_ panel: Panel, _ factor: Double, at anchor: Double) {
    curves.yRanges[panel] = transformed(panel) { low, high in
      let fixed = low + (high - low) * anchor
      return (fixed - (fixed - low) * factor, fixed + (high - fixed) * factor)
    }
  }

  private mutating func panY(_ panel: Panel, _ part: Double) {
    curves.yRanges[panel] = transformed(panel) { low, high in
      (low + (high - low) * part, high + (high - low) * part)
    }
  }

  // MARK: - Mouse

  /// Takes a mouse event on a chart: wheel zooms (over the labels y), a press sets the crosshair,
  /// a drag pans, or moves the crosshair when all is seen.
  mutating func mouseOnChart(_ panel: Panel, _ rect: Rect, _ action: MouseAction, x: Int, y: Int) {
    let plot = Chart.plot(in: rect.inset())
    guard plot.width > 0, plot.height > 0 else { return }
    let place = min(max((Double(x - plot.x) + 0.5) / Double(plot.width), 0), 1)
    switch action {
    case .wheelUp, .wheelDown:
      let factor = action == .wheelUp ? 0.8 : 1.25
      if x < plot.x {
        let height = (Double(plot.maxY - y) - 0.5) / Double(plot.height)
        zoomY(panel, factor, at: min(max(height, 0), 1))
      } else {
        curves.zoom(factor, at: place, total: curveTotal, least: leastSpan)
      }
    case .click, .doubleClick:
      curves.drag = (x, y)
      if plot.contains(x: x, y: y) { setCrosshair(place) }
    case .drag:
      guard let last = curves.drag else { return }
      curves.drag = (x, y)
      if curves.window != nil {
        curves.pan(Double(last.x - x) / Double(plot.width), total: curveTotal)
      } else if curves.yRanges[panel] == nil {
        setCrosshair(place)
      }
      if curves.yRanges[panel] != nil, y != last.y {
        panY(panel, Double(y - last.y) / Double(plot.height))
      }
    case .release: curves.drag = nil
    }
  }

  private mutating func setCrosshair(_ place: Double) {
    guard history.count > 0 else { return }
    let seen = curves.range(total: curveTotal)
    let x = seen.lowerBound + place * (seen.upperBound - seen.lowerBound)
    let epoch = curves.axis == .epoch ? x : history.seconds.position(of: x)
    curves.crosshair = min(Int(max(epoch, 0)), history.count - 1)
  }
}

extension DashboardState {
  /// A file's name after preset and epoch; a preset's name may hold anything.
  var pictureName: String {
    let name = (run?.preset ?? "descent").map { $0.isLetter || $0.isNumber ? $0 : "-" }
    return "\(String(name.prefix(60)))-\(epoch).svg"
  }
}
