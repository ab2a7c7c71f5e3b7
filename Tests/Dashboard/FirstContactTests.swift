import Cells
import Run
import Testing

@testable import Dashboard

/// What to do next, what a key did, and what was wrong: said where one looks.
@Suite struct FirstContactTests {
  private func state(
    _ scene: Scene = .healthy, width: Int = 120, height: Int = 36, _ more: [TrainingEvent] = []
  ) -> DashboardState {
    var state = scene.state
    _ = state.update(.events(more))
    _ = state.noteLayout(width: width, height: height)
    return state
  }

  private func bar(_ state: DashboardState) -> String {
    state.view(width: 120, height: 36).rows.last ?? ""
  }

  /// A run that ended well, with nothing on.
  private static let ended: [TrainingEvent] = [.phase(.finished), .end(.finished)]

  @Test(
    arguments: [
      (Scene.healthy, ended, "1-9 break it"), (.raising, [], "f fix it"),
      (.healthy, [.phase(.paused(line: 3))], "s next statement"),
      (.healthy, [.phase(.paused(line: nil))], "space go on"),
      (
        .healthy, [.bug(BugSwitch(id: "no_step", isOn: true, epoch: 0))] + ended, "r run again"
      ),
    ] as [(Scene, [TrainingEvent], String)])
  func everyStateHasANextStep(_ scene: Scene, _ events: [TrainingEvent], _ step: String) {
    let state = state(scene, events)
    #expect(bar(state).hasPrefix(step), "\(bar(state))")
  }

  @Test func theEndSaysWhatToDo() {
    #expect(state(.healthy, Self.ended).messages.last == "epoch 312: finished; 1-9 break it")
  }

  @Test func aBugAfterTheEndSaysThatTheRunBeginsAgain() {
    var state = state(.healthy, Self.ended)
    _ = state.update(.input(.key(.character("1"))))
    #expect(bar(state) == "bug argmax on: the run begins again at epoch 0")
  }

  @Test func aBugWithinAnEpochSaysWhenItComes() {
    var state = state(.healthy, [.phase(.paused(line: 3))])
    _ = state.update(.input(.key(.character("1"))))
    #expect(bar(state) == "bug argmax on when this epoch is over; e runs to its end")
  }

  @Test(arguments: [
    ("+", "learning rate 0.0200"), ("]", "pace 100 epochs/s"),
    ("K", "K does nothing; ? shows all keys"),
    ("3", "bug item: no"),
  ])
  func aKeySaysWhatItDid(_ key: Character, _ words: String) {
    var state = state()
    _ = state.update(.input(.key(.character(key))))
    #expect(bar(state) == words)
    // What happens is worth more than what a key did.
    _ = state.update(.events([.error(Scene.failure), .phase(.parked)]))
    #expect(bar(state).hasPrefix("f fix it"))
  }

  @Test func aNoticeGoesAfterAWhile() {
    var state = state()
    _ = state.update(.input(.key(.character("K"))))
    for second in 0..<5 { _ = state.update(.tick(Double(second))) }
    #expect(state.notice != nil)
    _ = state.update(.tick(6))
    #expect(state.notice == nil)
  }

  /// Twenty bugs, of which the last is on.
  private func manyBugs(on: Bool) -> DashboardState {
    var run = Scene.run
    run.bugs = (0..<20).map { BugInfo(id: "bug\($0)", title: "title \($0)", raises: true) }
    return state(
      .healthy,
      [.run(run), .phase(.running)]
        + (on ? [.bug(BugSwitch(id: "bug19", isOn: true, epoch: 0))] : []))
  }

  @Test func aBugBelowTheFoldIsScrolledIntoView() {
    #expect(!manyBugs(on: false).view(width: 120, height: 36).text.contains("title 19"))
    #expect(manyBugs(on: true).view(width: 120, height: 36).text.contains("title 19"))
  }

  @Test func everyBugIsReachedInItsPanel() {
    var state = manyBugs(on: false)
    state.focus = .bugs
    for _ in 0..<13 { _ = state.update(.input(.key(.down))) }
    #expect(state.view(width: 120, height: 36).text.contains("title 12"))
    #expect(state.update(.input(.key(.enter))) == [.send(.setBug(id: "bug12", isOn: true))])
    _ = state.update(.input(.key(.escape)))
    _ = state.update(.input(.key(.enter)))
    #expect(state.zoomed == .bugs)
  }

  // MARK: - Explanations

