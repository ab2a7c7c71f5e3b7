import Cells
import Run
import Testing

@testable import Dashboard

@Suite struct LineEditorTests {
  @Test func typingGoesInAtTheCursor() {
    var line = LineEditor("loss = 1")
    line.insert("0")
    line.moveWordLeft()
    line.insert("-")
    #expect(line.text == "loss = -10" && line.cursor == 8)
    line.deleteForward()
    line.deleteBack()
    #expect(line.text == "loss = 0")
  }

  @Test func wordKeysStopAtNames() {
    var line = LineEditor("    loss_fn(y_train.float())")
    let places = (0..<4).map { _ in
      line.moveWordLeft()
      return line.cursor
    }
    #expect(places == [20, 12, 4, 0])
    line.moveWordRight()
    #expect(line.cursor == 11)
    line.moveToEnd()
    line.deleteWordBack()
    #expect(line.text == "    loss_fn(y_train.")
    line.moveToStart()
    #expect(line.cursor == 4)
    line.moveToStart()
    #expect(line.cursor == 0)
    line.deleteToEnd()
    #expect(line.text.isEmpty)
  }

  @Test func whatWasTypedIsUndoneByWords() {
    var line = LineEditor("")
    for character in "loss = one" { line.insert(String(character)) }
    line.undo()
    #expect(line.text == "loss = ")
    for _ in 0..<9 { line.undo() }
    #expect(line.text.isEmpty)
  }

  @Test func aCursorNeverLeavesTheLine() {
    var line = LineEditor("ab", cursor: 99)
    line.moveRight()
    #expect(line.cursor == 2)
    for _ in 0..<5 { line.moveLeft() }
    line.deleteBack()
    #expect(line.cursor == 0 && line.text == "ab")
  }
}

@Suite struct LoopEditorTests {
  func pressed(_ keys: [Key], _ scene: Scene = .healthy) -> (DashboardState, [Effect]) {
    var state = scene.state
    _ = state.noteLayout(width: 160, height: 45)
    let effects = keys.flatMap { state.update(.input(.key($0))) }
    return (state, effects)
  }

  static func typed(_ text: String) -> [Key] { text.map(Key.character) }

  /// Into the lines, and to the loss.
  static let toLoss: [Key] = [.character("c"), .down, .down]

  static let text = Scene.listing.map(\.code)

  private func sent(_ effects: [Effect]) -> [String]? {
    for case .send(.edit(let lines)) in effects.reversed() { return lines }
    return nil
  }

  @Test func aLineIsWrittenAnewAndSent() {
    let (state, effects) = pressed(Self.toLoss + [.enter] + Self.typed(" * 2") + [.enter])
    var expected = Self.text
    expected[2] += " * 2"
    #expect(effects == [.send(.edit(lines: expected))])
    #expect(state.editor?.line == nil)
  }

  @Test func escapeLeavesTheLineThenTheLines() {
    let (state, effects) = pressed(Self.toLoss + [.enter] + Self.typed("x") + [.escape])
    #expect(effects.isEmpty && state.editor?.lines == Self.text)
    #expect(pressed(Self.toLoss + [.enter, .escape, .escape]).0.editor == nil)
  }

  /// Every key that stands for something elsewhere is a letter in an open line.
  @Test func lettersAreWritten() {
    let (state, effects) = pressed(Self.toLoss + [.enter] + Self.typed(" qfbr#<>ud?"))
    #expect(effects.isEmpty && state.overlay == nil)
    #expect(state.editor?.line?.text == Self.text[2] + " qfbr#<>ud?")
  }

  @Test func linesAreAddedRemovedCommentedAndIndented() {
    func result(_ keys: String, _ more: [Key] = []) -> [String]? {
      sent(pressed(Self.toLoss + Self.typed(keys) + more).1)
    }
    var expected = Self.text
    expected.insert("x = 1", at: 3)
    #expect(result("ox = 1", [.enter]) == expected)
    expected = Self.text
    expected.remove(at: 2)
    #expect(result("d") == expected)
    expected = Self.text
    expected[2] = "# " + expected[2]
    #expect(result("#") == expected)
    #expect(result("##") == Self.text)
    expected[2] = "    " + Self.text[2]
    #expect(result(">") == expected)
    #expect(result("><") == Self.text)
    #expect(result("du") == Self.text)
    #expect(result("d#uu") == Self.text)
  }

  @Test func anEmptyNewLineIsNone() {
    let (state, effects) = pressed(Self.toLoss + [.character("o"), .enter])
    #expect(effects.isEmpty && state.editor?.lines == Self.text)
  }

  @Test func otherKeysDoWhatTheyDoElsewhere() {
    #expect(pressed(Self.toLoss + [.character("f")]).0.notice?.contains("nothing is wrong") == true)
    #expect(pressed(Self.toLoss + [.character(" ")]).1 == [.send(.pause)])
  }

  @Test func aMistakeMovesTheCursorToItsPlace() {
    var (state, _) = pressed(Self.toLoss + [.enter] + Self.typed(" (") + [.enter, .up])
    let mistake = EditMistake(
      type: "SyntaxError", message: "'(' was never closed", line: 3, column: 39)
    _ = state.update(.events([.mistake(mistake)]))
    #expect(state.editor?.cursor == 2)
    _ = state.update(.events([.listing(Scene.listing)]))
    #expect(state.editor?.lines[2] == Self.text[2] + " (", "what was written stays")
    _ = state.update(.input(.key(.enter)))
    #expect(state.editor?.line?.cursor == 39)
    _ = state.update(.input(.key(.escape)))
    _ = state.update(.input(.key(.escape)))
    #expect(state.editor == nil)
    _ = state.update(.input(.key(.character("c"))))
    #expect(state.editor?.mistake == mistake)
    _ = state.update(.events([.mistake(nil), .listing(Scene.brokenListing)]))
    #expect(state.editor?.lines == Scene.brokenListing.text)
  }

