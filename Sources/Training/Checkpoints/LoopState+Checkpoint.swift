import Autograd
import Foundation
import Loop

extension Checkpoint {
  /// What a run is after an epoch; throws a `KeepingError` for a name that no file can hold.
  init(_ state: LoopState, _ switches: BugSwitches, epoch: Int, seconds: Double) throws {
    let (names, tensors) = try state.keepNames()
    let kind = state.ownKind
    self.state = State(
      settings: Settings(state.experiment), epoch: epoch, seconds: seconds,
      hasLeft: state.hasLeft,
      optimizer: OptimizerChoice.kinds.first { $0.value.python == kind }?.key
        ?? state.experiment.optimizer.name,
      generator: state.generator, bugs: switches.checkpoint, names: names)
    files = try Self.files(tensors, models: state.models.names)
  }

  /// A tensor of `model` or `optimizer` stands in a file of its own under the name that PyTorch
  /// gives it; several models keep theirs before it.
  private static func files(
    _ tensors: [String: Tensor], models: [String]
  ) throws -> [String: Data] {
    var groups: [String: [String: Tensor]] = [:]
    for file in File.all { groups[file] = [:] }
    for (path, tensor) in tensors {
      let (file, name) = place(of: path, models)
      groups[file]?[name] = tensor
    }
    return try groups.mapValues { try Safetensors.encode($0, metadata: ["format": "pt"]) }
  }

  private static func place(of path: String, _ models: [String]) -> (file: String, name: String) {
    if let model = models.first(where: { path.hasPrefix($0 + ".") }) {
      return (File.model, models.count == 1 ? String(path.dropFirst(model.count + 1)) : path)
    }
    if path.hasPrefix("optimizer.") { return (File.optimizer, String(path.dropFirst(10))) }
    return (File.names, path)
  }

  /// The tensors under the names that the state has for them.
  private func tensors(models: [String]) throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for file in File.all {
      guard let data = files[file] else { throw CheckpointError("\(file) is missing") }
      let prefix =
        switch file {
        case File.model: models.count == 1 ? models[0] + "." : ""
        case File.optimizer: "optimizer."
        default: ""
        }
      do {
        for (name, tensor) in try Safetensors.decode(data) { result[prefix + name] = tensor }
      } catch let error as Safetensors.FormatError {
        throw CheckpointError("\(file): \(error)")
      }
    }
    return result
  }

  /// Lets a run that has just been made go on from here.
  func restore(_ state: LoopState) throws {
    do {
      try state.restoreNames(
        self.state.names, tensors(models: state.models.names), after: self.state.epoch)
    } catch let error as KeepingError {
      throw CheckpointError("\(error)")
    }
    state.hasLeft = self.state.hasLeft
    state.generator = self.state.generator
  }

  /// Makes the run of an experiment that goes on from here, its bugs on.
  func makeState(
    _ experiment: Experiment, _ switches: BugSwitches, hooks: LoopState.Hooks
  ) throws -> LoopState {
    try expect(experiment)
    let state = try LoopState(experiment: experiment, hooks: hooks)
    if self.state.optimizer != experiment.optimizer.name {
      try state.replaceOptimizer(
        OptimizerChoice(
          name: self.state.optimizer, learningRate: experiment.optimizer.learningRate
        ).make(state.models.parameters))
    }
    try state.follow(switches.listing(of: experiment))
    try restore(state)
    return state
  }

  /// Throws a `CheckpointError` where the checkpoint is another experiment's.
  private func expect(_ experiment: Experiment) throws {
    let (saved, own) = (state.settings, Settings(experiment))
    func expect<Field: Equatable>(_ what: String, _ field: KeyPath<Settings, Field>) throws {
      guard saved[keyPath: field] == own[keyPath: field] else {
        throw CheckpointError(
          "the checkpoint has the \(what) \(saved[keyPath: field]), this run has "
            + "\(own[keyPath: field])")
      }
    }
    try expect("preset", \.preset)
    try expect("seed", \.seed)
    try expect("optimizer", \.optimizer)
    try expect("learning rate", \.learningRate)
    guard saved.batchSize == own.batchSize else {
      throw CheckpointError("the checkpoint has another batch size than this run")
    }
    guard saved.loop == own.loop else {
      throw CheckpointError("the checkpoint is of another loop than the preset's")
    }
  }

  /// Throws a `CheckpointError` where an experiment cannot go on from here.
  public func check(_ experiment: Experiment, _ catalogue: Catalogue) throws {
    let switches = BugSwitches(resuming: state.bugs, at: state.epoch, with: [], in: catalogue)
    do {
      _ = try makeState(experiment, switches, hooks: LoopState.Hooks())
    } catch let failure as LoopState.Failure {
      throw CheckpointError("the lines before the loop raise \(failure.error)")
    }
  }
}
