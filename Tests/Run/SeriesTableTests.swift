import Testing

@testable import Run

@Suite struct SeriesTableTests {
  private static func epoch(_ epoch: Int) -> EpochRecord {
    let x = Double((epoch * 7919) % 1009)
    return EpochRecord(
      epoch: epoch, trainLoss: x, trainAccuracy: x / 1009, testLoss: 1009 - x,
      testAccuracy: 1 - x / 1009, learningRate: epoch < 700 ? 0.01 : 0.02,
      seconds: Double(epoch) * 0.5)
  }

  /// Epochs that come together make the curves that they make one by one.
  @Test(arguments: [
    "a run", "a gap", "what is no number", "what a log lacks", "a clock set back", "epochs twice",
    "epochs from ten on",
  ])
  func manyAtOnceAreAsOneByOne(_ kind: String) {
    var records = (0..<2000).map(Self.epoch)
    var count = 2000
    switch kind {
    case "a gap":
      records.removeSubrange(300..<450)
      count = 1850
    case "what is no number":
      records[77].testLoss = .nan
      records[78].trainLoss = .infinity
      records[79].learningRate = .nan
    case "what a log lacks":
      for index in stride(from: 0, to: 900, by: 3) { records[index].missing = [.testLoss] }
    case "a clock set back":
      records[500].seconds = 0
      records[501].seconds = .nan
    case "epochs twice": records.insert(contentsOf: records[100..<300], at: 250)
    case "epochs from ten on":
      records.removeSubrange(..<10)
      count = 1990
    default: break
    }
    let names = EpochRecord.seriesNames
    var (one, many) = (SeriesTable(names: names), SeriesTable(names: names))
    for record in records { one.append(record) }
    var (at, size) = (0, 1)
    while at < records.count {
      many.append(contentsOf: Array(records[at..<min(at + size, records.count)]))
      (at, size) = (at + size, size % 1000 + 37)
    }
    #expect(many.count == count)
    #expect(one.series.map { "\($0)" } == many.series.map { "\($0)" })
    for axis in SeriesTable.Axis.allCases {
      #expect(one.extent(on: axis) == many.extent(on: axis))
      for point in stride(from: 0.0, to: 2000, by: 17) {
        #expect(one.x(point, on: axis) == many.x(point, on: axis))
      }
    }
  }

  @Test func epochsThatComeLateAreLeftOut() {
    var table = SeriesTable()
    for epoch in [0, 10, 5, 20] { table.append(contentsOf: [Self.epoch(epoch)]) }
    #expect(table.count == 3 && table.lastEpoch == 20)
    #expect((0..<3).map { table.x(Double($0), on: .epoch) } == [0, 10, 20])
    // What the loop names itself belongs to the epoch that it is said in.
    table.append(Record(epoch: 21, values: [.init("margin", 0.5)]))
    table.append(contentsOf: [Self.epoch(21), Self.epoch(22)])
    #expect(table.count == 5)
    #expect(table["margin"]?.last?.point == 3 && table["train/loss"]?.last?.point == 4)
  }

  /// What is said of one epoch, however often it is spoken of, is one point of each series.
  @Test func recordsOfTheSamePlaceAreOnePoint() {
    var table = SeriesTable()
    for epoch in 1...3 {
      let loss = 1 / Double(epoch)
      table.append(Record(epoch: Double(epoch), values: [.init("loss", loss)]))
      table.append(Record(epoch: Double(epoch), values: [.init("val_loss", loss * 2)]))
      // Without a place of its own it stands where the program is.
      table.append(Record(values: [.init("time", 12)]))
    }
    #expect(table.count == 3)
    #expect(table.series.map(\.name) == ["loss", "val_loss", "time"])
    #expect(table.series.map(\.count) == [3, 3, 3])
    #expect(table["val_loss"]?.last == Series.Reading(point: 2, value: 2 / 3.0))
    #expect(table["val_loss"]?.lowest?.point == 2 && table["val_loss"]?.first?.value == 2)
    #expect(table["time"]?.changes == false && table["loss"]?.changes == true)
    #expect(table.lastEpoch == 3 && table.lastStep == nil)
    #expect(table.axes == [.epoch])
    #expect(table.extent(on: .epoch) == 1...4)
  }

  /// Found by fuzzing: the names that are new were looked for among those that there were before.
  @Test func anEpochMayBeToldAgainUnderNewNames() {
    var table = SeriesTable()
    var first = Self.epoch(5)
    first.missing = [.trainLoss, .trainAccuracy]
    table.append(contentsOf: [first])
    var second = Self.epoch(5)
    second.missing = [.testLoss, .testAccuracy]
    second.learningRate = .nan
    table.append(contentsOf: [second])
    #expect(table.count == 1)
    #expect(table["train/loss"]?.last?.point == 0 && table["test/loss"]?.last?.point == 0)
  }

  @Test func seriesComeAndGo() {
    var table = SeriesTable()
    for step in 1...1000 {
      table.append(Record(step: step * 10, values: [.init("loss", Double(step))]))
      if step % 100 == 0 {
        table.append(Record(step: step * 10, values: [.init("val_loss", Double(step))]))
      }
    }
    #expect(table.axes == [.step] && table.count == 1000 && table.lastStep == 10_000)
    let sparse = table["val_loss"]
    #expect(sparse?.count == 10 && sparse?.values.count == 1000)
    #expect(sparse?.values.bucket(at: 99)?.last == 100)
    #expect(sparse?.values.bucket(at: 100)?.hasValue == false)
    #expect(sparse?.values.last(before: 150)?.point == 99)
    #expect(sparse?.values.first(from: 150)?.point == 199)
    #expect(table.point(at: 5000, on: .step) == 499)
    #expect(table.x(499, on: .step) == 5000)
  }

  @Test func withoutAPlaceTheOrderStandsForTheStep() {
    var table = SeriesTable()
    for loss in [3.0, 2, 1] { table.append(Record(values: [.init("loss", loss)])) }
    #expect(table.axes == [.step] && table.extent(on: .step) == 0...3)
    // One that is named late holds for what came before it.
    table.append(Record(epoch: 4, seconds: 9, values: [.init("loss", 0.5)]))
    #expect(table.axes == [.epoch, .time])
    #expect((0..<4).map { table.x(Double($0), on: .epoch) } == [4, 4, 4, 4])
  }

  /// Long series are kept in buckets, and a spike is never lost.
  @Test func manyLongSeriesAreBounded() {
    var table = SeriesTable()
    let names = (0..<10).map { "series \($0)" }
    for step in 0..<20_000 {
      table.append(
        Record(
          step: step,
          values: names.enumerated().map { .init($1, step == 7777 && $0 == 3 ? 9 : 1) }))
    }
    let columns = table["series 3"]?.values.columns(0..<20_000, count: 100) ?? []
    #expect(columns.compactMap { $0?.maximum }.max() == 9)
    #expect(table["series 3"]?.highest == Series.Reading(point: 7777, value: 9))
    #expect((table["series 3"]?.values.bucketSize ?? 0) > 1)
  }
}
