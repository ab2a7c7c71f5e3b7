import Cells
import Run

extension DashboardState {
  /// What a panel shows as rows of cells, the head first: all of it, in full digits. A panel that is
  /// no table gives its text.
  func table(of panel: Panel) -> [[String]] {
    switch panel {
    case _ where panel.chart != nil: chartTable(panel.chart ?? "")
    case .gradients: gradientTable
    case .confusion: confusionTable
    case .names: nameTable
    case .distributions: distributionTable
    case .bugs:
      [["bug", "title", "kind", "on"]]
        + (run?.bugs ?? []).map {
          [$0.id, $0.title, $0.kind, activeBugs.contains($0.id) ? "1" : "0"]
        }
    case .listing:
      [["line", "change", "code"]]
        + listing.map { line in
          [
            line.number.map(String.init) ?? "", line.change == .same ? "" : "\(line.change)",
            String(repeating: " ", count: line.blanks) + line.code,
          ]
        }
    default:
      text(of: panel).split(separator: "\n", omittingEmptySubsequences: false).map { [String($0)] }
    }
  }

  /// The series of a chart over all axes there are, as fine as they are kept.
  private func chartTable(_ title: String) -> [[String]] {
    guard let group = charts.first(where: { $0.title == title }) else { return [] }
    let series = group.members.compactMap { member in history[member.series] }
    let axes = history.axes
    let step = series.map(\.values.bucketSize).max() ?? 1
    let head = axes.map(\.rawValue) + series.map(\.name)
    let rows = stride(from: 0, to: history.count, by: max(step, 1)).map { point in
      axes.map { "\(history.x(Double(point), on: $0))" }
        + series.map { series in
          series.values.bucket(at: point).flatMap {
            $0.hasValue || $0.nonFinite > 0 ? "\($0.last)" : nil
          } ?? ""
        }
    }
    return [head] + rows
  }

  private var gradientTable: [[String]] {
    [["parameter", "shape", "gradient", "gradient_norm", "weight_norm", "update_ratio"]]
      + looks.gradients.map { row in
        [
          row.name, row.shape.map(String.init).joined(separator: "x"), row.gradient.rawValue,
          row.gradientNorm.map { "\($0)" } ?? "", "\(row.weightNorm)",
          row.updateRatio.map { "\($0)" } ?? "",
        ]
      }
  }

  private var confusionTable: [[String]] {
    let counts = looks.confusion?.counts ?? []
    let names = counts.indices.map { run?.classNames.dropFirst($0).first ?? "\($0)" }
    return [["true"] + names] + zip(names, counts).map { [$0] + $1.map(String.init) }
  }

  private var nameTable: [[String]] {
    [["name", "dtype", "shape", "requires_grad", "minimum", "maximum", "mean", "history"]]
      + looks.names.map { one in
        [
          one.name, one.dtype, one.shape.map(String.init).joined(separator: "x"),
          "\(one.requiresGrad)", "\(one.minimum)", "\(one.maximum)", "\(one.mean)",
          one.history ?? "",
        ]
      }
  }

  private var distributionTable: [[String]] {
    [["name", "minimum", "maximum", "mean", "deviation", "zero_fraction", "not_finite"]]
      + looks.distributions.map { one in
        [
          one.name, "\(one.minimum)", "\(one.maximum)", "\(one.mean)", "\(one.deviation)",
          "\(one.zeroFraction)", "\(one.nonFinite)",
        ]
      }
  }
}
