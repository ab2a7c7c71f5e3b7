import Foundation
import Run

/// A way to print what happens in a run: one file here and one line in the list.
protocol LineFormat: Sendable {
  /// What a line says; nil when it is not of this format.
  mutating func read(_ line: LogLine) -> [LogPiece]?
}

/// A line of a log, and what is known when it comes.
struct LogLine {
  /// Without blanks at either end.
  var bytes: [UInt8]
  /// Something was drawn over it.
  var isRedrawn = false
  /// An epoch was named before, or a step in a line of its own right above.
  var knowsPlace = false

  init(_ bytes: some Collection<UInt8>, isRedrawn: Bool = false, knowsPlace: Bool = false) {
    let start = bytes.drop { $0 <= 0x20 }
    var bytes = Array(start)
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    self.bytes = bytes
    self.isRedrawn = isRedrawn
    self.knowsPlace = knowsPlace
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func part(_ bytes: some Collection<UInt8>) -> LogLine {
    LogLine(bytes, isRedrawn: isRedrawn, knowsPlace: knowsPlace)
  }

  /// The first position of `text` at or after `start`.
  func find(_ text: StaticString, from start: Int = 0) -> Int? {
    text.withUTF8Buffer { text in
      bytes.withUnsafeBufferPointer { line in
        guard let base = line.baseAddress, let pattern = text.baseAddress else { return nil }
        var index = max(start, 0)
        while index + text.count <= line.count,
          let found = memchr(base + index, CInt(pattern[0]), line.count - text.count - index + 1)
        {
          index = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
          if memcmp(found, pattern, text.count) == 0 { return index }
          index += 1
        }
        return nil
      }
    }
  }
}

/// What a format makes of a line.
enum LogPiece: Equatable {
  case reading(Reading)
  /// A record that needs nothing added, and other things that a log says of itself.
  case record(Record, epoch: Double?)
  case item(LogItem)
  /// What is left of the line is to be read on its own.
  case rest(LogLine)

  static func == (left: LogPiece, right: LogPiece) -> Bool {
    switch (left, right) {
    case (.reading(let left), .reading(let right)): left == right
    case (.record(let left, let epoch), .record(let right, let other)):
      left == right && epoch == other
    case (.item(let left), .item(let right)): left == right
    case (.rest(let left), .rest(let right)): left.bytes == right.bytes
    default: false
    }
  }
}

/// All formats that come in lines, in the order in which a line is offered to them.
struct LineFormats {
  /// Comes first and apart: of these logs some have millions of lines.
  var json = JSONLines()
  private var formats: [any LineFormat] = [
    DictionaryLines(),
    Boosters(),
    Darknet(),
    Estimators(),
    ClassReports(),
    TutorialLines(),
    Ultralytics(),
    TqdmBars(),
    Callbacks(),
    KerasBars(),
    RichBars(),
    Timm(),
    CocoSummary(),
    Boxes(),
    SingleColumn(),
    Tables(),
    Sections(),
    NamedNumberLines(),
  ]

  mutating func read(_ line: LogLine) -> [LogPiece] {
    if let pieces = json.read(line) { return pieces }
    for index in formats.indices {
      if let pieces = formats[index].read(line) { return pieces }
    }
    return []
  }
}
