import Cells
import Foundation
import Run
import Testing

@testable import Dashboard

extension Panel {
  static let loss = Panel.chart("loss")
  static let accuracy = Panel.chart("accuracy")
  static let ours = [loss, accuracy] + all.filter { $0 != .runs && $0 != .ranks }
}

/// Compares a screen with its picture in `Screens/`. `DESCENT_RECORD=1` writes the pictures anew.
func expectPicture(
  _ screen: Screen, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try expectPicture(screen.text, name, sourceLocation: sourceLocation)
}

func expectPicture(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Screens/\(name).txt")
  if ProcessInfo.processInfo.environment["DESCENT_RECORD"] != nil {
    try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
    return
  }
  let golden = try String(contentsOf: file, encoding: .utf8)
  #expect(text + "\n" == golden, sourceLocation: sourceLocation)
}

/// Made-up runs that bring the dashboard into each of its states.
enum Scene: String, CaseIterable {
  case empty, healthy, raising, fixed, notANumber, million

  static let run = RunInfo(
    preset: "spiral", summary: "Three spirals.", model: "MLP 2-16-16-3", optimizer: "Adam",
    learningRate: 0.01, seed: 42, epochs: 1000,
    parameters: [
      .init(name: "0.weight", shape: [16, 2]), .init(name: "0.bias", shape: [16]),
      .init(name: "2.weight", shape: [3, 16]), .init(name: "2.bias", shape: [3]),
    ], trainCount: 240, testCount: 120,
    classNames: ["0", "1", "2"],
    bugs: [
      BugInfo(id: "argmax", title: "argmax before the loss", raises: true),
      BugInfo(id: "no_grad", title: "training step under no_grad", raises: true),
      BugInfo(id: "item", title: "loss rebuilt from a number", raises: true, unavailable: "no"),
    ],
    optimizers: [
      OptimizerInfo(name: "adagrad", className: "Adagrad"),
      OptimizerInfo(name: "adam", className: "Adam"),
      OptimizerInfo(name: "adamw", className: "AdamW"),
      OptimizerInfo(name: "rmsprop", className: "RMSprop"),
      OptimizerInfo(name: "sgd", className: "SGD"),
    ], series: EpochRecord.seriesNames)

  static let listing = [
    "model.train()", "train_logits = model(X_train)", "loss = loss_fn(train_logits, y_train)",
    "train_acc = accuracy(train_logits, y_train)", "optimizer.zero_grad()", "loss.backward()",
    "optimizer.step()",
  ].enumerated().map { ListingLine(number: $0 + 1, code: $1, depth: 0) }

  static let failure = FailureReport(
    type: "RuntimeError",
    message: "element 0 of tensors does not require grad and does not have a grad_fn", epoch: 300,
    line: 7, code: "loss.backward()",
    diagnosis: Diagnosis(
      kind: "non_differentiable", operation: "argmax", line: 3,
      chain: [
        .init(text: "0.weight"), .init(text: "Addmm", line: 2),
        .init(text: "argmax", line: 3, isCut: true), .init(text: "loss", isDead: true),
      ], why: "argmax has no derivative.", fix: "loss = loss_fn(train_logits, y_train)",
      change: LoopChange(lines: [
        .init(
          kind: .remove, number: 3, code: "train_preds = train_logits.argmax(dim=1).float()",
          blanks: 0),
        .init(
          kind: .remove, number: 4, code: "loss = loss_fn(train_preds, y_train.float())", blanks: 0),
        .init(kind: .add, number: 5, code: "loss = loss_fn(train_logits, y_train)", blanks: 0),
      ]), withoutGradient: ["0.weight"], parameterCount: 6))

  static func record(_ epoch: Int, loss: Double? = nil) -> EpochRecord {
    let falling = 1.1 / (1 + Double(epoch) / 50)
    return EpochRecord(
      epoch: epoch, trainLoss: loss ?? falling, trainAccuracy: 1 - 0.6 / (1 + Double(epoch) / 80),
      testLoss: (loss ?? falling) * 1.2, testAccuracy: 1 - 0.7 / (1 + Double(epoch) / 80),
      learningRate: 0.01, seconds: Double(epoch) / 60)
  }

  var events: [TrainingEvent] {
    switch self {
    case .empty: return []
    case .healthy: return Self.start + (0..<312).map { .epoch(Self.record($0)) }
    case .raising:
      return Self.start + (0..<300).map { .epoch(Self.record($0)) } + [
        .bug(BugSwitch(id: "argmax", isOn: true, epoch: 300)), .listing(Self.brokenListing),
        .observation(.gradients(epoch: 300, Self.gradients(.none))),
        .observation(.graph(epoch: 300, Self.cutGraph)), .error(Self.failure), .phase(.parked),
      ]
    case .fixed:
      return Scene.raising.events + [
        .bug(BugSwitch(id: "argmax", isOn: false, epoch: 300)), .listing(Self.listing),
        .fixed(epoch: 300),
        .phase(.running),
      ] + (300..<1000).map { .epoch(Self.record($0)) } + [.phase(.finished), .end(.finished)]
    case .notANumber:
      return Self.start
        + (0..<200).map {
          .epoch(Self.record($0, loss: $0 == 120 ? .nan : $0 > 180 ? .infinity : nil))
        } + [
          .observation(.gradients(epoch: 199, Self.gradients(.nonFinite))),
          .symptom(
            Symptom(
              id: "loss_not_finite", epoch: 120,
              text: "The training loss is NaN in epoch 120; it was 0.324 before.")),
        ]
    case .million:
      var run = Self.run
      run.epochs = 1_000_000
      return [.run(run), .listing(Self.listing)]
        + (0..<100_000).map { .epoch(Self.record($0, loss: $0 == 77_777 ? 2 : 0.5)) }
    }
  }

  private static let start: [TrainingEvent] =
    [.run(run), .listing(listing), .phase(.running)] + looks.map { .observation($0) }

  var state: DashboardState {
    var state = DashboardState(presets: [("seed", "Random labels."), ("iris", "Flowers.")])
    _ = state.update(.events(events))
    if self != .empty {
      for second in 0..<20 {
        let share = 0.05 + 0.01 * Double(second % 5)
        _ = state.update(
          .usage(ProcessUsage(residentBytes: 29 << 20, processorShare: share)))
      }
    }
    return state
  }
}
