/// Splits source text into tokens, with `indent` and `dedent` where blocks begin and end.
///
/// Lines join inside brackets and after a backslash. An error becomes the last token, so that a
/// mistake that the parser finds before it comes first.
struct Tokenizer {
  let text: [Unicode.Scalar]
  var position = 0
  var line = 1
  var lineStart = 0
  private(set) var tokens: [Token] = []
  private var indents: [Indent] = [Indent(width: 0, alternative: 0)]
  private var brackets: [Bracket] = []
  /// CPython's own bounds.
  private static let deepestIndent = 100
  private static let deepestBracket = 200

  private struct Bracket {
    let text: Unicode.Scalar
    let span: Span
  }

  /// The width with tabs to eight columns and with tabs as one; both must agree between lines.
  private struct Indent {
    let width: Int
    let alternative: Int
  }

  /// `firstLine` is the number of the text's first line.
  init(_ source: String, firstLine: Int = 1) {
    text = Array(source.unicodeScalars)
    line = firstLine
  }

  /// All tokens, and the innermost bracket that is never closed.
  static func tokens(_ source: String, firstLine: Int) -> (tokens: [Token], unclosed: LoopError?) {
    var tokenizer = Tokenizer(source, firstLine: firstLine)
    do {
      try tokenizer.run()
    } catch let error as LoopError {
      let at = tokenizer.here(0)
      tokenizer.tokens.append(
        Token(kind: .error, text: "", span: error.span ?? at, error: error))
    } catch {}
    return (tokenizer.tokens, tokenizer.brackets.last.map { unclosed($0) })
  }

  private static func unclosed(_ bracket: Bracket) -> LoopError {
    .syntax("'\(bracket.text)' was never closed", at: bracket.span)
  }

  // MARK: - Characters

