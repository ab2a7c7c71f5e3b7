import Run
import Tables

/// Rows under a line of names: CSV with any separator, fastai's and skorch's tables, Markdown.
///
/// A cell may be empty: Lightning writes train and validation into rows of their own.
struct Tables: LineFormat {
  private var names: [String] = []
  private var separator = Separator.comma
  private var isFirstRow = false
  /// Only an index before each row tells that it is one.
  private var needsIndex = false
  private var isOfTrials = false

  private enum Separator: CaseIterable { case comma, semicolon, tab, bar, blanks }

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    if !names.isEmpty, let pieces = row(line) { return pieces }
    return head(line) ? [] : nil
  }

  private mutating func head(_ line: LogLine) -> Bool {
    guard line.bytes.count < 1 << 16 else { return false }
    for separator in Separator.allCases where Self.mayBeHead(line.bytes, separator) {
      let cells = Self.cells(line.bytes, separator)
      // `metrics/mAP_0.5:0.95` is a name where the first is that of a place.
      let hasPlace = cells.first.map(Self.isPlace) ?? false
      guard cells.count > 1, cells.dropFirst().allSatisfy({ Self.isName($0, colons: hasPlace) }),
        cells[0].isEmpty || Self.isName(cells[0]),
        cells.contains(where: { Self.isPlace($0) || SeriesWords.isMetric($0) }),
        separator != .blanks || hasPlace || Self.isOfMetrics(cells)
      else { continue }
      (names, self.separator, isFirstRow) = (cells, separator, true)
      needsIndex = separator == .blanks && !hasPlace
      // What a search for settings came to, between its trainings.
      isOfTrials = cells.starts(with: ["iter", "target"])
      return true
    }
    return false
  }

  /// Whether a line has several cells, and the second does not begin with a digit: most lines need not be
  /// taken apart to see that they are no head.
  private static func mayBeHead(_ line: [UInt8], _ separator: Separator) -> Bool {
    switch separator {
    case .comma: line.contains(UInt8(ascii: ","))
    case .semicolon: line.contains(UInt8(ascii: ";"))
    case .tab: line.contains(UInt8(ascii: "\t"))
    case .bar: line.contains(UInt8(ascii: "|"))
    case .blanks:
      line.drop { $0 > 0x20 }.first { $0 != 0x20 && $0 != 9 }.map { !(0x30...0x39).contains($0) }
        ?? false
    }
  }

  /// Whether at least half of the names, and two, are of what is measured.
  private static func isOfMetrics(_ names: [String]) -> Bool {
    let count = names.count { SeriesWords.isMetric($0) }
    return count > 1 && count * 2 >= names.count
  }

  private static func isPlace(_ name: String) -> Bool {
    let name = name.lowercased()
    return SeriesWords.epochKeys.contains(name) || SeriesWords.stepKeys.contains(name)
  }

  private static func isName(_ cell: String, colons: Bool = false) -> Bool {
    !cell.isEmpty && cell.count < 80 && cell.first?.isNumber == false && Numbers.read(cell) == nil
      && !cell.contains { "=|%".contains($0) || ($0 == ":" && !colons) }
      && cell.contains(where: \.isLetter)
      && cell.split(separator: " ").count < 5
      && cell.split(separator: " ").allSatisfy { Numbers.read($0) == nil }
  }

  private mutating func row(_ line: LogLine) -> [LogPiece]? {
    if line.bytes.allSatisfy({ "-=|+: ".utf8.contains($0) }) { return [] }
    var cells = Self.cells(line.bytes, separator)
    if separator == .blanks, cells.count == names.count + 1,
      cells[0].allSatisfy(\.isNumber) || cells[0] == ".."
    {
      // A data frame has an index before its columns, and dots for what it leaves out.
      cells.removeFirst()
      if cells.allSatisfy({ $0 == "..." }) { return [] }
    } else if needsIndex {
      names = []
      return nil
    }
    guard cells.count == names.count, cells.contains(where: { !$0.isEmpty }) else { return nil }
    if isOfTrials { return [] }
    // Words without a place are results to compare, and no run.
    if !names.contains(where: Self.isPlace), cells.contains(where: Self.isWord) {
      names = []
      return []
    }
    var reading = Reading()
    (reading.beginsTable, isFirstRow) = (isFirstRow, false)
    for (name, cell) in zip(names, cells) where !cell.isEmpty && !name.isEmpty {
      let key = name.lowercased()
      let isPercent = cell.hasSuffix("%")
      guard var number = Numbers.read(isPercent ? String(cell.dropLast()) : cell) else {
        if SeriesWords.epochKeys.contains(key), let part = Self.part(cell) {
          (reading.epoch, reading.epochs) = part
          continue
        }
        // A clock time, a name of a model, `No log`; but no row of a table has only words.
        if cell.count > 40 { return nil }
        continue
      }
      if isPercent { number /= 100 }
      if SeriesWords.epochKeys.contains(key), reading.epoch == nil {
        reading.epoch = number
      } else if SeriesWords.stepKeys.contains(key), reading.step == nil {
        reading.step = number
      } else if SeriesWords.secondsKeys.contains(key) {
        reading.seconds = number
      } else if !SeriesWords.unread.contains(key) {
        reading.values.append(Reading.Value(name, number, isPercent: isPercent))
      }
    }
    guard reading.hasPlace || !reading.values.isEmpty else { return nil }
    return [.reading(reading)]
  }

  private static func isWord(_ cell: String) -> Bool {
    cell.contains(where: \.isLetter) && !cell.contains(where: \.isNumber)
      && Numbers.read(cell) == nil
  }

  /// `1/3`
  private static func part(_ cell: String) -> (Double, Double)? {
    let parts = cell.split(separator: "/").map { Numbers.read($0) }
    guard parts.count == 2, let number = parts[0], let of = parts[1] else { return nil }
    return (number, of)
  }

  private static func cells(_ line: [UInt8], _ separator: Separator) -> [String] {
    switch separator {
    case .comma: return cells(line, UInt8(ascii: ","))
    case .semicolon: return cells(line, UInt8(ascii: ";"))
    case .tab: return cells(line, UInt8(ascii: "\t"))
    case .bar:
      let pieces = line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      let hasEdges = line.first == UInt8(ascii: "|") && pieces.count > 2
      return (hasEdges ? Array(pieces.dropFirst().dropLast()) : pieces).map(text)
    case .blanks:
      // The lines of a wide data frame end with a mark that there is more of them.
      return line.split { $0 == 0x20 || $0 == 9 }.map(text).filter { $0 != "\\" }
    }
  }

  /// Only a line with quotes needs more than its separators.
  private static func cells(_ line: [UInt8], _ separator: UInt8) -> [String] {
    guard line.contains(UInt8(ascii: "\"")) else {
      return line.split(separator: separator, omittingEmptySubsequences: false).map(text)
    }
    return csvCells(of: line, separator: separator)?.map { text($0[...]) } ?? []
  }

  private static func text(_ cell: ArraySlice<UInt8>) -> String {
    var cell = cell.drop { $0 <= 0x20 }
    while let last = cell.last, last <= 0x20 { cell.removeLast() }
    return String(decoding: cell, as: UTF8.self)
  }
}
