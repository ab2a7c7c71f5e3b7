import Loop
import Run
import Testing

@testable import Training

/// Every bug of the catalogue: where, why, and an edit that fixes it, whether `f` makes it or a person.
@Suite struct ExplanationTests {
  /// Each bug with the first of these presets that it fits.
  static let cases: [(bug: String, preset: String)] = Catalogue.standard.bugs.compactMap { bug in
    ["seed", "gauss_binary", "modes", "iris", "digits"].first { name in
      guard let experiment = try? PresetTests.folder.load(name) else { return false }
      return Catalogue.standard.conflict(bug.id, with: [], in: experiment) == nil
    }.map { (bug.id, $0) }
  }

  @Test func everyBugHasACase() { #expect(Self.cases.count == Catalogue.standard.bugs.count) }

  /// What was told of a fault.
  private struct Told {
    var text = ""
    var place: String?
    var why = ""
    var fix = ""
    var change: LoopChange?
  }

  /// A trainer that stops at nothing but what a fault needs.
  private static func trainer(_ bug: String, _ preset: String) throws -> (Trainer, Experiment) {
    let experiment = try TrainerTests.experiment(preset, epochs: 60)
    var options = Trainer.Options(catalogue: .standard)
    options.endsWithRun = false
    options.watchesSymptoms = true
    options.bugs = [BugSwitch(id: bug, isOn: true, epoch: 3)]
    return (Trainer(experiment, options: options), experiment)
  }

  /// Waits for the fault; gives it with the loop's lines as they stood.
  private static func fault(_ trainer: Trainer, _ bug: String) -> (told: Told, lines: [String]) {
    var lines: [String] = []
    while case let events = trainer.takeEvents(waiting: 20), !events.isEmpty {
      for event in events {
        switch event {
        case .listing(let listing):
          lines = listing.filter { $0.number != nil }.map {
            String(repeating: " ", count: $0.blanks) + $0.code
          }
        case .error(let report):
          let diagnosis = report.diagnosis
          return (
            Told(
              text: report.headline, place: report.line > 0 ? report.placeText : nil,
              why: diagnosis?.why ?? "", fix: diagnosis?.fix ?? "", change: diagnosis?.change),
            lines
          )
        case .symptom(let symptom) where symptom.isPresent && symptom.id == id(bug):
          return (
            Told(
              text: symptom.text, place: symptom.placeText, why: symptom.why, fix: symptom.fix,
              change: symptom.change), lines
          )
        default: break
        }
      }
    }
    return (Told(), lines)
  }

  /// The detector of a silent bug.
  private static func id(_ bug: String) -> String? {
    switch Catalogue.standard[bug]?.symptom {
    case .detected(let id), .harmless(let id): id
    default: nil
    }
  }

  /// Trains on to the end, or to another error, and gives the events until then.
  private static func end(_ trainer: Trainer) -> [TrainingEvent] {
    var all: [TrainingEvent] = []
    while !all.contains(.phase(.finished)), all.failures.isEmpty {
      let next = trainer.takeEvents(waiting: 20)
      if next.isEmpty { break }
      all += next
    }
    return all
  }

  @Test(arguments: cases)
  func whereWhyAndAnEditAreTold(_ bug: String, _ preset: String) throws {
    let (trainer, _) = try Self.trainer(bug, preset)
    defer { trainer.stop() }
    let (told, lines) = Self.fault(trainer, bug)
    #expect(told.text != "")
    #expect(told.why != "")
    #expect(told.fix != "")
    guard Catalogue.standard[bug]?.isFault == true else {
      #expect(told.text.contains("no fault") && told.change == nil)
      return
    }
    #expect(told.place != nil)
    let change = try #require(told.change)
    #expect(change.applied(to: lines) != lines)
  }

  @Test(arguments: cases.filter { Catalogue.standard[$0.bug]?.isFault == true })
  func theKeyFixesIt(_ bug: String, _ preset: String) throws {
    let (trainer, experiment) = try Self.trainer(bug, preset)
    defer { trainer.stop() }
    let (told, _) = Self.fault(trainer, bug)
    trainer.send(.fix)
    let rest = Self.end(trainer)
    #expect(rest.failures == [])
    #expect(rest.contains(.phase(.finished)))
    #expect(
      rest.contains {
        if case .bug(let change) = $0 { change.id == bug && !change.isOn } else { false }
      })
    guard told.change?.restarts == true else { return }
    #expect(rest.curve.suffix(60) == events(experiment).curve[...])
  }

  /// The lines as the diff has them are the healthy loop.
  @Test(arguments: cases.filter { Catalogue.standard[$0.bug]?.isFault == true })
  func theDiffByHandFixesIt(_ bug: String, _ preset: String) throws {
    let (trainer, experiment) = try Self.trainer(bug, preset)
    defer { trainer.stop() }
    let (told, lines) = Self.fault(trainer, bug)
    let text = try #require(told.change).applied(to: lines)
    #expect(text == experiment.healthyLoop.lines)
    trainer.send(.edit(lines: text))
    let rest = Self.end(trainer)
    #expect(rest.failures == [])
    #expect(rest.contains(.phase(.finished)))
  }

