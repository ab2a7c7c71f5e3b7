import Foundation
import Run
import RunLog
import Testing

@Suite struct ReadingTests {
  static func read(_ text: String, name: String = "train.log") -> [TrainingEvent] {
    var reader = LogReader(name: name)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.flatMap { reader.events(for: String($0)) } + reader.end()
  }

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
        Record(epoch: 0.5, step: 10, values: [.init("grad_norm", 2), .init("train/loss", 1.5)]),
        Record(step: 20, values: [.init("perplexity", .infinity)]),
      ])
  }

  @Test(arguments: [
    ("Epoch:0 | Train loss: 1.3643 | Train acc: 0.2500 | Test loss: 1.4596 | Test acc: 0.0938", 0),
    (
      "Epoch:0 | Train loss: 1.3643 | Taining acc:0.2500 | Test Loss: 1.4596 | Test accu: 0.0938", 0
    ),
    ("Epoch 0/99 - loss: 1.3643 - accuracy: 25.00% - val_loss: 1.4596 - val_accuracy: 0.0938", 0),
    (
      "{\"epoch\": 7, \"train\": {\"acc\": 0.25, \"loss\": 1.3643}, \"val\": {\"loss\": 1.4596, \"acc\": 0.0938}}",
      7
    ),
    ("[INFO] epoch=3, train_loss=1.3643, train_acc=2.5e-1, valid_loss=1.4596, valid_acc=.0938", 3),
    ("12:30:01 epoch 4: train/loss 1.3643 train/acc 0.25 eval/loss 1.4596 eval/acc 0.0938", 4),
  ])
  func linesOfOtherProgramsAreUnderstood(_ line: String, _ epoch: Int) throws {
    let record = try #require(Self.records(Self.read(line)).first)
    #expect(record.epoch == Double(epoch))
    #expect(record.values.map(\.number).sorted() == [0.0938, 0.25, 1.3643, 1.4596])
  }

  @Test func stepsAreCountedAndTrainAndTestLinesJoined() {
    let steps = Self.records(
      Self.read(
        """
        Epoch [1/2], Step [100/200], Loss: 0.5
        Epoch [1/2], Step [200/200], Loss: 0.4
        Epoch [2/2], Step [100/200], Loss: 0.3
        """))
    #expect(steps.map(\.epoch) == [1, 2, 3])
    #expect(steps.map { $0.values.map(\.number) } == [[0.5], [0.4], [0.3]])
    let joined = Self.records(
      Self.read("epoch 1 train loss 0.5\nepoch 1 val loss 0.7\nepoch 2 train loss 0.4"))
    #expect(joined.map(\.epoch) == [1, 2])
    #expect(joined[0].values == [.init("train loss", 0.5), .init("val loss", 0.7)])
    #expect(joined[1].values == [.init("train loss", 0.4)])
  }

  @Test func csvRowsAreEpochs() {
    let rows = Self.records(
      Self.read("\"epoch\",\"train_loss\",\"val_loss\"\n0,1.5,nan\n1,1.25,0.5\n"))
    #expect(rows.map { $0.values.first?.number } == [1.5, 1.25])
    #expect(rows[0].values.last?.number.isNaN == true)
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
    let line = "{\"event\":\"epoch\",\"epoch\":3,\"train/loss\":0.5,\"test/acc\":0.5}"
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
        "{\"event\": \"epoch\", \"epoch\": 0, \"train_loss\": NaN, \"test_loss\": -Infinity}"))
    #expect(rows.first?.trainLoss.isNaN == true)
    #expect(rows.first?.testLoss == -.infinity)
  }

  @Test func noiseSaysNothing() {
    let noise = [
      "", "hello", "{", "{}", "[1]", "{\"event\":\"epoch\"}", "{\"event\":\"epoch\",\"epoch\":-1}",
      "{\"event\":\"what\"}", "Downloading 45%", "conv2d 3x3 loss", "epoch -3 loss 2", "e+e-e.",
      "loss: 1e999999", "epoch 99999999999999999999999 loss 1", "a,b,c", "1,2,3", "-", "--1", ".",
    ]
    for line in noise.dropLast(7) { #expect(Self.read(line).isEmpty, "\(line)") }
    for line in noise { _ = Self.read("epoch,loss,acc\n" + line) }
  }
}
