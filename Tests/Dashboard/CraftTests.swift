import Cells
import Run
import Testing

@testable import Dashboard

/// Curves, room and what can be taken out of the screen.
@Suite struct CraftTests {
  private func state(
    _ scene: Scene = .healthy, width: Int = 160, height: Int = 45, _ more: [TrainingEvent] = []
  ) -> DashboardState {
    var state = scene.state
    _ = state.update(.events(more))
    _ = state.noteLayout(width: width, height: height)
    return state
  }

  /// The roles of a word on the screen.
  private func roles(_ word: String, _ screen: Screen) -> Set<Role> {
    var found: Set<Role> = []
    for (y, row) in screen.rows.enumerated() {
      for range in row.ranges(of: word) {
        found.insert(screen[row[..<range.lowerBound].columns, y].style.role)
      }
    }
    return found
  }

  @Test func legendAndEndsAreInTheSeriesColours() {
    let screen = state().view(width: 160, height: 45)
    #expect(roles("train ━", screen) == [.train])
    #expect(roles("test ┄", screen) == [.test])
    // The name stands at the end of its curve too.
    let names = screen.cells.count { $0.character == "t" && $0.style.role == .test }
    #expect(names >= 4)
  }

  /// Two curves that are the same are both seen.
  @Test func theSecondCurveLiesOverTheFirstAndLeavesItVisible() {
    var state = Scene.empty.state
    let records = (0..<200).map { epoch in
      EpochRecord(
        epoch: epoch, trainLoss: 0.5, trainAccuracy: 0.5, testLoss: 0.5, testAccuracy: 0.5,
        learningRate: 0.01, seconds: 0)
    }
    _ = state.update(.events([.run(Scene.run)] + records.map { .epoch($0) }))
    for glyphs in [Glyphs.unicode, .ascii] {
      state.glyphs = glyphs
      state.zoomed = .loss
      let screen = state.view(width: 80, height: 24)
      let line = screen.cells.filter { cell in
        [.train, .test].contains(cell.style.role) && !"trainse ".contains(cell.character)
      }
      #expect(line.count { $0.style.role == .train } > 20)
      #expect(line.count { $0.style.role == .test } > 20, "\(screen.text)")
      if glyphs.isASCII {
        #expect(Set(line.filter { $0.style.role == .test }.map(\.character)) == ["o"])
        #expect(!line.contains { $0.style.role == .train && $0.character == "o" })
      }
    }
  }

  @Test func theTwinIsALine() {
    var state = state()
    _ = state.update(.events((0..<312).map { .twin(Scene.record($0, loss: 0.8)) }))
    state.zoomed = .loss
    let screen = state.view(width: 100, height: 30)
    #expect(screen.text.contains("twin ─"))
    #expect(screen.cells.count { $0.style.role == DashboardState.twinRole } > 80)
  }

  @Test func rateAndNormAreSeenOverTime() throws {
    var state = Scene.empty.state
    _ = state.update(.events([.run(Scene.run), .phase(.running)]))
    for epoch in 0..<312 {
      var record = Scene.record(epoch)
      record.learningRate = 0.01 * (1 - Double(epoch) / 400)
      var rows = Scene.gradients(.finite)
      rows[0].gradientNorm = 1 / Double(epoch + 20)
      _ = state.update(
        .events([.epoch(record), .observation(.gradients(epoch: epoch, rows))]))
    }
    state.zoomed = .rates
    let text = state.view(width: 100, height: 30).text
    #expect(text.contains("lr 0.00223") && text.contains("‖g‖"))
    try expectPicture(state.view(width: 100, height: 30), "rates-100x30")
  }

  // MARK: - Room

