import Cells
import Run
import RunLog

/// The points of runs, as a figure with a chart for each quantity.
struct RunCurves {
  private struct Curve {
    var name: String
    var run: Int
    var points: [(x: Double, y: Double)] = []
    var isOverSteps = false
  }
  private var curves: [Curve] = []
  private var indices: [String: Int] = [:]
  /// A page holds no more charts than this.
  private static let mostCharts = 12
  private static let roles: [Role] = [
    .class0, .class1, .class2, .class3, .class4, .class5, .class6, .class7,
  ]

  mutating func add(_ item: LogItem, run: Int) {
    guard let (record, _) = item.values else { return }
    let x = record.epoch ?? record.step.map(Double.init)
    for value in record.values {
      let key = "\(run) \(value.name)"
      let index = indices[key] ?? curves.count
      if index == curves.count {
        indices[key] = index
        curves.append(Curve(name: value.name, run: run, isOverSteps: record.epoch == nil))
      }
      curves[index].points.append((x ?? Double(curves[index].points.count), value.number))
    }
  }

  /// `runs` are the runs' names.
  func figure(_ runs: [String]) -> Figure {
    var names: [String] = []
    for curve in curves where !names.contains(curve.name) { names.append(curve.name) }
    let groups = ChartGroup.groups(of: names).map { group in
      (
        name: group.title,
        curves: curves.filter { curve in group.members.contains { $0.series == curve.name } }
      )
    }
    let drawn = groups.filter { group in group.curves.contains { $0.points.count > 1 } }
    let charts = drawn.prefix(Self.mostCharts).map { ($0.name, Self.chart($0.curves, runs)) }
    return Figure(
      title: runs.joined(separator: ", "), charts: Array(charts),
      xName: curves.allSatisfy(\.isOverSteps) ? "step" : "epoch")
  }

  private static func chart(_ curves: [Curve], _ runs: [String]) -> Chart {
    let xs = curves.flatMap { $0.points.map(\.x) }
    let (first, last) = (xs.min() ?? 0, xs.max() ?? 1)
    let range = first...max(last, first + 1e-9)
    let lines: [Chart.Line] = [.solid, .dashed, .dotted]
    let series = curves.enumerated().map { index, curve in
      Chart.Series(
        name: runs.count > 1 ? "\(runs[curve.run - 1]) \(curve.name)" : curve.name,
        role: roles[index % roles.count], line: lines[index % lines.count],
        columns: columns(curve.points, range))
    }
    return Chart(series: series, xRange: range)
  }

  private static func columns(
    _ points: [(x: Double, y: Double)], _ range: ClosedRange<Double>
  ) -> [Chart.Column?] {
    var columns = [Chart.Column?](repeating: nil, count: Figure.resolution)
    let span = range.upperBound - range.lowerBound
    for point in points {
      let place = (point.x - range.lowerBound) / span * Double(columns.count - 1)
      let index = min(max(Int(place.rounded()), 0), columns.count - 1)
      guard var column = columns[index], column.hasValue, point.y.isFinite else {
        let isMarked = columns[index]?.hasValue ?? false
        if isMarked {
          columns[index]?.hasNaN = point.y.isNaN
        } else {
          columns[index] = Chart.Column(point.y)
        }
        continue
      }
      column.minimum = min(column.minimum, point.y)
      column.maximum = max(column.maximum, point.y)
      column.last = point.y
      columns[index] = column
    }
    return columns
  }
}
