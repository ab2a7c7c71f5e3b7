import Text

/// A number as Python writes it: `0.01`, `1e-08`, `3`.
func pythonNumber(_ value: Double) -> String {
  if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
  return "\(value)"
}

/// A text as a Python literal: `"a \"quoted\" word"`.
func pythonString(_ text: String) -> String { "\"\(pythonEscaped(text))\"" }

/// A text as it stands between Python's quotes.
func pythonEscaped(_ text: String) -> String {
  withoutQuotes(text).replacingUnsafe(\.pythonEscape)
}

/// A line of a text between three of Python's quotes; its tabs stay.
func pythonTextLine(_ line: String) -> String { pythonVisible(withoutQuotes(line)) }

/// A line of Python without what an editor would not show; within a text an escape is the same text.
func pythonVisible(_ line: String) -> String {
  line.replacingUnsafe { $0 == "\t" ? "\t" : $0.pythonEscape }
}

private func withoutQuotes(_ text: String) -> String {
  text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
}

extension String {
  /// The names in a line of Python, each once, in order.
  var identifiers: [String] {
    var result: [String] = []
    for word in split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
    where !result.contains(String(word)) {
      result.append(String(word))
    }
    return result
  }
}
