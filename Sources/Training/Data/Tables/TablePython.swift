import Foundation
import Tables

extension TableSource {
  /// Bytes of a table that an exported script carries within it; a larger one, and a packed one, is
  /// read from its file.
  private static let largestInScript = 1 << 20

  /// PyTorch source that reads the same table in the same way, with Python's own `csv`.
  var python: [String] {
    reading + columnLines + labelLines + splitLines + fillingLines + tensorLines
  }

  // MARK: - Reading

  private var paths: [String] { [table.path] + (table.testPath.map { [$0] } ?? []) }

  private var reading: [String] {
    var lines = ["import csv"]
    if usesDates { lines.append("import datetime") }
    let texts = paths.map(text)
    if texts.contains(where: { $0 == nil }) { lines.append("import gzip") }
    lines.append("import io")
    lines += [
      "", "GAPS = {\"\", \"?\", \"-\", \".\", \"na\", \"n/a\", \"nan\", \"null\", \"#n/a\"}",
      "BLANKS = \" \\t\\n\\v\\f\\r\"", "", "",
      "def read(text):",
      "    text = io.StringIO(text, newline=\"\")",
    ]
    lines += readerLines
    lines += [
      "    rows = [[cell.strip(BLANKS) for cell in row] for row in rows]",
      "    rows = [row for row in rows if len(row) > 1]",
      "    return [[\"\" if cell.lower() in GAPS else cell for cell in row] for row in rows"
        + (table.dialect.hasHeader ? "[1:]" : "") + "]",
    ]
    if texts.contains(where: { $0 == nil }) {
      lines += [
        "", "", "def unpacked(path):",
        "    data = open(path, \"rb\").read()",
        "    data = gzip.decompress(data) if data[:2] == b\"\\x1f\\x8b\" else data",
        "    return data.decode(\"utf-8-sig\")",
      ]
    }
    lines += ["", ""]
    for (name, (path, text)) in zip(["table", "test_table"], zip(paths, texts)) {
      if let text {
        let literal = text.split(separator: "\n", omittingEmptySubsequences: false)
          .map { pythonTextLine(String($0)) }
        lines += ["\(name) = read(\"\"\"\\"] + literal.dropLast()
        lines.append((literal.last ?? "") + "\"\"\")")
      } else {
        lines.append("\(name) = read(unpacked(\(pythonString(path))))")
      }
    }
    if table.testPath != nil {
      lines += ["held = len(test_table)", "table += test_table"]
    }
    let label = "row[\(table.labelIndex)]"
    if table.unlabelled > 0 {
      let known = table.labelIsNumbers ? "not math.isnan(number(\(label)))" : label
      if table.testPath != nil {
        lines.append("held = sum(1 for row in test_table if \(known))")
      }
      lines.append("table = [row for row in table if \(known)]")
    }
    return insertingNumber(lines)
  }

  /// `number` before the first line that may need it.
  private func insertingNumber(_ lines: [String]) -> [String] {
    let at = lines.firstIndex { $0 == "def read(text):" } ?? 0
    let point = table.dialect.pointIsComma ? "text.replace(\",\", \".\")" : "text"
    let function = [
      "def number(text):", "    try:", "        return float(\(point))", "    except ValueError:",
      "        return math.nan", "", "",
    ]
    return Array(lines[..<at]) + function + Array(lines[at...])
  }

  private var readerLines: [String] {
    switch table.dialect.separator {
    case .comma: ["    rows = csv.reader(text, skipinitialspace=True)"]
    case .semicolon: ["    rows = csv.reader(text, delimiter=\";\", skipinitialspace=True)"]
    case .tab: ["    rows = csv.reader(text, delimiter=\"\\t\")"]
    case .blanks:
      [
        "    lines = (line.replace(\"\\t\", \" \").strip() for line in text)",
        "    rows = csv.reader(lines, delimiter=\" \", skipinitialspace=True)",
      ]
    }
  }

  /// A small file's text; nil for one that the script reads.
  private func text(_ path: String) -> String? {
    let file = DataFile(path: path)
    guard (file.size ?? .max) <= Self.largestInScript, var text = try? file.text()
    else { return nil }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    // A line end within quotes is part of a cell.
    return text.utf8.contains(UInt8(ascii: "\"")) ? text : text.replacing("\r\n", with: "\n")
  }

  // MARK: - Columns

  private var usesDates: Bool {
    table.features.contains { if case .dates = $0.content { true } else { false } }
  }

