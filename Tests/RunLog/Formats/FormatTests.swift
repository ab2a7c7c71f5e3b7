import Foundation
import Run
import Testing

@testable import RunLog

/// Logs in the exact form of what programs print, each with what is read from it: for each run a
/// line a series, with its points, the last value, and the epoch and step that it stands at.
@Suite struct FormatTests {
  @Test(arguments: expected.keys.sorted())
  func log(_ file: String) throws {
    let summary = try Self.summary(file)
    let lines = summary.runs.map { run in run.series.map(Self.line) }
    #expect(lines == Self.expected[file])
  }

  /// The pieces in which a log arrives do not matter.
  @Test(arguments: expected.keys.sorted())
  func inPieces(_ file: String) throws {
    let bytes = try Data(contentsOf: Self.folder.appending(path: file))
    var (whole, parts) = (TextReader(), TextReader())
    var items = whole.read(Array(bytes)) + whole.end()
    var pieces: [LogItem] = []
    for start in stride(from: 0, to: bytes.count, by: 7) {
      pieces += parts.read(Array(bytes[start..<min(start + 7, bytes.count)]))
    }
    pieces += parts.end()
    // NaN is not equal to itself.
    #expect("\(items)" == "\(pieces)")
    items.removeAll()
  }

  @Test func everyLogIsExpected() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(files) == Set(Self.expected.keys))
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Logs")

  static func summary(_ file: String) throws -> Summary {
    let bytes = try Data(contentsOf: folder.appending(path: file))
    var reader = TextReader()
    var summary = Summary(name: file)
    for item in reader.read(Array(bytes)) + reader.end() { summary.add(item) }
    return summary
  }

  static func line(_ series: Summary.Series) -> String {
    func short(_ number: Double) -> String {
      number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
    let epoch = series.place.epoch.map(short) ?? "-"
    let step = series.place.step.map { " step \($0)" } ?? ""
    return "\(series.name): \(series.points) to \(short(series.last)) at \(epoch)\(step)"
  }

  static let expected: [String: [[String]]] = [
    "numbers-of-episodes.txt": [
      [
        "value: 3 to 31 at - step 20"
      ]
    ],
    "phases-of-epochs.txt": [
      [
        "train/Loss: 2 to 0.25 at 1",
        "train/IoU: 2 to 0.625 at 1",
        "train/dice_neg: 2 to 0.9375 at 1",
        "test/Loss: 2 to 0.625 at 1",
        "test/IoU: 2 to 0.375 at 1",
        "test/dice_neg: 2 to 0.8125 at 1",
      ]
    ],
    "training-starts.txt": [
      [
        "loss: 6 to 1.375 at 2",
        "acc: 6 to 0.75 at 2",
        "val_loss: 2 to 1.5 at 2",
        "val_acc: 2 to 0.625 at 2",
        "F1: 1 to 0.9375 at 2",
      ]
    ],
    "episodes-of-any-length.txt": [
      [
        "Reward: 3 to 0.5 at 2 step 77",
        "Average Reward: 3 to 0.375 at 2 step 77",
      ],
      [
        "Reward: 2 to 0.625 at 1 step 39",
        "Average Reward: 2 to 0.75 at 1 step 39",
      ],
    ],
    "glued-numbers.txt": [
      [
        "current mean dice: 2 to 0.03461608290672302 at 1",
        "current loss: 2 to 0.5 at 1",
      ]
    ],
    "keras-leftovers.txt": [
      [
        "loss: 2 to 2.5 at 2",
        "accuracy: 2 to 0.375 at 2",
      ]
    ],
    "names-with-a-slash.txt": [
      [
        "loss: 2 to 0.5 at 2",
        "accuracy: 2 to 0.75 at 2",
        "Test loss: 1 to 0.625 at 2",
        "test accuracy: 1 to 0.6875 at 2",
      ]
    ],
    "tops-and-totals.txt": [
      [
        "loss: 2 to 5 at 0 step 2600",
        "top 1 acc: 1 to 0.125 at 0",
        "top 5 acc: 1 to 0.25 at 0",
      ],
      [
        "loss: 2 to 4 at 0 step 2600"
      ],
      [
        "loss: 2 to 3 at 0 step 2600",
        "top 1 acc: 1 to 0.375 at 0",
        "top 5 acc: 1 to 0.5 at 0",
      ],
    ],
    "after-steps-is.txt": [
      [
        "cross entropy on all data: 3 to 0.5 at - step 2000"
      ]
    ],
    "class-report.txt": [
      [
        "Train loss: 2 to 0.25 at 2",
        "Test accuracy: 2 to 0.875 at 2",
      ]
    ],
    "dashes-in-bars.txt": [
      [
        "train/dice_loss: 2 to 0.125 at 1",
        "train/iou_score: 2 to 0.75 at 1",
        "test/dice_loss: 2 to 0.3125 at 1",
        "test/iou_score: 2 to 0.6875 at 1",
      ]
    ],
    "explained-numbers.txt": [
      [
        "rewards/mean: 2 to 0.25 at - step 1",
        "ppo/returns/mean: 2 to 1.5 at - step 1",
        "objective/kl: 2 to 2.5 at - step 1",
      ]
    ],
    "frame-without-epochs.txt": [
      [
        "recons_loss: 3 to 0.09375 at - step 3",
        "G_loss: 3 to 0.782895 at - step 3",
        "D_loss: 3 to 0.6875 at - step 3",
        "d_lr: 3 to 0.001 at - step 3",
        "g_lr: 3 to 0.001 at - step 3",
      ]
    ],
    "lists-and-spreads.txt": [
      [
        "Train Loss: 2 to 39.5 at 20",
        "Val Loss: 2 to 38.5 at 20",
      ],
      [
        "Train Loss: 2 to 37.5 at 20",
        "Val Loss: 2 to 36.5 at 20",
        "Accuracy: 1 to 0.75 at 20",
      ],
    ],
    "named-nowhere-at-first.txt": [
      [
        "Reward obtained: 4 to 14 at - step 16",
        "loss: 2 to 0.125 at - step 16",
        "mean_squared_error: 2 to 0.25 at - step 16",
      ]
    ],
    "narrow-bars.txt": [
      [
        "loss: 2 to 0.0625 at 2"
      ]
    ],
    "parts-in-brackets.txt": [
      [
        "loss total: 3 to 1.5 at 1 step 200",
        "loss class: 3 to 1.25 at 1 step 200",
        "loss recon: 3 to 0.25 at 1 step 200",
        "acc: 3 to 0.5 at 1 step 200",
        "test/loss total: 2 to 2.25 at 1",
        "test/loss class: 2 to 2 at 1",
        "test/loss recon: 2 to 0.25 at 1",
        "test/acc: 2 to 0.375 at 1",
      ]
    ],
    "same-epoch-anew.txt": [
      [
        "lr: 2 to 0.0003 at 1 step 11",
        "recon loss: 2 to 9 at 1",
        "ppl: 2 to 8733.25 at 1",
      ],
      [
        "lr: 2 to 0.0003 at 1 step 11",
        "recon loss: 2 to 8.75 at 1",
        "ppl: 2 to 8792.75 at 1",
      ],
    ],
    "search-between-trainings.txt": [
      [
        "valid_0's auc: 1 to 0.875 at - step 250"
      ],
      [
        "valid_0's auc: 2 to 0.859375 at - step 500"
      ],
    ],
    "time-of-each-epoch.txt": [
      [
        "Min Loss: 3 to 0.28125 at - step 3"
      ]
    ],
    "tutorial-names.txt": [
      [
        "value: 3 to 3.125 at - step 15000"
      ]
    ],
    "tutorial-times.txt": [
      [
        "value: 3 to 2.25 at - step 15000"
      ],
      [
        "training loss: 2 to 2.75 at - step 10000"
      ],
    ],
    "unfinished-keras-bars.txt": [
      [
        "train loss: 2 to 3.125 at 2",
        "train/acc: 2 to 53.41 at 2",
        "train/f1: 2 to 65.12 at 2",
      ]
    ],
    "american-dates.txt": [
      [
        "loss: 3 to 0.25 at - step 300"
      ]
    ],
    "bars-with-a-stage.txt": [
      [
        "train/accuracy: 2 to 0.875 at - step 301",
        "train/loss: 2 to 0.375 at - step 301",
        "test/accuracy: 2 to 0.84375 at - step 34",
        "test/loss: 2 to 0.4375 at - step 34",
      ]
    ],
    "darknet.txt": [
      [
        "loss: 3 to 1950.25 at - step 3",
        "avg loss: 3 to 1956.685 at - step 3",
        "rate: 3 to 0.001 at - step 3",
      ]
    ],
    "data-frame.txt": [
      [
        "train_loss: 3 to 0.5 at 8",
        "valid_loss: 3 to 0.75 at 8",
        "train_time: 3 to 120.75 at 8",
      ]
    ],
    "diverged-tensors.txt": [
      [
        "loss: 4 to nan at 3"
      ]
    ],
    "episodes-in-sentences.txt": [
      [
        "reward: 3 to -12.5 at - step 3",
        "average reward: 1 to 130.5 at - step 3",
      ]
    ],
    "estimator.txt": [
      [
        "loss: 3 to 0.25 at - step 200",
        "eval_accuracy: 1 to 0.875 at - step 250",
        "test/loss: 1 to 0.375 at - step 250",
      ]
    ],
    "evaluated-before-a-step.txt": [
      [
        "accuracy: 1 to 0.5 at 1",
        "precision: 1 to 0.25 at 1",
        "recall: 1 to 0.125 at 1",
        "Dur precision: 1 to 0 at 1",
        "Dur recall: 1 to 0 at 1",
        "Dur FB1: 1 to 0 at 1",
        "Loss: 2 to 63.5 at 1 step 100",
      ],
      [
        "accuracy: 1 to 0.375 at 1",
        "precision: 1 to 0.125 at 1",
        "recall: 1 to 0.0625 at 1",
        "Dur precision: 1 to 0.25 at 1",
        "Dur recall: 1 to 0.5 at 1",
        "Dur FB1: 1 to 33.33 at 1",
        "Loss: 2 to 50.5 at 1 step 100",
      ],
    ],
    "iterations-again.txt": [
      [
        "loss: 4 to 6.5 at - step 300"
      ],
      [
        "loss: 4 to 3.5 at - step 300"
      ],
    ],
    "keras-unknown.txt": [
      [
        "loss: 2 to 8.5 at 2",
        "val_loss: 2 to 8.25 at 2",
      ]
    ],
    "metrics-of-a-test.txt": [
      [
        "FSD_test.ber: 2 to 2.5 at 2",
        "FSD_test.acc: 2 to 0.96875 at 2",
        "FSD_test.wse: 2 to 0.875 at 2",
      ]
    ],
    "one-epoch-and-again.txt": [
      [
        "Average Loss: 3 to 2.5 at 2",
        "Average Accuracy: 3 to 0.375 at 2",
        "test/Average Loss: 3 to 2.25 at 2",
        "test/Average Accuracy: 3 to 0.375 at 2",
      ],
      [
        "Average Loss: 1 to 4.75 at 0",
        "Average Accuracy: 1 to 0.125 at 0",
        "test/Average Loss: 1 to 4.625 at 0",
        "test/Average Accuracy: 1 to 0.125 at 0",
      ],
      [
        "Average Loss: 2 to 3.75 at 1",
        "Average Accuracy: 2 to 0.25 at 1",
        "test/Average Loss: 2 to 3.625 at 1",
        "test/Average Accuracy: 2 to 0.25 at 1",
      ],
    ],
    "settings-between-runs.txt": [
      [
        "Loss: 2 to 0.5 at 2",
        "LR: 2 to 0.0005 at 2",
        "Fold accuracy: 1 to 0.875 at 2",
      ],
      [
        "Loss: 2 to 0.625 at 2",
        "LR: 2 to 0.0005 at 2",
        "Fold accuracy: 1 to 0.75 at 2",
      ],
    ],
    "solver-twice.txt": [
      [
        "loss: 3 to 2.125 at 1 step 21",
        "train acc: 3 to 0.5 at 2",
        "val_acc: 3 to 0.375 at 2",
      ],
      [
        "loss: 2 to 2 at 0 step 11",
        "train acc: 2 to 0.375 at 1",
        "val_acc: 2 to 0.25 at 1",
      ],
    ],
    "timesteps-of-q-learning.txt": [
      [
        "mean reward: 2 to -19.5 at - step 70000",
        "best mean reward: 2 to -19.5 at - step 70000",
        "exploration: 2 to 0.9375 at - step 70000",
        "learning_rate: 2 to 0.0001 at - step 70000",
      ]
    ],
    "training-starts-again.txt": [
      [
        "Average Training loss: 1 to 0.75 at 1",
        "Average Eval loss: 1 to 0.625 at 1",
      ],
      [
        "Average Training loss: 2 to 0.25 at 2",
        "Average Eval loss: 2 to 0.125 at 2",
      ],
    ],
    "units-in-sentences.txt": [
      [
        "avg loss: 2 to 0.25 at 2 step 25",
        "Average PSNR: 2 to 20.75 at 2",
      ]
    ],
    "validation-in-the-line.txt": [
      [
        "Loss: 2 to 1.5 at 1 step 20",
        "Val Loss: 2 to 2.25 at 1 step 20",
      ]
    ],
    "lost-backspaces.txt": [
      [
        "loss: 3 to 0.8784 at 3", "acc: 3 to 0.8298 at 3", "val_loss: 3 to 0.7291 at 3",
        "val_acc: 3 to 0.875 at 3",
      ]
    ],
    "counted-times.txt": [
      ["loss: 3 to 0.0625 at - step 2"]
    ],
    "dashes-to-numbers.txt": [
      [
        "LR: 4 to 0.0005 at 1 step 2", "iter loss: 4 to 0.625 at 1 step 2",
        "iter iou: 4 to 0.75 at 1 step 2", "time cost: 4 to 8.25 at 1 step 2",
      ]
    ],
    "number-then-brackets.txt": [
      [
        "D loss: 3 to 0.125 at - step 200", "acc: 3 to 0.875 at - step 200",
        "G loss: 3 to 2.5 at - step 200",
      ]
    ],
    "training-and-evaluating-bars.txt": [
      ["train/loss: 2 to 3.21 at 2", "test/loss: 2 to 2.5 at 2"]
    ],
    "lines-under-bars.txt": [
      [
        "train/acc: 2 to 0.8125 at 1", "train/recall: 2 to 0.8125 at 1",
        "train/loss: 2 to 0.375 at 1", "test/acc: 2 to 0.84375 at 1",
        "test/recall: 2 to 0.8125 at 1", "test/loss: 2 to 0.3125 at 1",
      ]
    ],
    "value-of-an-epoch.txt": [
      ["value: 3 to 0.0625 at 3"]
    ],
    "plus-minus.txt": [
      ["Train Loss: 2 to 0.25 at 200", "Val Loss: 2 to 0.5 at 200", "Energy: 2 to -10.25 at 200"]
    ],
    "scores-between-phases.txt": [
      [
        "train/Loss: 2 to 0.3125 at - step 2", "train/Acc: 2 to 0.855 at - step 2",
        "train/F1-Score: 2 to 0.825 at - step 2", "test/Loss: 2 to 0.0625 at - step 2",
        "test/Acc: 2 to 0.965 at - step 2", "test/F1-Score: 2 to 0.975 at - step 2",
      ]
    ],
    "number-below.txt": [
      ["value: 3 to 0.5 at - step 20"]
    ],
    "after-the-epoch.txt": [
      [
        "Actor Loss: 4 to -0.0625 at 2 step 2", "Reward: 4 to 7.5 at 2 step 2",
        "Validation average reward: 2 to 8.25 at 2",
      ]
    ],
    "after-epochs.txt": [
      ["Validation loss: 3 to 0.465 at 30"]
    ],
    "two-counters.txt": [
      [
        "Reward: 5 to -53.5 at 5 step 81", "Avg Reward: 2 to -150.5 at 4 step 3876",
        "Actor Loss: 2 to 0.25 at 4 step 3876",
      ]
    ],
    "epoch-of-glued.txt": [
      [
        "Train loss: 2 to 0.75 at 1", "Train Acc: 2 to 0.6875 at 1", "Val loss: 2 to 0.625 at 1",
        "Val Acc: 2 to 0.75 at 1",
      ]
    ],
    "ranges-in-brackets.txt": [
      ["episode_reward: 2 to 36.25 at - step 2", "loss: 2 to 0.01 at - step 2"]
    ],
    "checkpoints-reached.txt": [
      ["val_loss: 3 to 0.175 at 3"]
    ],
    "rate-alone.txt": [
      ["win rate: 2 to 0.375 at 2"]
    ],
    "subjects.txt": [
      ["CVC-ClinicDB dice: 2 to 0.8125 at 2", "Kvasir dice: 2 to 0.625 at 2"]
    ],
    "bracket-then-dictionary.txt": [
      ["train/grads_finite: 3 to 1 at - step 90", "train_loss: 3 to 0.125 at - step 90"]
    ],
    "error-at-the-end.txt": [
      ["Error: 4 to 0.0625 at - step 400", "Average error: 1 to 0.015625 at - step 400"]
    ],
    "boxes.txt": [
      [
        "rollout/ep_len_mean: 3 to 200 at - step 6144",
        "rollout/ep_rew_mean: 3 to 2.5 at - step 6144", "time/fps: 3 to 845 at - step 6144",
        "train/approx_kl: 2 to 0.015625 at - step 6144", "train/loss: 2 to 0.25 at - step 6144",
      ]
    ],
    "boxes-plain.txt": [
      [
        "EpThisIter: 2 to 2 at - step 1", "EpRewMean: 2 to 0.5 at - step 1",
        "loss_vf: 2 to 0.25 at - step 1", "TimestepsSoFar: 2 to 512 at - step 1",
      ]
    ],
    "parts-of-a-measure.txt": [
      [
        "train/loss: 3 to 0.25 at 3", "test/loss: 3 to 0.375 at 3",
        "train/accuracy: 3 to 0.875 at 3", "test/accuracy: 3 to 0.75 at 3",
      ]
    ],
    "loss-of-arguments.txt": [
      ["sqrt(loss(X, Y)): 3 to 0.125 at 3"]
    ],
    "trials.txt": [
      ["value: 3 to 0.125 at - step 2"]
    ],
    "counter-in-the-phrase.txt": [
      ["loss: 3 to 1.5 at - step 2", "accuracy: 3 to 0.875 at - step 2"]
    ],
    "without-commas.txt": [
      [
        "avg dist: 3 to 12.5 at - step 2", "median dist: 3 to 11.75 at - step 2",
        "sum of rewards: 3 to 320.25 at - step 2", "buffer len: 3 to 333 at - step 2",
      ]
    ],
    "bars-and-sums.txt": [
      [
        "test/loss: 3 to 0.401 at 3", "test/iou: 3 to 0.375 at 3", "loss: 3 to 0.301 at 3",
        "iou: 3 to 0.75 at 3", "val_loss: 3 to 0.401 at 3", "val_iou: 3 to 0.375 at 3",
      ]
    ],
    "callback-repeats.txt": [
      [
        "loss: 3 to 0.125 at 3", "acc: 3 to 0.9375 at 3", "val_loss: 3 to 0.15 at 3",
        "val_acc: 3 to 0.925 at 3", "macro_f1: 3 to 0.625 at 3",
      ]
    ],
    "foreign-words.txt": [
      [
        "accuracy: 2 to 0.5167 at 2", "loss: 2 to 0.6945 at 2", "val_accuracy: 2 to 0.57 at 2",
        "val_loss: 2 to 0.6811 at 2",
      ]
    ],
    "slash-after-the-epoch.txt": [
      ["accuracy: 3 to 0.875 at 3", "precision: 3 to 0.78125 at 3", "recall: 3 to 0.71875 at 3"]
    ],
    "short-bars.txt": [
      ["train/loss (batch): 3 to 0.125 at 3", "test/loss (batch): 3 to 0.375 at 3"]
    ],
    "braces-without-json.txt": [
      [
        "Cost: 4 to 0.1702 at 2 step 500", "train/Loss: 2 to 0.2504 at 2",
        "test/Loss: 2 to 0.2633 at 2", "train/Accuracy: 2 to 0.9002 at 2",
        "test/Accuracy: 2 to 0.8944 at 2",
      ]
    ],
    "keras-rl.txt": [
      [
        "duration: 3 to 0.492 at - step 3", "episode steps: 3 to 18 at - step 3",
        "steps per second: 3 to 37 at - step 3", "episode reward: 3 to -94.048 at - step 3",
        "mean reward: 3 to -5.325 at - step 3", "loss: 2 to 35.811742 at - step 3",
        "mae: 2 to 42.310552 at - step 3",
      ]
    ],
    "keras-other-bars.txt": [
      [
        "loss: 3 to 0.7113 at 3", "acc: 3 to 0.731 at 3", "val_loss: 3 to 0.6021 at 3",
        "val_acc: 3 to 0.7802 at 3",
      ]
    ],
    "interrupted.txt": [
      ["loss: 3 to 0.6502 at 3", "val_loss: 2 to 0.6904 at 2"]
    ],
    "coco.txt": [
      [
        "lr: 4 to 0.001 at 1 step 246", "loss: 4 to 0.1038 at 1 step 246",
        "time: 4 to 1.3756 at 1 step 246", "data: 4 to 0.0242 at 1 step 246",
        "max mem: 4 to 8205 at 1 step 246", "test/model_time: 4 to 0.5106 at 1 step 49",
        "test/time: 4 to 0.5581 at 1 step 49", "test/data: 4 to 0.0137 at 1 step 49",
        "test/max mem: 4 to 8205 at 1 step 49",
        "AP IoU=0.50:0.95 area=all maxDets=100: 2 to 0.596 at 1",
        "AP IoU=0.50 area=all maxDets=100: 2 to 0.886 at 1",
        "AR IoU=0.50:0.95 area=large maxDets=100: 2 to 0.75 at 1",
      ]
    ],
    "marks-between.txt": [
      [
        "d_loss: 2 to 0.009312 at 1 step 202496", "g_loss: 2 to -14.289164 at 1 step 202496",
        "Top-1: 2 to 0.0701 at 3", "Top-5: 2 to 0.2214 at 3", "Accuracy: 2 to 0.4102 at 3",
        "score: 2 to 18.25 at 5",
      ]
    ],
    "episodes-of-steps.txt": [
      ["loss: 5 to 78.89 at 3 step 5682"]
    ],
    "episode-then-timestep.txt": [
      ["Total Reward: 3 to 4.25 at 36 step 3000"]
    ],
    "epoch-in-the-bar.txt": [
      [
        "train/loss: 2 to 0.302 at 1", "train/acc: 2 to 88.1 at 1", "test/loss: 2 to 0.243 at 1",
        "test/acc: 2 to 90.2 at 1",
      ]
    ],
    "heads-of-tests.txt": [
      [
        "train/Batch Loss: 2 to 1.33145 at - step 30000",
        "train/Accuracy: 2 to 0.7179 at - step 30000",
        "test/Batch Loss: 2 to 1.386086 at - step 30000",
        "test/Accuracy: 2 to 0.6996 at - step 30000",
      ]
    ],
    "validation-next.txt": [
      [
        "loss: 2 to 4.221 at - step 200", "style loss: 2 to 3.0071 at - step 200",
        "test/loss: 2 to 4.0119 at - step 200", "test/style loss: 2 to 2.9144 at - step 200",
      ]
    ],
    "epochs-in-russian.txt": [
      [
        "loss: 2 to 0.11964 at 1", "train_accuracy: 2 to 0.9845 at 1",
        "val_accuracy: 2 to 0.9857 at 1",
      ]
    ],
    "number-before-colon.txt": [
      [
        "done: 3 to 9 at - step 22731", "mean_reward: 3 to 500 at - step 22731",
        "best_reward: 3 to 500 at - step 22731", "avg_100: 3 to 196.5 at - step 22731",
        "speed: 3 to 4508.41 at - step 22731",
      ]
    ],
    "timesteps-left.txt": [
      ["Mean Reward: 2 to 0.01721 at - step 2000"]
    ],
    "glued-rounds.txt": [
      ["train-auc: 2 to 0.94383 at - step 100", "eval-auc: 2 to 0.94051 at - step 100"],
      ["train-auc: 2 to 0.9402 at - step 100", "eval-auc: 2 to 0.9411 at - step 100"],
    ],
    "rates-alone.txt": [
      ["loss: 3 to 0.125 at 3", "Current LR: 3 to 0.000125 at 3"]
    ],
    "load-between.txt": [
      [
        "train/Loss: 3 to 4.125 at 2", "train/lr: 3 to 5e-05 at 2", "Test Acc: 3 to 0.125 at 2",
        "test/Loss: 3 to 6.5 at 2",
      ]
    ],
    "epoch-num.txt": [
      ["val_acc: 2 to 0.625 at 1", "train_acc: 2 to 0.75 at 1"]
    ],
    "iterations-anew.txt": [
      ["G/loss_id: 3 to 0.25 at - step 3000"],
      ["G/loss_id: 2 to 0.3125 at - step 2000"],
    ],
    "best-at-the-end.txt": [
      ["Loss: 3 to 0.125 at 3", "F1: 3 to 0.4375 at 3", "Recall: 1 to 0.75 at 3"]
    ],
    "index.csv": [
      ["loss: 3 to 0.125 at 3", "lr: 3 to 0.01 at 3"]
    ],
    "ranks-and-indices.txt": [
      ["loss: 3 to 1 at - step 150", "MaxRecall: 3 to 0.75 at - step 150"]
    ],
    "snapshots.txt": [
      ["NFE snapshot: 3 to 153 at - step 300", "Loss: 3 to 0.125 at - step 301"]
    ],
    "solved.txt": [
      ["Average Score: 2 to 2.5 at - step 200"]
    ],
    "yolo-in-a-row.txt": [
      [
        "box_loss: 2 to 0.5 at 2", "cls_loss: 2 to 0.25 at 2", "dfl_loss: 2 to 0.125 at 2",
        "P: 2 to 0.75 at 2", "R: 2 to 0.875 at 2", "mAP50: 2 to 0.75 at 2",
        "mAP50-95: 2 to 0.5 at 2",
      ]
    ],
    "steps-of-many.txt": [
      [
        "Train loss: 2 to 0.25 at - step 20000", "Valid loss: 2 to 1.25 at - step 20000",
        "Elapsed_time: 2 to 3935.9 at - step 20000",
      ]
    ],
    "results-heads.txt": [
      [
        "train/CE loss: 2 to 1.5 at 2", "train/Accuracy: 2 to 0.75 at 2",
        "test/CE loss: 2 to 1.25 at 2", "test/Accuracy: 2 to 0.875 at 2",
      ]
    ],
    "eval-begins.txt": [
      [
        "loss: 4 to 0.125 at 2 step 20", "acc: 4 to 0.75 at 2 step 20",
        "test/loss: 2 to 0.0625 at 2 step 8", "test/acc: 2 to 0.875 at 2 step 8",
      ]
    ],
    "heads-end-at-steps.txt": [
      [
        "NER loss: 2 to 14.5 at - step 2", "test/accuracy: 2 to 0.9425 at - step 2",
        "test/precision: 2 to 0.405 at - step 2",
      ]
    ],
    "glued.txt": [
      [
        "loss_train: 3 to 1.25 at 2 step 20", "acc_train: 2 to 0.5 at 1 step 40",
        "time: 2 to 0.1675 at 1 step 40",
      ]
    ],
    "places-of-many-kinds.txt": [
      ["loss G: 2 to 20.5 at 6 step 12000", "loss D: 2 to -14.25 at 6 step 12000"]
    ],
    "count-then-epoch.txt": [
      ["G_loss: 2 to 12.5 at 2", "D_loss: 2 to 6.5 at 2"]
    ],
    "in-the-epoch.txt": [
      ["Loss: 2 to 0.25 at 1 step 0", "Acc: 2 to 0.75 at 1 step 0"]
    ],
    "part-and-count.txt": [
      ["train/loss: 2 to 2.5 at - step 10000", "validation_loss: 2 to 2.25 at - step 10000"]
    ],
    "epoch-in-brackets.txt": [
      [
        "speed: 4 to 0.8 at 2 step 4", "acc: 4 to 0.5 at 2 step 4", "loss: 4 to 6.5 at 2 step 4",
        "train_loss: 2 to 7 at 2",
        "time: 2 to 542.3107 at 2", "lr: 2 to 0.00084 at 2",
      ]
    ],
    "pairs-of-their-own.txt": [
      [
        "loss: 2 to 0.25 at 2", "mAP: 2 to 0.875 at 2", "CP: 2 to 0.931 at 2",
        "CR: 2 to 0.879 at 2", "CF1: 2 to 0.904 at 2", "D_real: 2 to 0.0175 at 2",
        "D_fake: 2 to 0.0025 at 2", "G: 2 to 1483.5 at 2",
      ]
    ],
    "reward-of-many.txt": [
      ["mean reward: 2 to -19.5 at - step 20000"]
    ],
    "yolov5.csv": [
      [
        "train/box_loss: 2 to 0.085 at 1", "metrics/mAP_0.5: 2 to 0.21 at 1",
        "metrics/mAP_0.5:0.95: 2 to 0.09 at 1", "val/box_loss: 2 to 0.06 at 1",
      ]
    ],
    "episodes.csv": [
      ["Avg length: 2 to 120 at - step 400", "Avg reward: 2 to 3.25 at - step 400"]
    ],
    "catboost.json": [
      ["learn: 2 to 48.57 at - step 1", "test: 2 to 46.5 at - step 1"]
    ],
    "running-validation.txt": [
      [
        "train/Accuracy: 2 to 0.875 at 2", "train/F1 score: 2 to 0.75 at 2",
        "Average training loss: 2 to 0.25 at 2", "test/Accuracy: 2 to 0.5 at 2",
        "test/F1 score: 2 to 0.375 at 2", "Best Valid acc: 1 to 0.625 at 2",
      ]
    ],
    "keras-eta.txt": [
      ["loss: 2 to 1.25 at 2", "val_loss: 2 to 5 at 2"]
    ],
    "objects-in-a-row.jsonl": [
      ["loss: 3 to 0.25 at 2"]
    ],
    "printed-network.txt": [
      ["box: 2 to 0.25 at 2", "loss: 2 to 1.5 at 2"]
    ],
    "numbers-first.txt": [
      ["C.E. Loss: 2 to 0.9484 at 1", "Accuracy: 2 to 0.9849 at 1"]
    ],
    "epoch-id.txt": [
      ["g_A_loss: 4 to 1.25 at 1 step 0", "d_A_loss: 3 to 0.125 at 1 step 0"]
    ],
    "step-above.txt": [
      [
        "Loss: 2 to 1.5 at - step 2000", "Loss_u: 2 to 0.5 at - step 2000",
        "Test accuracy: 2 to 0.75 at - step 2000",
      ]
    ],
    "number-epoch.txt": [
      ["loss: 2 to 0.5 at 2", "loss_test: 2 to 0.625 at 2"]
    ],
    "folds.txt": [
      ["loss: 2 to 2.5 at 2", "mean Dice: 1 to 0.25 at 2", "HD95: 1 to 4.5 at 2"],
      ["loss: 2 to 1.25 at 2", "mean Dice: 1 to 0.75 at 2", "HD95: 1 to 3.5 at 2"],
    ],
    "behind-the-bar.txt": [
      ["Validation loss: 2 to 4.5 at - step 151"]
    ],
    "caffe.txt": [
      [
        "loss: 2 to 7.5 at - step 500", "train/accuracy: 2 to 0.5 at - step 500",
        "train/center_loss: 2 to 0.375 at - step 500",
      ]
    ],
    "words-in-brackets.txt": [
      ["Loss: 2 to 1.5 at 1 step 10", "Discriminator Accuracy (Loss): 2 to 0.625 at 1"]
    ],
    "head-after-head.txt": [
      ["loss: 2 to 0.25 at 2", "test/loss: 1 to 0.6 at 1", "test/accuracy: 1 to 0.7 at 1"]
    ],
    "between-steps.txt": [
      [
        "acc: 2 to 70.5 at - step 200",
        "ppl: 2 to 8.25 at - step 200",
        "lr: 2 to 0.5 at - step 200",
        "Validation perplexity: 2 to 9.5 at - step 200",
      ]
    ],
    "caught.txt": [
      [
        "loss: 2 to 0.25 at 2"
      ]
    ],
    "goes-on.json": [
      [
        "loss: 3 to 1.125 at 0.01 step 200"
      ]
    ],
    "kinds-of-words.txt": [
      [
        "test/accuracy: 1 to 0.985 at 1",
        "test/precision: 1 to 0.935 at 1",
        "test/FB1: 1 to 94.5 at 1",
        "test/ORG precision: 1 to 0.915 at 1",
        "test/ORG recall: 1 to 0.9725 at 1",
        "test/ORG FB1: 1 to 95.5 at 1",
        "test/LOC precision: 1 to 0.855 at 1",
        "test/LOC recall: 1 to 0.8775 at 1",
        "test/LOC FB1: 1 to 86.5 at 1",
        "test set/accuracy: 1 to 0.975 at 1",
        "test set/precision: 1 to 0.925 at 1",
        "test set/FB1: 1 to 93.5 at 1",
        "test set/ORG precision: 1 to 0.905 at 1",
        "test set/ORG recall: 1 to 0.9625 at 1",
        "test set/ORG FB1: 1 to 94.5 at 1",
      ]
    ],
    "list-of-one.txt": [
      [
        "Time: 3 to 1.19 at 1 step 0",
        "lr: 3 to 0.005 at 1 step 0",
        "Loss: 3 to 1.75 at 1 step 0",
      ]
    ],
    "named-again.txt": [
      [
        "Train Loss: 2 to 4.5 at 1 step 100",
        "Dev Loss: 2 to 4.25 at 1 step 100",
      ],
      [
        "Train Loss: 2 to 3.5 at 2 step 100",
        "Dev Loss: 2 to 3.25 at 2 step 100",
      ],
    ],
    "one-column.txt": [
      [
        "% mean class accuracy (test set): 4 to 97.26 at - step 4"
      ]
    ],
    "phase-in-brackets.txt": [
      [
        "train/loss: 2 to 0.5 at 2",
        "train/acc: 2 to 0.7 at 2",
        "test/loss: 2 to 0.6 at 2",
        "test/acc: 2 to 0.65 at 2",
      ]
    ],
    "results.csv": [],
    "room-before-colon.txt": [
      [
        "Accuracy: 1 to 0.625 at 1",
        "Precision: 1 to 0.6275 at 1",
        "Recall: 1 to 0.645 at 1",
      ]
    ],
    "sentences.txt": [
      [
        "valid_loss: 2 to 0.84 at 1",
        "accuracy: 2 to 0.78 at 1",
      ]
    ],
    "settings-block.txt": [
      [
        "loss: 1 to 0.75 at 1"
      ]
    ],
    "table-again.txt": [
      [
        "train_loss: 2 to 2.75 at 2",
        "dur: 2 to 1.2 at 2",
      ],
      [
        "train_loss: 1 to 3.125 at 1",
        "dur: 1 to 1.1 at 1",
      ],
      [
        "train_loss: 1 to 3 at 1",
        "dur: 1 to 1.15 at 1",
      ],
    ],
    "testing-next.txt": [
      [
        "loss: 2 to 0.5 at 2",
        "acc: 2 to 0.7 at 2",
        "test/loss: 2 to 0.6 at 2",
        "test/acc: 2 to 0.65 at 2",
      ]
    ],
    "totals-in-brackets.txt": [
      [
        "Training Phase Loss: 2 to 0.25 at 2"
      ]
    ],
    "accuracy-percent.txt": [
      [
        "Train loss: 3 to 1.4 at 2",
        "Test loss: 3 to 1.7 at 2",
        "Test acc: 3 to 55 at 2",
      ]
    ],
    "after-the-end.txt": [
      [
        "Loss: 12 to 0.65 at 3 step 750",
        "Training accuracy: 3 to 0.61 at 3",
        "Valid accuracy: 3 to 0.55 at 3",
        "Test accuracy: 1 to 0.5312 at 3",
      ]
    ],
    "any.jsonl": [
      [
        "loss: 3 to 1.4 at - step 20",
        "optim/lr: 3 to 0.1 at - step 20",
        "optim/beta: 3 to 0.9 at - step 20",
      ]
    ],
    "bar-then-lines.txt": [
      [
        "Train loss: 3 to 1.4 at 2",
        "Train accuracy: 3 to 0.61 at 2",
        "Test loss: 3 to 1.7 at 2",
        "Test accuracy: 3 to 0.55 at 2",
      ]
    ],
    "catboost.txt": [
      [
        "learn: 3 to 1.4 at - step 200",
        "test: 3 to 1.7 at - step 200",
        "best: 3 to 1.7 at - step 200",
      ]
    ],
    "checkpoints-only.txt": [],
    "chinese.txt": [
      [
        "训练损失: 3 to 1.4 at 3",
        "训练准确率: 3 to 0.61 at 3",
        "验证损失: 3 to 1.7 at 3",
      ]
    ],
    "cifar.txt": [
      [
        "loss: 6 to 1.36 at 3 step 4000",
        "Accuracy of the network on the 10000 test images: 1 to 0.54 at 3",
      ]
    ],
    "counts.txt": [
      [
        "train/Loss: 3 to 1.4 at 3",
        "test/Average loss: 3 to 0.017 at 3",
        "test/Accuracy: 3 to 0.55 at 3",
      ]
    ],
    "dcgan.txt": [
      [
        "Loss_D: 6 to 1.4 at 2 step 50",
        "Loss_G: 6 to 1.7 at 2 step 50",
        "D(x): 6 to 0.5343 at 2 step 50",
        "D(G(z)): 6 to 0.595 at 2 step 50",
        "D(G(z)) (2): 6 to 0.0111 at 2 step 50",
      ]
    ],
    "detectron2.json": [
      [
        "data_time: 3 to 0.01 at - step 59",
        "loss_cls: 3 to 0.7 at - step 59",
        "lr: 3 to 0.001 at - step 59",
        "time: 3 to 0.3 at - step 59",
        "total_loss: 3 to 1.4 at - step 59",
        "bbox/AP: 1 to 31.5 at - step 59",
      ]
    ],
    "detectron2.txt": [
      [
        "total_loss: 3 to 1.4 at - step 59",
        "loss_cls: 3 to 0.7 at - step 59",
        "time: 3 to 0.3012 at - step 59",
        "last_time: 3 to 0.2899 at - step 59",
        "data_time: 3 to 0.012 at - step 59",
        "last_data_time: 3 to 0.002 at - step 59",
        "lr: 3 to 1.6e-05 at - step 59",
        "max_mem: 3 to 2716 at - step 59",
      ]
    ],
    "epochs-head.txt": [
      [
        "Loss: 3 to 1.4 at 59"
      ]
    ],
    "fairseq-steps.txt": [
      [
        "train/loss: 3 to 1.4 at 3 step 500",
        "train/ppl: 3 to 12.5 at 3 step 500",
        "train/wps: 3 to 19000 at 3 step 500",
        "train/lr: 3 to 0.0001 at 3 step 500",
        "test/loss: 3 to 1.7 at 3 step 600",
      ]
    ],
    "fairseq.txt": [
      [
        "train/loss: 3 to 1.4 at 3",
        "train/ppl: 3 to 12.2 at 3",
        "train/wps: 3 to 1000 at 3",
        "train/lr: 3 to 0.0005 at 3",
        "train/gnorm: 3 to 0.9 at 3",
        "test/loss: 3 to 1.7 at 3",
        "test/ppl: 3 to 13.2 at 3",
      ]
    ],
    "fastai.txt": [
      [
        "train_loss: 3 to 1.4 at 2",
        "valid_loss: 3 to 1.7 at 2",
        "accuracy: 3 to 0.55 at 2",
      ]
    ],
    "imagenet.txt": [
      [
        "Time: 6 to 0.5 at 2 step 11",
        "Data: 6 to 0.1 at 2 step 11",
        "Loss: 6 to 1.389 at 2 step 11",
        "Acc@1: 9 to 55 at 2",
        "Acc@5: 9 to 75 at 2",
      ]
    ],
    "keras-callbacks.txt": [
      [
        "loss: 3 to 1.4 at 3",
        "acc: 3 to 0.61 at 3",
        "val_loss: 3 to 1.7 at 3",
        "val_acc: 3 to 0.55 at 3",
      ]
    ],
    "keras.csv": [
      [
        "accuracy: 3 to 0.61 at 2",
        "loss: 3 to 1.4 at 2",
        "val_accuracy: 3 to 0.55 at 2",
        "val_loss: 3 to 1.7 at 2",
      ]
    ],
    "keras3.txt": [
      [
        "accuracy: 3 to 0.61 at 3",
        "loss: 3 to 1.4 at 3",
        "val_accuracy: 3 to 0.55 at 3",
        "val_loss: 3 to 1.7 at 3",
        "test/accuracy: 1 to 0.56 at 3",
        "test/loss: 1 to 1.65 at 3",
      ]
    ],
    "lightgbm.txt": [
      [
        "valid_0's auc: 3 to 0.55 at - step 3",
        "valid_0's binary_logloss: 3 to 1.7 at - step 3",
      ]
    ],
    "lightning.csv": [
      [
        "lr: 6 to 0.01 at 2 step 29",
        "train_loss: 6 to 1.4 at 2 step 29",
        "val_loss: 3 to 1.7 at 2 step 29",
      ]
    ],
    "lightning.txt": [
      [
        "loss: 3 to 1.4 at 2",
        "val_loss: 3 to 1.7 at 2",
      ]
    ],
    "mmengine.json": [
      [
        "lr: 6 to 0.01 at 3 step 300",
        "data_time: 9 to 0.01 at 3",
        "loss: 6 to 1.3 at 3 step 300",
        "time: 9 to 0.02 at 3",
        "memory: 6 to 878 at 3 step 300",
        "accuracy/top1: 3 to 55 at 3",
      ]
    ],
    "mmengine.txt": [
      [
        "train/lr: 6 to 0.0001 at 3 step 100",
        "train/time: 6 to 0.0624 at 3 step 100",
        "train/data_time: 6 to 0.0007 at 3 step 100",
        "train/memory: 6 to 878 at 3 step 100",
        "train/loss: 6 to 1.3 at 3 step 100",
        "test/accuracy/top1: 3 to 55 at 3 step 28",
        "test/data_time: 3 to 0.0028 at 3 step 28",
        "test/time: 3 to 0.0232 at 3 step 28",
      ]
    ],
    "mnist.txt": [
      [
        "train/Loss: 12 to 0.92 at 3 step 48000",
        "test/Average loss: 3 to 1.7 at 3",
        "test/Accuracy: 3 to 0.55 at 3",
      ]
    ],
    "nanogpt.txt": [
      [
        "train loss: 3 to 1.4 at - step 500",
        "val loss: 3 to 1.7 at - step 500",
        "loss: 6 to 1.2 at - step 510",
        "mfu: 6 to 0.003 at - step 510",
      ]
    ],
    "ours.jsonl": [
      [
        "train_loss: 3 to nan at 2",
        "train_acc: 3 to 0.61 at 2",
        "lr: 3 to 0.01 at 2",
      ]
    ],
    "quickstart.txt": [
      [
        "loss: 6 to 1.3 at 3 step 6464",
        "test/Accuracy: 3 to 0.55 at 3",
        "test/Avg loss: 3 to 1.7 at 3",
      ]
    ],
    "quoted.csv": [
      ["loss, train: 3 to 0.31 at 3", "val_loss: 3 to 0.44 at 3"]
    ],
    "rich.txt": [
      [
        "train_loss: 3 to 1.4 at 2",
        "val_loss: 3 to 1.7 at 2",
      ]
    ],
    "settings-first.txt": [
      [
        "Train-loss: 2 to 1.4 at 3"
      ]
    ],
    "skorch.txt": [
      [
        "train_loss: 3 to 1.4 at 3",
        "valid_acc: 3 to 0.55 at 3",
        "valid_loss: 3 to 1.7 at 3",
        "dur: 3 to 0.049 at 3",
      ]
    ],
    "slash-losses.txt": [
      [
        "G: 3 to 1.7 at 3",
        "D: 3 to 1.4 at 3",
      ]
    ],
    "step-dots.txt": [
      [
        "Loss: 6 to 1.2 at 3 step 60",
        "Val Loss: 6 to 1.5 at 3 step 60",
      ]
    ],
    "step-lines.txt": [
      [
        "Loss: 12 to 1 at 3 step 400"
      ]
    ],
    "tensors.txt": [
      [
        "loss: 3 to 1.4 at 2",
        "acc: 3 to 0.61 at 2",
      ]
    ],
    "timings.txt": [
      [
        "train_loss: 3 to 1.4 at 3",
        "test_loss: 3 to 1.7 at 3",
        "train_epoch_time: 3 to 187.5 at 3",
        "test_epoch_time: 3 to 13.02 at 3",
      ]
    ],
    "timm.txt": [
      [
        "Loss: 6 to 1.35 at 2 step 50",
        "Time: 6 to 0.507 at 2 step 50",
        "LR: 6 to 1e-05 at 2 step 50",
        "Data: 6 to 0.011 at 2 step 50",
      ]
    ],
    "torch-gan.txt": [
      [
        "D loss: 6 to 1.4 at 2 step 400",
        "G loss: 6 to 1.7 at 2 step 400",
      ]
    ],
    "tqdm.txt": [
      [
        "loss: 3 to 1.4 at 3",
        "acc: 3 to 0.61 at 3",
        "test/loss: 3 to 1.7 at 3",
        "test/acc: 3 to 0.55 at 3",
      ]
    ],
    "traceback.txt": [
      [
        "loss: 3 to 1.4 at 3"
      ]
    ],
    "trainer_state.json": [
      [
        "loss: 3 to 1.4 at 3 step 6",
        "eval_loss: 3 to 1.7 at 3 step 6",
      ]
    ],
    "transfer.txt": [
      [
        "train Loss: 3 to 1.4 at 2",
        "train/Acc: 3 to 0.61 at 2",
        "val Loss: 3 to 1.7 at 2",
        "test/Acc: 3 to 0.55 at 2",
        "Best val Acc: 1 to 0.55 at 2",
      ]
    ],
    "transformers.txt": [
      [
        "loss: 3 to 1.4 at 3",
        "grad_norm: 3 to 1.23 at 3",
        "learning_rate: 3 to 4.5e-05 at 3",
        "eval_loss: 3 to 1.7 at 3",
        "eval_accuracy: 3 to 0.55 at 3",
        "train_runtime: 1 to 36.9 at 3",
        "train_loss: 1 to 0.51 at 3",
      ]
    ],
    "two-lines.txt": [
      [
        "Train Loss: 3 to 1.4 at 3",
        "Train Acc: 3 to 0.61 at 3",
        "Val. Loss: 3 to 1.7 at 3",
        "Val. Acc: 3 to 0.55 at 3",
      ]
    ],
    "two-losses.txt": [
      [
        "d_loss: 3 to 1.4 at 3",
        "g_loss: 3 to 1.7 at 3",
      ]
    ],
    "two-runs.txt": [
      [
        "train_loss: 2 to 1.8 at 2",
        "test_loss: 2 to 2.1 at 2",
      ],
      [
        "train_loss: 3 to 0.4 at 3",
        "test_loss: 3 to 0.7 at 3",
      ],
    ],
    "xgboost.txt": [
      [
        "train-logloss: 3 to 1.4 at - step 2",
        "eval-logloss: 3 to 1.7 at - step 2",
      ]
    ],
    "yolo.csv": [
      [
        "train/box_loss: 3 to 1.4 at 3",
        "metrics/mAP50(B): 3 to 0.55 at 3",
        "lr/pg0: 3 to 0.01 at 3",
      ]
    ],
    "yolo.txt": [
      [
        "box_loss: 3 to 1.4 at 3",
        "cls_loss: 3 to 1.496 at 3",
        "dfl_loss: 3 to 1.27 at 3",
        "P: 3 to 0.653 at 3",
        "R: 3 to 0.539 at 3",
        "mAP50: 3 to 0.55 at 3",
        "mAP50-95: 3 to 0.275 at 3",
      ]
    ],
  ]
}
