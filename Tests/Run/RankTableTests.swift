import Testing

@testable import Run

/// Which rank differs from the others.
@Suite struct RankTableTests {
  private func table(_ readings: RankReading...) -> RankTable {
    var table = RankTable()
    for reading in readings { table.take(reading) }
    return table
  }

  @Test func readingsStandInOrderAndAreReplaced() {
    let table = table(
      RankReading(rank: 2, step: 1), RankReading(rank: 0, step: 1), RankReading(rank: 2, step: 5))
    #expect(table.readings.map(\.rank) == [0, 2])
    #expect(table.readings.map(\.step) == [1, 5])
  }

  @Test func ranksThatDoAlikeAreNotNamed() {
    #expect(table().difference == nil)
    #expect(table(RankReading(rank: 0, loss: 1)).difference == nil)
    let table = table(
      RankReading(rank: 0, loss: 1.0, stepSeconds: 0.1, forwardSeconds: 0.05),
      RankReading(rank: 1, loss: 1.1, stepSeconds: 0.1, forwardSeconds: 0.06),
      RankReading(rank: 2, loss: 0.8, stepSeconds: 0.1, forwardSeconds: 0.04))
    #expect(table.difference == nil)
  }

  @Test func failureComesFirst() {
    let difference = table(
      RankReading(rank: 0, step: 9, loss: .nan),
      RankReading(rank: 1, step: 8, loss: 1, state: .failed)
    ).difference
    #expect(difference?.rank == 1)
    #expect(difference?.text == "rank 1 raised at step 8")
    let lost = table(
      RankReading(rank: 0, state: .ended), RankReading(rank: 1, step: 3, state: .lost)
    ).difference
    #expect(lost?.text == "rank 1 ended without a word at step 3")
  }

  @Test func lossFarFromTheOthersIsNamed() {
    let difference = table(
      RankReading(rank: 0, loss: 0.31), RankReading(rank: 1, loss: 0.3),
      RankReading(rank: 2, loss: 9.125), RankReading(rank: 3, loss: 0.32)
    ).difference
    #expect(difference?.kind == .loss)
    #expect(difference?.text == "the loss of rank 2 is 9.13, that of the others 0.315")
  }

  /// Of two nobody can tell which one is off, unless one is no number.
  @Test func ofTwoOnlyWhatIsNoNumberIsNamed() {
    #expect(table(RankReading(rank: 0, loss: 1), RankReading(rank: 1, loss: 9)).difference == nil)
    let difference = table(RankReading(rank: 0, loss: 1), RankReading(rank: 1, loss: .nan))
      .difference
    #expect(difference?.rank == 1)
  }

  @Test func slowRankIsNamed() {
    let difference = table(
      RankReading(rank: 0, step: 10, stepSeconds: 0.5, forwardSeconds: 0.11),
      RankReading(rank: 1, step: 10, stepSeconds: 0.5, forwardSeconds: 0.4)
    ).difference
    #expect(difference?.kind == .speed)
    #expect(difference?.text == "rank 1 is slow: 0.4 s before backward(), the others 0.11 s")
    let beginning = table(
      RankReading(rank: 0, step: 2, stepSeconds: 0.5, forwardSeconds: 0.11),
      RankReading(rank: 1, step: 2, stepSeconds: 0.5, forwardSeconds: 0.4))
    #expect(beginning.difference == nil)
  }

  @Test(arguments: [
    (0.0, "0.0"), (90, "90"), (0.3149, "0.315"), (1234.6, "1235"), (-2.5, "-2.5"), (.nan, "nan"),
  ])
  func numbersAsAPersonSaysThem(_ value: Double, _ text: String) {
    #expect(RankTable.text(value) == text)
  }
}
