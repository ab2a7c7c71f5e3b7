import Foundation
import Text

/// One line of a log: `event` first, the fields that every line has, and those of its own.
struct JSONLine {
  private let head: String

  init(_ event: String, process: Int?, rank: Int?, seconds: Double) {
    var head = #"{"event":"\#(event)""#
    if let process { head += #","process":\#(process)"# }
    if let rank { head += #","rank":\#(rank)"# }
    // Milliseconds tell all that a person sees.
    head += #","seconds":\#((seconds * 1000).rounded() / 1000)"#
    self.head = head
  }

  /// The line with a value's fields, whose names are written as Python writes them.
  func text(_ fields: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let encoded = (try? encoder.encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    // The encoder has escaped controls; what else is unsafe can only stand within a text.
    let rest = encoded.replacingUnsafe { scalar in
      scalar.utf16.map { "\\u" + String(format: "%04x", $0) }.joined()
    }
    return head + (rest == "{}" ? "}" : "," + rest.dropFirst())
  }
}
