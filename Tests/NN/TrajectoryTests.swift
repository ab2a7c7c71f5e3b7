import Autograd
import Foundation
import NN
import Testing

/// 200 steps of three nets under every optimiser against PyTorch's losses.
@Suite struct TrajectoryTests {
  static func net(_ name: String, _ generator: inout Generator) throws -> Sequential {
    switch name {
    case "cnn":
      return try Sequential(
        Conv2d(1, 4, kernel: 3, padding: 1, generator: &generator), ReLU(), MaxPool2d(2),
        Conv2d(4, 4, kernel: 3, generator: &generator), GELU(), Flatten(),
        Linear(16, 3, generator: &generator))
    case "batch_norm":
      return try Sequential(
        Linear(4, 16, generator: &generator), BatchNorm1d(16), Tanh(),
        Linear(16, 3, generator: &generator))
    default:
      return try Sequential(
        Linear(4, 16, generator: &generator), Tanh(), Linear(16, 16, generator: &generator),
        ReLU(), Linear(16, 3, generator: &generator))
    }
  }

  static let optimizers: [String: @Sendable ([Tensor]) throws -> any Optimizer] = [
    "sgd": { try SGD($0, lr: 0.05) },
    "sgd_momentum": { try SGD($0, lr: 0.02, momentum: 0.9, weightDecay: 0.01) },
    "sgd_nesterov": { try SGD($0, lr: 0.02, momentum: 0.8, nesterov: true) },
    "adam": { try Adam($0, lr: 0.003) },
    "adamw": { try AdamW($0, lr: 0.003, weightDecay: 0.1) },
    "rmsprop": { try RMSprop($0, lr: 0.0005) },
    "rmsprop_centered": { try RMSprop($0, lr: 0.001, eps: 1e-3, momentum: 0.5, centered: true) },
    "adagrad": { try Adagrad($0, lr: 0.01, lrDecay: 0.001, weightDecay: 0.01) },
  ]

  static let goldens: [String: [Double]] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Conformance/goldens/trajectories.json")
    var result: [String: [Double]] = [:]
    for line in ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n") {
      let entry = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      if let net = entry?["net"] as? String, let optimizer = entry?["optimizer"] as? String {
        result["\(net) \(optimizer)"] = entry?["losses"] as? [Double]
      }
    }
    return result
  }()

  @Test func everyTrajectoryIsThere() { #expect(Self.goldens.count == 24) }

  @Test(arguments: goldens.keys.sorted())
  func lossesAgreeAtEveryStep(_ name: String) throws {
    let parts = name.split(separator: " ").map(String.init)
    let golden = try #require(Self.goldens[name])
    var generator = Generator(seed: 7)
    let x = try Tensor.randn(parts[0] == "cnn" ? [24, 1, 8, 8] : [24, 4], generator: &generator)
    let y = try Tensor.randint(0, 3, [24], generator: &generator)
    let model = try Self.net(parts[0], &generator)
    let make = try #require(Self.optimizers[parts[1]])
    let optimizer = try make(model.parameters)
    var worst = 0.0
    for step in golden.indices {
      let loss = try CrossEntropyLoss()(model(x), y)
      worst = max(worst, abs(try loss.item() - golden[step]) / golden[step])
      optimizer.zeroGrad()
      try loss.backward()
      try optimizer.step()
    }
    #expect(worst <= 1e-4, "\(name): \(worst)")
  }
}
