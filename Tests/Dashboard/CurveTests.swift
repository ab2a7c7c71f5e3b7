import Cells
import Run
import Testing

@testable import Dashboard

extension DashboardState {
  fileprivate func chart(_ title: String, resolution: Int) -> Chart {
    charts.first { $0.title == title }.map { chart($0, resolution: resolution) }
      ?? Chart(series: [], xRange: 0...1)
  }
}

@Suite struct CurveTests {
  /// A state that knows where its panels stand, as after a frame of 120 by 36.
  func shown(_ scene: Scene = .healthy) -> DashboardState {
    var state = scene.state
    _ = state.noteLayout(width: 120, height: 36)
    return state
  }

  func press(_ state: inout DashboardState, _ keys: Key...) {
    for key in keys { _ = state.update(.input(.key(key))) }
  }

  func text(_ state: DashboardState) -> String { state.view(width: 120, height: 36).text }

  @Test func smoothingGoesThroughItsWeightsAndKeepsTheRawLine() {
    var state = shown()
    #expect(!text(state).contains("smooth"))
    for weight in ["0.6", "0.9", "0.97"] {
      press(&state, .character("w"))
      #expect(text(state).contains("smooth \(weight)"))
      let roles = Set(state.view(width: 120, height: 36).cells.map(\.style.role))
      #expect(roles.contains(.trainRaw) || roles.contains(.testRaw))
    }
    press(&state, .character("w"))
    #expect(!text(state).contains("smooth"))
  }

  @Test func zoomedOnTheRightItFollowsAndPannedItStays() {
    var state = shown()
    press(&state, .character("z"))
    #expect(state.curves.range(of: 0...312) == 156...312)
    #expect(state.curves.range(of: 0...412) == 256...412)
    press(&state, .character(","))
    #expect(state.curves.range(of: 0...412) == 117...273)
    press(&state, .character("."), .character("."))
    #expect(state.curves.range(of: 0...412) == 256...412)
    press(&state, .character("Z"), .character("Z"))
    #expect(state.curves.window == nil)
    for _ in 0..<50 { press(&state, .character("z")) }
    #expect(state.curves.range(of: 0...312) == 308...312)
  }

  @Test func zoomKeepsTheCrosshairWhereItIs() {
    var state = shown()
    press(&state, .left)
    for _ in 0..<20 { press(&state, .left) }
    let epoch = Double(state.curves.crosshair ?? 0)
    let before = epoch / 312
    press(&state, .character("z"))
    let range = state.curves.range(of: 0...312)
    let after = (epoch - range.lowerBound) / (range.upperBound - range.lowerBound)
    #expect(abs(before - after) < 1e-9)
  }

  @Test func crosshairReadsEverySeries() {
    var state = shown()
    press(&state, .right)
    #expect(state.curves.crosshair == 311)
    for _ in 0..<11 { press(&state, .left) }
    let screen = text(state)
    let epoch = state.curves.crosshair ?? 0
    #expect(epoch < 311 && screen.contains("epoch \(epoch)"))
    let loss = 1.1 / (1 + Double(epoch) / 50)
    #expect(screen.contains("train \(significant(loss))"), "\(screen)")
    #expect(screen.contains("test \(significant(loss * 1.2))"))
    press(&state, .escape)
    #expect(state.curves.crosshair == nil)
    #expect(!text(state).contains("epoch \(epoch)\n"))
  }

  @Test func crosshairReadsEarlierRunsAndTheTwin() {
    var state = shown()
    var run = Scene.run
    run.seed = 43
    _ = state.update(.events([.run(run)] + (0..<50).map { .epoch(Scene.record($0, loss: 0.25)) }))
    _ = state.update(.events((0..<50).map { .twin(Scene.record($0, loss: 0.125)) }))
    press(&state, .right)
    let screen = text(state)
    #expect(screen.contains("twin 0.150"), "\(screen)")
    #expect(screen.contains("run 1 "), "\(screen)")
  }

  @Test func secondsOnTheAxis() {
    var state = shown()
    press(&state, .character("x"))
    let screen = text(state)
    #expect(screen.contains(" 5 s") || screen.contains("4 s"), "\(screen)")
    press(&state, .right)
    #expect(text(state).contains("epoch 311 · 5.18 s"), "\(text(state))")
  }

