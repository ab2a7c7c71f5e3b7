// String literals: escapes, f-strings, and neighbours that are one string.

extension Parser {
  mutating func strings() throws -> Expression {
    let start = token.span
    var parts: [FormatPart] = []
    var isFormatted = false
    var isBytes = false
    while kind == .string, let string = token.string {
      if string.isBytes {
        isBytes = true
      } else if string.isFormatted {
        isFormatted = true
        var reader = FormatReader(string, at: token.span)
        parts += try reader.parts()
      } else {
        parts.append(.text(try Escapes.read(string.body, isRaw: string.isRaw, at: token.span)))
      }
      advance()
    }
    let span = start.through(previous.span)
    if isBytes { return Expression(kind: .leftOut("bytes"), span: span) }
    if isFormatted { return Expression(kind: .formatted(Self.merged(parts)), span: span) }
    let text = parts.map { part in
      if case .text(let text) = part { return text }
      return ""
    }.joined()
    return Expression(kind: .constant(.string(text)), span: span)
  }

  /// Neighbouring pieces of text as one.
  private static func merged(_ parts: [FormatPart]) -> [FormatPart] {
    var result: [FormatPart] = []
    for part in parts {
      if case .text(let text) = part {
        if text.isEmpty { continue }
        if case .text(let before)? = result.last {
          result[result.count - 1] = .text(before + text)
          continue
        }
      }
      result.append(part)
    }
    return result
  }
}

/// Backslash escapes of string literals.
enum Escapes {
  static func read(_ body: [Unicode.Scalar], isRaw: Bool, at span: Span) throws -> String {
    var text = String.UnicodeScalarView()
    var index = 0
    while index < body.count {
      let character = body[index]
      index += 1
      if character == "\r" {
        // Python reads every line end as one.
        if index < body.count, body[index] == "\n" { index += 1 }
        text.append("\n")
        continue
      }
      guard character == "\\", !isRaw, index < body.count else {
        text.append(character)
        continue
      }
      let letter = body[index]
      index += 1
      if let plain = Self.plain[letter] {
        text.append(contentsOf: plain.unicodeScalars)
        if letter == "\r", index < body.count, body[index] == "\n" { index += 1 }
        continue
      }
      switch letter {
      case "x": text.append(try code(body, &index, 2, "\\xXX", span))
      case "u": text.append(try code(body, &index, 4, "\\uXXXX", span))
      case "U": text.append(try code(body, &index, 8, "\\UXXXXXXXX", span))
      case "N": throw LoopError.syntax("the loop language leaves out '\\N{…}' escapes", at: span)
      case "0"..."7":
        var value = letter.value - 48
        var count = 1
        while count < 3, index < body.count, ("0"..."7").contains(body[index]) {
          value = value * 8 + body[index].value - 48
          index += 1
          count += 1
        }
        text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
      default:
        text.append("\\")
        text.append(letter)
      }
    }
    return String(text)
  }

  /// What a letter stands for; nothing for a line end, which joins lines.
  private static let plain: [Unicode.Scalar: String] = [
    "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}",
    "f": "\u{C}", "v": "\u{B}", "\n": "", "\r": "",
  ]

  private static func code(
    _ body: [Unicode.Scalar], _ index: inout Int, _ count: Int, _ form: String, _ span: Span
  ) throws -> Unicode.Scalar {
    let start = index
    var value: UInt32 = 0
    while index < body.count, index - start < count, let digit = body[index].hexValue {
      value = value << 4 | UInt32(digit)
      index += 1
    }
    guard index - start == count else {
      throw LoopError.syntax(
        "(unicode error) 'unicodeescape' codec can't decode bytes in position \(start - 2)-"
          + "\(max(index - 1, start - 2)): truncated \(form) escape", at: span)
    }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
