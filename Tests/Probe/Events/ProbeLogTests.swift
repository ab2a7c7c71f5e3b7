import Foundation
import Testing

@testable import Probe

/// Events as lines of a run log.
@Suite struct ProbeLogTests {
  static let hello = ProbeEvent.hello(
    .init(
      version: 1, pid: 7, rank: 0, worldSize: 2, program: ["a.py"], python: "3.11", torch: "2.13",
      trace: "auto"))

  /// The lines of some events of one process that has no rank.
  private func lines(_ events: ProbeEvent...) -> [String] {
    var log = ProbeLog()
    return events.flatMap { log.lines(for: .event(process: 0, $0), seconds: 1.25) }
  }

  @Test func runBeginsAndEnds() {
    let log = ProbeLog()
    #expect(
      log.begin(command: ["python", "é"], host: "h")
        == #"{"event":"run","seconds":0.0,"command":["python","é"],"host":"h","schema":2}"#)
    #expect(
      log.end(code: 0, seconds: 2)
        == #"{"event":"end","seconds":2.0,"code":0,"status":"finished"}"#)
  }

  @Test(arguments: [(1, "failed"), (137, "failed"), (130, "interrupted"), (143, "interrupted")])
  func statusIsTheExitCodes(_ code: Int32, _ status: String) {
    #expect(ProbeLog().end(code: code, seconds: 0).contains(#""status":"\#(status)""#))
  }

  @Test func everyLineNamesTheProcessAndItsRank() {
    var log = ProbeLog()
    #expect(
      log.lines(for: .event(process: 3, Self.hello), seconds: 0.5) == [
        #"{"event":"process","process":3,"rank":0,"seconds":0.5,"pid":7,"program":["a.py"],"#
          + #""python":"3.11","torch":"2.13","trace":"auto","world_size":2}"#
      ])
    #expect(
      log.lines(for: .event(process: 3, .dropped(.init(count: 2))), seconds: 0.5) == [
        #"{"event":"dropped","process":3,"rank":0,"seconds":0.5,"count":2}"#
      ])
  }

  @Test func lossesAreValues() {
    #expect(
      lines(.loss(.init(steps: [1, 2], values: [0.5, .nan]))) == [
        #"{"event":"value","process":0,"seconds":1.25,"name":"loss","step":1,"value":0.5}"#,
        #"{"event":"value","process":0,"seconds":1.25,"name":"loss","step":2,"value":"NaN"}"#,
      ])
  }

  @Test func rateIsAValueWhenItChanges() {
    let step = { ProbeEvent.step(.init(step: $0, tracing: false, lr: $1)) }
    let lines = lines(step(1, 0.1), step(2, 0.1), step(3, nil), step(4, 0.05))
    #expect(lines.count == 2)
    #expect(lines.last?.hasSuffix(#""name":"lr","step":4,"value":0.05}"#) == true)
  }

  @Test func printsAreLines() {
    let print = { ProbeEvent.print(.init(stream: $0, text: $1)) }
    let texts = lines(print("stdout", "ep"), print("stderr", "x\n"), print("stdout", "och\n\nrest"))
      .map { $0.components(separatedBy: #""stream":"#).last }
    #expect(
      texts == [#""stderr","text":"x"}"#, #""stdout","text":"epoch"}"#, #""stdout","text":""}"#])
  }

  @Test func lostProcessLeavesWhatItPrinted() {
    var log = ProbeLog()
    let print = ProbeEvent.print(.init(stream: "stdout", text: "half"))
    #expect(log.lines(for: .event(process: 0, print), seconds: 0) == [])
    #expect(
      log.lines(for: .closed(process: 0), seconds: 0) == [
        #"{"event":"print","process":0,"seconds":0.0,"stream":"stdout","text":"half"}"#,
        #"{"event":"process_end","process":0,"seconds":0.0,"status":"lost"}"#,
      ])
    _ = log.lines(for: .event(process: 1, .end(.init(step: 9, reports: 0))), seconds: 0)
    #expect(
      log.lines(for: .closed(process: 1), seconds: 0) == [
        #"{"event":"process_end","process":1,"seconds":0.0,"reports":0,"status":"finished","step":9}"#
      ])
  }

  @Test func barThatNeverEndsALineIsRecorded() {
    let bar = ProbeEvent.print(.init(stream: "stderr", text: String(repeating: "\r|", count: 3000)))
    #expect(lines(bar).count == 1)
  }

  @Test func errorHasTheFormOfOurOwn() throws {
    let line = try #require(lines(.report(ProbeDecoderTests.report)).first)
    #expect(line.hasPrefix(#"{"event":"error","process":0,"seconds":1.25,"#))
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(value?["type"] as? String == "RuntimeError")
    #expect(value?["message"] as? String == "x")
    #expect(value?["line"] as? Int == 9)
    let cut = try #require(value?["cut"] as? [String: Any])
    #expect(cut["operation"] as? String == "detach")
    #expect(cut["no_grad"] as? [String] == ["0.weight"])
    #expect((cut["chain"] as? [[String: Any]])?.map { $0["cut"] as? Bool } == [false, true])
  }

  @Test func faultIsAReport() throws {
    var fault = ProbeDecoderTests.report
    fault.level = .fault
    let line = try #require(lines(.report(fault)).first)
    #expect(line.hasPrefix(#"{"event":"report","process":0,"seconds":1.25,"#))
    let report = try #require(ProbeDecoder.event(line.utf8))
    #expect(report == .report(fault))
  }
}
