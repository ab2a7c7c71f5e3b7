import Cells
import Run

extension DashboardState {
  /// A game is on and not over: what would give the bug away is not shown.
  var isGuessing: Bool { game.map { !$0.isOver } ?? false }

  /// What is not shown while a person guesses.
  struct Secrets {
    var listing: [ListingLine]?
    var failure: FailureReport?
    var bugs: Set<String> = []
    var symptoms = Looks()
  }

  /// The event as it may be shown; nil for none. What is hidden is kept for the end of the game.
  mutating func veiled(_ event: TrainingEvent) -> TrainingEvent? {
    guard isGuessing else { return event }
    switch event {
    case .bug(let change):
      if change.isOn { secrets.bugs.insert(change.id) } else { secrets.bugs.remove(change.id) }
      return nil
    case .listing(let lines):
      secrets.listing = lines
      return .listing(
        lines.filter { $0.change != .removed }.map {
          ListingLine(number: $0.number, code: $0.code, depth: $0.depth, blanks: $0.blanks)
        })
    case .symptom(let symptom):
      secrets.symptoms.take(symptom)
      return nil
    case .verdict: return nil
    case .error(let report):
      secrets.failure = report
      return .error(
        FailureReport(
          type: report.type, message: report.message, epoch: report.epoch, line: report.line,
          code: report.code, diagnosis: Diagnosis(why: "")))
    case .observation(let look): return .observation(look.withoutCuts)
    case .run(let info):
      if let run, run.preset != info.preset { reveal() }
      secrets = Secrets()
      return event
    default: return event
    }
  }

  /// The end of the game: shows what was hidden.
  mutating func reveal() {
    if let lines = secrets.listing {
      looks.renumber(from: listing, to: lines)
      listing = lines
    }
    if failure != nil { failure = secrets.failure }
    activeBugs.formUnion(secrets.bugs)
    looks.symptoms = secrets.symptoms.symptoms
    secrets = Secrets()
    if let game {
      say(
        game.gaveUp
          ? "it was \(game.answer.id): \(game.answer.title)"
          : "right, with \(game.wrongGuesses) wrong guesses: \(game.answer.id), \(game.answer.title)"
      )
    }
  }

  /// Keys while a guess is typed.
  mutating func pressInGuess(_ key: Key) -> [Effect] {
    guard var line = guessLine else { return [] }
    guessLine = nil
    switch key {
    case .enter:
      game?.take(line.text)
      if game?.isOver == true { reveal() } else { guessLine = LineEditor() }
      return []
    case .escape: return []
    case .character(let character): line.insert(String(character))
    case .backspace: line.deleteBack()
    case .delete: line.deleteForward()
    case .left: line.moveLeft()
    case .right: line.moveRight()
    case .home: line.moveToStart()
    case .end: line.moveToEnd()
    default: break
    }
    guessLine = line
    return []
  }

  /// What the panel asks, and what was said so far.
  func guessLines(_ game: GuessGame) -> [(label: String, text: String, role: Role)] {
    var lines: [(label: String, text: String, role: Role)] = []
    for reply in game.replies.suffix(4) { lines.append(("", reply, .text)) }
    switch game.question {
    case .line:
      lines.append(("line?", "G and the number of the line that is wrong, 0 for one missing", .key))
    case .what: lines.append(("what?", "G and what is wrong with it, in a word or two", .key))
    case .nothing: break
    }
    return lines
  }

  /// A guess as it is typed, in place of the keys.
  func drawGuess(_ line: LineEditor, on screen: inout Screen, _ rect: Rect) {
    var x = rect.x
    let question = game?.question == .what ? "what is it? " : "which line? "
    x += screen.put(question, x: x, y: rect.y, Style(.key, bold: true), clip: rect)
    screen.put(glyphs.plain(line.text), x: x, y: rect.y, clip: rect)
    let cursor = x + glyphs.plain(line.textBeforeCursor).columns
    let under = line.characters.indices.contains(line.cursor) ? line.characters[line.cursor] : " "
    screen.put(
      glyphs.plain(String(under)), x: cursor, y: rect.y, Style(.current, reversed: true), clip: rect
    )
    let note = "enter guesses  give up ends  esc leaves"
    screen.put(
      note, x: max(cursor + 3, rect.maxX - note.columns - 1), y: rect.y, .faint, clip: rect)
  }
}

extension Observation {
  /// The look without what says where a gradient was cut.
  var withoutCuts: Observation {
    switch self {
    case .values(let epoch, let list):
      .values(
        epoch: epoch,
        list.map { LineValue(line: $0.line, shape: $0.shape, gradFn: $0.gradFn) })
    case .graph(let epoch, let lines):
      .graph(
        epoch: epoch,
        lines.map { GraphLine(depth: $0.depth, text: $0.text, line: $0.line, isLeaf: $0.isLeaf) })
    case .names(let epoch, let list):
      .names(
        epoch: epoch,
        list.map { one in
          var one = one
          if one.history?.hasPrefix("no grad") == true { one.history = nil }
          return one
        })
    default: self
    }
  }
}
