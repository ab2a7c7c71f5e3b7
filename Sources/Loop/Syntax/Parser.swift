/// A recursive-descent parser, one function a rule of Python's grammar.
struct Parser {
  let tokens: [Token]
  var index = 0
  private let unclosed: LoopError?
  /// How deep expressions and blocks are nested here; bounded, so that no text overflows the stack.
  private var depth = 0
  private static let deepest = 200
  /// Whether a `break` or `return` here has something to leave.
  var isInLoop: Bool
  var isInFunction = false

  /// The statements of a text.
  ///
  /// With `isBody` the text stands inside a loop, which `break` and `continue` may leave. The text's
  /// first line counts as `firstLine`. Throws
  /// `SyntaxError`, `IndentationError` and `TabError` with CPython's words.
  static func statements(_ source: String, isBody: Bool = false, firstLine: Int = 1) throws
    -> [Statement]
  {
    var parser = Parser(source, isBody: isBody, firstLine: firstLine)
    do {
      return try parser.file()
    } catch let error as LoopError {
      throw parser.better(error)
    }
  }

  /// One expression that is the whole text; for the inside of an f-string.
  static func expression(_ source: String) throws -> Expression {
    var parser = Parser(source, isBody: false, firstLine: 1)
    let value = try parser.testListStar()
    if parser.kind == .newline { parser.advance() }
    guard parser.kind == .end else { throw parser.invalid() }
    return value
  }

  private init(_ source: String, isBody: Bool, firstLine: Int) {
    (tokens, unclosed) = Tokenizer.tokens(source, firstLine: firstLine)
    isInLoop = isBody
  }

  /// What does not parse is often the fault of a bracket opened further up; and where the rest of
  /// the text is no sequence of tokens, CPython says that instead.
  private func better(_ error: LoopError) -> LoopError {
    guard let broken = tokens.last?.error else { return error }
    guard let unclosed, let opened = unclosed.span else { return broken }
    return opened.line < token.span.line ? unclosed : error
  }

  // MARK: - Tokens

  var token: Token { tokens[min(index, tokens.count - 1)] }
  var kind: Token.Kind { token.kind }
  var previous: Token { tokens[max(min(index, tokens.count) - 1, 0)] }

  func token(ahead count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }

  mutating func advance() { index += 1 }

  func isOp(_ text: String) -> Bool { token.isOp(text) }

  func isWord(_ text: String) -> Bool { token.kind == .name && token.text == text }

  mutating func takeOp(_ text: String) -> Bool {
    guard isOp(text) else { return false }
    advance()
    return true
  }

  mutating func takeWord(_ text: String) -> Bool {
    guard isWord(text) else { return false }
    advance()
    return true
  }

  mutating func expectOp(_ text: String) throws {
    guard takeOp(text) else { throw invalid() }
  }

  /// A colon before a block.
  mutating func expectColon() throws {
    if takeOp(":") { return }
    if kind == .error { throw invalid() }
    throw LoopError.syntax("expected ':'", at: token.span)
  }

  static let plainMessage = "invalid syntax"

  /// The error where no rule goes on.
  func invalid() -> LoopError {
    let token = token
    switch token.kind {
    case .error: return token.error ?? .syntax(Self.plainMessage, at: token.span)
    case .indent: return .indentation("unexpected indent", at: token.span)
    default: return .syntax(Self.plainMessage, at: token.span)
    }
  }

  /// Runs a rule one level deeper.
  mutating func nested<Result>(_ rule: (inout Parser) throws -> Result) throws -> Result {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest {
      throw LoopError.syntax("too many nested expressions or blocks", at: token.span)
    }
    return try rule(&self)
  }

  // MARK: - The file

  mutating func file() throws -> [Statement] {
    var statements: [Statement] = []
    while kind != .end {
      if kind == .newline {
        advance()
        continue
      }
      if kind == .indent { throw LoopError.indentation("unexpected indent", at: token.span) }
      statements += try statement()
    }
    return statements
  }

  /// The block behind a colon, on the same line or indented.
  mutating func block(_ owner: String, line: Int) throws -> [Statement] {
    if kind != .newline { return try simpleStatements() }
    advance()
    guard kind == .indent else {
      if kind == .error { throw invalid() }
      throw LoopError.indentation(
        "expected an indented block after \(owner) on line \(line)",
        at: kind == .end ? previous.span : token.span)
    }
    advance()
    return try nested { parser in
      var statements: [Statement] = []
      while parser.kind != .dedent {
        if parser.kind == .end { break }
        if parser.kind == .newline {
          parser.advance()
          continue
        }
        if parser.kind == .indent {
          throw LoopError.indentation("unexpected indent", at: parser.token.span)
        }
        statements += try parser.statement()
      }
      if parser.kind == .dedent { parser.advance() }
      return statements
    }
  }

  /// The last line of what has been read.
  var lastLine: Int {
    var place = index - 1
    while place > 0 {
      switch tokens[place].kind {
      case .newline, .dedent, .indent, .end: place -= 1
      default: return tokens[place].span.endLine
      }
    }
    return 1
  }
}

/// Words that are no names.
let keywords: Set<String> = [
  "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
  "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
  "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with",
  "yield",
]
