import Foundation
import Run
import RunLog
import Testing

/// What a log says, as events of a run.
@Suite struct LogEventsTests {
  static func read(_ text: String, name: String = "train.log") -> [TrainingEvent] {
    var (reader, log) = (TextReader(), LogEvents(name: name))
    return log.events(for: reader.read(Array(text.utf8)) + reader.end())
  }

  static let begin = "{\"event\":\"run\",\"preset\":\"seed\"}\n"

  static func epochs(_ events: [TrainingEvent]) -> [EpochRecord] {
    events.compactMap { if case .epoch(let record) = $0 { record } else { nil } }
  }

  static func records(_ events: [TrainingEvent]) -> [Record] {
    events.compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  /// Everything our own log can say comes back as it was.
  @Test func jsonComesBackAsItWas() {
    let diagnosis = Diagnosis(
      kind: "detach", operation: "detach", line: 2,
      chain: [.init(text: "0.weight"), .init(text: "detach", line: 2, isCut: true)],
      why: "detach() \"cuts\"", fix: "remove it", withoutGradient: ["0.weight"], parameterCount: 2)
    let events: [TrainingEvent] = [
      .run(
        RunInfo(
          preset: "seed", summary: "one\nline", model: "Linear 10-3", optimizer: "Adam",
          learningRate: 0.01, seed: .max, epochs: 3,
          parameters: [ParameterInfo(name: "0.weight", shape: [3, 10])], trainCount: 32,
          testCount: 16, classNames: ["a", "b"], series: EpochRecord.seriesNames)),
      .listing([
        ListingLine(number: nil, code: "loss = f(x)", depth: 1, change: .removed, bug: "argmax"),
        ListingLine(number: 1, code: "loss = f(\"x\")", depth: 0, change: .added),
      ]),
      .epoch(
        EpochRecord(
          epoch: 0, trainLoss: 0.1, trainAccuracy: 1e-300, testLoss: -.infinity,
          testAccuracy: 1, learningRate: 0.01, seconds: 2)),
      .bug(BugSwitch(id: "argmax", isOn: true, epoch: 1)),
      .error(
        FailureReport(
          type: "RuntimeError", message: "element 0\nof tensors", epoch: 1, line: 7,
          code: "loss.backward()", diagnosis: diagnosis)),
      .fixed(epoch: 1),
      .setting(name: "lr", value: "0.02", epoch: 1),
      .record(Record(epoch: 1, step: 3, seconds: 2.5, values: [.init("margin", .nan)])),
      .value(name: "spread", value: 0.5, epoch: 1),
      .symptom(Symptom(id: "no_step", epoch: 1, text: "nothing moves")),
      .end(.finished),
    ]
    var log = JSONLog()
    let lines = events.flatMap { log.lines(for: $0) }
    #expect(lines.count == events.count)
    let back = Self.read(lines.joined(separator: "\n"))
    let phases: [TrainingEvent] = [
      .phase(.running), .phase(.parked), .phase(.running), .phase(.finished),
    ]
    // NaN is not equal to itself.
    #expect("\(back.filter { !phases.contains($0) })" == "\(events)")
    #expect(back.filter { phases.contains($0) } == phases)
  }

  /// Version 1 knew our four numbers alone, under other names.
  @Test func versionOneIsStillRead() throws {
    let events = Self.read(
      """
      {"event":"run","schema":1,"preset":"seed","series":["train_loss","train_acc","test_loss"]}
      {"event":"epoch","epoch":0,"train_loss":1.5,"test_loss":"NaN","lr":0.01,"seconds":0.25}
      {"event":"epoch","epoch":1,"train_loss":0.5,"train_acc":0.75,"test_loss":0.25,"test_acc":1}
      {"event":"twin","epoch":1,"train_loss":0.5}
      """)
    let epochs = Self.epochs(events)
    #expect(epochs.map(\.trainLoss) == [1.5, 0.5] && epochs[0].testLoss.isNaN)
    #expect(epochs[0].missing == [.trainAccuracy, .testAccuracy])
    #expect(epochs[0].seconds == 0.25 && epochs[0].learningRate == 0.01)
    #expect(epochs[1].missing.isEmpty && epochs[1].testAccuracy == 1)
    guard case .run(let info) = try #require(events.first) else { throw Unexpected() }
    #expect(info.series == ["train/loss", "train/acc", "test/loss"])
  }

  struct Unexpected: Error {}

  @Test func anEpochMayHaveAnyNames() {
    let read = Self.records(
      Self.read(
        """
        {"event":"run","schema":2}
        {"event":"epoch","epoch":0.5,"step":10,"train/loss":1.5,"grad_norm":2}
        {"event":"epoch","step":20,"perplexity":"Infinity"}
        """))
    #expect(
      read == [
        Record(epoch: 0.5, step: 10, values: [.init("train/loss", 1.5), .init("grad_norm", 2)]),
        Record(step: 20, values: [.init("perplexity", .infinity)]),
      ])
  }

