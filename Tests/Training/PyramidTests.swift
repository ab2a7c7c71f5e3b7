import Testing

@testable import Training

@Suite struct PyramidTests {
  @Test func keepsEverySpikeAtAnyZoom() {
    var pyramid = Pyramid(capacity: 64)
    for epoch in 0..<5000 { pyramid.append(epoch == 3333 ? 99 : 1) }
    #expect(pyramid.count == 5000)
    for columns in [1, 7, 80, 400] {
      let found = pyramid.columns(0..<5000, count: columns).compactMap { $0 }.map(\.maximum).max()
      #expect(found == 99)
    }
    let around = pyramid.columns(3000..<3600, count: 6)
    #expect(around.contains { $0?.maximum == 99 })
    #expect(pyramid.columns(0..<3000, count: 30).allSatisfy { $0?.maximum == 1 })
  }

  @Test func countsWhatIsNoNumberApart() {
    var pyramid = Pyramid(capacity: 2)
    for value in [1, .nan, 2, .infinity, 3] as [Double] { pyramid.append(value) }
    let all = pyramid.columns(0..<5, count: 1)[0]
    #expect(all?.nonFinite == 2)
    #expect(all?.minimum == 1)
    #expect(all?.maximum == 3)
    #expect(pyramid.last == 3)
  }

  @Test func everyColumnOfAShortRunIsItsEpoch() {
    var pyramid = Pyramid()
    for epoch in 0..<10 { pyramid.append(Double(epoch)) }
    let columns = pyramid.columns(0..<10, count: 10)
    #expect(columns.map { $0?.first } == (0..<10).map { Double($0) })
    #expect(pyramid.columns(20..<30, count: 5).allSatisfy { $0 == nil })
  }

  @Test func epochsLeftOutAreAGapAndNoNumberOfTheirOwn() {
    var pyramid = Pyramid(capacity: 64)
    for epoch in stride(from: 0, to: 100, by: 10) {
      pyramid.skip(to: epoch)
      pyramid.append(Double(epoch))
    }
    #expect(pyramid.count == 91)
    let columns = pyramid.columns(0..<91, count: 91)
    #expect(columns[50]?.maximum == 50)
    #expect(columns[55]?.hasValue != true)
    #expect(columns.allSatisfy { ($0?.nonFinite ?? 0) == 0 })
    pyramid.skip(to: .max)
    #expect(pyramid.count == Pyramid.lastEpoch)
  }

  @Test func historyKeepsEpochsWhereTheyBelong() {
    var history = History()
    for epoch in [0, 10, 5, 20] {
      history.append(
        EpochRecord(
          epoch: epoch, trainLoss: Double(epoch), trainAccuracy: 0, testLoss: 1, testAccuracy: 0,
          learningRate: 0.1, seconds: 0))
    }
    #expect(history.count == 21)
    #expect(history.trainLoss.bucket(at: 10)?.maximum == 10)
    #expect(history.trainLoss.bucket(at: 5)?.hasValue == false)
  }
}
