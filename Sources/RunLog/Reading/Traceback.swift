import Run

/// Watches for a Python exception among the lines of a log.
struct Traceback {
  /// Inside `Traceback (most recent call last):`.
  private(set) var isOpen = false
  private(set) var hasFailed = false
  private var line = 0
  private var code = ""
  private var takesCode = false

  /// The failure that a line completes: `RuntimeError: element 0 of tensors …`.
  ///
  /// Line number and code are those of the outermost frame, which is the training script's own.
  mutating func failure(in text: String, epoch: Int) -> FailureReport? {
    if text.hasPrefix("Traceback (most recent call last)") {
      self = Traceback()
      isOpen = true
      return nil
    }
    if isOpen, text.hasPrefix(" ") {
      note(text)
      return nil
    }
    guard let (type, message) = Self.exception(text) else {
      isOpen = false
      return nil
    }
    let report = FailureReport(
      type: type, message: message, epoch: epoch, line: line, code: code)
    self = Traceback()
    hasFailed = true
    return report
  }

  private mutating func note(_ text: String) {
    let trimmed = text.drop { $0 == " " }
    if trimmed.hasPrefix("File \"") {
      takesCode = line == 0
      guard takesCode, let number = trimmed.firstMatch(of: /, line (\d+)/) else { return }
      line = Int(number.1) ?? 0
    } else if takesCode, !trimmed.hasPrefix("^"), !trimmed.hasPrefix("~") {
      code = String(trimmed)
      takesCode = false
    }
  }

  /// `ValueError: text`, or an exception's bare name.
  private static func exception(_ text: String) -> (type: String, message: String)? {
    let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
    let type = name.split(separator: ".").last.map(String.init) ?? ""
    guard ["Error", "Exception", "Interrupt"].contains(where: { type.hasSuffix($0) }),
      type.first?.isUppercase == true
    else { return nil }
    let rest = text[name.endIndex...]
    if rest.isEmpty { return (type, "") }
    guard rest.hasPrefix(":") else { return nil }
    return (type, String(rest.dropFirst().drop { $0 == " " }))
  }
}
