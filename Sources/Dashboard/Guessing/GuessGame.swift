import Run

/// A game: one bug is on, and a person says in which line, and what it is.
public struct GuessGame: Sendable {
  /// What is asked now.
  enum Question: Sendable, Equatable { case line, what, nothing }

  let answer: BugInfo
  /// How to write it instead.
  let fix: String
  /// The lines that the bug wrote.
  let lines: [Int]
  /// The line after which one is missing; nil where none is.
  let missingAfter: Int?
  /// What it could have been, the answer among them.
  let candidates: [BugInfo]

  private(set) var question = Question.line
  private(set) var wrongGuesses = 0
  private(set) var gaveUp = false
  /// What was said to the guesses so far.
  private(set) var replies: [String] = []

  public init(
    answer: BugInfo, fix: String, lines: [Int], missingAfter: Int?, candidates: [BugInfo]
  ) {
    (self.answer, self.fix) = (answer, fix)
    (self.lines, self.missingAfter) = (lines, missingAfter)
    self.candidates = candidates
  }

  var isOver: Bool { question == .nothing }

  /// Takes a guess; a wrong one costs a hint and not the game.
  mutating func take(_ text: String) {
    let text = text.lowercased().split(separator: " ").joined(separator: " ")
    guard !text.isEmpty else { return }
    if ["give up", "?"].contains(text) {
      gaveUp = true
      question = .nothing
      return
    }
    switch question {
    case .line: takeLine(text)
    case .what: takeName(text)
    case .nothing: break
    }
  }

  private mutating func takeLine(_ text: String) {
    guard let number = text.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
    else {
      // A name says more than a line.
      if isNear(text) {
        question = .nothing
        return
      }
      replies.append("a line's number, or 0 where a line is missing")
      return
    }
    let isRight =
      lines.contains(number)
      || (missingAfter.map { number == 0 || number == $0 || number - 1 == $0 } ?? false)
    if isRight {
      question = .what
      replies.append(
        missingAfter != nil && lines.isEmpty
          ? "right: a line is missing" : "line \(number) is right")
    } else {
      miss("line \(number) is as it should be")
    }
  }

  private mutating func takeName(_ text: String) {
    if isNear(text) { question = .nothing } else { miss("no, not '\(text)'") }
  }

  private mutating func miss(_ words: String) {
    let hint = hints.dropFirst(wrongGuesses).first
    wrongGuesses += 1
    replies.append(words + (hint.map { "; hint: \($0)" } ?? ""))
  }

  /// From the vaguest to the plainest.
  private var hints: [String] {
    let place =
      lines.isEmpty
      ? "a line that belongs here is missing"
      : lines.count == 1
        ? "one line was written"
        : "\(lines.count) lines were written, between \(lines[0] - 1) and "
          + "\(lines[lines.count - 1] + 1)"
    return [
      answer.raises
        ? "it raises, and the line that raises need not be the one at fault"
        : "it raises nothing: curves, gradients and modes tell",
      place, "its name begins with '\(answer.id.prefix(1))'",
      "it is one of \(nearest.map(\.id).joined(separator: ", "))",
    ]
  }

  /// Three to choose from, in the catalogue's order.
  private var nearest: [BugInfo] {
    let others = candidates.filter { $0.id != answer.id && $0.raises == answer.raises }.prefix(2)
    let ids = Set(others.map(\.id) + [answer.id])
    return candidates.filter { ids.contains($0.id) }
  }

  // MARK: - Names

  /// Whether what was typed means the answer more than any other.
  private func isNear(_ text: String) -> Bool {
    let score = Self.likeness(text, answer)
    return score >= 0.5 && candidates.allSatisfy { Self.likeness(text, $0) <= score }
  }

  private static func likeness(_ text: String, _ bug: BugInfo) -> Double {
    let id = bug.id.replacing("_", with: " ")
    let typed = text.replacing("_", with: " ")
    let distance = Double(editDistance(typed, id))
    let spelling = 1 - distance / Double(max(typed.count, id.count, 1))
    let known = Set(words(id + " " + bug.title.lowercased()))
    let said = words(typed)
    let shared = said.isEmpty ? 0 : Double(said.count { known.contains($0) }) / Double(said.count)
    return max(spelling, shared)
  }

  /// Words that tell something.
  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
      .filter { $0.count > 2 && !["the", "and", "with", "before", "under"].contains($0) }
  }
}