  static let foreign = FailureReport(
    type: "RuntimeError",
    message: "mat1 and mat2 shapes cannot be multiplied (32x784 and 100x10)", epoch: 0, line: 12,
    code: "out = model(x)")

  @Test func aForeignErrorGetsItsUsualCauses() throws {
    var state = DashboardState(showsLog: true)
    _ = state.update(
      .events([.run(Scene.run), .phase(.running), .error(Self.foreign), .phase(.parked)]))
    let text = state.view(width: 120, height: 36).text
    #expect(text.contains("usual   1. A linear layer was made for another number of features"))
    #expect(text.contains("look for the second number of mat1"))
    #expect(text.contains("2. Images were not flattened"))
    try expectPicture(state.view(width: 120, height: 36), "foreign-120x36")
  }

  @Test func theFixIsShownAsADiff() {
    let screen = state(.raising).view(width: 120, height: 36)
    let rows = screen.rows
    #expect(rows.contains { $0.contains("fix  f  loss = loss_fn(train_logits, y_train)") })
    #expect(rows.contains { $0.contains("-   3 train_preds = train_logits.argmax(dim=1).float()") })
    #expect(rows.contains { $0.contains("+     loss = loss_fn(train_logits, y_train)") })
  }

  /// Of lines that only move, the first and the last are enough.
  @Test func aLongMoveIsShownInShort() {
    var report = Scene.failure
    let change = LoopChange(
      from: ["with m:"] + (1...8).map { "    line\($0)" }, to: (1...8).map { "line\($0)" })
    report.diagnosis?.change = change
    report.diagnosis?.fix = change?.text
    let text = state(.raising, [.error(report)]).view(width: 120, height: 50).text
    #expect(text.contains("move lines 2 to 9 out of the `with m:` of line 1"))
    #expect(
      text.contains("<   2 line1") && text.contains("… 6 lines") && text.contains("<   9 line8"))
    #expect(!text.contains("line4"))
  }

  @Test func whatIsNoFaultIsSaidToBeNone() {
    let symptom = Symptom(
      id: "inputs_require_grad", epoch: 3, text: "X_train requires grad. That is no fault.",
      why: "It costs a little time.", isFault: false)
    let text = state(.healthy, [.symptom(symptom)]).view(width: 120, height: 36).text
    #expect(text.contains("inputs_require_grad, no fault, since epoch 3"))
    #expect(!text.contains("trains wrongly") && !text.contains("f fixes it"))
  }

  // MARK: - The guilty word

  /// The article's line, with argmax far to the right.
  private func longLine(_ width: Int, _ height: Int) -> DashboardState {
    let code =
      "train_preds_probs = torch.softmax(train_logits, dim=1).argmax(dim=1).type(torch.float32)"
    var lines = Scene.brokenListing
    lines[3] = ListingLine(number: 3, code: code, depth: 0, change: .added, bug: "argmax")
    return state(.raising, width: width, height: height, [.listing(lines)])
  }

  @Test(arguments: [(80, 24), (120, 36), (160, 45), (60, 16)])
  func theWordAtFaultIsSeen(_ width: Int, _ height: Int) {
    let screen = longLine(width, height).view(width: width, height: height)
    let row = screen.rows.first { $0.contains("✂") && $0.contains("argmax") }
    #expect(row != nil, "\(screen.text)")
    let marked = screen.cells.contains {
      $0.style.role == .cut && $0.style.isUnderlined && $0.character == "a"
    }
    #expect(marked)
  }

  @Test func anEnlargedLoopWraps() {
    var state = longLine(80, 24)
    state.zoomed = .listing
    let text = state.view(width: 80, height: 24).text
    #expect(text.contains("train_preds_probs = torch.softmax") && text.contains("float32)"))
    #expect(!text.contains("…"))
  }

  @Test func leftAndRightScrollTheLoopInFocus() {
    var state = longLine(80, 24)
    state.focus = .listing
    func row() -> String {
      state.view(width: 80, height: 24).rows.first { $0.contains("✂") && $0.contains("3") } ?? ""
    }
    for _ in 0..<20 { _ = state.update(.input(.key(.right))) }
    #expect(row().contains("float32)"), "\(row())")
    for _ in 0..<20 { _ = state.update(.input(.key(.left))) }
    #expect(state.curves.crosshair == nil)
    state.focus = .loss
    _ = state.update(.input(.key(.right)))
    #expect(state.curves.crosshair != nil)
  }
}
