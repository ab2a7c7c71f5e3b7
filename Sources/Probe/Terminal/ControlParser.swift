/// What a terminal is told by one character or one control sequence.
enum TerminalControl: Equatable {
  case character(Unicode.Scalar)
  case newLine, carriageReturn, backspace, tab
  /// `ESC [ numbers final`; a number that is left out is 0.
  case sequence(Character, [Int])
}

/// Puts bytes together to characters and control sequences, one byte at a time.
struct ControlParser: Sendable, Equatable {
  private enum State: Sendable, Equatable {
    case text
    case escape
    /// After `ESC (`: the name of a character set follows.
    case characterSet
    /// After `ESC [`: the parameters so far.
    case sequence([UInt8])
    /// A title, a link: up to BEL or `ESC \`.
    case string
    case stringEscape
  }

  private var state = State.text
  /// The bytes of a character that is not complete.
  private var pending: [UInt8] = []
  private static let longestSequence = 64

  /// What is complete with this byte.
  mutating func next(_ byte: UInt8) -> TerminalControl? {
    switch state {
    case .text: return text(byte)
    case .escape:
      switch byte {
      case UInt8(ascii: "["): state = .sequence([])
      case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
        UInt8(ascii: "_"):
        state = .string
      case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "#"): state = .characterSet
      case 0x1B: break
      default: state = .text
      }
      return nil
    case .characterSet:
      state = .text
      return nil
    case .sequence(let parameters): return sequence(byte, parameters)
    case .string:
      if byte == 0x07 || byte == 0x18 { state = .text }
      if byte == 0x1B { state = .stringEscape }
      return nil
    case .stringEscape:
      state = .text
      // Anything but a backslash ends the string too, and starts a sequence.
      if byte == UInt8(ascii: "\\") { return nil }
      state = .escape
      return next(byte)
    }
  }

  private mutating func sequence(_ byte: UInt8, _ parameters: [UInt8]) -> TerminalControl? {
    switch byte {
    case 0x40...0x7E:
      state = .text
      // Private ones, as to hide the cursor, change no text.
      let isPlain = parameters.allSatisfy { (0x30...0x3B).contains($0) }
      guard isPlain else { return nil }
      let numbers = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
      return .sequence(Character(Unicode.Scalar(byte)), parameters.isEmpty ? [] : numbers)
    case 0x20...0x3F where parameters.count < Self.longestSequence:
      state = .sequence(parameters + [byte])
      return nil
    case 0x1B:
      state = .escape
      return nil
    default:
      state = .text
      return byte < 0x20 ? text(byte) : nil
    }
  }

  private mutating func text(_ byte: UInt8) -> TerminalControl? {
    if byte < 0x80 {
      pending = []
      switch byte {
      case 0x08: return .backspace
      case 0x09: return .tab
      case 0x0A: return .newLine
      case 0x0D: return .carriageReturn
      case 0x1B:
        state = .escape
        return nil
      case 0x20..<0x7F: return .character(Unicode.Scalar(byte))
      default: return nil
      }
    }
    // A lead byte begins anew; what was not complete is left out.
    if byte >= 0xC0 { pending = [] }
    if byte < 0xC0 && pending.isEmpty { return .character("\u{FFFD}") }
    pending.append(byte)
    guard let lead = pending.first, pending.count >= Self.length(lead) else { return nil }
    defer { pending = [] }
    let decoded = String(decoding: pending, as: UTF8.self).unicodeScalars.first
    return .character(decoded ?? "\u{FFFD}")
  }

  private static func length(_ lead: UInt8) -> Int {
    lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
  }
}
