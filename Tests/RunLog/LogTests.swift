import Foundation
import Run
import Testing

@testable import RunLog

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

  /// Names that a program gave: in text written out, in JSON escaped, so that they are read back.
  @Test func hostileNamesAreHarmlessInEveryLog() throws {
    let name = "a\u{1b}[2J\u{202e}\u{e0041}b"
    let record = Record(epoch: 0, values: [Record.Value(name, 1)])
    var text = TextLog()
    #expect(
      text.lines(for: .record(record)) == [#"Epoch:0 | a\u{1b}[2J\u{202e}\u{e0041}b: 1.0000"#])
    var json = JSONLog()
    let lines =
      json.lines(
        for: .run(
          RunInfo(preset: name, model: "", optimizer: "", learningRate: 1, seed: 1, epochs: 1)))
      + json.lines(for: .record(record))
    #expect(lines[1].contains(#""a\u001b[2J\u202e\udb40\udc41b":1.0"#), "\(lines[1])")
    #expect(lines.joined().unicodeScalars.allSatisfy { $0.value < 0x7f })
    var reader = TextReader()
    let items = reader.read(Array((lines.joined(separator: "\n") + "\n").utf8)) + reader.end()
    #expect(items.compactMap(\.values).first?.record.values.first?.name == name)
    var summary = Summary(name: name)
    for item in items { summary.add(item) }
    let shown = (Summary.table(summary.runs) + [Summary.json(summary.runs)]).joined()
    #expect(shown.unicodeScalars.allSatisfy { $0.value < 0x7f }, "\(shown)")
    var csv = CSVWriter(names: [name + "\n"], runs: 1)
    #expect(
      csv.lines(for: .record(record, epoch: 0)).first
        == #"epoch,step,seconds,a\u{1b}[2J\u{202e}\u{e0041}b\u{a}"#)
  }

  /// Numbers of all sizes, and those that stand right between two results or next to that.
  @Test func fourDecimalsAreTheLibrarys() {
    var numbers: [Double] = [
      0, -0.0, 1, 0.99995, 0.00005, 67_108_863.99995, 67_108_864, 1e300, .infinity, -.infinity,
      .nan, .leastNonzeroMagnitude, -.leastNormalMagnitude, 9.99999999,
    ]
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let power = Double.random(in: -30...30, using: &generator)
      numbers.append(Double.random(in: -1...1, using: &generator) * exp2(power))
      // Multiples of 1/32 are halves of 0.0001 as often as not.
      numbers.append(Double(Int.random(in: -9_999_999...9_999_999, using: &generator)) / 32)
      numbers.append(
        (Double(Int.random(in: 0...99_999, using: &generator)) * 0.0001 + 0.00005).nextUp)
    }
    let wrong = numbers.filter { fixed($0) != fixedByLibrary($0) }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
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
    #expect(line.hasPrefix("{\"event\":\"epoch\",\"epoch\":0,\"train/loss\":1.36434,"))
    #expect(line.contains("\"test/loss\":\"NaN\""))
    let report = FailureReport(
      type: "RuntimeError", message: "a \"quoted\"\n\u{1}line", epoch: 3, line: 7,
      code: "loss.backward()")
    let error = try #require(log.lines(for: .error(report)).first)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(error.utf8)) as? [String: Any])
    #expect(object["message"] as? String == report.message)
    #expect(object["line"] as? Int == 7)
  }

  @Test func otherProgramsNumbersKeepTheirNames() {
    let record = Record(
      epoch: 1.5, step: 300, values: [.init("loss", 0.25), .init("mAP50", .infinity)])
    var (json, text) = (JSONLog(), TextLog())
    #expect(
      json.lines(for: .record(record)) == [
        "{\"event\":\"epoch\",\"epoch\":1.5,\"step\":300,\"loss\":0.25,\"mAP50\":\"Infinity\"}"
      ])
    #expect(
      text.lines(for: .record(record)) == [
        "Epoch:1.5000 | Step:300 | loss: 0.2500 | mAP50: inf"
      ])
  }

  @Test func csvHasOneHeader() {
    var log = CSVLog()
    let lines = (0..<2).flatMap { _ in log.lines(for: .epoch(Self.record)) }
    #expect(lines.count == 3)
    #expect(lines[0] == "epoch,train_loss,train_acc,test_loss,test_acc,lr,seconds")
    #expect(lines[1] == "0,1.36434,0.25,nan,0.09375,0.01,0.5")
  }
}
