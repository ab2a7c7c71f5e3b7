import Autograd
import Foundation
import Loop
import Run
import Synchronization
import Testing

@testable import Training

/// The checkpoints of a run, by the epoch that comes next.
private final class Shelf: Sendable {
  let checkpoints = Mutex<[Int: Checkpoint]>([:])

  func saving(every: Int) -> Trainer.Saving {
    Trainer.Saving(every: every) { checkpoint, _ in
      self.checkpoints.withLock { $0[checkpoint.state.epoch] = checkpoint }
    }
  }

  subscript(epoch: Int) -> Checkpoint? { checkpoints.withLock { $0[epoch] } }
}

@Suite struct CheckpointTests {
  /// Trains with checkpoints, goes on from each of `epochs` by way of files' bytes, and compares
  /// every number that follows.
  private func expectSame(
    _ experiment: Experiment, at epochs: [Int],
    _ configure: (inout Trainer.Options) -> Void = { _ in }
  ) throws {
    let whole = events(experiment, configure)
    let shelf = Shelf()
    let saved = events(experiment) {
      configure(&$0)
      $0.saving = shelf.saving(every: 1)
    }
    #expect(saved.curve.bits == whole.curve.bits, "saving changes no number")
    for epoch in epochs {
      let checkpoint = try #require(shelf[epoch], "\(saved.failures)")
      let again = Checkpoint(
        state: try Checkpoint.State(json: checkpoint.state.json()), files: checkpoint.files)
      let rest = events(experiment) {
        configure(&$0)
        $0.resuming = again
      }
      #expect(rest.failures.map(\.message) == whole.failures.map(\.message))
      #expect(rest.curve.bits == whole.curve.filter { $0.epoch >= epoch }.bits, "from \(epoch)")
      #expect(rest.last == whole.last)
    }
  }

  @Test(arguments: PresetTests.folder.names)
  func everyPresetGoesOnWithTheSameNumbers(_ name: String) throws {
    let isLong = name.hasPrefix("digits")
    var experiment = try PresetTests.folder.load(name)
    experiment.epochs = isLong ? 3 : 30
    try expectSame(experiment, at: isLong ? [1] : [1, 7, 29])
  }

  /// With each optimiser, whose state is one of its own.
  @Test(arguments: OptimizerChoice.names)
  func everyOptimizerGoesOn(_ name: String) throws {
    var experiment = try PresetTests.folder.load("dropout")
    experiment.epochs = 6
    experiment.optimizer = OptimizerChoice(name: name, learningRate: 0.01)
    try expectSame(experiment, at: [3])
  }

  /// Every bug, by itself: what it leaves in gradients, modes and names goes on as well.
  @Test(arguments: ["seed", "modes", "dropout"])
  func aBugThatIsOnStaysOn(_ preset: String) throws {
    var experiment = try PresetTests.folder.load(preset)
    experiment.epochs = 6
    for bug in Catalogue.standard.bugs where bug.unavailable(in: experiment) == nil {
      guard !bug.raises, bug.id != "loss_accumulated" else { continue }
      try expectSame(experiment, at: [3]) {
        $0.bugs = [BugSwitch(id: bug.id, isOn: true, epoch: 1)]
      }
    }
  }

  /// A bug that is to come raises after the checkpoint as it would have.
  @Test func aPlannedBugComes() throws {
    var experiment = try PresetTests.folder.load("seed")
    experiment.epochs = 8
    let bug = try #require(Catalogue.standard.bugs.first { $0.raises })
    try expectSame(experiment, at: [3]) {
      $0.bugs = [BugSwitch(id: bug.id, isOn: true, epoch: 5)]
    }
  }

  private static let loops: [(setup: String, loop: String)] = [
    // A loop with everything of its own.
    (
      """
      from torch.utils.data import DataLoader, TensorDataset
      net = nn.Sequential(nn.Linear(10, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 4))
      opt = torch.optim.AdamW(net.parameters(), lr=0.02)
      plan = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=7)
      loader = DataLoader(TensorDataset(X_train, y_train), batch_size=8, shuffle=True)
      history, best = [], {"loss": None, "epochs": (0, 1)}
      """,
      """
      for epoch in range(20):
          net.train()
          for X, y in loader:
              loss = loss_fn(net(X), y)
              opt.zero_grad()
              loss.backward()
              opt.step()
          plan.step()
          net.eval()
          with torch.no_grad():
              test_loss = loss_fn(net(X_test), y_test)
          train_loss = loss.item()
          history.append(train_loss)
          if best["loss"] is None or train_loss < best["loss"]:
              best = {"loss": train_loss, "epochs": (epoch, len(history))}
          test_acc = sum(history) / len(history)
          train_acc = best["loss"]
      """
    ),
    // Parameters that are names, gradients that add up, NumPy's generator.
    (
      """
      w = torch.zeros(10, 4, requires_grad=True)
      opt = torch.optim.SGD([w], lr=0.01, momentum=0.9)
      noise = torch.Generator().manual_seed(3)
      """,
      """
      loss = loss_fn((X_train + 0.1 * torch.randn(X_train.shape, generator=noise)) @ w, y_train)
      loss.backward()
      opt.step()
      train_acc = np.random.rand()
      test_loss = loss_fn(X_test @ w, y_test).item()
      test_acc = w.abs().max().item()
      """
    ),
  ]

