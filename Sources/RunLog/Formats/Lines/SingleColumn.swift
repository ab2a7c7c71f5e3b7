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
  /// How many lines more may say what came of an epoch or a step that has a line of its own.
  private var linesUnderPlace = 0

  /// So many in a row are no accident.
  private static let needed = 3

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    let text = line.text
    guard let number = Numbers.read(text) else {
      linesUnderPlace = Self.isPlace(line) ? 3 : max(linesUnderPlace - 1, 0)
      // Any other line ends the column, and may be the name of the next.
      (name, first, isOpen) = (Self.isName(text) ? text : nil, [], false)
      return nil
    }
    if linesUnderPlace > 0, number != number.rounded() {
      // `Iteration: 10`, and what came of it two lines below.
      linesUnderPlace = 0
      var reading = Reading()
      reading.values = [Reading.Value("value", number)]
      return [.reading(reading)]
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

  /// `Iteration: 10`, and nothing else in the line.
  private static func isPlace(_ line: LogLine) -> Bool {
    guard line.bytes.count < 30, let reading = Fields.read(line.bytes, knowsPlace: line.knowsPlace)
    else { return false }
    return reading.values.isEmpty && reading.hasPlace
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.count < 80 && SeriesWords.isMetric(text)
      && !text.contains { $0.isNumber || ":=|,".contains($0) }
  }
}