  /// The argument that failed is named as it stands in the line, with its dtype and shape.
  @Test(arguments: [
    ("float_labels", "seed", "'y_train.float()' is torch.float32 [32]"),
    ("wrong_shape", "seed", "'y_train.unsqueeze(1)' is torch.int64 [32, 1]"),
    ("argmax_long", "seed", "It comes from argmax, line 3"),
    ("argmax_long", "seed", "'train_preds' is torch.float32 [32]"),
    ("long_labels", "gauss_binary", "'y_train.long()' is torch.int64"),
    ("inference_tensor", "seed", "'X_train' is torch.float32 [32, 10]"),
    ("python_int", "seed", "int() gives a plain number"),
    ("no_grad", "seed", "Inside torch.no_grad()"),
  ])
  func theArgumentThatFailedIsNamed(_ bug: String, _ preset: String, _ words: String) throws {
    let (trainer, _) = try Self.trainer(bug, preset)
    defer { trainer.stop() }
    let (told, _) = Self.fault(trainer, bug)
    #expect(told.why.contains(words), "\(told.why)")
  }

  @Test(arguments: [
    ("no_grad", "move lines 3 to 8 out of the `with torch.no_grad():` of line 2"),
    ("detach", "train_logits = model(X_train)"),
    ("double_backward", "remove line 7: loss.backward()"),
    ("frozen", "remove line 1: for p in model.parameters(): p.requires_grad_(False)"),
  ])
  func theFixIsInWords(_ bug: String, _ words: String) throws {
    let (trainer, _) = try Self.trainer(bug, "seed")
    defer { trainer.stop() }
    #expect(Self.fault(trainer, bug).told.fix == words)
  }

  /// A schedule that runs out because rows were added: it does not heal, so the run begins again.
  @Test func aScheduleThatRunsOutIsExplained() throws {
    let experiment = try TrainerTests.experiment("one_cycle", epochs: 10)
    let all = events(experiment) {
      $0.bugs = [BugSwitch(id: "test_leak", isOn: true, epoch: 0)]
      $0.fixesItself = true
    }
    let report = try #require(all.failures.first)
    #expect(all.failures.count == 1)
    #expect(report.message.hasPrefix("Tried to step 231 times"))
    #expect(report.diagnosis?.why.contains("X_train has 1797 rows where the data set has") == true)
    #expect(report.diagnosis?.change?.restarts == true)
    #expect(report.diagnosis?.fix == "remove lines 1 and 2, and begin again")
    #expect(all.curve.suffix(10) == events(experiment).curve[...])
    #expect(all.last == .end(.finished))
  }

  @Test func deadUnitsAreToldAsSuch() throws {
    var experiment = try TrainerTests.experiment("modes", epochs: 80)
    experiment.seed = 143_705
    experiment.batchSize = 4
    experiment.optimizer = OptimizerChoice(name: "adam", learningRate: 0.05)
    let symptoms = events(experiment) { $0.watchesSymptoms = true }.symptoms
    let symptom = try #require(symptoms.first { $0.id == "zero_gradients" })
    #expect(symptom.text.contains("ReLU, gives zero for every row"), "\(symptom.text)")
    #expect(symptom.why.contains("dead"))
    #expect(symptom.fix.contains("LeakyReLU"))
    #expect(symptom.change == nil)
    #expect(!symptoms.contains { $0.id == "parameters_without_gradient" })
  }

  /// What is wrong with the data is not laid to a bug that happens to be on.
  @Test func aSymptomOfTheDataIsNoBugs() throws {
    let experiment = try TrainerTests.experiment("seed", epochs: 3)
    let switches = BugSwitches([], in: .standard)
    var on = switches
    _ = on.set(BugSwitch(id: "no_step", isOn: true, epoch: 0), of: experiment)
    #expect(on.mayShow("no_parameter_changed"))
    #expect(!on.mayShow("small_class") && !on.mayShow("few_test_rows"))
    #expect(!on.mayShow("test_rows_in_training"))
    _ = on.set(BugSwitch(id: "test_leak", isOn: true, epoch: 0), of: experiment)
    #expect(on.mayShow("test_rows_in_training"))
  }

  /// Where nothing in the loop's text is at fault, no edit is offered.
  @Test func anErrorWithoutAnEditSaysSo() throws {
    var experiment = try TrainerTests.experiment("seed", epochs: 3)
    experiment.loop = LoopText(
      loop: "loss = loss_fn(model(X_train)[:16], y_train)\nloss.backward()")
    let report = try #require(events(experiment).failures.first)
    #expect(report.diagnosis?.change == nil)
    #expect(report.diagnosis?.why.contains("'y_train', torch.int64 [32]") == true)
  }

  @Test func overflowIsToldWhereItBegan() throws {
    let (trainer, _) = try Self.trainer("softmax_overflow", "seed")
    defer { trainer.stop() }
    let (told, _) = Self.fault(trainer, "softmax_overflow")
    #expect(told.text.contains("in 'powers'"), "\(told.text)")
    #expect(told.place?.contains("torch.exp") == true)
    #expect(told.why.contains("88.7"))
  }
}
