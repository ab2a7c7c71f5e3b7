import Cells
import Run
import Testing

@testable import Dashboard

@Suite struct DashboardScreenTests {
  static let sizes = [(160, 45), (120, 36), (80, 24), (60, 16), (40, 10), (30, 5)]

  @Test(arguments: Scene.allCases, sizes)
  func looksAsDrawn(_ scene: Scene, _ size: (Int, Int)) throws {
    try expectPicture(
      scene.state.view(width: size.0, height: size.1), "\(scene.rawValue)-\(size.0)x\(size.1)")
  }

  @Test(arguments: [
    ("help", "?"), ("bugs", "b"), ("presets", "p"), ("optimizers", "o"), ("quit", "q"),
  ])
  func overlayLooksAsDrawn(_ name: String, _ key: String) throws {
    var state = Scene.raising.state
    _ = state.update(.input(.key(.character(Character(key)))))
    try expectPicture(state.view(width: 100, height: 30), "overlay-\(name)")
  }

  /// On a wide screen the whole key table is seen at once.
  @Test func wideHelpHasTwoColumns() throws {
    var state = Scene.healthy.state
    _ = state.update(.input(.key(.character("?"))))
    let screen = state.view(width: 160, height: 45)
    try expectPicture(screen, "overlay-help-160x45")
    for binding in state.mainTable { #expect(screen.text.contains(binding.help)) }
  }

  @Test func logOffersNoKeysOfATrainer() {
    var state = DashboardState(showsLog: true)
    _ = state.update(.events([.run(Scene.run)]))
    let bar = state.view(width: 160, height: 45).text.split(separator: "\n").last ?? ""
    #expect(bar.contains("space pause") && bar.contains("q quit"))
    for word in ["bugs", "fix", "presets", "lr", "statement"] { #expect(!bar.contains(word)) }
    _ = state.update(.input(.key(.character("?"))))
    #expect(!state.view(width: 160, height: 45).text.contains("learning rate"))
  }

  @Test func asciiHasNothingElse() {
    for scene in Scene.allCases {
      var state = scene.state
      state.glyphs = .ascii
      let text = state.view(width: 100, height: 30).text
      #expect(text.allSatisfy { $0.isASCII }, "\(text)")
    }
  }

  @Test func everySizeDownToOneIsDrawn() {
    for scene in Scene.allCases where scene != .million {
      let state = scene.state
      for width in [1, 2, 3, 10, 39, 40, 41, 79, 80, 81, 133] {
        for height in [1, 2, 3, 9, 10, 11, 23, 24, 25, 50] {
          let screen = state.view(width: width, height: height)
          #expect(screen.width == width && screen.height == height)
        }
      }
    }
  }

  @Test func hostileNamesReachTheScreenWithoutControls() {
    var run = Scene.run
    run.preset = "a\u{1b}[2Jb\u{7}\u{9b}31m\r\n"
    var state = DashboardState()
    _ = state.update(.events([.run(run)]))
    for cell in state.view(width: 120, height: 36).cells {
      for scalar in cell.character.unicodeScalars {
        #expect(scalar.value >= 0x20 && !(0x7f..<0xa0).contains(scalar.value))
      }
    }
  }
}

@Suite struct UpdateTests {
  func pressed(_ keys: String, _ scene: Scene = .healthy) -> (DashboardState, [Effect]) {
    var state = scene.state
    var effects: [Effect] = []
    for key in keys { effects += state.update(.input(.key(.character(key)))) }
    return (state, effects)
  }

  static let commands: [(String, Effect)] = [
    (" ", .send(.pause)), ("s", .send(.stepStatement)), ("e", .send(.stepEpoch)),
    ("E", .send(.runToError)), ("1", .send(.setBug(id: "argmax", isOn: true))),
    ("2", .send(.setBug(id: "no_grad", isOn: true))),
    ("r", .send(.restart(seed: nil))), ("R", .send(.restart(seed: 43))),
    ("+", .send(.setLearningRate(0.02))), ("-", .send(.setLearningRate(0.005))),
    ("]", .send(.setPace(100))), ("[", .send(.setPace(30))),
  ]

  @Test(arguments: commands.indices)
  func keySendsItsCommand(_ index: Int) {
    let (key, effect) = Self.commands[index]
    #expect(pressed(key).1 == [effect])
  }

  /// Where it can do nothing it is not offered, and says why.
  @Test func fixIsOfferedWhereThereIsAnEdit() throws {
    let (raising, effects) = pressed("f", .raising)
    #expect(effects == [.send(.fix)])
    var state = raising
    _ = state.noteLayout(width: 120, height: 36)
    let layout = try #require(state.lastLayout)
    #expect(state.keyBar(layout).first?.action == .fix)
    var healthy = pressed("f").0
    #expect(pressed("f").1.isEmpty)
    #expect(healthy.notice == "nothing is wrong that f could fix")
    _ = healthy.noteLayout(width: 120, height: 36)
    #expect(!healthy.keyBar(layout).contains { $0.action == .fix })
    var report = Scene.failure
    report.diagnosis?.change = nil
    state.failure = report
    #expect(!state.keyBar(layout).contains { $0.action == .fix })
    #expect(state.keyBar(layout).first?.action == .edit)
    #expect(state.update(.input(.key(.character("f")))).isEmpty)
    #expect(state.notice?.contains("no edit is known") == true)
  }

  @Test func secondPressSwitchesTheBugOff() {
    #expect(pressed("1", .raising).1 == [.send(.setBug(id: "argmax", isOn: false))])
  }

  /// There a bug would change a listing that no longer runs.
  @Test func bugAfterTheEndRunsItAgain() {
    #expect(
      pressed("1", .fixed).1
        == [.send(.setBug(id: "argmax", isOn: true)), .send(.restart(seed: nil))])
  }

  @Test(arguments: [" ", "s", "e", "E"])
  func keyThatGoesOnSaysThatNothingIsLeft(_ key: String) {
    let (state, effects) = pressed(key, .fixed)
    #expect(effects.isEmpty)
    #expect(state.view(width: 80, height: 24).text.contains("finished: r runs it again"))
  }

  /// A value stands beside its own line, also while no epoch runs that would make new ones.
  @Test func valuesFollowTheirLines() throws {
    var state = Scene.healthy.state
    _ = state.update(.events([.listing(Scene.listing)]))
    let values = (1...7).map { LineValue(line: $0, shape: [$0], gradFn: nil) }
    _ = state.update(.events([.observation(.values(epoch: 0, values))]))
    _ = state.update(.events([.listing(Scene.brokenListing)]))
    func shape(_ code: String) -> [Int]? {
      let line = state.listing.first { $0.number != nil && $0.code.hasPrefix(code) }
      return line?.number.flatMap { state.looks.values[$0]?.shape }
    }
    #expect(shape("train_logits") == [2])
    #expect(shape("train_preds") == nil && shape("loss = ") == nil)
    #expect(shape("train_acc") == [4] && shape("optimizer.step") == [7])
    _ = state.update(.events([.listing(Scene.listing)]))
    #expect(shape("optimizer.step") == [7] && shape("loss = ") == nil)
  }

  @Test func quitAsksOnlyWhileARunWouldBeLost() {
    #expect(pressed("q", .fixed).1 == [.quit])
    #expect(pressed("q", .empty).1 == [.quit])
    #expect(pressed("q").1.isEmpty)
    #expect(pressed("qy").1 == [.quit])
    #expect(pressed("qn").1.isEmpty)
  }

  @Test func bugListIsSearchedAndChosen() {
    var state = pressed("bno_").0
    #expect(state.update(.input(.key(.enter))) == [.send(.setBug(id: "no_grad", isOn: true))])
    _ = state.update(.input(.key(.escape)))
    #expect(pressed("b").0.view(width: 80, height: 24).text.contains("search:"))
  }

  @Test func unavailableBugIsRefusedWithItsReason() {
    var state = pressed("bitem").0
    #expect(state.update(.input(.key(.enter))).isEmpty)
    #expect(state.messages.last == "bug item: no")
  }

  @Test func signalsAndHangUpQuit() {
    var state = Scene.healthy.state
    #expect(state.update(.input(.signal(15))) == [.quit])
    #expect(state.update(.input(.hangUp)) == [.quit])
    #expect(state.update(.input(.suspend)) == [.suspend])
  }

  @Test func aStreamReplayedGivesTheIdenticalScreen() {
    var oneByOne = DashboardState()
    for event in Scene.fixed.events { _ = oneByOne.update(.events([event])) }
    var atOnce = DashboardState()
    _ = atOnce.update(.events(Scene.fixed.events))
    #expect(oneByOne.view(width: 120, height: 36) == atOnce.view(width: 120, height: 36))
  }
}
