// Numbers and strings.

extension Tokenizer {
  /// Reads a number and sees that no letter stands right behind it.
  mutating func number() throws {
    let start = position
    var kind = Token.Kind.integer
    if peek() == "0", let letter = peek(1), let radix = Self.radixes[letter] {
      position += 2
      try digits(of: radix)
      try endNumber(start, radix.name)
      return append(.integer, from: start)
    }
    if peek() != "." { try decimalDigits() }
    let wholeEnd = position
    if peek() == "." {
      kind = .float
      position += 1
      if peek().map(isDigit) == true { try decimalDigits() }
    }
    if peek() == "e" || peek() == "E" {
      let isSigned = peek(1) == "+" || peek(1) == "-"
      if peek(isSigned ? 2 : 1).map(isDigit) == true {
        kind = .float
        position += isSigned ? 2 : 1
        try decimalDigits()
      }
    }
    if peek() == "j" || peek() == "J" {
      kind = .imaginary
      position += 1
    }
    if kind == .integer, text[start] == "0",
      text[start..<wholeEnd].contains(where: { ("1"..."9").contains($0) })
    {
      throw LoopError.syntax(
        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal "
          + "integers", at: span(from: start))
    }
    try endNumber(start, kind == .imaginary ? "imaginary" : "decimal")
    append(kind, from: start)
  }

  private struct Radix {
    let name: String
    let value: Int
  }

  private static let radixes: [Unicode.Scalar: Radix] = [
    "x": Radix(name: "hexadecimal", value: 16), "X": Radix(name: "hexadecimal", value: 16),
    "o": Radix(name: "octal", value: 8), "O": Radix(name: "octal", value: 8),
    "b": Radix(name: "binary", value: 2), "B": Radix(name: "binary", value: 2),
  ]

  private mutating func digits(of radix: Radix) throws {
    var count = 0
    while let character = peek() {
      if character == "_", let next = peek(1), next.hexValue.map({ $0 < radix.value }) == true {
        position += 1
        continue
      }
      guard let digit = character.hexValue else { break }
      if digit >= radix.value {
        if isDigit(character) {
          throw LoopError.syntax(
            "invalid digit '\(character)' in \(radix.name) literal", at: here(1))
        }
        break
      }
      position += 1
      count += 1
    }
    if count == 0 { throw invalidNumber(radix.name) }
  }

  private mutating func decimalDigits() throws {
    while let character = peek() {
      if isDigit(character) {
        position += 1
      } else if character == "_" {
        guard peek(1).map(isDigit) == true else {
          throw LoopError.syntax("invalid decimal literal", at: here(1))
        }
        position += 1
      } else {
        break
      }
    }
  }

  /// Words that may follow a number without a blank, as CPython still allows.
  private static let mayFollow = ["and", "else", "for", "if", "in", "is", "not", "or"]

  private func endNumber(_ start: Int, _ name: String) throws {
    guard let next = peek(), isNamePart(next) else { return }
    var end = position
    while end < text.count, isNamePart(text[end]) { end += 1 }
    let word = String(String.UnicodeScalarView(text[position..<end]))
    if Self.mayFollow.contains(word) { return }
    throw invalidNumber(name)
  }

  /// CPython points at the number's last character.
  private func invalidNumber(_ name: String) -> LoopError {
    .syntax(
      "invalid \(name) literal",
      at: Span(line: line, column: max(column - 1, 0), endLine: line, endColumn: column))
  }

  // MARK: - Strings

  mutating func string(prefixLength: Int) throws {
    let start = here(0)
    let prefix = String(String.UnicodeScalarView(text[position..<(position + prefixLength)]))
      .lowercased()
    let first = position
    position += prefixLength
    let quote = text[position]
    let isTriple = peek(1) == quote && peek(2) == quote
    position += isTriple ? 3 : 1
    var token = StringToken(
      prefix: prefix, body: [], line: line, column: column, isTriple: isTriple)
    let bodyStart = position
    try skipBody(quote, isTriple, prefix.contains("f"), start)
    let bodyEnd = position - (isTriple ? 3 : 1)
    token.body = Array(text[bodyStart..<max(bodyStart, bodyEnd)])
    let span = Span(
      line: start.line, column: start.column, endLine: line, endColumn: column)
    append(
      Token(
        kind: .string, text: String(String.UnicodeScalarView(text[first..<position])), span: span,
        string: token))
  }

  /// Goes to behind the closing quote.
  ///
  /// Inside the braces of an f-string a quote may be part of an expression; a backslash hides the
  /// character behind it, in raw strings too.
  private mutating func skipBody(
    _ quote: Unicode.Scalar, _ isTriple: Bool, _ isFormatted: Bool, _ start: Span
  ) throws {
    while let character = peek() {
      if character == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
        position += isTriple ? 3 : 1
        return
      }
      switch character {
      case "\\":
        position += 1
        if peek() == "\r", peek(1) == "\n" { position += 1 }
        let skipped = peek()
        position += skipped == nil ? 0 : 1
        if skipped == "\n" || skipped == "\r" { startLine() }
      case "\n", "\r":
        if !isTriple { throw unterminated(start, isTriple) }
        if character == "\r", peek(1) == "\n" { position += 1 }
        position += 1
        startLine()
      case "{" where isFormatted && peek(1) != "{":
        skipReplacement(quote, isTriple)
      case "{" where isFormatted: position += 2
      default: position += 1
      }
    }
    throw unterminated(start, isTriple)
  }

  /// Skips over quotes of the same kind inside `{…}`, where that makes a whole; CPython 3.12 reads
  /// so. When it makes none, the position stays right behind the brace.
  private mutating func skipReplacement(_ quote: Unicode.Scalar, _ isTriple: Bool) {
    position += 1
    var index = position
    var depth = 1
    while index < text.count {
      let character = text[index]
      if character == "\n" && !isTriple { return }
      if character == "{" { depth += 1 }
      if character == "}" {
        depth -= 1
        if depth == 0 { break }
      }
      index += 1
    }
    guard depth == 0, index < text.count, !text[position..<index].contains("\n") else { return }
    let inside = text[position..<index]
    // Only what holds an even number of the quotes can be an expression with strings in it.
    let quotes = inside.count { $0 == quote }
    if quotes > 0, quotes % 2 == 0, !isTriple { position = index + 1 }
  }

  private func unterminated(_ start: Span, _ isTriple: Bool) -> LoopError {
    let at = Span(
      line: start.line, column: start.column, endLine: start.line, endColumn: start.column + 1)
    // A text that ends in a line break has no line behind it.
    let last = isTriple && column == 0 && line > start.line ? line - 1 : line
    return .syntax(
      "unterminated \(isTriple ? "triple-quoted " : "")string literal (detected at line \(last))",
      at: at)
  }
}

extension Unicode.Scalar {
  /// The value of a hexadecimal digit.
  var hexValue: Int? {
    switch self {
    case "0"..."9": Int(value) - 48
    case "a"..."f": Int(value) - 87
    case "A"..."F": Int(value) - 55
    default: nil
    }
  }
}