  @Test func tabAsksAndCompletes() {
    var (state, effects) = pressed(
      Self.toLoss + [.enter, .control("u")] + Self.typed("x = train_logits.argm") + [.tab])
    #expect(effects == [.send(.complete("train_logits.argm"))])
    _ = state.update(.events([.completions(["argmax", "argmin"], of: "something.else")]))
    #expect(state.editor?.line?.text == "x = train_logits.argm")
    _ = state.update(.events([.completions(["argmax", "argmin"], of: "train_logits.argm")]))
    #expect(state.notice == "argmax  argmin")
    for key in Self.typed("a") { _ = state.update(.input(.key(key))) }
    _ = state.update(.events([.completions(["argmax"], of: "train_logits.argma")]))
    #expect(state.editor?.line?.text == "x = train_logits.argmax")
  }

  /// Names of the text itself count, as far as they agree.
  @Test func ownNamesAreCompleted() {
    var editor = LoopEditor(Self.text, cursor: 2)
    editor.open()
    editor.changeLine { $0.deleteToStart() }
    editor.changeLine { $0.insert("train_") }
    editor.complete([])
    #expect(editor.line?.text == "train_" && editor.completions.contains("train_logits"))
    editor.changeLine { $0.insert("l") }
    editor.complete(["train_loss"])
    #expect(editor.line?.text == "train_lo")
  }

  @Test func theOwnEditorIsAskedForAndItsLinesAreSent() {
    var (state, effects) = pressed([.character("C")])
    #expect(effects == [.editOutside(Self.text)])
    effects = state.update(.edited(["pass"]))
    #expect(effects == [.send(.edit(lines: ["pass"]))])
    #expect(pressed([.character("C")]).0.update(Self.text).isEmpty)
  }

  /// Where there is room for one panel, what raised takes it from the lines.
  @Test func whatRaisedIsSeen() {
    for (size, keys) in [
      ((160, 45), Self.toLoss), ((80, 24), Self.toLoss), ((40, 10), Self.toLoss),
      ((40, 10), Self.toLoss + [.enter]),
    ] {
      var (state, _) = pressed(keys)
      _ = state.noteLayout(width: size.0, height: size.1)
      _ = state.update(.events(Scene.raising.events.suffix(2)))
      _ = state.noteLayout(width: size.0, height: size.1)
      let isWriting = keys.last == .enter
      #expect(state.shows(.diagnosis) != isWriting)
      #expect((state.editor == nil) == (size.0 == 40 && !isWriting))
      #expect(isWriting || state.update(.input(.key(.character("f")))) == [.send(.fix)])
    }
  }

  @Test func aLogIsNotEdited() {
    var state = DashboardState(showsLog: true)
    _ = state.update(.events([.run(Scene.run), .listing(Scene.listing)]))
    #expect(state.update(.input(.key(.character("c")))).isEmpty)
    #expect(state.editor == nil)
  }

  static let mistake = EditMistake(
    type: "SyntaxError", message: "'(' was never closed", line: 3, column: 14)

  static func scene(_ name: String) -> DashboardState {
    var state = Scene.healthy.state
    var keys = toLoss
    if name != "lines" { keys += [.enter, .backspace] + typed(".float()") }
    if name == "mistake" { keys.append(.enter) }
    for key in keys { _ = state.update(.input(.key(key))) }
    if name == "mistake" { _ = state.update(.events([.mistake(mistake)])) }
    return state
  }

  @Test(arguments: ["lines", "inside", "mistake"], [(160, 45), (80, 24), (40, 10)])
  func editorLooksAsDrawn(_ name: String, _ size: (Int, Int)) throws {
    let screen = Self.scene(name).view(width: size.0, height: size.1)
    try expectPicture(screen, "edit-\(name)-\(size.0)x\(size.1)")
  }

  @Test(arguments: ["lines", "inside", "mistake"])
  func theCursorIsSeenInEveryTheme(_ name: String) {
    for theme in Theme.all {
      for glyphs in [Glyphs.unicode, .ascii] {
        var state = Self.scene(name)
        state.theme = theme
        state.glyphs = glyphs
        let screen = state.view(width: 80, height: 24)
        #expect(screen.cells.contains { $0.style.isReversed })
        if glyphs.isASCII { #expect(screen.text.allSatisfy { $0.isASCII }, "\(screen.text)") }
        if name == "mistake" { #expect(screen.text.contains("never closed")) }
      }
    }
  }

  /// Also where the line is longer than the panel.
  @Test func theCursorOfALongLineIsSeen() {
    var state = Self.scene("inside")
    for key in Self.typed(String(repeating: "x", count: 300)) {
      _ = state.update(.input(.key(key)))
    }
    for size in [(160, 45), (80, 24), (40, 10)] {
      let screen = state.view(width: size.0, height: size.1)
      #expect(screen.cells.filter { $0.style.isReversed }.count == 1)
    }
  }
}

extension DashboardState {
  fileprivate func update(_ lines: [String]) -> [Effect] {
    var state = self
    return state.update(.edited(lines))
  }
}