  @Test func outliersAreLeftOffTheScaleOnAKey() {
    var state = shown(.million)
    #expect(state.chart("loss", resolution: 100).limits.upperBound > 2)
    press(&state, .character("i"))
    #expect(state.chart("loss", resolution: 100).limits.upperBound < 1)
    #expect(text(state).contains("↑"))
  }

  @Test func yIsZoomedAndPannedForTheChartInFocus() {
    var state = shown()
    let before = state.chart("loss", resolution: 200).limits
    press(&state, .character("v"))
    let near = state.chart("loss", resolution: 200).limits
    #expect(
      abs((near.upperBound - near.lowerBound) * 2 - (before.upperBound - before.lowerBound)) < 1e-9)
    press(&state, .character("u"))
    #expect(state.chart("loss", resolution: 200).limits.lowerBound > near.lowerBound)
    press(&state, .character("d"), .character("V"))
    let far = state.chart("loss", resolution: 200).limits
    #expect(abs(far.upperBound - before.upperBound) < 1e-9)
    #expect(state.chart("accuracy", resolution: 200).limits == 0...1)
    press(&state, .character("y"), .character("v"))
    #expect(state.chart("loss", resolution: 200).limits.lowerBound > 0)
    press(&state, .character("0"))
    #expect(state.curves.yRanges.isEmpty)
    for _ in 0..<200 { press(&state, .character("v")) }
    for _ in 0..<3000 { press(&state, .character("V")) }
    _ = text(state)
  }

  @Test func mouseSetsTheCrosshairDragsAndZooms() throws {
    var state = shown()
    let rect = try #require(state.lastLayout?.places.first { $0.panel == .loss }).rect
    let plot = Chart.plot(in: rect.inset())
    func mouse(_ action: MouseAction, _ x: Int, _ y: Int) {
      _ = state.update(.input(.mouse(action, x: x, y: y)))
    }
    mouse(.click, plot.x + plot.width / 2, plot.y + 2)
    let first = try #require(state.curves.crosshair)
    #expect(abs(first - 156) < 6)
    // With all in view a drag moves the crosshair, zoomed in it moves the view.
    mouse(.drag, plot.x, plot.y + 2)
    mouse(.release, plot.x, plot.y + 2)
    #expect((state.curves.crosshair ?? 99) < 6)
    for _ in 0..<6 { mouse(.wheelUp, plot.x + plot.width / 2, plot.y + 2) }
    let range = state.curves.range(of: 0...312)
    #expect(range.lowerBound > 50 && range.upperBound < 260)
    mouse(.click, plot.x + 20, plot.y + 2)
    mouse(.drag, plot.x + 10, plot.y + 2)
    #expect(state.curves.range(of: 0...312).lowerBound > range.lowerBound)
    mouse(.release, plot.x + 10, plot.y + 2)
    mouse(.drag, plot.x + 30, plot.y + 2)
    #expect(state.curves.drag == nil)
    for _ in 0..<20 { mouse(.wheelDown, plot.x + 5, plot.y + 2) }
    #expect(state.curves.window == nil)
    mouse(.wheelUp, rect.x + 2, plot.y + 2)
    #expect(state.curves.yRanges["loss"] != nil)
    // Elsewhere the wheel is the pace.
    #expect(state.update(.input(.mouse(.wheelUp, x: 0, y: 0))) == [.send(.setPace(100))])
  }

  @Test func aChangedLearningRateHasItsOwnCurve() {
    var state = Scene.healthy.state
    #expect(state.figure().charts.count == 2)
    var record = Scene.record(312)
    record.learningRate = 0.02
    _ = state.update(.events([.epoch(record)]))
    let lines = state.view(width: 200, height: 60).rows
    #expect(lines.contains { $0.contains("╭ lr ─") })
    #expect(state.figure().charts.count == 3)
  }

  @Test func themesAndPictures() {
    var state = shown()
    press(&state, .character("t"))
    #expect(state.theme.name == "okabe-ito")
    #expect(text(state).contains("theme okabe-ito"))
    #expect(state.update(.input(.key(.character("S")))) == [.savePicture("spiral-312.svg")])
    _ = state.update(.notice("saved it"))
    #expect(text(state).hasSuffix("saved it"))
    #expect(state.messages.last == "saved it")
    press(&state, .left)
    #expect(!text(state).contains("saved it"))
    var run = Scene.run
    run.preset = "../a b/\u{1b}c"
    _ = state.update(.events([.run(run)]))
    #expect(state.update(.input(.key(.character("S")))) == [.savePicture("---a-b--c-0.svg")])
  }
}
