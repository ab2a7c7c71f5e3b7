import Testing
import Training

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
}
