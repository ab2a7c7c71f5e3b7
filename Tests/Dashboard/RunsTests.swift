import Cells
import Run
import Testing

@testable import Dashboard

/// Several runs side by side.
@Suite struct RunsTests {
  static func info(_ name: String) -> RunInfo {
    RunInfo(preset: name, model: "", optimizer: "", learningRate: .nan, seed: 0, epochs: 0)
  }

  /// Each run is worse than the one before; every other one is over.
  static func state(_ count: Int = 3) -> DashboardState {
    var state = DashboardState(pace: nil, showsLog: true)
    for run in 0..<count {
      let records = (0..<20).map { epoch -> TrainingEvent in
        let loss = Double(run + 1) / Double(epoch + 1)
        return .record(
          Record(
            epoch: Double(epoch),
            values: [.init("train/loss", loss / 2), .init("val_loss", loss + Double(epoch) / 100)]))
      }
      let name = "run-\(run)"
      let begin: [TrainingEvent] = [.run(info(name)), .phase(.running)]
      let end: [TrainingEvent] = run % 2 == 1 ? [.phase(.finished), .end(.finished)] : []
      _ = state.update(.log(run, name: name, begin + records + end))
    }
    _ = state.noteLayout(width: 120, height: 36)
    return state
  }

  static func press(_ state: inout DashboardState, _ keys: Key...) {
    for key in keys { _ = state.update(.input(.key(key))) }
  }

  static func names(_ state: DashboardState) -> [String] {
    state.sortedRuns.compactMap { state.runs?.rows[$0].name }
  }

  @Test(arguments: [(120, 36), (80, 24), (60, 16)])
  func looksAsDrawn(_ size: (Int, Int)) throws {
    var state = Self.state()
    _ = state.noteLayout(width: size.0, height: size.1)
    try expectPicture(state.view(width: size.0, height: size.1), "runs-\(size.0)x\(size.1)")
  }

  @Test func eachRunKeepsWhatIsItsOwn() {
    var state = Self.state()
    #expect(state.history.count == 20 && state.run?.preset == "run-0" && state.end == nil)
    Self.press(&state, .down)
    #expect(state.run?.preset == "run-1" && state.end == .finished)
    #expect(state.history["val_loss"]?.first?.value == 2)
    Self.press(&state, .down, .down, .up, .up)
    #expect(state.run?.preset == "run-0")
    #expect((0..<3).map { state.table(of: $0).count } == [20, 20, 20])
  }

  @Test func theListIsSortedByAnyColumn() {
    var state = Self.state()
    #expect(Self.names(state) == ["run-0", "run-1", "run-2"])
    // Name, epoch, last, best.
    Self.press(&state, .character(">"), .character(">"), .character(">"), .character(">"))
    #expect(state.runs?.sortedBy == .best && Self.names(state) == ["run-0", "run-1", "run-2"])
    Self.press(&state, .character("<"))
    #expect(Self.names(state) == ["run-2", "run-1", "run-0"])
    let reading = state.runReading(0)
    #expect(reading.best == 0.19 && reading.bestPoint == 9 && reading.last == 0.24)
  }

  /// Runs of which every other one has another rate; all have the same batch.
  static func set(_ count: Int) -> DashboardState {
    var state = DashboardState(pace: nil, showsLog: true)
    for run in 0..<count {
      var info = info("run-\(run)")
      info.settings = [
        .init(name: "lr", value: run % 2 == 0 ? "0.1" : "0.01"), .init(name: "batch", value: "32"),
        .init(name: "model", value: run < 2 ? "small" : "large"),
      ]
      let record = Record(epoch: 0, values: [.init("val_loss", Double(run))])
      _ = state.update(.log(run, name: info.preset, [.run(info), .record(record)]))
    }
    return state
  }

