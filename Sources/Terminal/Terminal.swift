import CNCurses
import Cells

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The terminal: the only place that calls ncurses. Use it from one thread; `wake` from any.
public final class Terminal {
  /// What the terminal can show.
  public let isUTF8: Bool
  public var hasColor: Bool { colors >= 8 }
  private let colors: Int
  private var theme: Theme
  private var shown: Screen?
  private var pairs: [ColorPair: Int] = [:]
  private var size: (width: Int, height: Int) = (0, 0)
  /// The last press of the mouse, to tell a double click.
  private var lastPress: (x: Int32, y: Int32, time: UInt64)?

  private struct ColorPair: Hashable {
    let foreground: Int
    let background: Int
  }

  /// Takes the terminal over; nil when there is none, or ncurses does not know it.
  ///
  /// It is given back by `close`, at a crash, and never twice.
  public init?(theme: Theme = .standard, noColor: Bool = false) {
    guard dn_open() else { return nil }
    isUTF8 = dn_is_utf8()
    colors = noColor ? 0 : Int(dn_colors())
    self.theme = theme
    size = Self.currentSize()
    paintGround()
  }

  /// A crash ends the program as it does others, where Swift's backtracer would stop and ask for a
  /// key; call it first. While the terminal is taken, a crash gives it back.
  public static func crashPlainly() { dn_crash_plainly() }

  /// A theme for a light ground brings it along: its dark colours would not be seen on a dark one.
  private func paintGround() { dn_set_ground(Int32(pair(.plain))) }

  deinit { dn_close() }

  public func close() { dn_close() }

  public var width: Int { size.width }
  public var height: Int { size.height }

  /// Draws in other colours from the next screen on.
  public func setTheme(_ theme: Theme) {
    guard theme.name != self.theme.name else { return }
    self.theme = theme
    pairs = [:]
    shown = nil
    paintGround()
  }

  private static func currentSize() -> (Int, Int) {
    var (columns, rows) = (Int32(80), Int32(24))
    dn_size(&columns, &rows)
    return (Int(columns), Int(rows))
  }

  // MARK: - Output

  /// Shows a screen, writing only what differs from the last one.
  public func show(_ screen: Screen) {
    let old = shown?.width == screen.width && shown?.height == screen.height ? shown : nil
    if old == nil { dn_clear() }
    // A screen never shown is as if blank.
    let before = old ?? Screen(width: screen.width, height: screen.height)
    var isChanged = old == nil
    for y in 0..<screen.height {
      var x = 0
      while x < screen.width {
        let index = y * screen.width + x
        if screen.cells[index].isContinuation || screen.cells[index] == before.cells[index] {
          x += 1
          continue
        }
        x = putRun(screen, before, from: x, y: y)
        isChanged = true
      }
    }
    if isChanged { dn_refresh() }
    shown = screen
  }

  /// Writes neighbouring changed cells of one style at once; gives the column after them.
  private func putRun(_ screen: Screen, _ old: Screen, from start: Int, y: Int) -> Int {
    let style = screen[start, y].style
    var text: [wchar_t] = []
    var x = start
    while x < screen.width {
      let cell = screen[x, y]
      if cell.isContinuation {
        x += 1
        continue
      }
      guard cell.style == style, old[x, y] != cell else { break }
      cell.eachScalar { text.append(wchar_t(bitPattern: $0.value)) }
      x += 1
    }
    text.append(0)
    dn_put(Int32(y), Int32(start), text, attributes(style), Int32(pair(style)))
    return x
  }

  private func attributes(_ style: Style) -> Int32 {
    var result: Int32 = 0
    if style.isBold { result |= Int32(DN_BOLD) }
    if style.isDim || theme.dims(style.role, colors: colors) { result |= Int32(DN_DIM) }
    if style.isUnderlined { result |= Int32(DN_UNDERLINE) }
    if style.isReversed { result |= Int32(DN_REVERSE) }
    return result
  }

  /// The ncurses pair for a style's colours, made when first needed.
  private func pair(_ style: Style) -> Int {
    let wanted = ColorPair(
      foreground: theme.color(style.role, colors: colors) ?? -1,
      background: style.background.flatMap { theme.color($0, colors: colors) }
        ?? theme.paintedGround(colors: colors) ?? -1)
    if wanted.foreground < 0 && wanted.background < 0 { return 0 }
    if let known = pairs[wanted] { return known }
    let number = pairs.count + 1
    dn_set_pair(Int32(number), Int32(wanted.foreground), Int32(wanted.background))
    pairs[wanted] = number
    return number
  }