  /// Columns of numbers and dates first, neighbours that are plain together, then kinds.
  private var columnLines: [String] {
    var lines = ["", "features = []"]
    var plain: [Int] = []
    func endPlain() {
      guard let first = plain.first, let last = plain.last else { return }
      lines.append(
        plain.count == 1
          ? "features += [[number(row[\(first)]) for row in table]]"
          : "features += [[number(row[at]) for row in table] for at in range(\(first), \(last + 1))]"
      )
      plain = []
    }
    for column in table.features {
      if case .numbers = column.content {
        if let last = plain.last, column.index != last + 1 { endPlain() }
        plain.append(column.index)
        continue
      }
      endPlain()
      let cell = "row[\(column.index)]"
      switch column.content {
      case .dates(_, let form):
        lines += [
          "dates = [datetime.datetime.strptime(\(cell), \(pythonString(form.format)))",
          "         if \(cell) else None for row in table]",
        ]
        for part in ["year", "month", "weekday()"] + (form.hasTime ? ["hour"] : []) {
          lines.append(
            "features += [[math.nan if date is None else date.\(part) for date in dates]]")
        }
      case .kinds(let names, _):
        let kinds = column.areTwo ? [names[1]] : names + (column.gaps.isEmpty ? [] : [""])
        lines += [
          "features += [[float(\(cell) == kind) for row in table]",
          "             for kind in [\(kinds.map(pythonString).joined(separator: ", "))]]",
        ]
      case .numbers, .leftOut: break
      }
    }
    endPlain()
    lines.append("features = torch.tensor(features, dtype=torch.float64).T")
    return lines
  }

  // MARK: - Labels

  private var labelLines: [String] {
    let cell = "row[\(table.labelIndex)]"
    switch table.label {
    case .quantity:
      return [
        "labels = torch.tensor([number(\(cell)) for row in table], dtype=torch.float64)"
      ]
    case .classes(let names, _):
      return table.labelIsNumbers
        ? [
          "names = [\(names.joined(separator: ", "))]",
          "labels = torch.tensor([names.index(number(\(cell))) for row in table])",
        ]
        : [
          "names = [\(names.map(pythonString).joined(separator: ", "))]",
          "labels = torch.tensor([names.index(\(cell)) for row in table])",
        ]
    }
  }

  private var splitLines: [String] {
    if table.testPath != nil {
      return ["train, test = torch.arange(len(table)).split([len(table) - held, held])"]
    }
    switch table.label {
    case .quantity:
      return [
        "order = torch.randperm(len(table))",
        "held = min(max(round(len(table) * \(testFraction)), 1), len(table) - 1)",
        "train, test = order[held:], order[:held]",
      ]
    case .classes:
      return [
        "train, test = [], []",
        "for k in range(len(names)):",
        "    rows = (labels == k).nonzero().flatten()",
        "    rows = rows[torch.randperm(len(rows))]",
        "    held = min(max(round(len(rows) * \(testFraction)), 1 if len(rows) > 1 else 0), len(rows) - 1)",
        "    test.append(rows[:max(held, 0)])",
        "    train.append(rows[max(held, 0):])",
        "train, test = torch.cat(train), torch.cat(test)",
      ]
    }
  }

  // MARK: - Gaps, scales, tensors

  /// Numbers of a row that are measured; kinds come after them.
  private var measuredWidth: Int {
    table.features.reduce(0) { sum, column in
      if case .kinds = column.content { sum } else { sum + column.width }
    }
  }

  private var hasGaps: Bool {
    table.features.contains {
      if case .kinds = $0.content { false } else { !$0.gaps.isEmpty }
    }
  }

  private var fillingLines: [String] {
    let (measured, all) = (measuredWidth, measuredWidth == table.width)
    guard measured > 0, hasGaps || standardize else { return [] }
    var lines = [all ? "measured = features" : "measured = features[:, :\(measured)]"]
    if hasGaps {
      lines += [
        "means = measured[train].nanmean(dim=0).nan_to_num()",
        "measured = torch.where(measured.isnan(), means, measured)",
      ]
    }
    if standardize {
      lines += [
        "mean, deviation = measured[train].mean(dim=0), measured[train].std(dim=0, correction=0)",
        "deviation[deviation == 0] = 1",
        "measured = (measured - mean) / deviation",
      ]
    }
    lines.append(
      all
        ? "features = measured"
        : "features = torch.cat([measured, features[:, \(measured):]], dim=1)")
    return lines
  }

  private var tensorLines: [String] {
    let reshape = image.map { ".reshape(-1, \($0.map(String.init).joined(separator: ", ")))" } ?? ""
    var lines: [String] = []
    var labels = "labels"
    if case .quantity = table.label {
      lines += [
        "center, scale = labels[train].mean(), labels[train].std(correction=0)",
        "scaled = ((labels - center) / (scale if scale > 0 else 1)).float().unsqueeze(1)",
      ]
      labels = "scaled"
    }
    return lines + [
      "X_train, y_train = features[train].float()\(reshape), \(labels)[train]",
      "X_test, y_test = features[test].float()\(reshape), \(labels)[test]",
    ]
  }
}
