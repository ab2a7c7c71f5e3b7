import Cells
import Run

/// How the curves are looked at. X is shared by all charts, y is each chart's own.
public struct CurveView: Sendable, Equatable {
  /// The part of the x axis that is seen.
  struct Window: Sendable, Equatable {
    var span: Double
    /// The right edge; nil to follow the newest point.
    var end: Double?
  }

  /// The axis that a person chose; nil for the first that a run has.
  public internal(set) var axis: SeriesTable.Axis?
  public internal(set) var isLogarithmic = false
  /// Leaves outliers off the scale.
  public internal(set) var isRobust = false
  /// An index into `Smoothing.weights`; nil for the raw lines alone.
  public internal(set) var smoothing: Int?
  /// The point of the run that the crosshair stands at.
  public internal(set) var crosshair: Int?
  var window: Window?
  /// By the titles of charts.
  var yRanges: [String: ClosedRange<Double>] = [:]
  /// Where the mouse was when it last dragged.
  var drag: (x: Int, y: Int)?

  public static func == (a: CurveView, b: CurveView) -> Bool {
    a.axis == b.axis && a.isLogarithmic == b.isLogarithmic && a.isRobust == b.isRobust
      && a.smoothing == b.smoothing && a.crosshair == b.crosshair && a.window == b.window
      && a.yRanges == b.yRanges
  }

  /// The seen part of an axis.
  func range(of axis: ClosedRange<Double>) -> ClosedRange<Double> {
    guard let window else { return axis }
    let end = min(window.end ?? axis.upperBound, axis.upperBound)
    return max(end - window.span, axis.lowerBound)...max(end, axis.lowerBound)
  }

  /// Shows `factor` as much of x, leaving the place at `anchor` (0 left, 1 right) where it is.
  mutating func zoom(
    _ factor: Double, at anchor: Double, of axis: ClosedRange<Double>, least: Double
  ) {
    let seen = range(of: axis)
    let (span, total) = (seen.span, axis.span)
    let wanted = max(span * factor, min(least, total))
    guard wanted < total * 0.999 else {
      window = nil
      return
    }
    show(from: seen.lowerBound + (span - wanted) * anchor, span: wanted, of: axis)
  }

  /// Moves the seen part by so much of itself.
  mutating func pan(_ part: Double, of axis: ClosedRange<Double>) {
    guard window != nil else { return }
    let seen = range(of: axis)
    show(from: seen.lowerBound + part * seen.span, span: seen.span, of: axis)
  }

  private mutating func show(from start: Double, span: Double, of axis: ClosedRange<Double>) {
    let start = max(start, axis.lowerBound)
    let end = start + span
    // At the right end it follows.
    let follows = end - axis.lowerBound >= axis.span * 0.9999
    window = Window(span: span, end: follows ? nil : end)
  }

  var weight: Double? { smoothing.map { Smoothing.weights[$0] } }

  /// What is not as usual, for a chart's title.
  func notes(_ title: String, isLogarithmic: Bool) -> String {
    var notes: [String] = []
    if isLogarithmic { notes.append("log") }
    if let weight { notes.append("smooth \(weight)") }
    if isRobust { notes.append("robust") }
    if window != nil || yRanges[title] != nil { notes.append("zoomed") }
    return notes.isEmpty ? "" : ", " + notes.joined(separator: ", ")
  }
}

extension ClosedRange<Double> {
  var span: Double { upperBound - lowerBound }
}
