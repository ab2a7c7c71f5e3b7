/// Text from outside, from files, programs or the command line, made harmless: the one place for it.
///
/// What a terminal obeys, what turns the order of what is read around, and what is not seen at all is
/// written out, `\u{1b}`, and no text is longer than a line that a person reads.
extension StringProtocol {
  /// The text as it may stand anywhere, cut off after `limit` characters.
  public func harmless(limit: Int = 2000) -> String {
    var result = ""
    var count = 0
    for scalar in unicodeScalars {
      if count >= limit { return result + "…" }
      count += 1
      if scalar.isUnsafe { result += scalar.spelled } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// A name or a cell as it stands within a sentence: no more of it than says which one it is.
  public var brief: String { harmless(limit: 40) }

  /// The text of any length with what is unsafe in the spelling of some language.
  public func replacingUnsafe(_ spelling: (Unicode.Scalar) -> String) -> String {
    guard unicodeScalars.contains(where: \.isUnsafe) else { return String(self) }
    return unicodeScalars.reduce(into: "") { result, scalar in
      if scalar.isUnsafe {
        result += spelling(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Unicode.Scalar {
  /// Controls, with those of bidirectional text, and what no one sees. The two characters that join or
  /// part letters, as in emoji and Persian words, are none of it.
  public var isUnsafe: Bool {
    if value < 0x7f { return value < 0x20 }
    if value < 0xa0 { return true }
    if value < 0x300 { return value == 0xad }
    switch properties.generalCategory {
    case .format: return value != 0x200c && value != 0x200d
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      return true
    default: return false
    }
  }

  /// `\u{202e}`
  public var spelled: String { "\\u{\(String(value, radix: 16))}" }

  /// As Python, JSON's programs and YAML read it in a quoted text: `\n`, `\x1b`, `\u202e`,
  /// `\U000e0001`.
  public var pythonEscape: String {
    switch self {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default:
      let digits = String(value, radix: 16)
      let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
      return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    }
  }
}