  /// Puts a text into the clipboard of a terminal that takes OSC 52; tmux passes it on where
  /// `set-clipboard` is on. Others leave it alone.
  public func copy(_ text: String) {
    // Terminals take some 75 kB.
    let bytes = Array(text.utf8.prefix(50_000))
    dn_send("\u{1b}]52;c;\(Self.base64(bytes))\u{7}")
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var result = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let three = bytes[start..<min(start + 3, bytes.count)]
      let bits = three.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - three.count))
      for place in 0..<4 {
        result.append(
          place <= three.count ? digits[Int(bits >> UInt32(18 - 6 * place) & 63)] : "=")
      }
    }
    return result
  }

  // MARK: - Input

  /// Waits for input, a signal or `wake`, at most so many seconds; for ever when nil.
  public func wait(_ seconds: Double?) {
    dn_wait(seconds.map { Int32(max(0, min($0 * 1000, 1e6)).rounded(.up)) } ?? -1)
  }

  /// Interrupts `wait` from any thread.
  public static func wake() { dn_wake() }

  /// What came in since the last call.
  public func takeInput() -> [InputEvent] {
    var result: [InputEvent] = []
    while true {
      let number = dn_next_signal()
      if number == 0 { break }
      switch number {
      // A window resized there and back again has the old size, but no longer the old content.
      case SIGWINCH, SIGCONT:
        shown = nil
        result.append(.resize(width: size.width, height: size.height))
      case SIGTSTP: result.append(.suspend)
      default: result.append(.signal(number))
      }
    }
    let now = Self.currentSize()
    if now != size {
      size = now
      dn_resize(Int32(now.0), Int32(now.1))
      shown = nil
      result.append(.resize(width: now.0, height: now.1))
    }
    while true {
      let event = dn_next_event()
      if event.kind == 0 { return result }
      if event.kind == 4 {
        result.append(.hangUp)
        return result
      }
      if let input = input(event) { result.append(input) }
    }
  }

  /// Gives the terminal to the shell, stops the process, and takes the terminal back after `fg`.
  public func suspend() {
    dn_suspend()
    raise(SIGSTOP)
    dn_resume()
    shown = nil
    dn_redraw()
  }

  /// Leaves the terminal to another program while `body` runs.
  public func lend(_ body: () -> Void) {
    dn_suspend()
    body()
    dn_resume()
    shown = nil
    dn_redraw()
  }

  /// Milliseconds between two presses of a double click, at most.
  private static let doubleClick: UInt64 = 400

  private func isDoubleClick(_ event: dn_event) -> Bool {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    defer { lastPress = (event.x, event.y, now) }
    guard let last = lastPress, last.x == event.x, last.y == event.y,
      now - last.time <= Self.doubleClick
    else { return false }
    return true
  }

  private func input(_ event: dn_event) -> InputEvent? {
    switch event.kind {
    case 1:
      switch event.code {
      case 27: return .key(.escape)
      case 9: return .key(.tab)
      case 10, 13: return .key(.enter)
      case 8, 127: return .key(.backspace)
      // Without signals from the terminal's driver, as over some connections.
      case 3: return .signal(SIGINT)
      case 28: return .signal(SIGQUIT)
      case 26: return .suspend
      case 31: return .key(.control("_"))
      case 1...25:
        return Unicode.Scalar(event.code + 96).map { .key(.control(Character($0))) }
      default:
        guard event.code >= 32, let scalar = Unicode.Scalar(event.code) else { return nil }
        return .key(.character(Character(scalar)))
      }
    case 2: return Self.functionKey(event.code).map(InputEvent.key)
    case 3:
      let action: MouseAction? =
        switch Int(event.code) {
        case DN_MOUSE_PRESS: isDoubleClick(event) ? .doubleClick : .click
        case DN_MOUSE_RELEASE: .release
        case DN_MOUSE_MOVE: .drag
        case DN_MOUSE_WHEEL_UP: .wheelUp
        case DN_MOUSE_WHEEL_DOWN: .wheelDown
        default: nil
        }
      return action.map { .mouse($0, x: Int(event.x), y: Int(event.y)) }
    default: return nil
    }
  }

  private static let functionKeys: [Int: Key] = [
    DN_KEY_UP: .up, DN_KEY_DOWN: .down, DN_KEY_LEFT: .left,
    DN_KEY_RIGHT: .right, DN_KEY_HOME: .home, DN_KEY_END: .end,
    DN_KEY_PAGE_UP: .pageUp, DN_KEY_PAGE_DOWN: .pageDown,
    DN_KEY_BACKSPACE: .backspace, DN_KEY_DELETE: .delete,
    DN_KEY_ENTER: .enter, DN_KEY_BACKTAB: .backTab,
    DN_KEY_WORD_LEFT: .wordLeft, DN_KEY_WORD_RIGHT: .wordRight,
  ]

  private static func functionKey(_ code: UInt32) -> Key? { functionKeys[Int(code)] }
}
