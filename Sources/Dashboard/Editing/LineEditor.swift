/// One line of text with a cursor in it: what is typed goes in, and the last change can be undone.
struct LineEditor: Sendable, Equatable {
  private(set) var characters: [Character]
  /// Characters before the cursor.
  private(set) var cursor: Int
  private var undone: [Snapshot] = []
  /// Typing on is one change until the cursor is moved or a word ends.
  private var isTyping = false

  private struct Snapshot: Sendable, Equatable {
    let characters: [Character]
    let cursor: Int
  }

  init(_ text: String = "", cursor: Int? = nil) {
    characters = Array(text)
    self.cursor = min(max(cursor ?? characters.count, 0), characters.count)
  }

  var text: String { String(characters) }
  var textBeforeCursor: String { String(characters[..<cursor]) }

  mutating func insert(_ text: String) {
    guard !text.isEmpty else { return }
    let endsWord = text.last?.isPartOfWord == false
    if !isTyping || endsWord { remember() }
    isTyping = !endsWord
    characters.insert(contentsOf: text, at: cursor)
    cursor += text.count
  }

  mutating func deleteBack() { delete(max(cursor - 1, 0)..<cursor) }
  mutating func deleteForward() { delete(cursor..<min(cursor + 1, characters.count)) }
  mutating func deleteWordBack() { delete(wordStart..<cursor) }
  mutating func deleteToEnd() { delete(cursor..<characters.count) }
  mutating func deleteToStart() { delete(0..<cursor) }

  private mutating func delete(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    remember()
    isTyping = false
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  mutating func moveLeft() { move(to: cursor - 1) }
  mutating func moveRight() { move(to: cursor + 1) }
  mutating func moveWordLeft() { move(to: wordStart) }
  mutating func moveWordRight() { move(to: wordEnd) }
  mutating func moveToEnd() { move(to: characters.count) }

  /// To the first character that is no blank, and from there to the start of the line.
  mutating func moveToStart() {
    let first = characters.prefix { $0 == " " }.count
    move(to: cursor == first ? 0 : first)
  }

  private mutating func move(to place: Int) {
    cursor = min(max(place, 0), characters.count)
    isTyping = false
  }

  private var wordStart: Int {
    var place = cursor
    while place > 0, !characters[place - 1].isPartOfWord { place -= 1 }
    while place > 0, characters[place - 1].isPartOfWord { place -= 1 }
    return place
  }

  private var wordEnd: Int {
    var place = cursor
    while place < characters.count, !characters[place].isPartOfWord { place += 1 }
    while place < characters.count, characters[place].isPartOfWord { place += 1 }
    return place
  }

  mutating func undo() {
    guard let last = undone.popLast() else { return }
    (characters, cursor, isTyping) = (last.characters, last.cursor, false)
  }

  private static let kept = 200

  private mutating func remember() {
    undone.append(Snapshot(characters: characters, cursor: cursor))
    if undone.count > Self.kept { undone.removeFirst() }
  }
}

extension Character {
  /// Of a name as Python has them.
  var isPartOfWord: Bool { isLetter || isNumber || self == "_" }
}
