import Testing

@testable import Run

@Suite struct HistoryTests {
  private static func record(_ epoch: Int) -> EpochRecord {
    let x = Double((epoch * 7919) % 1009)
    return EpochRecord(
      epoch: epoch, trainLoss: x, trainAccuracy: x / 1009, testLoss: 1009 - x,
      testAccuracy: 1 - x / 1009, learningRate: epoch < 700 ? 0.01 : 0.02,
      seconds: Double(epoch) * 0.5)
  }

  /// Epochs that come together make the curves that they make one by one.
  @Test(arguments: [
    "a run", "a gap", "what is no number", "what a log lacks", "a clock set back", "epochs twice",
  ])
  func manyAtOnceAreAsOneByOne(_ kind: String) {
    var records = (0..<2000).map(Self.record)
    switch kind {
    case "a gap": records.removeSubrange(300..<450)
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
    default: break
    }
    var (one, many) = (History(), History())
    for record in records { one.append(record) }
    var (at, size) = (0, 1)
    while at < records.count {
      many.append(contentsOf: Array(records[at..<min(at + size, records.count)]))
      (at, size) = (at + size, size % 1000 + 37)
    }
    #expect(many.count == 2000)
    // Not `==`: a gap is no number, and such differ from themselves.
    #expect("\(many)" == "\(one)")
  }
}
