import Cells
import Run
import Testing

@testable import Dashboard

/// The dashboard over the log of a program that names what it likes.
@Suite struct SeriesScreenTests {
  static let names = ["train/loss", "eval_loss", "grad_norm", "perplexity", "mAP50", "lr"]

  func state(_ names: [String] = names, count: Int = 200) -> DashboardState {
    var state = DashboardState(pace: nil, showsLog: true)
    let run = RunInfo(
      preset: "train.log", model: "", optimizer: "", learningRate: .nan, seed: 0, epochs: 0)
    _ = state.update(.events([.run(run), .phase(.running)]))
    let records = (1...count).map { step -> TrainingEvent in
      let x = Double(step) / Double(count)
      return .record(
        Record(
          epoch: 3 * x, step: step * 10, seconds: Double(step),
          values: names.enumerated().compactMap { index, name in
            // What is evaluated comes now and then.
            index % 2 == 1 && step % 20 != 0
              ? nil : Record.Value(name, Double(index + 1) / (1 + 5 * x))
          }))
    }
    _ = state.update(.events(records))
    _ = state.noteLayout(width: 120, height: 36)
    return state
  }

  func press(_ state: inout DashboardState, _ text: String) {
    for key in text { _ = state.update(.input(.key(.character(key)))) }
  }

  func charts(_ state: DashboardState, _ width: Int, _ height: Int) -> [String] {
    (state.layout(width: width, height: height)?.places ?? []).compactMap(\.panel.chart)
  }

  @Test(arguments: [(200, 60), (120, 36), (80, 24), (60, 16), (40, 10)])
  func looksAsDrawn(_ size: (Int, Int)) throws {
    var state = state()
    _ = state.noteLayout(width: size.0, height: size.1)
    try expectPicture(
      state.view(width: size.0, height: size.1), "series-\(size.0)x\(size.1)")
  }

  /// A program's epochs may be none, or take an hour: its steps tell how fast it goes.
  @Test(arguments: [
    (nil, "step 100", "running 100/s"), (0.5, "epoch 0.500", "running 100 steps/s"),
  ])
  func theTitleTellsTheStepsOfASecond(_ epoch: Double?, _ place: String, _ rate: String) {
    var state = DashboardState(pace: nil, showsLog: true)
    let run = RunInfo(
      preset: "train.py", model: "", optimizer: "", learningRate: .nan, seed: 0, epochs: 0)
    _ = state.update(.events([.run(run), .phase(.running)]))
    _ = state.update(.tick(0))
    let records = (1...100).map {
      Record(epoch: epoch, step: $0, seconds: 0.01 * Double($0), values: [.init("loss", 1)])
    }
    _ = state.update(.events(records.map { .record($0) }))
    _ = state.update(.tick(1))
    let title = state.view(width: 100, height: 30).rows[0]
    #expect(title.contains(place) && title.contains(rate), "\(title)")
  }

  /// Nothing of a log that holds numbers alone but its charts.
  @Test func panelsThatALogCannotFillAreNotShown() {
    var state = state()
    for size in [(200, 60), (120, 36), (80, 24), (60, 16)] {
      let places = state.layout(width: size.0, height: size.1)?.places ?? []
      #expect(places.allSatisfy { $0.panel.chart != nil })
    }
    #expect(charts(state, 120, 36) == ["loss", "grad_norm", "mAP50", "perplexity", "lr"])
    _ = state.update(.events([.print("saved the model")]))
    #expect(state.layout(width: 120, height: 36)?.places.map(\.panel).contains(.messages) == true)
    #expect(state.panels.contains(.listing) == false)
  }

