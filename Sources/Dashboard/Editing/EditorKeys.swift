import Cells
import Run

/// What a key does while the loop's lines are edited.
enum EditorAction: Sendable, Equatable {
  // On a line.
  case up, down, first, last, open, add, remove, comment, indent, outdent, undo, leave
  // Inside of one.
  case left, right, wordLeft, wordRight, start, end
  case deleteBack, deleteForward, deleteWord, deleteToStart, deleteToEnd
  case complete, undoTyping, take, cancel
}

extension KeyBinding {
  /// The keys on a line; all others do what they do elsewhere.
  static let lineTable: [KeyBinding] = [
    KeyBinding([.up, .character("k")], "up", nil, "the line above", .editor(.up)),
    KeyBinding([.down, .character("j")], "down", nil, "the line below", .editor(.down)),
    KeyBinding([.home], "home", nil, "the first line", .editor(.first)),
    KeyBinding([.end], "end", nil, "the last line", .editor(.last)),
    KeyBinding([.enter], "enter", "open", "open the line", .editor(.open)),
    KeyBinding([.character("o")], "o", "add", "add a line below", .editor(.add)),
    KeyBinding([.character("d")], "d", "remove", "remove the line", .editor(.remove)),
    KeyBinding(
      [.character("#")], "#", "comment", "comment the line out, or in", .editor(.comment)),
    KeyBinding([.character(">")], ">", "indent", "move the line to the right", .editor(.indent)),
    KeyBinding([.character("<")], "<", nil, "move the line to the left", .editor(.outdent)),
    KeyBinding([.character("u")], "u", "undo", "undo the last change", .editor(.undo)),
    KeyBinding([.escape], "esc", "leave", "leave the lines", .editor(.leave)),
  ]

  /// The keys inside an open line; any other character is written into it.
  static let insideTable: [KeyBinding] = [
    KeyBinding([.enter], "enter", "take", "take the line over", .editor(.take)),
    KeyBinding([.tab], "tab", "complete", "complete the name begun", .editor(.complete)),
    KeyBinding([.left], "left", nil, "a character to the left", .editor(.left)),
    KeyBinding([.right], "right", nil, "a character to the right", .editor(.right)),
    KeyBinding(
      [.wordLeft, .control("b")], "C-left", "word", "a word to the left", .editor(.wordLeft)),
    KeyBinding(
      [.wordRight, .control("f")], "C-right", nil, "a word to the right", .editor(.wordRight)),
    KeyBinding([.home, .control("a")], "home", nil, "the line's start", .editor(.start)),
    KeyBinding([.end, .control("e")], "end", nil, "the line's end", .editor(.end)),
    KeyBinding([.backspace], "bksp", nil, "delete before the cursor", .editor(.deleteBack)),
    KeyBinding(
      [.delete, .control("d")], "del", nil, "delete at the cursor", .editor(.deleteForward)),
    KeyBinding([.control("w")], "C-w", nil, "delete the word before", .editor(.deleteWord)),
    KeyBinding([.control("u")], "C-u", nil, "delete to the start", .editor(.deleteToStart)),
    KeyBinding([.control("k")], "C-k", nil, "delete to the end", .editor(.deleteToEnd)),
    KeyBinding([.control("_")], "C-_", "undo", "undo what was typed", .editor(.undoTyping)),
    KeyBinding([.escape], "esc", "cancel", "leave the line as it was", .editor(.cancel)),
  ]
}

extension DashboardState {
  /// The keys that the key bar shows now.
  var barTable: [KeyBinding] {
    guard let editor else { return mainTable }
    if editor.line != nil { return KeyBinding.insideTable }
    let others: [Action] = [.openEditor, .fix, .showHelp]
    return KeyBinding.lineTable
      + KeyBinding.table.filter { others.contains($0.action) }.map(\.shownInBar)
  }

