import Run

/// The loop's text while a person changes it: a cursor on one of its lines, or inside of it.
///
/// A value that knows no trainer: what it gives back is the text to be sent there.
struct LoopEditor: Sendable, Equatable {
  private(set) var lines: [String]
  /// The line the cursor is on, from 0.
  private(set) var cursor: Int
  /// The line while it is open.
  private(set) var line: LineEditor?
  /// What is wrong with the text that was sent last.
  private(set) var mistake: EditMistake?
  /// The text differs from the loop that runs.
  private(set) var isDirty = false
  /// Words that may stand where one has been begun.
  var completions: [String] = []

  private var undone: [Snapshot] = []
  /// The text before a line was opened, which leaving it brings back.
  private var beforeLine: Snapshot?

  private struct Snapshot: Sendable, Equatable {
    let lines: [String]
    let cursor: Int
  }

  init(_ lines: [String], cursor: Int = 0) {
    self.lines = lines
    self.cursor = min(max(cursor, 0), max(lines.count - 1, 0))
  }

  /// The cursor's line as it would be sent now.
  var text: [String] {
    var result = lines
    if let line, result.indices.contains(cursor) { result[cursor] = line.text }
    return result
  }

  // MARK: - What the trainer tells

  /// Follows the loop that runs, unless something of a person's own would be lost.
  mutating func follow(_ new: [String]) {
    guard !isDirty, line == nil else { return }
    lines = new
    cursor = min(cursor, max(new.count - 1, 0))
  }

  mutating func take(_ mistake: EditMistake?) {
    self.mistake = mistake
    isDirty = mistake != nil
    guard let mistake, line == nil else { return }
    cursor = min(max(mistake.line, 1) - 1, max(lines.count - 1, 0))
  }

  /// The row under which the mistake is shown, from 0.
  var mistakeRow: Int? {
    mistake.map { min(max($0.line, 1) - 1, max(lines.count - 1, 0)) }
  }

  // MARK: - Between the lines

  mutating func move(by rows: Int) {
    cursor = min(max(cursor + rows, 0), max(lines.count - 1, 0))
  }

  mutating func open() {
    beforeLine = Snapshot(lines: lines, cursor: cursor)
    if lines.isEmpty { lines = [""] }
    let text = lines[cursor]
    let column = mistakeRow == cursor ? mistake?.column : nil
    line = LineEditor(text, cursor: column ?? text.count)
  }

  /// Opens a new line below, as deep as the code there.
  mutating func openBelow() {
    beforeLine = Snapshot(lines: lines, cursor: cursor)
    let above = lines.indices.contains(cursor) ? lines[cursor] : ""
    var indentation = String(above.prefix { $0 == " " })
    if above.last == ":" { indentation += Self.step }
    cursor = lines.isEmpty ? 0 : cursor + 1
    lines.insert(indentation, at: cursor)
    line = LineEditor(indentation)
  }

  /// Each of these gives the text to send; nil where nothing changed.
  mutating func remove() -> [String]? {
    change { lines, cursor in
      guard lines.indices.contains(cursor) else { return }
      lines.remove(at: cursor)
      cursor = min(cursor, max(lines.count - 1, 0))
    }
  }

  mutating func toggleComment() -> [String]? {
    rewrite { line in
      let blanks = String(line.prefix { $0 == " " })
      let code = String(line.dropFirst(blanks.count))
      if code.hasPrefix("# ") { return blanks + code.dropFirst(2) }
      if code.hasPrefix("#") { return blanks + code.dropFirst() }
      return blanks + "# " + code
    }
  }

  mutating func indent() -> [String]? { rewrite { Self.step + $0 } }

  mutating func outdent() -> [String]? {
    rewrite { line in
      String(line.dropFirst(min(line.prefix { $0 == " " }.count, Self.step.count)))
    }
  }

  mutating func undo() -> [String]? {
    guard let last = undone.popLast() else { return nil }
    (lines, cursor) = (last.lines, min(last.cursor, max(last.lines.count - 1, 0)))
    return send()
  }

  /// Puts another text in place of the whole.
  mutating func replace(_ new: [String]) -> [String]? {
    change { lines, cursor in
      lines = new
      cursor = min(cursor, max(new.count - 1, 0))
    }
  }

  private static let step = "    "

  private mutating func rewrite(_ body: (String) -> String) -> [String]? {
    change { lines, cursor in
      guard lines.indices.contains(cursor) else { return }
      lines[cursor] = body(lines[cursor])
    }
  }

  private mutating func change(_ body: (inout [String], inout Int) -> Void) -> [String]? {
    let before = Snapshot(lines: lines, cursor: cursor)
    body(&lines, &cursor)
    guard lines != before.lines else { return nil }
    remember(before)
    return send()
  }

  private static let kept = 200

  private mutating func remember(_ snapshot: Snapshot) {
    undone.append(snapshot)
    if undone.count > Self.kept { undone.removeFirst() }
  }

  private mutating func send() -> [String] {
    mistake = nil
    isDirty = true
    return lines
  }

  // MARK: - Inside a line

  mutating func changeLine(_ change: (inout LineEditor) -> Void) {
    guard var open = line else { return }
    change(&open)
    line = open
    completions = []
  }

  /// Closes the line with what was written; gives the text to send, nil where nothing changed.
  mutating func commit() -> [String]? {
    guard let written = line?.text, let before = beforeLine else { return nil }
    (line, beforeLine, completions) = (nil, nil, [])
    lines[cursor] = written
    // A new line that nothing was written into is none.
    if before.lines.count < lines.count, !before.lines.isEmpty,
      written.allSatisfy({ $0 == " " })
    {
      (lines, cursor) = (before.lines, before.cursor)
    }
    guard lines != before.lines else { return nil }
    remember(before)
    return send()
  }

  /// Leaves the line as it was.
  mutating func cancel() {
    guard let before = beforeLine else { return }
    (lines, cursor) = (before.lines, before.cursor)
    (line, beforeLine, completions) = (nil, nil, [])
  }

  // MARK: - Completion

  /// The word begun before the cursor, with what stands before it joined by points.
  var begun: String? {
    guard let line else { return nil }
    let text = line.textBeforeCursor
    return String(text.reversed().prefix { $0.isPartOfWord || $0 == "." }.reversed())
  }

  /// Completes the word begun as far as the words agree, and keeps them to be shown where they do
  /// not. Without a point the text's own names count as well.
  mutating func complete(_ words: [String]) {
    guard let begun else { return }
    let last = begun.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init)
    let stem = last ?? ""
    var fitting = Set(words.filter { $0.hasPrefix(stem) })
    if !begun.contains("."), !stem.isEmpty {
      fitting.formUnion(ownNames.filter { $0.hasPrefix(stem) && $0 != stem })
    }
    let sorted = fitting.sorted()
    guard var common = sorted.first else { return }
    for word in sorted { while !word.hasPrefix(common) { common.removeLast() } }
    if common.count > stem.count {
      changeLine { $0.insert(String(common.dropFirst(stem.count))) }
    }
    completions = sorted.count > 1 ? sorted : []
  }

  /// The names in the text, the word being written left out.
  private var ownNames: Set<String> {
    var names: Set<String> = []
    for (index, text) in lines.enumerated() where index != cursor || line == nil {
      for word in text.split(whereSeparator: { !$0.isPartOfWord }) {
        if word.first?.isNumber == false { names.insert(String(word)) }
      }
    }
    return names
  }
}

extension [ListingLine] {
  /// The text that runs, with its indentation.
  var text: [String] {
    filter { $0.number != nil }.map { String(repeating: " ", count: $0.blanks) + $0.code }
  }
}
