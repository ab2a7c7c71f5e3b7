import Run

/// A name and then nothing but a number a line, as Torch 7's `optim.Logger` writes them:
///
///     % mean class accuracy (test set)
///      9.2030e+01
struct SingleColumn: LineFormat {
  private var name: String?
  /// Numbers that may still turn out to be something else.
  private var first: [Double] = []
  private var isOpen = false

  /// So many in a row are no accident.
  private static let needed = 3

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    guard line.bytes.count < 80 else { return end() }
    guard let number = Numbers.read(line.text) else {
      _ = end()
      let text = line.text
      let isName =
        SeriesWords.isMetric(text) && !text.contains { $0.isNumber || ":=|,".contains($0) }
      name = isName ? text : nil
      return nil
    }
    guard let name else { return nil }
    first.append(number)
    if !isOpen, first.count < Self.needed { return [] }
    isOpen = true
    defer { first = [] }
    return first.map { number in
      var reading = Reading()
      reading.values = [Reading.Value(name, number)]
      return .reading(reading)
    }
  }

  private mutating func end() -> [LogPiece]? {
    (name, first, isOpen) = (nil, [], false)
    return nil
  }
}
