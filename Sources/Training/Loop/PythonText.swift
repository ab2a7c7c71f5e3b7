/// A number as Python writes it: `0.01`, `1e-08`, `3`.
func pythonNumber(_ value: Double) -> String {
  if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
  return "\(value)"
}

/// A text as a Python literal: `"a \"quoted\" word"`.
func pythonString(_ text: String) -> String { "\"\(pythonEscaped(text))\"" }

/// A text as it stands between Python's quotes.
func pythonEscaped(_ text: String) -> String {
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
