import Run
import Testing

@testable import Probe

/// What a program's processes say, as the events of a run.
@Suite struct ProbeRunTests {
  private static let hello = ProbeEvent.hello(
    .init(
      version: 1, pid: 7, rank: nil, worldSize: nil, program: ["train.py"], python: "3.11",
      torch: "2.13.0", trace: "auto"))

  @Test func lossesAndRatesAreSeries() {
    var run = ProbeRun()
    _ = run.events(for: .event(process: 0, Self.hello))
    let losses = run.events(
      for: .event(process: 0, .loss(.init(steps: [1, 2], values: [0.5, 0.25]))))
    #expect(
      losses == [
        .record(Record(step: 1, values: [.init("step loss", 0.5)])),
        .record(Record(step: 2, values: [.init("step loss", 0.25)])),
      ])
    let step = ProbeEvent.step(.init(step: 2, tracing: true, lr: 0.1))
    #expect(
      run.events(for: .event(process: 0, step)) == [
        .record(Record(step: 2, values: [.init("lr", 0.1)]))
      ])
    #expect(run.events(for: .event(process: 0, step)).isEmpty)
  }

  @Test func ranksAreToldApart() {
    var run = ProbeRun()
    let hello = ProbeEvent.hello(
      .init(
        version: 1, pid: 8, rank: 1, worldSize: 2, program: [], python: "3.11", torch: "2.13.0",
        trace: "auto"))
    #expect(
      run.events(for: .event(process: 3, hello)) == [
        .rank(RankReading(rank: 1)), .print("torch 2.13.0, Python 3.11 (rank 1 of 2)"),
      ])
    #expect(
      run.events(for: .event(process: 3, .loss(.init(steps: [4], values: [1])))) == [
        .record(Record(step: 4, values: [.init("rank1/step loss", 1)]))
      ])
    #expect(
      run.events(for: .closed(process: 3)) == [
        .rank(RankReading(rank: 1, step: 4, loss: 1, state: .lost)),
        .print("rank 1: the process ended without a word"),
      ])
  }

  @Test func rankSaysHowItDoes() {
    var run = ProbeRun()
    func events(_ event: ProbeEvent) -> [TrainingEvent] {
      run.events(for: .event(process: 0, event))
    }
    _ = events(
      .hello(
        .init(
          version: 1, pid: 8, rank: 0, worldSize: 2, program: [], python: "3.11", torch: "2.13.0",
          trace: "auto")))
    _ = events(.loss(.init(steps: [1, 2], values: [1, 2])))
    #expect(
      events(.step(.init(step: 2, tracing: false, lr: nil, seconds: 0.5, forward: 0.25))) == [
        .rank(RankReading(rank: 0, step: 2, loss: 1.1, stepSeconds: 0.5, forwardSeconds: 0.25))
      ])
    // What tracing costs is not the rank's.
    #expect(
      events(.step(.init(step: 3, tracing: true, lr: nil, seconds: 9, forward: 8))) == [
        .rank(RankReading(rank: 0, step: 3, loss: 1.1, stepSeconds: 0.5, forwardSeconds: 0.25))
      ])
    #expect(
      events(.end(.init(step: 3, reports: 0))) == [
        .rank(
          RankReading(
            rank: 0, step: 3, loss: 1.1, stepSeconds: 0.5, forwardSeconds: 0.25, state: .ended))
      ])
  }

  @Test func linesKeepTheirNumbersAndLoseWhatAllAreIndentedBy() {
    var run = ProbeRun()
    let listing = ProbeEvent.Listing(
      file: "train.py", function: "main", first: 20,
      lines: ["    for x in data:", "        loss = f(x)", "", "        loss.backward()"],
      backward: 23)
    let events = run.events(for: .event(process: 0, .listing(listing)))
    #expect(
      events == [
        .listing([
          ListingLine(number: 20, code: "for x in data:", depth: 0),
          ListingLine(number: 21, code: "loss = f(x)", depth: 1),
          ListingLine(number: 22, code: "", depth: 0),
          ListingLine(number: 23, code: "loss.backward()", depth: 1),
        ])
      ])
  }

  @Test func anErrorHasItsCutAndItsPath() throws {
    var run = ProbeRun()
    let site = ProbeEvent.Report.Site(
      file: "train.py", line: 9, function: "", text: "loss.backward()")
    let cut = ProbeEvent.Report.Site(
      file: "train.py", line: 8, function: "", text: "loss = f(z.detach())")
    let report = ProbeEvent.Report(
      level: .error, kind: "detach", step: 3, headline: "RuntimeError: element 0", at: site,
      cut: [.init(by: "detach", at: cut)],
      path: [
        .init(text: "fc.weight", cut: false, line: nil), .init(text: "detach", cut: true, line: 8),
        .init(text: "loss", cut: false, line: 9),
      ], why: "detach cuts.", fix: "loss = f(z)", noGrad: ["fc.weight"], parameters: 2)
    let event = try #require(run.events(for: .event(process: 0, .report(report))).first)
    guard case .error(let failure) = event else {
      Issue.record("no error")
      return
    }
    #expect(failure.placeText == "step 3, line 9: loss.backward()")
    #expect(failure.headline == "RuntimeError: element 0")
    #expect(failure.line == 9 && failure.diagnosis?.line == 8)
    #expect(failure.diagnosis?.chainText == "fc.weight ✂ detach (line 8) → loss")
    #expect(failure.diagnosis?.chain.map(\.isDead) == [false, false, true])
  }

  /// A program that raised nothing is failed all the same when it ends so.
  @Test(arguments: [
    (Int32(0), EndStatus.finished), (1, .failed), (130, .interrupted), (137, .failed),
  ])
  func theEndSaysHow(_ code: Int32, _ status: EndStatus) {
    var run = ProbeRun()
    _ = run.events(for: .event(process: 0, Self.hello))
    #expect(run.end(code: code).last == .end(status))
    #expect(run.end(code: code).contains(.phase(.finished)) == (code == 0))
  }
}