  /// Lets the cursor into the lines of the loop, with what was not taken over the last time.
  mutating func startEditing() {
    guard editor == nil, !listing.isEmpty, !showsLog else { return }
    editor = draft ?? LoopEditor(listing.text, cursor: (failureRow ?? 1) - 1)
    draft = nil
    focus = .listing
    scroll[.listing] = nil
    if zoomed != nil, zoomed != .listing { zoomed = nil }
  }

  /// The line one wants to change when something raised: the cut, or else what raised.
  private var failureRow: Int? { failure.map { $0.diagnosis?.line ?? $0.line } }

  /// Nil where the key means nothing there, and does what it does elsewhere.
  mutating func pressInEditor(_ key: Key) -> [Effect]? {
    guard let editor else { return nil }
    scroll[.listing] = nil
    guard editor.line != nil else {
      guard let binding = KeyBinding.lineTable.first(where: { $0.keys.contains(key) }) else {
        return nil
      }
      return perform(binding.action)
    }
    if let binding = KeyBinding.insideTable.first(where: { $0.keys.contains(key) }) {
      return perform(binding.action)
    }
    if case .character(let character) = key {
      self.editor?.changeLine { $0.insert(String(character)) }
    }
    return []
  }

  mutating func perform(_ action: EditorAction) -> [Effect] {
    guard var now = editor else { return [] }
    var text: [String]?
    var effects: [Effect] = []
    switch action {
    case .up: now.move(by: -1)
    case .down: now.move(by: 1)
    case .first: now.move(by: -now.lines.count)
    case .last: now.move(by: now.lines.count)
    case .open: now.open()
    case .add: now.openBelow()
    case .remove: text = now.remove()
    case .comment: text = now.toggleComment()
    case .indent: text = now.indent()
    case .outdent: text = now.outdent()
    case .undo: text = now.undo()
    case .leave:
      editor = nil
      if now.isDirty {
        draft = now
        notice = "c goes on with the lines that were not taken over"
      }
      return []
    case .left: now.changeLine { $0.moveLeft() }
    case .right: now.changeLine { $0.moveRight() }
    case .wordLeft: now.changeLine { $0.moveWordLeft() }
    case .wordRight: now.changeLine { $0.moveWordRight() }
    case .start: now.changeLine { $0.moveToStart() }
    case .end: now.changeLine { $0.moveToEnd() }
    case .deleteBack: now.changeLine { $0.deleteBack() }
    case .deleteForward: now.changeLine { $0.deleteForward() }
    case .deleteWord: now.changeLine { $0.deleteWordBack() }
    case .deleteToStart: now.changeLine { $0.deleteToStart() }
    case .deleteToEnd: now.changeLine { $0.deleteToEnd() }
    case .undoTyping: now.changeLine { $0.undo() }
    case .take:
      text = now.commit()
      if text == nil { now.follow(listing.text) }
    case .cancel:
      now.cancel()
      now.follow(listing.text)
    case .complete: if let begun = now.begun { effects.append(.send(.complete(begun))) }
    }
    editor = now
    if let text { effects.append(.send(.edit(lines: text))) }
    return effects
  }

  /// What `$EDITOR` gave back.
  mutating func takeEdited(_ lines: [String]) -> [Effect] {
    guard lines != editor?.text ?? draft?.text ?? listing.text else {
      notice = "nothing was changed"
      return []
    }
    editor?.cancel()
    startEditing()
    guard let text = editor?.replace(lines) else { return [] }
    return [.send(.edit(lines: text))]
  }

  mutating func takeMistake(_ mistake: EditMistake?) {
    editor?.take(mistake)
    if let mistake {
      say("line \(mistake.line): \(mistake.type): \(mistake.message)")
    } else if phase == .finished {
      notice = "finished: r runs it again"
    }
  }

  mutating func takeCompletions(_ words: [String], of text: String) {
    guard editor?.begun == text else { return }
    editor?.complete(words)
    if let words = editor?.completions, !words.isEmpty {
      notice = words.joined(separator: "  ")
    }
  }
}
