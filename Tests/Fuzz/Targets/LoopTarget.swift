import Autograd
import Files
import Loop
import NN

extension FuzzTarget {
  /// Parses, compiles and runs an input as a training loop for one epoch.
  ///
  /// A line `# loop` parts what stands before the loop from the loop itself, as in
  /// `Tests/Conformance/loops`.
  static let loop = FuzzTarget(name: "loop", seeds: ["Tests/Conformance/loops"]) { bytes in
    do {
      try MachineMemory.$assumed.withValue(FuzzLimits.memory) {
        try runOnce(String(decoding: bytes, as: UTF8.self))
      }
    } catch is LoopError {
    } catch is OutOfSteps {
    }
  }
}

/// The loop has run long enough.
struct OutOfSteps: Error {}

/// What one input may use: enough for a step, little enough for thousands of inputs a second.
private final class Budget {
  private var steps = 4000

  func spend() throws {
    steps -= 1
    if steps < 0 { throw OutOfSteps() }
  }
}

private func runOnce(_ text: String) throws {
  let parts = parted(text)
  let names = NameTable()
  let supplied = [
    "X_train", "y_train", "X_test", "y_test", "model", "loss_fn", "optimizer", "scheduler",
    "epochs",
  ]
  let program = try Program(
    setup: parts.setup, loop: parts.loop, names: names, supplied: Set(supplied))
  let budget = Budget()
  var host = Host()
  host.before = { _ in try budget.spend() }
  host.poll = { try budget.spend() }
  host.limits.valueBytes = 1 << 20
  host.limits.memory = 450 << 20
  let random = SharedGenerator(Generator(seed: 42))
  let machine = Machine(names: names, random: random, host: host)
  let model = try Sequential(
    Linear(2, 8, generator: &random.generator), ReLU(), Dropout(0.5, generator: random),
    Linear(8, 3, generator: &random.generator))
  let optimizer = try Adam(model.parameters, lr: 0.01)
  for (name, rows) in [("train", 12), ("test", 6)] {
    machine["X_\(name)"] = .tensor(try Tensor.randn([rows, 2], generator: &random.generator))
    machine["y_\(name)"] = .tensor(try Tensor.randint(0, 3, [rows], generator: &random.generator))
  }
  machine["model"] = .object(ModuleObject(model))
  machine["loss_fn"] = .object(LossObject(CrossEntropyLoss()))
  machine["optimizer"] = .object(OptimizerObject(optimizer))
  machine["epochs"] = .int(2)
  try program.runSetup(machine)
  if case .ran = try program.runEpoch(machine, 0) { _ = try program.runEpoch(machine, 1) }
  try program.runEnd(machine)
}

private func parted(_ text: String) -> (setup: String, loop: String) {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  guard let mark = lines.firstIndex(of: "# loop") else { return ("", text) }
  return (
    lines[..<mark].joined(separator: "\n"), lines[(mark + 1)...].joined(separator: "\n")
  )
}
