import Foundation
import RunLog
import Testing
import Training

@Suite struct LogTests {
  static let record = EpochRecord(
    epoch: 0, trainLoss: 1.36434, trainAccuracy: 0.25, testLoss: .nan, testAccuracy: 0.09375,
    learningRate: 0.01, seconds: 0.5)

  @Test func textLineIsTheArticles() {
    var log = TextLog()
    #expect(
      log.lines(for: .epoch(Self.record)) == [
        "Epoch:0 | Train loss: 1.3643 | Train acc: 0.2500 | Test loss: nan | Test acc: 0.0938"
      ])
    #expect(log.lines(for: .phase(.running)).isEmpty)
  }

  @Test func everyLeavesOutEpochs() {
    var log = TextLog(every: 10)
    var record = Self.record
    let printed = (0..<25).filter { epoch in
      record.epoch = epoch
      return !log.lines(for: .epoch(record)).isEmpty
    }
    #expect(printed == [0, 10, 20])
  }

  @Test func jsonIsOneObjectALineWithEventFirst() throws {
    var log = JSONLog()
    let line = try #require(log.lines(for: .epoch(Self.record)).first)
    #expect(line.hasPrefix("{\"event\":\"epoch\",\"epoch\":0,\"train_loss\":1.36434,"))
    #expect(line.contains("\"test_loss\":\"NaN\""))
    let report = FailureReport(
      type: "RuntimeError", message: "a \"quoted\"\n\u{1}line", epoch: 3, line: 7,
      code: "loss.backward()")
    let error = try #require(log.lines(for: .error(report)).first)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(error.utf8)) as? [String: Any])
    #expect(object["message"] as? String == report.message)
    #expect(object["line"] as? Int == 7)
  }

  @Test func csvHasOneHeader() {
    var log = CSVLog()
    let lines = (0..<2).flatMap { _ in log.lines(for: .epoch(Self.record)) }
    #expect(lines.count == 3)
    #expect(lines[0] == "epoch,train_loss,train_acc,test_loss,test_acc,lr,seconds")
    #expect(lines[1] == "0,1.36434,0.25,nan,0.09375,0.01,0.5")
  }
}
