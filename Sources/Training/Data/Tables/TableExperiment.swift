import Foundation
import Tables
import Text

extension Experiment {
  private static let tableEndings = ["csv", "tsv", "tab", "txt", "data", "dat"]

  /// Whether a name is a table's, plain or packed, and no preset's.
  public static func isTable(_ name: String) -> Bool {
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    return tableEndings.contains(URL(fileURLWithPath: plain).pathExtension.lowercased())
  }

  /// An experiment on a table alone: what is not said is found out from it.
  ///
  /// It is what a preset with nothing but the file says. `progress` is told how many bytes have been
  /// read, of how many.
  public init(
    table path: String, label: String? = nil, task: ColumnChoices.Task? = nil,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let file = URL(fileURLWithPath: path).lastPathComponent
    var lines = ["data:", "  kind: csv", "  file: \(yamlText(file))"]
    if let label { lines.append("  label: \(yamlText(label))") }
    if let task { lines.append("  task: \(task.rawValue)") }
    try self.init(yaml: lines.joined(separator: "\n"), file: path, progress: progress)
    name = String(file.split(separator: ".").first ?? "table")
    origin = Origin(path: path, label: label, task: task)
    saysNotes = true
    guard let table = data.table?.table else { return }
    let what = data.isQuantity ? "a quantity" : "\(data.classNames.count) classes"
    summary =
      "\(file.brief): \(table.labelName.brief), \(what), from "
      + "\(table.features.count) columns of \(table.rows.count) rows."
  }

  /// The experiment as a preset to edit, with what was decided about its table; `file` is the table's
  /// path as the preset is to name it. Nil for an experiment without a table.
  public func presetText(file: String) -> String? {
    guard let source = data.table else { return nil }
    var lines = [
      "summary: \(yamlText(summary))", "seed: \(seed)", "epochs: \(epochs)", "data:",
      "  kind: csv", "  file: \(yamlText(file))", "  label: \(yamlText(source.table.labelName))",
      "  task: \(data.isQuantity ? "number" : "classes")",
    ]
    lines += source.table.notes().map { "  # \($0)" }
    lines += Self.columnLines(source.table)
    lines += [
      "  test_fraction: \(source.testFraction)", "  standardize: \(source.standardize)", "model:",
    ]
    lines += source.defaultWidths.flatMap { ["  - linear: \($0)", "  - relu"] }
    lines += [
      "  - linear: out", "loss: \(lossKind.name)",
      "optimizer: {name: \(optimizer.name), lr: \(pythonNumber(optimizer.learningRate))}",
    ]
    if let batchSize { lines.append("batch_size: \(batchSize)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Columns that a preset lists by name; more numbers than this are found out anew.
  private static let listedColumns = 40

  private static func columnLines(_ table: Table) -> [String] {
    var (dropped, kinds, numbers): ([String], [String], [String]) = ([], [], [])
    var hasDates = false
    for column in table.columns where column.index != table.labelIndex {
      switch column.content {
      case .leftOut: dropped.append(column.name)
      case .kinds: kinds.append(column.name)
      case .numbers: numbers.append(column.name)
      case .dates: hasDates = true
      }
    }
    var lines: [String] = []
    func add(_ key: String, _ names: [String]) {
      guard !names.isEmpty else { return }
      lines.append("    \(key): [\(names.map(yamlText).joined(separator: ", "))]")
    }
    add("drop", dropped)
    add("kinds", kinds)
    if numbers.count <= listedColumns {
      add("numbers", numbers)
    } else if !hasDates {
      lines.append("    numbers: all")
    }
    return lines.isEmpty ? [] : ["  columns:"] + lines
  }
}

/// A text as YAML reads it back.
func yamlText(_ text: String) -> String {
  let isPlain = text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.\-]*/) != nil
  let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"]
  if isPlain, !words.contains(text.lowercased()) { return text }
  // Between quotes the two languages escape alike.
  return pythonString(text)
}
