import Autograd
import NN
import Testing

/// No layer and no optimiser traps, whatever numbers it is made with and whatever it is given.
@Suite struct LayerFuzzTests {
  struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let z = state ^ (state >> 31)
      return z &* 0xbf58_476d_1ce4_e5b9
    }

    mutating func size() -> Int {
      [Int.min, Int.max, 1 << 62, 1 << 40, 1 << 31, -1, 0, 1, 1, 2, 2, 3, 3, 4]
        .randomElement(using: &self) ?? 0
    }

    mutating func number() -> Double {
      [0, 0.1, 0.2, 0.5, 0.9, 1, 2, -1, .nan, .infinity, -.infinity, 1e300]
        .randomElement(using: &self) ?? 0
    }

    mutating func tensor() throws -> Tensor {
      let shape = (0..<Int.random(in: 0...5, using: &self)).map { _ in
        Int.random(in: 0...4, using: &self)
      }
      let dtype = DType.allCases.randomElement(using: &self) ?? .float32
      return try Tensor.full(shape, 1, dtype: Bool.random(using: &self) ? .float32 : dtype)
    }
  }

  private static func layer(_ dice: inout Dice) throws -> any Module {
    var generator = Generator(seed: 3)
    switch Int.random(in: 0..<7, using: &dice) {
    case 0: return try Linear(dice.size(), dice.size(), generator: &generator)
    case 1:
      return try Conv2d(
        dice.size(), dice.size(), kernel: dice.size(), stride: dice.size(), padding: dice.size(),
        dilation: dice.size(), groups: dice.size(), generator: &generator)
    case 2:
      return try Conv2d(
        3, 2, kernel: 2, stride: dice.size(), padding: dice.size(), generator: &generator)
    case 3: return MaxPool2d(dice.size(), stride: dice.size(), padding: dice.size())
    case 4: return try BatchNorm1d(dice.size(), momentum: dice.number(), eps: dice.number())
    case 5: return try BatchNorm2d(dice.size(), momentum: dice.number(), eps: dice.number())
    default: return try LayerNorm(dice.size(), eps: dice.number())
    }
  }

  @Test func layersWorkOrThrow() throws {
    var dice = Dice(state: 1)
    var (worked, refused) = (0, 0)
    for _ in 0..<1500 {
      guard let layer = try? Self.layer(&dice) else {
        refused += 1
        continue
      }
      layer.isTraining = Bool.random(using: &dice)
      for _ in 0..<8 {
        do {
          let result = try layer(dice.tensor())
          if result.requiresGrad { try result.sum().backward() }
          worked += 1
        } catch is TorchError { refused += 1 }
      }
    }
    #expect(worked > 20 && refused > 20, "\(worked) worked")
  }

  private static func optimizer(_ parameters: [Tensor], _ dice: inout Dice) throws
    -> any Optimizer
  {
    switch Int.random(in: 0..<5, using: &dice) {
    case 0:
      return try SGD(
        parameters, lr: dice.number(), momentum: dice.number(), dampening: dice.number(),
        weightDecay: dice.number(), nesterov: Bool.random(using: &dice))
    case 1:
      return try Adam(
        parameters, lr: dice.number(), betas: (dice.number(), dice.number()), eps: dice.number(),
        weightDecay: dice.number())
    case 2:
      return try AdamW(parameters, lr: dice.number(), betas: (dice.number(), dice.number()))
    case 3:
      return try RMSprop(
        parameters, lr: dice.number(), alpha: dice.number(), momentum: dice.number(),
        centered: Bool.random(using: &dice))
    default:
      return try Adagrad(
        parameters, lr: dice.number(), lrDecay: dice.number(),
        initialAccumulatorValue: dice.number())
    }
  }

  @Test func optimizersWorkOrThrow() throws {
    var dice = Dice(state: 2)
    var (worked, refused) = (0, 0)
    for _ in 0..<1500 {
      let parameters = try (0..<Int.random(in: 0...2, using: &dice)).map { _ in
        try dice.tensor()
      }
      guard let optimizer = try? Self.optimizer(parameters, &dice) else {
        refused += 1
        continue
      }
      for _ in 0..<4 {
        // A gradient may be anything that a tensor can be.
        for parameter in parameters {
          parameter.grad = Int.random(in: 0..<3, using: &dice) == 0 ? try dice.tensor() : parameter
        }
        do {
          try optimizer.step()
          worked += 1
        } catch is TorchError { refused += 1 }
        optimizer.learningRate = dice.number()
        optimizer.zeroGrad()
      }
    }
    #expect(worked > 20 && refused > 20, "\(worked) worked")
  }
}