  @Test(arguments: loops.indices)
  func aLoopOfItsOwnGoesOn(_ index: Int) throws {
    var experiment = try PresetTests.folder.load("seed")
    experiment.epochs = 9
    let text = Self.loops[index]
    experiment.loop = LoopText(setup: text.setup, loop: text.loop)
    try expectSame(experiment, at: [1, 4, 8])
  }

  /// A name that no file can hold is refused after the first epoch, with its line.
  @Test func whatCannotBeKeptIsRefused() throws {
    var experiment = try PresetTests.folder.load("seed")
    experiment.loop = LoopText(
      setup: "batches = iter([1.0] * 1000)",
      loop: experiment.healthyLoop.loop + "\ntrain_acc = next(batches)")
    let all = events(experiment) { $0.saving = Shelf().saving(every: 50) }
    let failure = try #require(all.failures.first)
    #expect(failure.type == "CheckpointError")
    #expect(failure.message.hasPrefix("'batches' cannot be saved: it holds a list_iterator"))
    #expect(failure.line == 1)
    #expect(failure.epoch == 1)
  }

  /// A graph that an epoch hands to the next is in no file.
  @Test func aGraphThatIsCarriedOnIsRefused() throws {
    let experiment = try PresetTests.folder.load("seed")
    let all = events(experiment) {
      $0.bugs = [BugSwitch(id: "loss_accumulated", isOn: true, epoch: 0)]
      $0.saving = Shelf().saving(every: 50)
    }
    #expect(
      all.failures.first?.message
        == "'total_loss' cannot be saved: it carries the graph of one epoch into the next")
  }

  private static func checkpoint() throws -> (Experiment, Checkpoint) {
    var experiment = try PresetTests.folder.load("seed")
    experiment.epochs = 4
    let shelf = Shelf()
    _ = events(experiment) { $0.saving = shelf.saving(every: 2) }
    return (experiment, try #require(shelf[2]))
  }

  private func refusal(
    _ change: (inout Experiment, inout Checkpoint) throws -> Void
  ) throws -> String {
    var (experiment, checkpoint) = try Self.checkpoint()
    try change(&experiment, &checkpoint)
    let error = try #require(
      #expect(throws: CheckpointError.self) { try checkpoint.check(experiment, .standard) })
    return error.description
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let other = try refusal { experiment, _ in experiment.name = "xor" }
    #expect(other == "the checkpoint has the preset seed, this run has xor")
    let seed = try refusal { experiment, _ in experiment.seed = 7 }
    #expect(seed == "the checkpoint has the seed 42, this run has 7")
    let large = try refusal { experiment, _ in
      experiment.layers = try PresetTests.folder.load("spiral").layers
    }
    #expect(large.contains("does not fit this run"))
    let cut = try refusal { _, checkpoint in
      checkpoint.files[Checkpoint.File.model]?.removeLast()
    }
    #expect(cut.hasPrefix("model.safetensors: "))
    let lost = try refusal { _, checkpoint in
      checkpoint.files[Checkpoint.File.names] = try Safetensors.encode([:])
      checkpoint.files[Checkpoint.File.model] = try Safetensors.encode([:])
    }
    #expect(lost.contains("it lacks"))
    for text in ["", "{", "[]", "{\"version\": 99}", "{\"version\": 1}"] {
      #expect(throws: CheckpointError.self) {
        _ = try Checkpoint.State(json: Data(text.utf8))
      }
    }
  }

  /// The file of parameters has PyTorch's names and nothing else.
  @Test func theModelFileHasTheNamesOfPyTorch() throws {
    let (_, checkpoint) = try Self.checkpoint()
    let tensors = try Safetensors.decode(#require(checkpoint.files[Checkpoint.File.model]))
    #expect(tensors.keys.sorted() == ["0.bias", "0.weight"])
    let state = try Safetensors.decode(#require(checkpoint.files[Checkpoint.File.optimizer]))
    #expect(state["state.0.exp_avg"]?.shape == tensors["0.weight"]?.shape)
  }
}

extension [EpochRecord] {
  /// Every number's bits, so that NaN equals itself.
  fileprivate var bits: [[UInt64]] {
    map { record in
      [UInt64(record.epoch)] + Metric.allCases.map { record[$0].bitPattern }
        + [record.learningRate.bitPattern]
    }
  }
}
