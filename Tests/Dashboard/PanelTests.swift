import Cells
import Run
import Testing

@testable import Dashboard

@Suite struct PanelTests {
  /// Each panel over the whole screen, and in its place among others.
  @Test(arguments: Panel.ours.map(\.name))
  func looksAsDrawn(_ name: String) throws {
    let panel = try #require(Panel.ours.first { $0.name == name })
    var state = (panel == .diagnosis || panel == .listing ? Scene.raising : .healthy).state
    let slot = Layout.Slot(rung: .standard, index: 5)
    state.shown[slot] = panel
    let small = state.view(width: 80, height: 24)
    state.zoomed = panel
    let large = state.view(width: 80, height: 24)
    try expectPicture(small.text + "\n\n" + large.text, "panel-\(name)")
  }

  @Test(arguments: Panel.ours.map(\.name), [Scene.empty, .raising, .notANumber])
  func everySizeIsDrawnInEveryState(_ name: String, _ scene: Scene) throws {
    let panel = try #require(Panel.ours.first { $0.name == name })
    for isASCII in [false, true] {
      var state = scene.state
      state.glyphs = isASCII ? .ascii : .unicode
      state.hasColor = !isASCII
      state.zoomed = panel
      for width in [40, 41, 57, 80, 200] {
        for height in [10, 11, 24, 60] {
          let text = state.view(width: width, height: height).text
          if isASCII { #expect(text.allSatisfy { $0.isASCII }, "\(text)") }
        }
      }
    }
  }

  /// Colour alone tells what the picture as text cannot: the grounds.
  @Test func boundaryPaintsTheClassesBehindThePoints() {
    var state = Scene.healthy.state
    state.zoomed = .boundary
    let screen = state.view(width: 82, height: 40)
    // The strip on the right is class 2, and the model is sure of it.
    #expect(screen[78, 20].style.background == .region2)
    // The disc's middle is class 1, its edge is in doubt.
    #expect(screen[25, 14].style.background == .region1)
    let doubtful = screen.cells.contains { $0.style.background == .doubt1 }
    #expect(doubtful)
    let mistaken = screen.cells.contains {
      $0.style.role == .class0 && $0.style.background == .region2
    }
    #expect(mistaken, "the point of class 0 in class 2's region")
  }

  @Test func boundaryWithoutColourTellsClassesByCharacters() {
    var state = Scene.healthy.state
    state.hasColor = false
    state.zoomed = .boundary
    let text = state.view(width: 60, height: 20).text
    #expect(text.contains("░") && text.contains("▒"))
    #expect(text.contains("0") && text.contains("1") && text.contains("2"))
    #expect(!text.contains("▀"))
  }

  /// Names from elsewhere, wide, combining and with controls: the frame stays whole.
  @Test func hostileNamesKeepTheFrameWhole() throws {
    let name = "日本\u{1b}[2J語e\u{301}\u{7}x"
    var run = Scene.run
    run.classNames = [name, "b", "c"]
    run.parameters[0].name = name
    run.preset = name
    var looks = Looks()
    for look in Scene.looks { looks.take(look) }
    looks.gradients[0].name = name
    looks.graph[1].text = name
    looks.names[0].name = name
    looks.distributions[0].name = name
    var state = DashboardState(presets: [(name, name)])
    _ = state.update(.events([.run(run), .listing(Scene.listing), .phase(.running)]))
    state.looks = looks
    state.messages = [name]
    for panel in Panel.ours {
      state.zoomed = panel
      let screen = state.view(width: 80, height: 24)
      for y in 2..<22 {
        #expect(screen[0, y].character == "│", "\(panel.name) \(y)")
        #expect("│┃".contains(screen[79, y].character), "\(panel.name) \(y)")
      }
      for cell in screen.cells {
        for scalar in cell.character.unicodeScalars {
          #expect(scalar.value >= 0x20 && !(0x7f..<0xa0).contains(scalar.value))
        }
      }
    }
  }
}
