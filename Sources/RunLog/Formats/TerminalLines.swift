import Foundation

/// A log's bytes as the lines a terminal would show, one after another.
///
/// A carriage return or a row of backspaces ends a line as a line feed does; what is drawn over it
/// follows as a line of its own. Colours are taken out.
struct TerminalLines {
  private var line: [UInt8] = []
  private var isTooLong = false
  /// A carriage return came; a line feed after it makes it a plain line end.
  private var hasReturn = false
  private var escape = Escape.none
  /// A longer line is no line of a log.
  private static let longest = 1 << 20

  private enum Escape { case none, begun, sequence, title }

  /// Takes a line, and whether something is drawn over it.
  typealias Body = (_ line: UnsafeBufferPointer<UInt8>, _ isRedrawn: Bool) -> Void

  /// Adds bytes and calls `body` with each line that they complete.
  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ body: Body) {
    var start = 0
    while start < bytes.count {
      let rest = UnsafeBufferPointer(rebasing: bytes[start...])
      guard let length = Self.lineFeed(rest) else { return draw(rest, body) }
      let whole = UnsafeBufferPointer(rebasing: rest[..<length])
      if isClean, Self.isPlain(whole) {
        // A line that lies in one piece is read where it is.
        if length > 0 { body(whole, false) }
      } else {
        draw(UnsafeBufferPointer(rebasing: rest[...length]), body)
      }
      start += length + 1
    }
  }

  /// Nothing is left of a line before.
  private var isClean: Bool { line.isEmpty && !isTooLong && !hasReturn && escape == .none }

  private static func lineFeed(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let start = bytes.baseAddress, let found = memchr(start, 10, bytes.count) else {
      return nil
    }
    return start.distance(to: found.assumingMemoryBound(to: UInt8.self))
  }

  /// Whether a line is drawn as it stands; written without a branch, so that the compiler takes
  /// many bytes at once.
  private static func isPlain(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    var marks: UInt8 = 0
    for byte in line { marks |= (byte == 8 || byte == 13 || byte == 27) ? 1 : 0 }
    return marks == 0
  }

  /// Goes through bytes one by one.
  private mutating func draw(_ bytes: UnsafeBufferPointer<UInt8>, _ body: Body) {
    var start = 0
    for index in bytes.indices {
      let byte = bytes[index]
      if hasReturn {
        hasReturn = false
        finish(isRedrawn: byte != UInt8(ascii: "\n"), body)
      }
      if escape != .none {
        follow(byte)
        start = index + 1
        continue
      }
      guard byte == 10 || byte == 8 || byte == 13 || byte == 27 else { continue }
      append(bytes[start..<index])
      start = index + 1
      switch byte {
      case 13: hasReturn = true
      case 27: escape = .begun
      default: finish(isRedrawn: byte == 8, body)
      }
    }
    append(bytes[start...])
  }

  /// The last line, when no line feed ends it.
  mutating func end(_ body: Body) {
    finish(isRedrawn: false, body)
  }

  private mutating func append(_ piece: Slice<UnsafeBufferPointer<UInt8>>) {
    if escape != .none || piece.isEmpty { return }
    if line.count + piece.count > Self.longest { isTooLong = true }
    if !isTooLong { line.append(contentsOf: piece) }
  }

  private mutating func finish(isRedrawn: Bool, _ body: Body) {
    if !line.isEmpty, !isTooLong { line.withUnsafeBufferPointer { body($0, isRedrawn) } }
    line.removeAll(keepingCapacity: true)
    isTooLong = false
  }

  /// Colours `ESC [ 1 ; 32 m`, links and titles `ESC ] … BEL`.
  private mutating func follow(_ byte: UInt8) {
    switch escape {
    case .begun:
      escape =
        byte == UInt8(ascii: "[") ? .sequence : byte == UInt8(ascii: "]") ? .title : .none
    case .sequence: if (0x40...0x7e).contains(byte) { escape = .none }
    case .title: if byte == 7 || byte == UInt8(ascii: "\\") { escape = .none }
    case .none: break
    }
  }
}
