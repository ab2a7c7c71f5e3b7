import Autograd
import Foundation
import Loop
import NN
import Tables

/// A training run as a preset describes it: data, model, loss, optimiser, and for how long.
public struct Experiment: Sendable {
  public var name: String
  /// One sentence on what the preset teaches.
  public var summary: String
  public var seed: UInt64
  public var epochs: Int
  public var data: DataSource
  public var layers: [Layer]
  public var lossKind: LossKind
  public var optimizer: OptimizerChoice
  /// How the learning rate changes; nil when it stays.
  public var scheduler: SchedulerChoice?
  /// Rows a step sees; nil for all of them at once.
  public var batchSize: Int?
  /// Optimiser steps an epoch takes.
  public var stepsPerEpoch: Int {
    batchSize.map { max((data.trainCount - 1) / $0 + 1, 1) } ?? 1
  }
  /// Largest norm of all gradients together.
  public var gradientClip: Double?
  /// Epochs without a better test loss after which training ends.
  public var patience: Int?
  /// Says what was decided about a table's columns when a run begins.
  public var saysNotes = false
  /// Where it can be read again; nil for a preset that its name says.
  public var origin: Origin?
  /// The preset's own loop; nil for the one that its other fields make.
  public var loop: LoopText?

  /// A file of a person's own: a preset, or a table with what was said about it.
  public struct Origin: Sendable, Codable, Equatable {
    /// From the root on.
    public var path: String
    public var label: String?
    public var task: ColumnChoices.Task?

    init(path: String, label: String? = nil, task: ColumnChoices.Task? = nil) {
      self.path = URL(fileURLWithPath: path).standardizedFileURL.path
      (self.label, self.task) = (label, task)
    }
  }

  /// The model, initialised from `generator` as PyTorch would from its own.
  func makeModel(inputs: [Int], generator: SharedGenerator) throws -> Sequential {
    var shape = inputs
    var modules: [any Module] = []
    for layer in layers { modules.append(try layer.make(&shape, generator)) }
    return Sequential(modules)
  }

  func makeLoss() -> any Loss { lossKind.make() }

  func makeOptimizer(_ parameters: [Tensor]) throws -> any Optimizer {
    try optimizer.make(parameters)
  }

  func makeScheduler(_ optimizer: any Optimizer) throws -> Scheduler? {
    try scheduler?.make(optimizer, in: self)
  }

  /// The fraction of rows whose prediction is right, a 0-dim float32 tensor.
  func accuracy(_ logits: Tensor, _ labels: Tensor) throws -> Tensor {
    try lossKind.accuracy(logits, labels)
  }
}
