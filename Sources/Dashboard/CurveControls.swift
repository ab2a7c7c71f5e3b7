import Cells
import Run
import Text

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
  /// What the curves are drawn over: what a person chose, or the first axis that the run has.
  var curveAxis: SeriesTable.Axis {
    guard history.count > 0 else { return .epoch }
    let axes = history.axes
    return curves.axis.flatMap { axes.contains($0) ? $0 : nil } ?? axes.first ?? .epoch
  }

  /// The whole x axis, of this run and those drawn under it.
  var curveExtent: ClosedRange<Double> {
    let axis = curveAxis
    let tables =
      hasRuns ? drawnRuns.map(table(of:)) : [history] + earlier + (twin.map { [$0] } ?? [])
    let extents = tables.compactMap { $0.extent(on: axis) }
    guard let low = extents.map(\.lowerBound).min(), let high = extents.map(\.upperBound).max(),
      high > low
    else { return 0...1 }
    return low...high
  }

  /// The least that can be zoomed to: four points.
  private var leastSpan: Double {
    4 * (history.extent(on: curveAxis)?.span ?? 0) / Double(max(history.count, 4))
  }

  /// Where an epoch of the present run lies on the x axis.
  func curveX(ofEpoch epoch: Double) -> Double {
    let axis = curveAxis
    return axis == .epoch ? epoch : history.x(history.point(at: epoch, on: .epoch), on: axis)
  }

  /// The title of the chart that keys act on: the one in focus, or the first.
  private var focusedChart: String? { focus.chart ?? charts.first?.title }

  mutating func perform(_ action: CurveAction) {
    let whole = curveExtent
    switch action {
    case .logarithmic:
      curves.isLogarithmic.toggle()
      curves.yRanges = [:]
    case .axis:
      let axes = history.axes
      let next = (axes.firstIndex(of: curveAxis) ?? -1) + 1
      curves.axis = axes.isEmpty ? nil : axes[next % axes.count]
      curves.window = nil
    case .smoothing:
      let next = (curves.smoothing ?? -1) + 1
      curves.smoothing = next < Smoothing.weights.count ? next : nil
    case .robust: curves.isRobust.toggle()
    case .zoomIn, .zoomOut:
      curves.zoom(
        action == .zoomIn ? 0.5 : 2, at: crosshairPlace ?? 1, of: whole, least: leastSpan)
    case .panLeft: curves.pan(-0.25, of: whole)
    case .panRight: curves.pan(0.25, of: whole)
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
    guard let point = curves.crosshair else { return nil }
    let seen = curves.range(of: curveExtent)
    let at = (history.x(Double(point), on: curveAxis) - seen.lowerBound) / seen.span
    return (0...1).contains(at) ? at : nil
  }

  /// By one point, or by a hundredth of what is seen; it appears at the last point seen.
  private mutating func moveCrosshair(_ direction: Int) {
    guard history.count > 0 else { return }
    let seen = seenPoints
    guard let now = curves.crosshair else {
      curves.crosshair = seen.upperBound
      return
    }
    let step = max((seen.upperBound - seen.lowerBound) / 100, 1)
    curves.crosshair = min(max(now + direction * step, seen.lowerBound), seen.upperBound)
  }

  /// The points of the present run that are on the screen.
  private var seenPoints: ClosedRange<Int> {
    let seen = curves.range(of: curveExtent)
    func point(_ x: Double) -> Int {
      knownPoint(history.point(at: x, on: curveAxis).rounded(.up))
    }
    return point(seen.lowerBound)...max(point(seen.upperBound), point(seen.lowerBound))
  }

  /// The point that a place lies at, of those that there are.
  private func knownPoint(_ place: Double) -> Int {
    Int(exactly: min(max(place, 0), Double(max(history.count - 1, 0))).rounded(.down)) ?? 0
  }

  // MARK: - Y

  /// Zooms and pans work on the logarithm where the scale does.
  private func transformed(
    _ group: ChartGroup, _ body: (_ low: Double, _ high: Double) -> (Double, Double)
  ) -> ClosedRange<Double>? {
    let limits = chart(group, resolution: 200).limits
    let isLogarithmic = isLogarithmic(group)
    func place(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
    let (low, high) = body(place(limits.lowerBound), place(limits.upperBound))
    let (from, to) = isLogarithmic ? (pow(10, low), pow(10, high)) : (low, high)
    // Beyond what numbers can tell apart there is nothing to see.
    guard from.isFinite, to.isFinite, to - from > max(abs(from), abs(to)) * 1e-9 else {
      return curves.yRanges[group.title]
    }
    return from...to
  }

  private mutating func zoomY(_ title: String?, _ factor: Double, at anchor: Double) {
    guard let group = charts.first(where: { $0.title == title }) else { return }
    curves.yRanges[group.title] = transformed(group) { low, high in
      let fixed = low + (high - low) * anchor
      return (fixed - (fixed - low) * factor, fixed + (high - fixed) * factor)
    }
  }

  private mutating func panY(_ title: String?, _ part: Double) {
    guard let group = charts.first(where: { $0.title == title }) else { return }
    curves.yRanges[group.title] = transformed(group) { low, high in
      (low + (high - low) * part, high + (high - low) * part)
    }
  }

  // MARK: - Mouse

  /// Takes a mouse event on a chart: wheel zooms (over the labels y), a press sets the crosshair,
  /// a drag pans, or moves the crosshair when all is seen.
  mutating func mouseOnChart(_ title: String, _ rect: Rect, _ action: MouseAction, x: Int, y: Int) {
    let plot = Chart.plot(in: rect.inset())
    guard plot.width > 0, plot.height > 0 else { return }
    let place = min(max((Double(x - plot.x) + 0.5) / Double(plot.width), 0), 1)
    switch action {
    case .wheelUp, .wheelDown:
      let factor = action == .wheelUp ? 0.8 : 1.25
      if x < plot.x {
        let height = (Double(plot.maxY - y) - 0.5) / Double(plot.height)
        zoomY(title, factor, at: min(max(height, 0), 1))
      } else {
        curves.zoom(factor, at: place, of: curveExtent, least: leastSpan)
      }
    case .click, .doubleClick:
      curves.drag = (x, y)
      if plot.contains(x: x, y: y) { setCrosshair(place) }
    case .drag:
      guard let last = curves.drag else { return }
      curves.drag = (x, y)
      if curves.window != nil {
        curves.pan(Double(last.x - x) / Double(plot.width), of: curveExtent)
      } else if curves.yRanges[title] == nil {
        setCrosshair(place)
      }
      if curves.yRanges[title] != nil, y != last.y {
        panY(title, Double(y - last.y) / Double(plot.height))
      }
    case .release: curves.drag = nil
    }
  }

  private mutating func setCrosshair(_ place: Double) {
    guard history.count > 0 else { return }
    let seen = curves.range(of: curveExtent)
    let point = history.point(at: seen.lowerBound + place * seen.span, on: curveAxis)
    curves.crosshair = knownPoint(point)
  }
}

extension DashboardState {
  /// A file's name after preset and epoch; a preset's name may hold anything.
  var pictureName: String { "\(fileStem).svg" }

  /// The run's name and epoch, as files are called.
  var fileStem: String { "\((run?.preset ?? "descent").asFileName)-\(epoch)" }
}
