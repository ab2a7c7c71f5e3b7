import Cells
import Run
import Testing

@testable import Dashboard

/// The processes of a program under `torchrun`.
@Suite struct RanksTests {
  private static func readings(_ ranks: ClosedRange<Int>) -> [TrainingEvent] {
    ranks.map {
      .rank(
        RankReading(
          rank: $0, step: 40, loss: $0 == 2 ? 9 : 0.5, stepSeconds: 0.25, forwardSeconds: 0.1))
    }
  }

  private static func text(_ state: DashboardState, width: Int = 120) -> String {
    state.view(width: width, height: 40).text
  }

  @Test func ranksAreColumnsAndTheOneThatDiffersIsNamed() {
    var state = DashboardState(pace: nil, showsProgram: true)
    _ = state.update(.events([.run(RunsTests.info("a"))] + Self.readings(0...3)))
    let text = Self.text(state)
    #expect(text.contains(/rank +0 +1 +2 +3/), "\(text)")
    #expect(text.contains("the loss of rank 2 is 9"))
    #expect(state.messages.count { $0.contains("the loss of rank 2") } == 1)
    _ = state.update(.events(Self.readings(0...3)))
    #expect(state.messages.count { $0.contains("the loss of rank 2") } == 1)
  }

  /// Of many the one that differs is always seen.
  @Test func oddOneAmongManyIsSeen() {
    var state = DashboardState(pace: nil, showsProgram: true)
    let odd = RankReading(rank: 63, step: 7, loss: .nan, state: .failed)
    _ = state.update(.events([.run(RunsTests.info("a"))] + Self.readings(3...63) + [.rank(odd)]))
    #expect(Self.text(state).contains(/rank +3 +4 +5 +63/))
    #expect(Self.text(state).contains("rank 63 raised at step 7"))
  }

  @Test func ranksOfSeveralLogsStandTogether() {
    var state = DashboardState(pace: nil, showsLog: true)
    for (log, ranks) in [0...1, 2...3].enumerated() {
      _ = state.update(
        .log(log, name: "node\(log)", [.run(RunsTests.info("a"))] + Self.readings(ranks)))
    }
    #expect(state.allRanks.readings.map(\.rank) == [0, 1, 2, 3])
    // The same ranks once more: another program.
    _ = state.update(
      .log(2, name: "other", [.run(RunsTests.info("b"))] + Self.readings(0...1)))
    #expect(state.allRanks.readings.map(\.rank) == [0, 1])
  }

  @Test func aProgramOfOneProcessHasNoRanks() {
    var state = DashboardState(pace: nil, showsProgram: true)
    _ = state.update(.events([.run(RunsTests.info("a"))]))
    #expect(!state.panels.contains(.ranks))
  }
}
