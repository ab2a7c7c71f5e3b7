import Text

extension Unicode.Scalar {
  /// Columns the scalar takes on a terminal: 0 for controls, formatting characters and combining
  /// marks, 2 for wide East Asian characters and emoji, else 1. As `wcwidth` counts.
  public var columns: Int {
    if value < 0x7f { return value < 0x20 ? 0 : 1 }
    if value < 0xa0 { return 0 }
    if value < 0x300 { return value == 0xad ? 0 : 1 }
    // Box drawing, blocks and braille, the most frequent by far.
    if 0x2500..<0x25a0 ~= value || 0x2800..<0x2900 ~= value { return 1 }
    // Vowels and final consonants of a decomposed Hangul syllable.
    if 0x1160..<0x1200 ~= value || 0xd7b0..<0xd800 ~= value { return 0 }
    switch properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .surrogate, .lineSeparator,
      .paragraphSeparator, .unassigned, .privateUse:
      return 0
    default: return Self.isWide(value) ? 2 : 1
    }
  }

  /// Drawn over the character before it.
  var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: !(0xfe00...0xfe0f ~= value)
    default: false
    }
  }

  /// East Asian Wide and Fullwidth, after Unicode's EastAsianWidth, and pictographs.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x23f0, 0x23f3,
      0x25fd...0x25fe, 0x2614...0x2615, 0x2648...0x2653, 0x267f, 0x2693, 0x26a1, 0x26aa...0x26ab,
      0x26bd...0x26be, 0x26c4...0x26c5, 0x26ce, 0x26d4, 0x26ea, 0x26f2...0x26f3, 0x26f5, 0x26fa,
      0x26fd, 0x2705, 0x270a...0x270b, 0x2728, 0x274c, 0x274e, 0x2753...0x2755, 0x2757,
      0x2795...0x2797, 0x27b0, 0x27bf, 0x2b1b...0x2b1c, 0x2b50, 0x2b55, 0x2e80...0x303e,
      0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf, 0xa960...0xa97f,
      0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60,
      0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f680...0x1f6ff, 0x1f900...0x1f9ff,
      0x1fa70...0x1faff, 0x20000...0x3fffd:
      true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// Columns the scalar takes in a text on a screen, where what is unsafe is written out.
  fileprivate var columnsInText: Int {
    let columns = columns
    return columns == 0 && isUnsafe ? spelled.utf8.count : columns
  }
}

extension Character {
  /// Columns the character takes on a screen.
  public var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columnsInText } }
}

extension StringProtocol {
  /// Columns the text takes on a screen.
  public var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columnsInText } }
}
