import Loop
import Run

/// A text of the loop that a person made out of the one that runs.
struct HandEdit {
  /// The loop with the bugs that were on, without what was written by hand before.
  let base: LoopText
  let text: LoopText
  /// Lines left out at the start of what stands before the loop, and where the loop's first line
  /// stood: the text as it was sent may have empty lines there.
  private var skipped = 0
  private var loopStart = 0

  init(base: LoopText, text: LoopText) {
    (self.base, self.text) = (base, text)
  }

  /// Reads a whole text, made by editing `shown`; throws `EditMistake` where it is no loop.
  init(_ lines: [String], of shown: LoopText, base: LoopText, isBody: Bool) throws {
    let count = min(shown.setupCount(ofEdited: lines), lines.count)
    let (setup, loop) = (lines[..<count], lines[count...])
    func blanks(_ lines: ArraySlice<String>) -> Int {
      lines.prefix { $0.allSatisfy(\.isWhitespace) }.count
    }
    self.base = base
    text = LoopText(
      setup: setup.joined(separator: "\n"), loop: loop.joined(separator: "\n"))
    skipped = blanks(setup)
    loopStart = count + blanks(loop)
    do {
      let program = try LoopState.compile(text, NameTable())
      guard program.isBody == isBody else {
        throw LoopError(
          "SyntaxError",
          isBody
            ? "a loop over epochs; the lines here are what one epoch does"
            : "the loop over epochs is gone")
      }
    } catch let error as LoopError {
      throw mistake(error)
    }
  }

  /// An error of the text, with its place among the lines as they were sent.
  func mistake(_ error: LoopError) -> EditMistake {
    let line = max(error.line, 1)
    let count = text.setupLines.count
    return EditMistake(
      type: error.type,
      message: error.message + (error.suggestion.map { ". Did you mean: '\($0)'?" } ?? ""),
      line: line <= count ? line + skipped : loopStart + line - count,
      column: error.span?.column ?? 0)
  }

  var bug: Bug {
    let info = BugInfo.editedByHand
    return Bug(
      id: info.id, title: info.title, symptom: nil, explanation: info.explanation, fix: "",
      edits: [.patch(from: base, to: text)])
  }

  /// The text without the change that made one of its lines, where that is still a loop and leaves
  /// any other change.
  func takingBack(_ line: Int) -> HandEdit? {
    guard let less = text.takingBack(line, to: base), less != base,
      (try? LoopState.compile(less, NameTable())) != nil
    else { return nil }
    return HandEdit(base: base, text: less)
  }
}
