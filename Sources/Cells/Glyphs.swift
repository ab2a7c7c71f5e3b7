/// The characters a screen is drawn with: Unicode, or ASCII alone.
public struct Glyphs: Sendable, Equatable {
  public let isASCII: Bool

  public static let unicode = Glyphs(isASCII: false)
  public static let ascii = Glyphs(isASCII: true)

  /// Corners, sides: top left, top right, bottom left, bottom right, horizontal, vertical.
  var box: (Character, Character, Character, Character, Character, Character) {
    isASCII ? ("+", "+", "+", "+", "-", "|") : ("╭", "╮", "╰", "╯", "─", "│")
  }

  public var cut: String { isASCII ? "%" : "✂" }
  public var raised: String { isASCII ? "x" : "✖" }
  public var fixed: String { isASCII ? "o" : "✔" }
  public var here: String { isASCII ? ">" : "▶" }
  public var arrow: String { isASCII ? "->" : "→" }
  public var bullet: String { isASCII ? "*" : "●" }
  public var solidLine: String { isASCII ? "-" : "━" }
  public var dashedLine: String { isASCII ? "o" : "┄" }
  public var thinLine: String { isASCII ? "-" : "─" }
  public var warning: String { isASCII ? "!" : "▲" }
  public var norm: String { isASCII ? "|" : "‖" }
  public var times: String { isASCII ? "x" : "×" }
  public var best: String { isASCII ? "*" : "★" }
  public var dottedLine: String { isASCII ? ":" : "┈" }
  /// On a chart's upper edge: a value that is no number, or infinite.
  public var notANumber: String { "N" }
  public var infinity: String { isASCII ? "I" : "∞" }
  public var above: String { isASCII ? "^" : "↑" }
  public var below: String { isASCII ? "v" : "↓" }
  var axis: Character { isASCII ? "|" : "│" }
  var tick: Character { isASCII ? "+" : "┤" }
  var crosshair: Character { isASCII ? ":" : "┊" }
  var markLine: Character { isASCII ? "|" : "╎" }
  public var separator: String { isASCII ? "-" : "·" }

  /// A text with the characters above replaced, for messages made elsewhere.
  public func plain(_ text: String) -> String {
    guard isASCII else { return text }
    let replacements: [Character: String] = [
      "→": "->", "✂": "%", "✖": "x", "✔": "o", "·": "-", "×": "x", "…": "...", "≥": ">=", "≤": "<=",
      "Σ": "sum", "‖": "|", "–": "-", "—": "-", "‘": "'", "’": "'", "“": "\"", "”": "\"",
    ]
    return text.reduce(into: "") { $0 += replacements[$1] ?? ($1.isASCII ? String($1) : "?") }
  }
}
