/// A word of the source text.
struct Token {
  enum Kind: Equatable {
    case name, integer, float, imaginary, string, op, newline, indent, dedent, end
    /// The text from here on is no sequence of tokens.
    case error
  }

  var kind: Kind
  /// As written; a string's prefix and quotes are in `string`.
  var text: String
  var span: Span
  /// What a string token holds.
  var string: StringToken?
  /// What an error token raises.
  var error: LoopError?

  func isOp(_ wanted: String) -> Bool { kind == .op && text == wanted }
}

/// The body of a string literal before its escapes are read.
struct StringToken {
  /// Lower-case letters before the quote, such as `rf`.
  var prefix: String
  /// The characters between the quotes.
  var body: [Unicode.Scalar]
  /// Where the first of them stands.
  var line: Int
  var column: Int
  var isTriple: Bool

  var isRaw: Bool { prefix.contains("r") }
  var isFormatted: Bool { prefix.contains("f") }
  var isBytes: Bool { prefix.contains("b") }
}
