import Autograd
import Foundation
import NN
import Testing

/// Learning rates and clipped gradients beside PyTorch's (`Tests/Conformance/schedules.py`).
@Suite struct SchedulerTests {
  static let schedules: [String: @Sendable (any Optimizer) throws -> Scheduler] = [
    "step": { StepLR($0, stepSize: 7, gamma: 0.7) },
    "exponential": { ExponentialLR($0, gamma: 0.93) },
    "cosine": { CosineAnnealingLR($0, tMax: 100) },
    "cosine_again": { CosineAnnealingLR($0, tMax: 13, etaMin: 0.001) },
    "warm_up": { try LinearLR($0, startFactor: 0.1, totalIters: 12) },
    "warm_up_default": { try LinearLR($0) },
    "one_cycle": { try OneCycleLR($0, maxLR: 0.3, totalSteps: 100) },
    "one_cycle_late": {
      try OneCycleLR(
        $0, maxLR: 0.3, totalSteps: 100, pctStart: 0.55, divFactor: 10, finalDivFactor: 50)
    },
    "plateau": { try ReduceLROnPlateau($0, factor: 0.5, patience: 4) },
    "plateau_cooled": {
      try ReduceLROnPlateau(
        $0, factor: 0.3, patience: 2, threshold: 0.05, cooldown: 5, minLR: 0.004)
    },
  ]

  struct Golden: Decodable, Sendable {
    let name: String
    var rates: [Double]?
    var norm: Double?
    var gradients: [Double]?
  }

  static let goldens: [String: Golden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Conformance/goldens/schedules.json")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let all = text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Golden.self, from: Data($0.utf8))
    }
    return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }()

  static func optimizer() throws -> any Optimizer {
    try SGD([Tensor.zeros([1]).requiresGrad(true)], lr: 0.1)
  }

  static func loss(_ step: Int) -> Double {
    1 / (1 + Double(step) / 5) + (40..<70 ~= step ? 0.3 : 0)
  }

  @Test func everyScheduleHasItsGolden() {
    #expect(Set(Self.goldens.keys).isSuperset(of: Self.schedules.keys))
    #expect(Self.goldens.count == Self.schedules.count + 3)
  }

  @Test(arguments: schedules.keys.sorted())
  func ratesOfHundredStepsAreTorchs(_ name: String) throws {
    let rates = try #require(Self.goldens[name]?.rates)
    let optimizer = try Self.optimizer()
    let make = try #require(Self.schedules[name])
    let scheduler = try make(optimizer)
    #expect(rates.count == 101)
    for (step, rate) in rates.enumerated() {
      #expect(abs(optimizer.learningRate - rate) <= 1e-12, "\(name), step \(step)")
      if step < 100 { try scheduler.step(metric: Self.loss(step)) }
    }
  }

  /// After going back, the same steps give the same rates.
  @Test(arguments: schedules.keys.sorted())
  func goesBackToWhereItWas(_ name: String) throws {
    let optimizer = try Self.optimizer()
    let make = try #require(Self.schedules[name])
    let scheduler = try make(optimizer)
    for step in 0..<45 { try scheduler.step(metric: Self.loss(step)) }
    let restore = scheduler.checkpoint()
    let restoreRate = try optimizer.checkpoint()
    func rates() throws -> [Double] {
      try (45..<60).map { step in
        try scheduler.step(metric: Self.loss(step))
        return optimizer.learningRate
      }
    }
    let first = try rates()
    restore()
    try restoreRate()
    #expect(try rates() == first)
  }

  @Test func aCycleHasAnEnd() throws {
    let scheduler = try OneCycleLR(Self.optimizer(), maxLR: 0.1, totalSteps: 3)
    for _ in 0..<3 { try scheduler.step() }
    #expect(
      throws: TorchError(
        .value, "Tried to step 4 times. The specified number of total steps is 3")
    ) { try scheduler.step() }
  }

  @Test(arguments: ["0.5", "4.0", "100.0"])
  func gradientsAreClippedAsTorchClipsThem(_ limit: String) throws {
    let golden = try #require(Self.goldens["clip \(limit)"])
    var generator = Generator(seed: 3)
    let parameters = try [20, 16, 33].map { try Tensor.zeros([$0]).requiresGrad(true) }
    for parameter in parameters[..<2] {
      parameter.grad = try Tensor.randn(parameter.shape, generator: &generator)
    }
    let norm = try clipGradNorm(parameters, maxNorm: #require(Double(limit))).item()
    #expect(abs(norm - (try #require(golden.norm))) < 1e-6)
    let gradients = parameters.compactMap(\.grad).flatMap(\.values)
    let expected = try #require(golden.gradients)
    #expect(gradients.count == expected.count)
    for (ours, torch) in zip(gradients, expected) { #expect(abs(ours - torch) < 1e-6) }
  }

  /// The limit may be the very number that an accuracy was read as a moment ago: a gradient that
  /// took it for that one would keep its own parameter alive for ever.
  @Test func clippedGradientsRememberNoGraph() throws {
    let weight = try Tensor.ones([3]).requiresGrad(true)
    let logits = try weight.mul(2)
    #expect(try logits.gt(0).to(.float32).mean().item() == 1)
    try logits.sum().backward()
    try clipGradNorm([weight], maxNorm: 1)
    #expect(weight.grad?.cut == nil)
  }
}
