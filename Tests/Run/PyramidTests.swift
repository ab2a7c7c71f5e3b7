import Testing

@testable import Run

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

  /// Every zoom shows what a search through all values would find.
  @Test(arguments: [4, 64, 1 << 12])
  func columnsHoldWhatLiesBetweenTheirEdges(_ capacity: Int) {
    var pyramid = Pyramid(capacity: capacity)
    let values = (0..<3000).map { Double(($0 * 7919) % 1009) }
    for value in values { pyramid.append(value) }
    let size = pyramid.bucketSize
    for (low, high, count) in [(0.0, 3000.0, 80), (100, 2900, 7), (1234, 1300, 11)] {
      let edges = (0...count).map { low + (high - low) * Double($0) / Double(count) }
      for (index, column) in pyramid.columns(between: edges).enumerated() {
        let from = Int((edges[index] / Double(size)).rounded(.up)) * size
        let to = min(Int((edges[index + 1] / Double(size)).rounded(.up)) * size, values.count)
        guard from < to else { continue }
        #expect(column?.minimum == values[from..<to].min())
        #expect(column?.maximum == values[from..<to].max())
        #expect(column?.first == values[from])
        #expect(column?.last == values[to - 1])
      }
    }
  }

  /// In whatever portions values come, the same buckets are made of them.
  @Test(arguments: [2, 16, 1 << 12], [1, 7, 256])
  func manyAtOnceAreAsOneByOne(_ capacity: Int, _ portion: Int) {
    let values = (0..<3000).map { $0 == 1234 ? .infinity : Double(($0 * 7919) % 1009) }
    var (one, many) = (
      Pyramid(capacity: capacity, isSmoothed: true), Pyramid(capacity: capacity, isSmoothed: true)
    )
    for value in values { one.append(value) }
    for start in stride(from: 0, to: values.count, by: portion) {
      many.append(contentsOf: Array(values[start..<min(start + portion, values.count)]))
    }
    #expect(many.count == 3000)
    #expect("\(many)" == "\(one)")
  }

  @Test func averagesAreDebiasedAndOverEveryEpoch() {
    var pyramid = Pyramid(capacity: 8, isSmoothed: true)
    var mean = [0.0, 0, 0]
    var seen = 0
    for epoch in 0..<500 {
      let value = epoch == 100 ? Double.nan : Double((epoch * 31) % 17)
      pyramid.append(value)
      guard value.isFinite else { continue }
      seen += 1
      for (index, weight) in Smoothing.weights.enumerated() {
        mean[index] = weight * mean[index] + (1 - weight) * value
      }
    }
    for (index, weight) in Smoothing.weights.enumerated() {
      let expected = mean[index] / (1 - (0..<seen).reduce(1.0) { power, _ in power * weight })
      let found = Double(pyramid.bucket(at: 499)?.averages[index] ?? .nan)
      #expect(abs(found - expected) < 1e-5)
    }
    var short = Pyramid(isSmoothed: true)
    short.append(3)
    #expect(short.bucket(at: 0)?.averages[2] == 3)
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
    var oneByOne = pyramid
    pyramid.skip(to: 5000)
    for _ in 91..<5000 { oneByOne.append(nil) }
    #expect("\(pyramid)" == "\(oneByOne)")
  }

  /// The neighbours of a gap are found as a search through all points would find them.
  @Test(arguments: [2, 8, 64, 1 << 12])
  func nearestValuesAreFound(_ capacity: Int) {
    var pyramid = Pyramid(capacity: capacity)
    var known: [Int] = []
    var point = 0
    for index in 0..<60 {
      point += 1 + (index * 37) % 53
      pyramid.skip(to: point)
      pyramid.append(Double(point))
      known.append(point)
    }
    let size = pyramid.bucketSize
    for point in stride(from: 0, to: pyramid.count + 2, by: 3) {
      let before = pyramid.last(before: point)
      let bucket = (point - 1) / size
      #expect(
        before?.bucket.last
          == (point < 1 ? nil : known.last { $0 / size <= bucket }.map(Double.init)))
      let after = pyramid.first(from: point)
      let next = (point + size - 1) / size
      #expect(after?.bucket.first == known.first { $0 / size >= next }.map(Double.init))
      #expect(after.map { $0.point % size } ?? 0 == 0)
    }
  }

  /// A subnormal decay would slow down every later epoch.
  @Test func decayEndsAtNoughtAndTheAverageAtTheValue() {
    var smoothing = Smoothing()
    var averages = SIMD4<Float>.zero
    for _ in 0..<30_000 {
      smoothing.add(0.75)
      averages = smoothing.averages
      for lane in 0..<3 { #expect(!smoothing.decay[lane].isSubnormal) }
    }
    #expect(smoothing.decay == .zero)
    for lane in 0..<3 { #expect(abs(averages[lane] - 0.75) < 1e-6) }
  }
}
