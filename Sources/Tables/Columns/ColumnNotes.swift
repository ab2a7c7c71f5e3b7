import Foundation
import Text

extension Column {
  /// What was decided, in one line: `age: number, 2 gaps filled with the mean of the training rows`.
  public var note: String { note(mean: nil) }

  /// The same with the mean that gaps are filled with.
  public func note(mean: Double?) -> String { "\(name.brief): \(decision(mean))" }

  private func decision(_ mean: Double?) -> String {
    let gapText = gaps.count == 1 ? "1 gap" : "\(gaps.count) gaps"
    switch content {
    case .numbers:
      var text = "number"
      if let others {
        let cells =
          others.count == 1 ? "1 cell that is none" : "\(others.count) cells that are none"
        text += ", \(cells) ('\(others.first.brief)' in line \(others.line)) taken for gaps"
      }
      if !gaps.isEmpty {
        text += ", \(gapText) filled with the mean"
        text += mean.map { " " + String(format: "%.4g", $0) } ?? " of the training rows"
      }
      return text
    case .kinds(let names, _):
      if areTwo { return "0 for \(names[0].brief), 1 for \(names[1].brief)" }
      let text = "\(names.count) kinds, one-hot"
      return gaps.isEmpty
        ? text : text + ", \(gapText) as a kind of \(gaps.count == 1 ? "its" : "their") own"
    case .dates(_, let form):
      let text = "year, month, weekday" + (form.hasTime ? ", hour" : "")
      return gaps.isEmpty ? text : text + ", \(gapText) filled with the means"
    case .leftOut(let reason): return "left out, \(reason.text)"
    }
  }
}

extension Table {
  /// Columns beyond which neighbours that are plain numbers share a line.
  private static let manyColumns = 24

  /// What was decided about each column, a line each; `means` has what gaps are filled with, by
  /// column.
  public func notes(means: [Int: Double] = [:]) -> [String] {
    var lines: [String] = []
    var plain: [Column] = []
    func endPlain() {
      if let first = plain.first, let last = plain.last {
        lines.append(
          plain.count == 1
            ? first.note
            : "\(first.name.brief) … \(last.name.brief): \(plain.count) numbers")
      }
      plain = []
    }
    for column in columns {
      if column.index == labelIndex {
        endPlain()
        lines.append(labelNote)
      } else if column.isPlain, columns.count > Self.manyColumns {
        plain.append(column)
      } else {
        endPlain()
        lines.append(column.note(mean: means[column.index]))
      }
    }
    endPlain()
    return lines
  }

  private var labelNote: String {
    var text = "\(labelName.brief): what is predicted, "
    switch label {
    case .classes(let names, _):
      text += "\(names.count) classes"
      if names.count <= 8 { text += " (\(names.map(\.brief).joined(separator: ", ")))" }
    case .quantity: text += "a quantity"
    }
    if unlabelled > 0 {
      text += ", \(unlabelled) row\(unlabelled == 1 ? "" : "s") without it left out"
    }
    return text
  }

  /// Nothing but numbers and a label in every row: nothing that needs to be said.
  public var isPlain: Bool {
    unlabelled == 0 && columns.allSatisfy { $0.isPlain || $0.index == labelIndex }
  }
}
