import Testing

@testable import Probe

/// What `ProbeLog` wrote, read back.
@Suite struct ProbeLogReaderTests {
  private static let events: [ProbeEvent] = [
    ProbeLogTests.hello,
    .listing(
      .init(
        file: "a.py", function: "main", first: 20, lines: ["for x in data:", "", "    f(x)"],
        backward: 22)),
    .lines(
      .init(
        step: 3,
        lines: [
          .init(line: 20, shape: [2, 3], gradFn: "AddBackward0"),
          .init(line: 22, shape: [], gradFn: nil),
        ])),
    .loss(.init(steps: [4], values: [0.5])),
    .loss(.init(steps: [5], values: [.infinity])),
    .gradients(
      .init(
        step: 4,
        parameters: [
          .init(name: "w", shape: [2], weight: 1.5, gradient: nil, requiresGrad: true)
        ])),
    .dropped(.init(count: 2)),
    .end(.init(step: 9, reports: 1)),
  ]

  private func entries(_ messages: [ProbeMessage], seconds: Double = 1) -> [ProbeLogEntry] {
    var log = ProbeLog()
    var reader = ProbeLogReader()
    let lines = messages.flatMap { log.lines(for: $0, seconds: seconds) }
    return lines.flatMap { reader.read(Array(($0 + "\n").utf8)) }
  }

  @Test func eventsComeBackAsTheyWere() {
    let messages: [ProbeMessage] =
      Self.events.map { .event(process: 2, $0) } + [.closed(process: 2)]
    #expect(entries(messages) == messages.map { .message($0) })
  }

  @Test func lostProcessStaysLost() {
    let messages: [ProbeMessage] = [.event(process: 0, ProbeLogTests.hello), .closed(process: 0)]
    #expect(entries(messages) == messages.map { .message($0) })
  }

  @Test func beginningAndEnd() {
    let log = ProbeLog()
    var reader = ProbeLogReader()
    let first = log.begin(command: ["python", "a b.py"], host: "h")
    #expect(Array(first.utf8).starts(with: ProbeLogReader.beginning))
    #expect(
      reader.read(Array((first + "\n" + log.end(code: 3, seconds: 1) + "\n").utf8)) == [
        .begin(command: ["python", "a b.py"], host: "h"), .end(code: 3),
      ])
  }

  @Test func ratesAndPacesAreSteps() {
    let step = ProbeEvent.Step(step: 7, tracing: false, lr: 0.1, seconds: 0.5, forward: 0.25)
    let read = entries([
      .event(process: 0, ProbeLogTests.hello), .event(process: 0, .step(step)),
      .event(process: 0, .step(step)),
    ])
    let paced = ProbeEvent.Step(step: 7, tracing: false, lr: nil, seconds: 0.5, forward: 0.25)
    let rated = ProbeEvent.Step(step: 7, tracing: false, lr: 0.1)
    #expect(
      read.dropFirst() == [
        .message(.event(process: 0, .step(paced))), .message(.event(process: 0, .step(rated))),
      ])
  }

  /// Of an error's cuts the first is kept, by its line.
  @Test func errorKeepsWhatTheScreenShows() throws {
    let read = entries([.event(process: 0, .report(ProbeDecoderTests.report))])
    guard case .message(.event(_, .report(let report))) = try #require(read.first) else {
      Issue.record("no report in \(read)")
      return
    }
    let before = ProbeDecoderTests.report
    #expect(report.headline == before.headline)
    #expect(report.path == before.path)
    #expect(report.cut.first?.by == before.cut.first?.by)
    #expect(report.cut.first?.at?.line == before.cut.first?.at?.line)
    #expect((report.why, report.fix) == (before.why, before.fix))
    #expect(report.noGrad == before.noGrad)
  }

  @Test func piecesMayBeCutAnywhere() {
    var (whole, pieces) = (ProbeLogReader(), ProbeLogReader())
    let bytes = Array(
      (#"{"event":"dropped","process":0,"seconds":1.0,"count":2}"# + "\nno line of ours\n"
        + #"{"event":"later","process":0,"seconds":1.0}"# + "\n"
        + #"{"event":"dropped","process":1,"seconds":1.0,"count":3}"# + "\n").utf8)
    let expected = whole.read(bytes)
    #expect(expected.count == 2)
    #expect(bytes.flatMap { pieces.read([$0]) } == expected)
  }
}
