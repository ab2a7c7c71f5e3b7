/// Watches for a Python exception among the lines of a log.
struct Exceptions {
  /// Within `Traceback (most recent call last):`.
  private(set) var isOpen = false
  private var line = 0
  private var code = ""
  private var takesCode = false

  /// The failure that a line completes: `RuntimeError: element 0 of tensors …`.
  ///
  /// Line and code are those of the outermost frame, which is the training script's own.
  mutating func failure(in bytes: [UInt8]) -> LogItem.Failure? {
    if bytes.starts(with: "Traceback (most recent call last)".utf8) {
      self = Exceptions()
      isOpen = true
      return nil
    }
    if isOpen, bytes.first == 0x20 {
      note(String(decoding: bytes, as: UTF8.self))
      return nil
    }
    guard isOpen || bytes.first.map({ (0x41...0x5a).contains($0) }) == true,
      let (type, message) = Self.exception(bytes, isOpen: isOpen)
    else {
      isOpen = false
      return nil
    }
    let failure = LogItem.Failure(type: type, message: message, line: line, code: code)
    self = Exceptions()
    return failure
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
  private static func exception(
    _ bytes: [UInt8], isOpen: Bool
  ) -> (type: String, message: String)? {
    let name = bytes.prefix { byte in
      byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2e || byte == 0x5f
    }
    guard name.count > 4, name.count < 100 else { return nil }
    let type =
      String(decoding: name, as: UTF8.self).split(separator: ".").last.map(String.init) ?? ""
    guard ["Error", "Exception", "Interrupt"].contains(where: { type.hasSuffix($0) }),
      type.first?.isUppercase == true, type != "Error" || isOpen
    else { return nil }
    let rest = bytes[name.endIndex...]
    if rest.isEmpty { return (type, "") }
    guard rest.first == UInt8(ascii: ":") else { return nil }
    return (type, String(decoding: rest.dropFirst().drop { $0 == 0x20 }, as: UTF8.self))
  }
}
