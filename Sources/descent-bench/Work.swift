import Autograd
import Foundation
import Loop
import NN
import Training

/// One piece of work that the benchmark times: the same as in `Tests/Conformance/bench.py`.
struct Work: Sendable {
  let name: String
  /// Floating-point operations of one run, where they are what limits it.
  var flops = 0.0
  /// Bytes read and written by one run, where they are what limits it.
  var bytes = 0.0
  /// Sets up and gives the body that is timed.
  let prepare: @Sendable () throws -> () throws -> Void

  static let all: [Work] = [
    Work(name: "article") { try article() },
    Work(name: "article-text") { try articleText() }, Work(name: "compile") { try compile() },
    Work(name: "mlp-2-16-16-3", flops: 6 * 200 * (32 + 256 + 48)) {
      try network([2, 16, 16, 3], batch: 200)
    },
    Work(name: "64-64-10", flops: 6 * 64 * (4096 + 640)) { try network([64, 64, 10], batch: 64) },
    Work(name: "784-128-10", flops: 6 * 64 * (100_352 + 1280)) {
      try network([784, 128, 10], batch: 64)
    },
    Work(name: "784-512-512-10", flops: 6 * 256 * (401_408 + 262_144 + 5120)) {
      try network([784, 512, 512, 10], batch: 256)
    },
    Work(name: "cnn") { try cnn() },
    product(64, 64, 64), product(64, 784, 128), product(256, 784, 512),
    product(1024, 1024, 1024),
    elementwise("exp", bytes: 8e6) { x, _ in try x.exp() },
    elementwise("add", bytes: 12e6) { x, y in try x.add(y) },
    elementwise("softmax", bytes: 8e6) { x, _ in try x.softmax(dim: 1) },
  ]

  /// The article's epoch: step and evaluation of a linear model on 32 rows of 10.
  private static func article() throws -> () throws -> Void {
    var generator = Generator(seed: 42)
    let x = try Tensor.randn([32, 10], generator: &generator)
    let y = try Tensor.randint(0, 3, [32], generator: &generator)
    let xTest = try Tensor.randn([32, 10], generator: &generator)
    let yTest = try Tensor.randint(0, 3, [32], generator: &generator)
    let model = try Sequential(Linear(10, 3, generator: &generator))
    let optimizer = try Adam(model.parameters, lr: 0.01)
    let lossFunction = CrossEntropyLoss()
    func accuracy(_ logits: Tensor, _ y: Tensor) throws -> Tensor {
      try logits.softmax(dim: 1).accuracy(y)
    }
    return {
      model.train()
      let logits = try model(x)
      let loss = try lossFunction(logits, y)
      _ = try accuracy(logits, y).item()
      _ = try loss.item()
      optimizer.zeroGrad()
      try loss.backward()
      try optimizer.step()
      model.eval()
      try inferenceMode {
        let logits = try model(xTest)
        _ = try lossFunction(logits, yTest).item()
        _ = try accuracy(logits, yTest).item()
      }
    }
  }

  /// The same epoch as the preset `seed` writes it: compiled from its text.
  private static func articleText() throws -> () throws -> Void {
    let state = try LoopState(experiment: seed())
    return { try state.runEpoch() }
  }

  /// From the text of `seed` to a loop that can run.
  private static func compile() throws -> () throws -> Void {
    let text = try seed().healthyLoop
    return {
      _ = try Program(
        setup: text.setup, loop: text.loop, names: NameTable(),
        supplied: Set(LoopState.suppliedNames))
    }
  }

  private static func seed() throws -> Experiment {
    let program = CommandLine.arguments.first ?? "."
    let folder = URL(fileURLWithPath: program).deletingLastPathComponent().path
    return try PresetFolder.locate(nil, executable: folder).load("seed")
  }

  /// A training step of linear layers with ReLU between, Adam, cross entropy.
  private static func network(_ sizes: [Int], batch: Int) throws -> () throws -> Void {
    var generator = Generator(seed: 1)
    var layers: [any Module] = []
    for i in 0..<(sizes.count - 1) {
      layers.append(try Linear(sizes[i], sizes[i + 1], generator: &generator))
      if i < sizes.count - 2 { layers.append(ReLU()) }
    }
    return try step(
      Sequential(layers), Tensor.randn([batch, sizes[0]], generator: &generator),
      Tensor.randint(0, sizes[sizes.count - 1], [batch], generator: &generator))
  }

  private static func cnn() throws -> () throws -> Void {
    var generator = Generator(seed: 1)
    let model = try Sequential(
      Conv2d(1, 8, kernel: 3, padding: 1, generator: &generator), ReLU(), MaxPool2d(2),
      Conv2d(8, 16, kernel: 3, padding: 1, generator: &generator), ReLU(), MaxPool2d(2),
      Flatten(), Linear(784, 10, generator: &generator))
    return try step(
      model, Tensor.randn([64, 1, 28, 28], generator: &generator),
      Tensor.randint(0, 10, [64], generator: &generator))
  }

  private static func step(_ model: Sequential, _ x: Tensor, _ y: Tensor) throws -> () throws
    -> Void
  {
    let optimizer = try Adam(model.parameters, lr: 0.001)
    let lossFunction = CrossEntropyLoss()
    return {
      let loss = try lossFunction(model(x), y)
      optimizer.zeroGrad()
      try loss.backward()
      try optimizer.step()
    }
  }

  private static func product(_ m: Int, _ k: Int, _ n: Int) -> Work {
    Work(name: "matmul-\(m)x\(k)x\(n)", flops: 2 * Double(m) * Double(k) * Double(n)) {
      var generator = Generator(seed: 1)
      let a = try Tensor.randn([m, k], generator: &generator)
      let b = try Tensor.randn([k, n], generator: &generator)
      return { _ = try a.mm(b) }
    }
  }

  private static func elementwise(
    _ name: String, bytes: Double, _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> Work {
    Work(name: "\(name)-1M", bytes: bytes) {
      var generator = Generator(seed: 1)
      let x = try Tensor.randn([1000, 1000], generator: &generator)
      let y = try Tensor.randn([1000, 1000], generator: &generator)
      return { _ = try body(x, y) }
    }
  }
}
