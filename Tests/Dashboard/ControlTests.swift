import Cells
import Run
import Testing

@testable import Dashboard

@Suite struct PanelControlTests {
  func state(_ scene: Scene = .healthy, width: Int = 120, height: Int = 36) -> DashboardState {
    var state = scene.state
    _ = state.noteLayout(width: width, height: height)
    return state
  }

  @Test func asksOnlyForWhatCanBeSeen() {
    var state = Scene.healthy.state
    #expect(
      state.noteLayout(width: 80, height: 24) == [.send(.observe([.values, .gradients]))])
    #expect(state.noteLayout(width: 80, height: 24).isEmpty)
    let large = state.noteLayout(width: 160, height: 45)
    #expect(large == [.send(.observe([.values, .gradients, .boundary, .graph, .timing]))])
    state.zoomed = .names
    #expect(state.noteLayout(width: 160, height: 45) == [.send(.observe([.values, .names]))])
  }

  @Test func tabGoesRoundAndEnterZooms() {
    var state = state()
    var seen: [Panel] = []
    for _ in state.lastLayout?.places ?? [] {
      seen.append(state.focus)
      _ = state.update(.input(.key(.tab)))
    }
    #expect(Set(seen) == Set(state.lastLayout?.places.map(\.panel) ?? []))
    #expect(state.focus == seen.first)
    _ = state.update(.input(.key(.backTab)))
    #expect(state.focus == seen.last)
    _ = state.update(.input(.key(.enter)))
    #expect(state.zoomed == seen.last)
    _ = state.update(.input(.key(.escape)))
    #expect(state.zoomed == nil)
  }

  /// In a place, and full screen, every panel can be had by one key.
  @Test(arguments: [false, true])
  func everyPanelIsReachedByOneKey(_ isZoomed: Bool) {
    var state = state()
    if isZoomed { _ = state.update(.input(.key(.enter))) }
    var seen: Set<Panel> = []
    for _ in Panel.ours {
      _ = state.update(.input(.key(.character("n"))))
      _ = state.noteLayout(width: 120, height: 36)
      seen.insert(state.focus)
      #expect(state.shows(state.focus))
      let names = state.lastLayout?.places.map(\.panel) ?? []
      #expect(Set(names).count == names.count)
    }
    seen.formUnion(state.lastLayout?.places.map(\.panel) ?? [])
    #expect(seen == Set(Panel.ours))
  }

  @Test func whatRaisedTakesTheOnlyPlace() {
    var state = state(width: 40, height: 10)
    _ = state.update(.input(.key(.character("n"))))
    #expect(state.focus != .loss)
    _ = state.update(.events(Scene.raising.events.suffix(2)))
    _ = state.noteLayout(width: 40, height: 10)
    #expect(state.shows(.diagnosis))
  }

  @Test func clickOnABugSwitchesIt() throws {
    var state = state()
    let place = try #require(state.lastLayout?.places.first { $0.panel == .bugs })
    let effects = state.update(
      .input(.mouse(.click, x: place.rect.x + 5, y: place.rect.y + 2)))
    #expect(effects == [.send(.setBug(id: "no_grad", isOn: true))])
    #expect(state.focus == .bugs)
  }

  @Test func clickOnAKeyPressesIt() throws {
    var state = state()
    let bar = state.keyBar(try #require(state.lastLayout))
    for key in bar where key.action != .quit {
      var clicked = state
      var pressed = state
      let at = InputEvent.mouse(.click, x: key.rect.x + 1, y: key.rect.y)
      let binding = try #require(KeyBinding.table.first { $0.action == key.action })
      #expect(
        clicked.update(.input(at)) == pressed.update(.input(.key(binding.keys[0]))),
        "\(key.label)")
      #expect(
        clicked.view(width: 120, height: 36) == pressed.view(width: 120, height: 36))
    }
    #expect(bar.contains { $0.action == .showHelp })
    _ = state.update(.input(.mouse(.click, x: 119, y: 35)))
  }

  @Test func wheelScrollsTheListUnderIt() throws {
    var state = state(height: 36)
    state.messages = (0..<100).map { "message \($0)" }
    state.zoomed = .messages
    _ = state.noteLayout(width: 120, height: 36)
    #expect(state.view(width: 120, height: 36).text.contains("message 99"))
    _ = state.update(.input(.mouse(.wheelUp, x: 50, y: 10)))
    let scrolled = state.view(width: 120, height: 36).text
    #expect(!scrolled.contains("message 99") && scrolled.contains("message 96"))
    // At its end the list follows again.
    _ = state.update(.input(.mouse(.wheelDown, x: 50, y: 10)))
    #expect(state.scroll[.messages] == nil)
    for _ in 0..<50 { _ = state.update(.input(.mouse(.wheelUp, x: 50, y: 10))) }
    #expect(state.scroll[.messages] == 0)
    _ = state.update(.input(.key(.down)))
    #expect(state.scroll[.messages] == 0, "the focus is elsewhere")
    state.focus = .messages
    _ = state.update(.input(.key(.down)))
    #expect(state.scroll[.messages] == 1)
  }

  @Test func listsAreClickedAndScrolled() {
    var state = state()
    _ = state.update(.input(.key(.character("b"))))
    _ = state.update(.input(.mouse(.wheelDown, x: 60, y: 18)))
    #expect(state.choice == 1)
    let text = state.view(width: 120, height: 36).rows
    let row = text.firstIndex {
      $0.contains("no_grad") && $0.contains("silent") || $0.contains("raises")
    }
    #expect(row != nil)
    let effects = state.update(.input(.mouse(.click, x: 60, y: row ?? 0)))
    #expect(effects == [.send(.setBug(id: "argmax", isOn: true))])
    // A click beside the window closes it.
    _ = state.update(.input(.mouse(.click, x: 0, y: 0)))
    #expect(state.overlay == nil)
  }

  @Test func optimiserIsChosenFromAList() {
    var state = state()
    _ = state.update(.input(.key(.character("o"))))
    #expect(state.view(width: 120, height: 36).text.contains("torch.optim.SGD"))
    for key in "sgd" { _ = state.update(.input(.key(.character(key)))) }
    #expect(state.update(.input(.key(.enter))) == [.send(.setOptimizer("sgd"))])
    #expect(state.overlay == nil)
  }

  @Test func twinIsSwitchedAndLogged() {
    var state = state()
    #expect(state.update(.input(.key(.character("T")))) == [.send(.setTwin(true))])
    #expect(state.messages.last == "epoch 312: healthy twin on")
    #expect(state.update(.input(.key(.character("T")))) == [.send(.setTwin(false))])
  }

  @Test func symptomsAreShownWhileTheyLast() {
    var state = state()
    #expect(!state.shows(.diagnosis))
    let symptom = Symptom(id: "frozen", epoch: 300, text: "No parameter moved for 5 epochs.")
    _ = state.update(.events([.symptom(symptom)]))
    #expect(state.view(width: 120, height: 36).text.contains("No parameter moved"))
    var gone = symptom
    gone.isPresent = false
    _ = state.update(.events([.symptom(gone)]))
    #expect(!state.view(width: 120, height: 36).text.contains("No parameter moved"))
  }
}
