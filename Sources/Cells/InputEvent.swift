/// What a person did, or what happened to the terminal.
public enum InputEvent: Sendable, Hashable {
  case key(Key)
  case mouse(MouseAction, x: Int, y: Int)
  case resize(width: Int, height: Int)
  /// A signal that asks the program to end, e.g. SIGTERM.
  case signal(Int32)
  /// Ctrl-Z.
  case suspend
  /// Nobody is left at the other end.
  case hangUp
}

public enum Key: Sendable, Hashable {
  case character(Character)
  case up, down, left, right, home, end, pageUp, pageDown
  case enter, escape, tab, backTab, backspace, delete
  /// An arrow with Ctrl or Alt.
  case wordLeft, wordRight
  /// A letter with Ctrl, or `_` as many terminals send Ctrl-/ too.
  case control(Character)
}

/// `click` is the press; `drag` comes for each cell the mouse moves on with its button held.
public enum MouseAction: Sendable, Hashable {
  case click, doubleClick, drag, release, wheelUp, wheelDown
}