  @Test func pythonsTracebackIsAnError() throws {
    let events = Self.read(
      """
      Epoch:0 | Train loss: 1.3643
      Traceback (most recent call last):
        File "train.py", line 41, in <module>
          loss.backward()
          ~~~~~~~~~~~~~^^
        File "torch/_tensor.py", line 630, in backward
          torch.autograd.backward(
      RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
      """)
    let failure = try #require(
      events.compactMap { if case .error(let report) = $0 { report } else { nil } }.first)
    #expect(
      failure
        == FailureReport(
          type: "RuntimeError",
          message: "element 0 of tensors does not require grad and does not have a grad_fn",
          epoch: 1, line: 41, code: "loss.backward()"))
    #expect(events.last == .end(.failed))
  }

  @Test func anEndIsWhatTheLogSaysOrHowItStops() {
    let run = "{\"event\":\"run\"}\n{\"event\":\"epoch\",\"epoch\":0,\"train_loss\":1}"
    #expect(Self.read(run).last == .end(.interrupted))
    #expect(Self.read(run + "\n{\"event\":\"end\",\"status\":\"failed\"}").last == .end(.failed))
    #expect(Self.read("epoch 0 loss 1").last == .end(.finished))
    #expect(Self.read("epoch 0 loss 1\nKeyboardInterrupt").last == .end(.failed))
  }

  @Test func theTextLogLeavesOutWhatIsMissing() throws {
    let line = Self.begin + "{\"event\":\"epoch\",\"epoch\":3,\"train/loss\":0.5,\"test/acc\":0.5}"
    let record = try #require(Self.epochs(Self.read(line)).first)
    var log = TextLog()
    #expect(log.lines(for: .epoch(record)) == ["Epoch:3 | Train loss: 0.5000 | Test acc: 0.5000"])
  }

  @Test func epochsThatBeginAnewAreAnotherRun() {
    let events = Self.read("epoch 0 loss 1\nepoch 1 loss 0.5\nepoch 0 loss 1\nepoch 1 loss 0.4")
    #expect(events.count { if case .run = $0 { true } else { false } } == 2)
    #expect(Self.records(events).map(\.epoch) == [0, 1, 0, 1])
  }

  @Test func bareNumbersOfPythonsJSONAreRead() {
    let rows = Self.epochs(
      Self.read(
        Self.begin
          + "{\"event\": \"epoch\", \"epoch\": 0, \"train_loss\": NaN, \"test_loss\": -Infinity}"))
    #expect(rows.first?.trainLoss.isNaN == true)
    #expect(rows.first?.testLoss == -.infinity)
  }

  @Test func settingsBelongToTheRunThatBegins() throws {
    var log = LogEvents(name: "wandb")
    let record = Record(step: 1, values: [.init("loss", 0.5)])
    let events = log.events(for: [
      .run(name: nil), .setting(name: "lr", value: "0.1"), .record(record, epoch: nil),
      .end(.finished),
    ])
    guard case .run(let info) = try #require(events.first) else { throw Unexpected() }
    #expect(info.preset == "wandb" && info.settings == [.init(name: "lr", value: "0.1")])
    #expect(
      Array(events.dropFirst()) == [
        .phase(.running), .record(record), .phase(.finished), .end(.finished),
      ])
  }

  /// A log that was rotated goes on; one that begins anew is another run.
  @Test(arguments: [(5, 1), (0, 2)])
  func anotherFileMayGoOnWithTheRun(_ epoch: Double, _ runs: Int) {
    func items(_ epoch: Double) -> [LogItem] {
      [.run(name: nil), .record(Record(epoch: epoch, values: [.init("loss", 1)]), epoch: epoch)]
    }
    var log = LogEvents(name: "train.log")
    var events = log.events(for: items(4))
    log.startFile()
    events += log.events(for: items(epoch))
    #expect(events.count { if case .run = $0 { true } else { false } } == runs)
    #expect(Self.records(events).map(\.epoch) == [4, epoch])
  }

  /// The last epoch of a log that rests is shown once it has all that the one before had.
  @Test func theLastEpochIsNotHeldBack() {
    func epoch(_ number: Int) -> String {
      "Epoch \(number) train loss 0.5\nEpoch \(number) val loss 0.7\n"
    }
    var reader = TextReader()
    #expect(reader.read(Array(epoch(1).utf8)).isEmpty && reader.rest().isEmpty)
    #expect(reader.read(Array("Epoch 2 train loss 0.4\n".utf8)).isEmpty)
    // The run and its first epoch.
    #expect(reader.rest().count == 2)
    #expect(reader.read(Array("Epoch 2 val loss 0.6\n".utf8)).isEmpty)
    #expect(reader.rest().first?.values?.record.values.map(\.number) == [0.4, 0.6])
    #expect(reader.end() == [.end(.finished)])
  }

  @Test func aLogWithoutReadingsSaysSo() {
    var log = LogEvents(name: "empty.log")
    #expect(log.events(for: [.run(name: nil), .end(.finished)]).isEmpty)
    #expect(log.end().first == .print("empty.log: no readings"))
  }

  @Test func noiseSaysNothing() {
    let noise = [
      "", "hello", "{}", "[1]", "{\"event\":\"epoch\"}", "{\"event\":\"epoch\",\"epoch\":-1}",
      "{\"event\":\"what\"}", "Downloading 45%", "conv2d 3x3 loss", "e+e-e.",
      "EPOCH 0: training on 73847 raw words (56316 effective words) took 0.2s",
      "loss: 1e999999", "epoch 99999999999999999999999 loss 1", "a,b,c", "1,2,3", "-", "--1", ".",
    ]
    for line in noise.dropLast(7) {
      #expect(Self.records(Self.read(line)).isEmpty, "\(line)")
    }
    for line in noise { _ = Self.read("epoch,loss,acc\n" + line) }
  }
}
