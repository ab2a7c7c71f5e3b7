import Cells
import Run

/// How the curves are looked at. X is shared by all charts, y is each chart's own.
public struct CurveView: Sendable, Equatable {
  public enum Axis: Sendable, Equatable { case epoch, time }

  /// The part of the x axis that is seen.
  struct Window: Sendable, Equatable {
    var span: Double
    /// The right edge; nil to follow the newest epoch.
    var end: Double?
  }

  public internal(set) var axis = Axis.epoch
  public internal(set) var isLogarithmic = false
  /// Leaves outliers off the scale.
  public internal(set) var isRobust = false
  /// An index into `Smoothing.weights`; nil for the raw lines alone.
  public internal(set) var smoothing: Int?
  /// The epoch the crosshair stands at.
  public internal(set) var crosshair: Int?
  var window: Window?
  var yRanges: [Panel: ClosedRange<Double>] = [:]
  /// Where the mouse was when it last dragged.
  var drag: (x: Int, y: Int)?

  public static func == (a: CurveView, b: CurveView) -> Bool {
    a.axis == b.axis && a.isLogarithmic == b.isLogarithmic && a.isRobust == b.isRobust
      && a.smoothing == b.smoothing && a.crosshair == b.crosshair && a.window == b.window
      && a.yRanges == b.yRanges
  }

  /// The seen part of an axis that ends at `total`.
  func range(total: Double) -> ClosedRange<Double> {
    guard let window else { return 0...total }
    let end = min(window.end ?? total, total)
    return max(end - window.span, 0)...end
  }

  /// Shows `factor` as much of x, leaving the place at `anchor` (0 left, 1 right) where it is.
  mutating func zoom(_ factor: Double, at anchor: Double, total: Double, least: Double) {
    let seen = range(total: total)
    let span = seen.upperBound - seen.lowerBound
    let wanted = max(span * factor, min(least, total))
    guard wanted < total * 0.999 else {
      window = nil
      return
    }
    show(from: seen.lowerBound + (span - wanted) * anchor, span: wanted, total: total)
  }

  /// Moves the seen part by so much of itself.
  mutating func pan(_ part: Double, total: Double) {
    guard window != nil else { return }
    let seen = range(total: total)
    let span = seen.upperBound - seen.lowerBound
    show(from: seen.lowerBound + part * span, span: span, total: total)
  }

  private mutating func show(from start: Double, span: Double, total: Double) {
    let start = max(start, 0)
    let end = start + span
    // At the right end it follows.
    window = Window(span: span, end: end >= total * 0.9999 ? nil : end)
  }

  var weight: Double? { smoothing.map { Smoothing.weights[$0] } }

  /// What is not as usual, for a chart's title.
  func notes(_ panel: Panel) -> String {
    var notes: [String] = []
    if isLogarithmic && panel == .loss { notes.append("log") }
    if let weight { notes.append("smooth \(weight)") }
    if isRobust { notes.append("robust") }
    if window != nil || yRanges[panel] != nil { notes.append("zoomed") }
    return notes.isEmpty ? "" : ", " + notes.joined(separator: ", ")
  }
}
