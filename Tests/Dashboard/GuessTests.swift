import Cells
import Run
import Testing

@testable import Dashboard

@Suite struct GuessTests {
  static let candidates = [
    BugInfo(id: "argmax", title: "argmax before the loss", raises: true),
    BugInfo(id: "no_grad", title: "training step under no_grad", raises: true),
    BugInfo(id: "no_step", title: "optimizer.step() forgotten", raises: false),
    BugInfo(id: "no_zero_grad", title: "gradients never cleared", raises: false),
  ]

  static func game(_ id: String = "argmax", lines: [Int] = [3, 4], missing: Int? = nil) -> GuessGame
  {
    GuessGame(
      answer: candidates.first { $0.id == id } ?? candidates[0], fix: "", lines: lines,
      missingAfter: missing, candidates: candidates)
  }

  private func state(_ game: GuessGame = game()) -> DashboardState {
    var state = DashboardState(game: game)
    _ = state.update(.events(Scene.raising.events))
    _ = state.noteLayout(width: 120, height: 36)
    return state
  }

  private func type(_ text: String, _ state: inout DashboardState) {
    for character in text { _ = state.update(.input(.key(.character(character)))) }
    _ = state.update(.input(.key(.enter)))
  }

  @Test func nothingGivesTheBugAway() throws {
    let state = state()
    let text = state.view(width: 120, height: 36).text
    #expect(text.contains("RuntimeError: element 0 of tensors"))
    #expect(text.contains("which line") || text.contains("line?"))
    #expect(!text.contains("✂") && !text.contains("bug argmax") && !text.contains("fix"))
    #expect(state.activeBugs.isEmpty && state.looks.symptoms.isEmpty)
    #expect(state.listing.allSatisfy { $0.change == .same && $0.bug == nil })
    try expectPicture(state.view(width: 120, height: 36), "guess-120x36")
  }

  @Test func lineThenNameEndTheGame() {
    var state = state()
    type("G4", &state)
    #expect(state.game?.question == .what)
    type("argmx", &state)
    #expect(!state.isGuessing)
    #expect(state.activeBugs == ["argmax"])
    #expect(state.failure?.diagnosis?.change != nil)
    #expect(state.canFix)
    #expect(state.messages.last?.contains("0 wrong guesses") == true)
  }

  @Test func aWrongGuessCostsAHint() {
    var state = state()
    type("G1", &state)
    #expect(state.isGuessing && state.game?.question == .line)
    #expect(state.game?.replies.last?.contains("hint: it raises") == true)
    #expect(state.guessLine != nil, "one may guess on")
    type("6", &state)
    #expect(state.game?.replies.last?.contains("between 2 and 5") == true)
    type("3", &state)
    type("learning rate", &state)
    #expect(state.game?.wrongGuesses == 3)
    #expect(state.isGuessing)
    _ = state.update(.input(.key(.escape)))
    #expect(state.guessLine == nil && state.isGuessing)
  }

  @Test(arguments: [
    ("no_step", "step forgotten", true), ("no_step", "no step", true), ("no_step", "nostep", true),
    ("no_grad", "no_grad", true), ("no_grad", "under no_grad", true), ("argmax", "argmax", true),
    ("no_zero_grad", "gradients not cleared", true), ("no_step", "no_grad", false),
    ("argmax", "softmax", false),
  ])
  func nearNamesCount(_ id: String, _ guess: String, _ isRight: Bool) {
    var game = Self.game(id, lines: [3])
    game.take("3")
    game.take(guess)
    #expect(game.isOver == isRight)
  }

  @Test(arguments: ["0", "6", "7"]) func aMissingLineIsALineToo(_ guess: String) {
    var game = Self.game("no_step", lines: [], missing: 6)
    game.take(guess)
    #expect(game.question == .what)
  }

  @Test func oneMayGiveUp() {
    var state = state()
    type("Ggive up", &state)
    #expect(!state.isGuessing)
    #expect(state.messages.last == "it was argmax: argmax before the loss")
  }

  /// Keys that would tell say so.
  @Test func bugsAndFixWaitForTheEnd() {
    var state = state()
    #expect(state.update(.input(.key(.character("1")))).isEmpty)
    #expect(state.notice?.contains("guessed") == true)
    #expect(state.update(.input(.key(.character("f")))).isEmpty)
    #expect(state.notice == "guess first: G")
  }
}