  @Test func whatDoesNotFitIsOnFurtherPages() {
    var state = state()
    _ = state.noteLayout(width: 80, height: 24)
    #expect(charts(state, 80, 24) == ["loss", "grad_norm", "mAP50", "perplexity"])
    #expect(state.view(width: 80, height: 24).text.contains("{ } 1/2"))
    press(&state, "}")
    #expect(charts(state, 80, 24) == ["lr"])
    #expect(state.focus == .chart("lr"))
    press(&state, "}")
    #expect(charts(state, 80, 24).first == "loss")
    _ = state.update(.input(.key(.pageUp)))
    #expect(charts(state, 80, 24) == ["lr"])
    _ = state.update(.input(.key(.enter)))
    #expect(state.zoomed == .chart("lr"))
  }

  @Test func aFilterLeavesTheSeriesThatFit() {
    var state = state()
    press(&state, "/loss")
    #expect(charts(state, 120, 36) == ["loss"])
    #expect(state.view(width: 120, height: 36).text.contains("2 of 6 series"))
    press(&state, "|P")
    #expect(charts(state, 120, 36) == ["loss", "mAP50", "perplexity"])
    // What is no regular expression yet changes nothing.
    press(&state, "(")
    #expect(charts(state, 120, 36).count == 3)
    #expect(state.view(width: 120, height: 36).text.contains("no regular expression yet"))
    _ = state.update(.input(.key(.backspace)))
    _ = state.update(.input(.key(.enter)))
    #expect(state.view(width: 120, height: 36).text.contains("/loss|P"))
    // Keys are keys again, and a series that comes later is filtered too.
    _ = state.update(
      .events([.record(Record(step: 5000, values: [.init("nll_loss", 1), .init("bleu", 2)]))]))
    #expect(charts(state, 120, 36) == ["loss", "nll_loss", "mAP50", "perplexity"])
    _ = state.update(.input(.key(.escape)))
    #expect(charts(state, 120, 36).count == 7)
    press(&state, "/xyz")
    #expect(state.view(width: 120, height: 36).text.contains("No series fits /xyz."))
    _ = state.update(.input(.key(.escape)))
    #expect(state.filter.isEmpty && charts(state, 120, 36).count == 7)
  }

  @Test func xIsAnyAxisThatTheRunHas() {
    var state = state()
    #expect(state.curveAxis == .epoch)
    press(&state, "x")
    #expect(state.curveAxis == .step)
    #expect(state.view(width: 120, height: 36).text.contains("2000"))
    press(&state, "x")
    #expect(state.curveAxis == .time)
    #expect(state.view(width: 120, height: 36).text.contains("200 s"))
    press(&state, "x")
    #expect(state.curveAxis == .epoch)
    var bare = DashboardState(showsLog: true)
    var run = Scene.run
    (run.epochs, run.series) = (0, [])
    let records = [1.0, 2].map { TrainingEvent.record(Record(values: [.init("loss", $0)])) }
    _ = bare.update(.events([.run(run)] + records))
    #expect(bare.curveAxis == .step)
    #expect(bare.view(width: 80, height: 24).text.contains("step 1"))
  }

  /// What a loop names with `log()` is a curve beside ours, and shares our epochs.
  @Test func valuesOfTheLoopAreCurves() {
    var state = Scene.healthy.state
    for epoch in 312..<320 {
      _ = state.update(
        .events([
          .value(name: "confidence", value: 0.5, epoch: epoch), .epoch(Scene.record(epoch)),
        ]))
    }
    #expect(charts(state, 120, 36) == ["loss", "accuracy", "confidence"])
    #expect(state.history.count == 320 && state.epoch == 320)
  }

  @Test func aCrosshairReadsWhatASilentSeriesSaidLast() {
    var state = state()
    _ = state.update(.input(.key(.right)))
    for _ in 0..<5 { _ = state.update(.input(.key(.left))) }
    let text = state.view(width: 120, height: 36).text
    #expect(text.contains("epoch \(significant(3 * 0.975))"), "\(text)")
    // The last evaluation before was at nine tenths of the way.
    #expect(text.contains("eval \(significant(2 / 5.5))"), "\(text)")
  }
}