  @Test func settingsThatDifferAreColumns() {
    var state = Self.set(4)
    #expect(state.differingSettings == ["lr", "model"])
    var rows = state.view(width: 120, height: 36).text.split(separator: "\n").map(String.init)
    #expect(rows.contains { $0.contains("run") && $0.contains("lr") && $0.contains("model") })
    #expect(rows.contains { $0.contains("run-3") && $0.contains("0.01") && $0.contains("large") })
    #expect(!rows.contains { $0.contains("batch") })
    // The state is not pushed off a narrow screen.
    rows = state.view(width: 60, height: 16).text.split(separator: "\n").map(String.init)
    #expect(rows.contains { $0.contains("state") })
    // Sorted by a setting: name, epoch, last, best, at, lr.
    Self.press(&state, .character(">"), .character(">"), .character(">"))
    Self.press(&state, .character(">"), .character(">"), .character(">"))
    #expect(Self.names(state) == ["run-1", "run-3", "run-0", "run-2"])
  }

  @Test func runsAreGroupedByASetting() {
    var state = Self.set(4)
    #expect((0..<4).map(state.colorNumber) == [0, 1, 2, 3])
    Self.press(&state, .character("a"))
    #expect(state.notice == "grouped by lr")
    #expect(Self.names(state) == ["run-1", "run-3", "run-0", "run-2"])
    #expect((0..<4).map(state.colorNumber) == [1, 0, 1, 0])
    Self.press(&state, .character("a"))
    #expect((0..<4).map(state.colorNumber) == [1, 1, 0, 0])
    Self.press(&state, .character("a"))
    #expect(state.notice == "no groups" && Self.names(state).first == "run-0")
    var plain = Self.state()
    Self.press(&plain, .character("a"))
    #expect(plain.notice == "the runs name no setting that differs")
  }

  @Test func runsAreHiddenAndShown() {
    var state = Self.state()
    #expect(state.drawnRuns == [1, 2, 0])
    Self.press(&state, .character("m"))
    #expect(state.drawnRuns == [1, 2])
    Self.press(&state, .down, .character("M"))
    #expect(state.drawnRuns == [1])
    Self.press(&state, .character("M"))
    #expect(state.drawnRuns == [0, 2, 1])
  }

  @Test func aRunThatAppearsLaterIsARowMore() {
    var state = Self.state()
    _ = state.update(.log(7, name: "new", [.run(Self.info("new")), .phase(.running)]))
    // A log that begins another run has another row.
    _ = state.update(.log(0, name: "run-0", [.run(Self.info("again"))]))
    #expect(Self.names(state) == ["run-0", "run-1", "run-2", "new", "run-0 (2)"])
    #expect(state.run?.preset == "run-0" && state.history.count == 20)
    _ = state.update(
      .log(0, name: "run-0", [.record(Record(epoch: 0, values: [.init("val_loss", 9)]))]))
    #expect(state.table(of: 4).count == 1 && state.history.count == 20)
  }

  @Test func aLogAloneHasRowsFromItsSecondRunOn() {
    var state = DashboardState(pace: nil, showsLog: true)
    func run(_ losses: [Double]) -> [TrainingEvent] {
      [.run(Self.info("train.log")), .phase(.running)]
        + losses.enumerated().map {
          .record(Record(epoch: Double($0.offset), values: [.init("loss", $0.element)]))
        }
    }
    _ = state.update(.events(run([3, 2])))
    #expect(!state.hasRuns)
    // Read again it says the same again.
    Self.press(&state, .character("r"))
    _ = state.update(.events(run([3, 2])))
    #expect(!state.hasRuns && state.history.count == 2)

    _ = state.update(.events(run([5, 4, 3]) + run([7])))
    #expect(Self.names(state) == ["train.log", "train.log (2)", "train.log (3)"])
    #expect((0..<3).map { state.table(of: $0).count } == [2, 3, 1])
    #expect(state.runs?.current == 2)
    #expect((0..<3).map { state.stateText(of: $0).text } == ["finished", "finished", "running"])
    // What a person chose stays, whatever comes.
    Self.press(&state, .up)
    #expect(state.runs?.current == 1)
    _ = state.update(.events(run([9])))
    #expect(state.runs?.current == 1 && state.runs?.rows.count == 4)
  }

  @Test func aLargeLogShowsHowMuchOfItIsRead() {
    var state = Self.state(1)
    _ = state.update(.loading(0.25))
    let text = state.view(width: 120, height: 36).text
    #expect(text.contains("25 %") && text.contains("loading"))
    _ = state.update(.loading(nil))
    #expect(!state.view(width: 120, height: 36).text.contains("loading"))
  }
}
