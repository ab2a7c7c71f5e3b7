import Cells
import Run

extension Panel {
  static let gradients = Panel(
    "gradients", needs: [.gradients], isEmpty: { $0.looks.gradients.isEmpty },
    extent: { state, _ in Extent(count: state.looks.gradients.count) },
    draw: { $0.drawGradients(on: &$1, $2) })
}

extension DashboardState {
  /// One column of the table, from its right edge.
  private struct Column {
    let title: String
    let width: Int
    let text: (ParameterStatistics) -> String
    let role: (ParameterStatistics) -> Role
  }

  func drawGradients(on screen: inout Screen, _ rect: Rect) {
    let list = looks.gradients
    let withoutGradient = list.count { $0.gradient == .none }
    let broken = list.count { $0.gradient == .nonFinite }
    let note =
      broken > 0
      ? "NaN in \(broken) of \(list.count)"
      : withoutGradient > 0
        ? "nil in \(withoutGradient) of \(list.count)" : "\(list.count) parameters"
    var inside = frame(
      .gradients, on: &screen, rect, note: list.isEmpty ? "" : note,
      role: broken + withoutGradient > 0 ? .bad : .border)
    guard !list.isEmpty else {
      return drawEmpty("No gradient has been looked at yet.", on: &screen, inside)
    }
    let nameWidth = list.map(\.name.columns).max() ?? 0
    var room = inside.width - nameWidth - 2
    var columns: [Column] = []
    for column in gradientColumns where column.width + 1 <= room {
      columns.append(column)
      room -= column.width + 1
    }
    if inside.height > list.count || inside.height > 4 {
      let head = inside.takeTop(1)
      var x = head.x + nameWidth + 2
      for column in columns {
        x += column.width + 1
        screen.put(
          column.title, x: x - 1 - column.title.columns, y: head.y, .faint, clip: head)
      }
      if room >= 8 { screen.put("gradient", x: x + 1, y: head.y, .faint, clip: head) }
    }
    drawRows(.gradients, on: &screen, inside) { screen, index, row in
      let parameter = list[index]
      var x = row.x + 1
      screen.put(parameter.name, x: x, y: row.y, clip: row)
      x = row.x + nameWidth + 2
      for column in columns {
        let text = column.text(parameter)
        x += column.width + 1
        screen.put(
          text, x: x - 1 - text.columns, y: row.y, Style(column.role(parameter)), clip: row)
      }
      guard room >= 8 else { return }
      let most = zoomed == .gradients ? row.width : 32
      let bars = Bars(counts: parameter.histogram, width: min(row.maxX - x - 1, most))
      screen.put(bars.text(glyphs), x: x + 1, y: row.y, Style(.train), clip: row)
    }
  }

  /// What matters most first.
  private var gradientColumns: [Column] {
    func shape(_ parameter: ParameterStatistics) -> String {
      "[\(parameter.shape.map(String.init).joined(separator: ", "))]"
    }
    let shapeWidth = max(looks.gradients.map { shape($0).columns }.max() ?? 0, 5) + 1
    return [
      Column(
        title: "\(glyphs.norm)g\(glyphs.norm)", width: 8,
        text: { [glyphs] parameter in
          switch parameter.gradient {
          case .none: "\(glyphs.raised) nil"
          case .zero: "0"
          case .nonFinite: "\(glyphs.warning) NaN"
          case .finite: parameter.gradientNorm.map { significant($0) } ?? "?"
          }
        },
        role: { parameter in
          switch parameter.gradient {
          case .none, .nonFinite: .bad
          case .zero: .warning
          case .finite: .good
          }
        }),
      Column(
        title: "step/w", width: 7,
        text: { $0.updateRatio.map { significant($0) } ?? "" },
        // A thousandth is the rule of thumb; a tenth tears the weights about.
        role: { ($0.updateRatio ?? 0) > 0.1 ? .warning : .text }),
      Column(
        title: "\(glyphs.norm)w\(glyphs.norm)", width: 7, text: { significant($0.weightNorm) },
        role: { $0.weightNorm.isFinite ? .faint : .bad }),
      Column(
        title: "shape", width: shapeWidth, text: shape, role: { _ in .faint }),
    ]
  }
}