  func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    let index = position + ahead
    return index < text.count ? text[index] : nil
  }

  var column: Int { position - lineStart }

  /// The next `length` characters.
  func here(_ length: Int = 1) -> Span {
    Span(line: line, column: column, endLine: line, endColumn: column + length)
  }

  func span(from start: Int) -> Span {
    Span(line: line, column: start - lineStart, endLine: line, endColumn: column)
  }

  mutating func append(_ kind: Token.Kind, from start: Int) {
    let word = String(String.UnicodeScalarView(text[start..<position]))
    tokens.append(Token(kind: kind, text: word, span: span(from: start)))
  }

  mutating func append(_ token: Token) { tokens.append(token) }

  mutating func startLine() {
    line += 1
    lineStart = position
  }

  /// Skips a line's end, in any of the three forms.
  private mutating func skipLineEnd() {
    if peek() == "\r" && peek(1) == "\n" { position += 1 }
    position += 1
  }

  private func isLineEnd(_ character: Unicode.Scalar?) -> Bool {
    character == "\n" || character == "\r"
  }

  // MARK: - Lines

  private mutating func run() throws {
    if peek() == "\u{FEFF}" { position += 1 }
    var isLineStart = true
    while position < text.count {
      if isLineStart && brackets.isEmpty {
        isLineStart = false
        if try !beginLine() { isLineStart = true }
        continue
      }
      isLineStart = try token()
    }
    if let last = tokens.last, last.kind != .newline, last.kind != .dedent, brackets.isEmpty {
      tokens.append(Token(kind: .newline, text: "", span: here(0)))
    }
    // CPython gives the end a line of its own.
    let end = Span(
      line: line + (column > 0 ? 1 : 0), column: 0, endLine: line + (column > 0 ? 1 : 0),
      endColumn: 0)
    if let bracket = brackets.last { throw Self.unclosed(bracket) }
    for _ in indents.dropFirst() { tokens.append(Token(kind: .dedent, text: "", span: end)) }
    tokens.append(Token(kind: .end, text: "", span: end))
  }

  /// Measures a line's indentation; false when the line is blank or a comment.
  private mutating func beginLine() throws -> Bool {
    var (width, alternative) = (0, 0)
    loop: while let character = peek() {
      switch character {
      case " ": (width, alternative) = (width + 1, alternative + 1)
      case "\t": (width, alternative) = ((width / 8 + 1) * 8, alternative + 1)
      case "\u{0C}": (width, alternative) = (0, 0)
      default: break loop
      }
      position += 1
    }
    guard let character = peek() else { return true }
    if character == "#" {
      skipComment()
    }
    if isLineEnd(peek()) || position >= text.count {
      guard position < text.count else { return true }
      skipLineEnd()
      startLine()
      return false
    }
    try indent(Indent(width: width, alternative: alternative))
    return true
  }

  private mutating func indent(_ new: Indent) throws {
    let old = indents[indents.count - 1]
    let inconsistent = LoopError(
      "TabError", "inconsistent use of tabs and spaces in indentation",
      at: Span(line: line, column: 0, endLine: line, endColumn: column))
    if new.width == old.width {
      if new.alternative != old.alternative { throw inconsistent }
      return
    }
    if new.width > old.width {
      if new.alternative <= old.alternative { throw inconsistent }
      if indents.count >= Self.deepestIndent {
        throw LoopError.indentation("too many levels of indentation", at: here(0))
      }
      indents.append(new)
      tokens.append(
        Token(
          kind: .indent, text: "",
          span: Span(
            line: line, column: max(column - 1, 0), endLine: line, endColumn: column)))
      return
    }
    while let top = indents.last, new.width < top.width {
      indents.removeLast()
      tokens.append(Token(kind: .dedent, text: "", span: here(0)))
    }
    let level = indents[indents.count - 1]
    if new.width != level.width {
      var end = position
      while end < text.count, !isLineEnd(text[end]) { end += 1 }
      position = end
      throw LoopError.indentation(
        "unindent does not match any outer indentation level", at: here(0))
    }
    if new.alternative != level.alternative { throw inconsistent }
  }

  private mutating func skipComment() {
    while let character = peek(), !isLineEnd(character) {
      _ = character
      position += 1
    }
  }

  // MARK: - Tokens

  /// Reads one token or some blanks; true when the next character begins a line.
  private mutating func token() throws -> Bool {
    guard let character = peek() else { return false }
    switch character {
    case " ", "\t", "\u{0C}":
      position += 1
    case "#":
      skipComment()
    case "\n", "\r":
      if brackets.isEmpty { tokens.append(Token(kind: .newline, text: "", span: here(1))) }
      skipLineEnd()
      startLine()
      return true
    case "\\":
      try joinLine()
    case "0"..."9": try number()
    case "." where peek(1).map(isDigit) == true: try number()
    case "\"", "'": try string(prefixLength: 0)
    default:
      if isNameStart(character) {
        try nameOrString()
      } else {
        try op(character)
      }
    }
    return false
  }

  private mutating func joinLine() throws {
    position += 1
    guard isLineEnd(peek()) else {
      if position >= text.count {
        throw LoopError.syntax("unexpected EOF while parsing", at: here(0))
      }
      throw LoopError.syntax("unexpected character after line continuation character", at: here(1))
    }
    skipLineEnd()
    startLine()
    if position >= text.count {
      throw LoopError.syntax("unexpected EOF while parsing", at: here(0))
    }
  }

  private mutating func nameOrString() throws {
    var length = 0
    while length < 3, let next = peek(length), "rRbBuUfF".unicodeScalars.contains(next) {
      length += 1
    }
    if length > 0, length < 3, let quote = peek(length), quote == "\"" || quote == "'" {
      let prefix = String(String.UnicodeScalarView(text[position..<(position + length)]))
        .lowercased()
      if ["r", "b", "u", "f", "rb", "br", "rf", "fr"].contains(prefix) {
        return try string(prefixLength: length)
      }
    }
    let start = position
    while let next = peek(), isNamePart(next) { position += 1 }
    append(.name, from: start)
  }

  private mutating func op(_ character: Unicode.Scalar) throws {
    let start = position
    for length in [3, 2] {
      guard let second = peek(1), "=*/<>.".unicodeScalars.contains(second),
        position + length <= text.count
      else { continue }
      let word = String(String.UnicodeScalarView(text[position..<(position + length)]))
      if (length == 3 ? Self.threes : Self.twos).contains(word) {
        position += length
        return append(.op, from: start)
      }
    }
    switch character {
    case "(", "[", "{":
      if brackets.count >= Self.deepestBracket {
        throw LoopError.syntax("too many nested parentheses", at: here(1))
      }
      brackets.append(Bracket(text: character, span: here(1)))
    case ")", "]", "}":
      try close(character)
    case "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", ",", ":", ".", ";", "=":
      break
    case "!", "$", "?", "`":
      throw LoopError.syntax("invalid syntax", at: here(1))
    default:
      let code = String(character.value, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
      throw LoopError.syntax(
        character.properties.generalCategory.isPrintable
          ? "invalid character '\(character)' (U+\(padded))"
          : "invalid non-printable character U+\(padded)", at: here(1))
    }
    position += 1
    append(.op, from: start)
  }

  private static let threes: Set<String> = ["**=", "//=", ">>=", "<<=", "..."]
  private static let twos: Set<String> = [
    "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=", "@=", ":=", "<>",
  ]

  private mutating func close(_ character: Unicode.Scalar) throws {
    guard let open = brackets.popLast() else {
      throw LoopError.syntax("unmatched '\(character)'", at: here(1))
    }
    let wanted: [Unicode.Scalar: Unicode.Scalar] = ["(": ")", "[": "]", "{": "}"]
    if wanted[open.text] != character {
      let place = open.span.line == line ? "" : " on line \(open.span.line)"
      throw LoopError.syntax(
        "closing parenthesis '\(character)' does not match opening parenthesis '\(open.text)'"
          + place, at: here(1))
    }
  }
}

func isDigit(_ character: Unicode.Scalar) -> Bool { ("0"..."9").contains(character) }

func isNameStart(_ character: Unicode.Scalar) -> Bool {
  switch character {
  case "a"..."z", "A"..."Z", "_": true
  default: character.value >= 128 && character.properties.isXIDStart
  }
}

func isNamePart(_ character: Unicode.Scalar) -> Bool {
  switch character {
  case "a"..."z", "A"..."Z", "_", "0"..."9": true
  default: character.value >= 128 && character.properties.isXIDContinue
  }
}

extension Unicode.GeneralCategory {
  /// Whether a character of this kind shows anything, as Python's `isprintable` has it.
  var isPrintable: Bool {
    switch self {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      false
    default: true
    }
  }
}