  @Test func aLongShapeLeavesTheNormAlone() throws {
    var list = Scene.gradients(.finite)
    list[0].shape = [16, 8, 13, 13]
    var state = state(.healthy, [.observation(.gradients(epoch: 311, list))])
    state.zoomed = .gradients
    let row = try #require(
      state.view(width: 100, height: 20).rows.first { $0.contains("[16, 8, 13, 13]") })
    #expect(row.contains(" 6.67 "), "\(row)")
  }

  @Test func aLongExplanationWrapsInTheList() {
    var run = Scene.run
    run.bugs[0].explanation =
      "argmax returns positions. A position does not change when the logits change a little, so it has "
      + "no derivative, and casting it back to float does not bring one back at all."
    var state = state(.healthy, [.run(run)])
    _ = state.update(.input(.key(.character("b"))))
    let rows = state.view(width: 160, height: 45).rows
    #expect(rows.contains { $0.contains("argmax returns positions.") })
    #expect(rows.contains { $0.contains("at all.") || $0.contains(" all.") })
  }

  @Test(arguments: [(80, 24), (300, 80)])
  func anEnlargedConfusionUsesItsRoom(_ width: Int, _ height: Int) throws {
    var state = state()
    state.zoomed = .confusion
    let screen = state.view(width: width, height: height)
    let painted = screen.cells.count { $0.style.background == .region2 }
    #expect(painted >= 3 * 9)
    try expectPicture(screen, "confusion-\(width)x\(height)")
  }

  @Test func aConfusionOfTenClassesIsAsHighAsItsPanel() {
    let counts = (0..<10).map { row in (0..<10).map { $0 == row ? 36 : 0 } }
    var state = state(.healthy, [.observation(.confusion(epoch: 3, counts: counts))])
    state.zoomed = .confusion
    let screen = state.view(width: 120, height: 45)
    let rows = screen.rows.indices.filter { screen.rows[$0].contains(" 36 ") }
    #expect(rows.count == 10 && zip(rows, rows.dropFirst()).allSatisfy { $1 - $0 == 3 })
    // What there is no room for is left out, and not cut off.
    var small = Screen(width: 20, height: 13)
    state.drawConfusion(on: &small, Rect(x: 0, y: 0, width: 20, height: 13))
    #expect(!small.text.contains("columns") && small.text.contains("true"))
  }

  @Test func whatNoEpochHasTimedIsNotThereAtTheEnd() {
    var state = state(.healthy)
    state.looks = Looks()
    #expect(state.panels.contains(.timing))
    _ = state.update(.events([.phase(.finished)]))
    #expect(!state.panels.contains(.timing) && state.panels.contains(.names))
  }

  @Test func numbersAreWrittenAsWhatTheyAre() {
    let names = [
      InspectedName(
        name: "y_train", shape: [3], dtype: "torch.int64", history: nil, minimum: 0, maximum: 2,
        mean: 1, first: [0, 1, 2]),
      InspectedName(
        name: "loss", shape: [], dtype: "torch.float32", requiresGrad: true, history: nil,
        minimum: 0.5, maximum: 0.5, mean: 0.5, first: [0.5]),
    ]
    var state = state(.healthy, [.observation(.names(epoch: 1, names))])
    state.zoomed = .names
    let rows = state.view(width: 100, height: 20).rows
    #expect(rows.contains { $0.contains("0 … 2, mean 1.00: 0, 1, 2") }, "\(rows)")
    #expect(rows.contains { $0.contains("torch.float32 []  requires grad") })
    #expect(rows.contains { $0.contains("0.500") && !$0.contains("mean") })
  }

  // MARK: - Samples

  static let samples = [
    WorstSample(
      row: 7, label: 1, predicted: 2, confidence: 0.97, features: (0..<64).map(Double.init),
      image: .init(width: 8, height: 8)),
    WorstSample(
      row: 9, label: 0, predicted: 0, confidence: 0.4, features: (0..<64).map(Double.init),
      image: .init(width: 8, height: 8)),
  ]

  @Test func worstSamplesAreDrawn() throws {
    var state = state(.healthy, [.observation(.samples(epoch: 311, Self.samples))])
    state.zoomed = .worst
    try expectPicture(state.view(width: 80, height: 24), "worst-images")
    let rows = Self.samples.map { sample in
      var sample = sample
      sample.image = nil
      sample.features = [5.1, 3.5]
      return sample
    }
    _ = state.update(.events([.observation(.samples(epoch: 311, rows))]))
    let text = state.view(width: 80, height: 24).text
    #expect(text.contains("1 as 2 97 %") && text.contains("5.10, 3.50"))
  }

  // MARK: - Taking out

  @Test func aPanelIsCopiedWhole() throws {
    var state = state()
    state.messages = (0..<200).map { "message \($0)" }
    state.focus = .messages
    let effects = state.update(.input(.key(.character("Y"))))
    guard case .copy(let text)? = effects.first else { return #expect(Bool(false)) }
    let lines = text.split(separator: "\n")
    #expect(lines.count == 200)
    #expect(lines.last?.contains("message 199") == true)
    #expect(!text.contains("│"))
  }

  @Test func aPanelIsWrittenAsATable() {
    var state = state()
    state.focus = .confusion
    #expect(
      state.update(.input(.key(.character("W")))) == [
        .writeTable(
          "spiral-312-confusion.csv", "true,0,1,2\n0,38,2,0\n1,1,39,0\n2,0,0,40\n")
      ])
    state.focus = .loss
    guard case .writeTable(_, let text)? = state.update(.input(.key(.character("W")))).first else {
      return #expect(Bool(false))
    }
    let lines = text.split(separator: "\n")
    #expect(lines.first == "epoch,time,train/loss,test/loss")
    #expect(lines.count == 313)
    #expect(DashboardState.csv([["a,b", "say \"x\""]]) == "\"a,b\",\"say \"\"x\"\"\"\n")
  }

  // MARK: - Scrubbing

  @Test func thePastIsEnteredWithAKeyAndFollowed() {
    var state = state(.healthy, [.phase(.paused(line: nil))])
    func press(_ key: Key) -> [Effect] { state.update(.input(.key(key))) }
    #expect(press(.character("g")) == [.send(.scrub(to: 311))])
    #expect(press(.left) == [.send(.scrub(to: 308))])
    let text = state.view(width: 160, height: 45).text
    #expect(text.contains("shows epoch 308"))
    #expect(text.contains("← → epoch") && text.contains("g present"))
    #expect(press(.escape) == [.send(.scrub(to: nil))])
    #expect(state.scrubbed == nil && state.curves.crosshair == nil)
    _ = press(.character("g"))
    _ = state.update(.events([.phase(.running)]))
    #expect(state.scrubbed == nil)
    #expect(press(.character("g")).isEmpty)
    #expect(state.notice == "space pauses, then g goes back")
  }

  @Test func theLogEndsWithTheEpochThatIsShown() {
    var state = state(.healthy, [.phase(.paused(line: nil))])
    state.messages = (0..<50).map { "epoch \($0 * 10): message \($0)" }
    state.focus = .messages
    state.zoomed = .messages
    state.scrubbed = 205
    let text = state.view(width: 100, height: 30).text
    #expect(text.contains("message 20") && !text.contains("message 21"))
  }
}
