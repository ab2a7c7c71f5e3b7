import Testing

@testable import Loop

/// Changes of a text made on another.
@Suite struct PatchTests {
  static let old = LoopText(setup: "best = 1", loop: "a = 1\nb = 2\nc = 3")

  private func patched(_ text: LoopText, to new: LoopText) throws -> LoopText {
    try text.applying(.patch(from: Self.old, to: new))
  }

  @Test func changesAreMadeWhereOtherLinesChanged() throws {
    let new = LoopText(setup: "best = 1", loop: "a = 1\nb = 20\nc = 3\nd = 4")
    let other = try Self.old.applying(.replace("a", with: "x = 0\na = 10"))
    #expect(try patched(other, to: new).loop == "x = 0\na = 10\nb = 20\nc = 3\nd = 4")
    #expect(try patched(Self.old, to: new) == new)
  }

  /// Lines that were put under a `with` take their new ones along.
  @Test func changesFollowTheIndentation() throws {
    let new = LoopText(setup: "best = 1", loop: "a = 1\nb = 20\nc = 3")
    let other = try Self.old.applying(.wrap(from: "a", to: "b", in: "with x:"))
    #expect(try patched(other, to: new).loop == "with x:\n    a = 1\n    b = 20\nc = 3")
  }

  @Test func aLineThatIsNotThereAnyMoreIsRefused() {
    let new = LoopText(setup: "best = 1", loop: "a = 1\nb = 20\nc = 3")
    #expect(throws: LoopText.EditError.changed) {
      try patched(Self.old.applying(.replace("b", with: "b = 5")), to: new)
    }
  }

  @Test func oneChangeIsTakenBack() {
    let new = LoopText(setup: "best = 2", loop: "a = 1\nb = 20\nc = 3\nd = 4")
    #expect(
      new.takingBack(3, to: Self.old)?.lines == ["best = 2", "a = 1", "b = 2", "c = 3", "d = 4"])
    #expect(new.takingBack(1, to: Self.old)?.setup == "best = 1")
    #expect(new.takingBack(2, to: Self.old) == nil)
  }

  @Test(arguments: [
    (["best = 1", "a = 1"], 1), (["best = 2", "a = 1", "b = 2", "c = 3"], 1),
    (["best = 1", "x = 1", "a = 1", "b = 2", "c = 3"], 1),
    (["x = 1", "best = 1", "a = 1", "b = 2", "c = 3"], 2), (["a = 1", "b = 2", "c = 3"], 0),
    ([], 0),
  ])
  func whatStandsBeforeTheLoopIsTold(_ lines: [String], _ count: Int) {
    #expect(Self.old.setupCount(ofEdited: lines) == count)
  }
}
