import Foundation
import Testing

@testable import Autograd

/// No op traps, whatever a caller hands it: it works or it throws.
@Suite struct FuzzTests {
  struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      return z ^ (z >> 27)
    }
  }

  static func tensor(_ dice: inout Dice) -> Tensor {
    let dtype = DType.allCases.randomElement(using: &dice) ?? .float32
    let rank = Int.random(in: 0...5, using: &dice)
    let shape = (0..<rank).map { _ in [0, 1, 1, 2, 3, 4].randomElement(using: &dice) ?? 1 }
    let values = (0..<shape.reduce(1, *)).map { _ in
      [0, 1, 2, -1, 0.5, .nan, .infinity, 1e30, 3].randomElement(using: &dice) ?? 0
    }
    guard let plain = try? Tensor(values as [Double], shape: shape).to(dtype) else {
      return Tensor(1.0)
    }
    var result = plain
    if rank > 1, Bool.random(using: &dice), let turned = try? plain.transpose(0, rank - 1) {
      result = turned
    }
    if dtype.isFloatingPoint, Bool.random(using: &dice) {
      result = result.detach()
      _ = try? result.requiresGrad(true)
    }
    return result
  }

  static let integers = [
    Int.min, Int.min + 1, Int.max, Int.max - 1, 1 << 62, 1 << 40, 1 << 31, -7, -2, -1, 0, 1, 2, 3,
    5,
  ]
  static let doubles = [0, -0.0, -1.5, 2.5, .nan, .infinity, -.infinity, 1e300, -1e300, 1e-300]

  static func value(_ dice: inout Dice) -> Arguments.Value {
    switch Int.random(in: 0..<10, using: &dice) {
    case 0, 1, 2: return .tensor(tensor(&dice))
    case 3, 4: return .number(.int(integers.randomElement(using: &dice) ?? 0))
    case 5: return .number(.double(doubles.randomElement(using: &dice) ?? 0))
    case 6, 7:
      let count = Int.random(in: 0...4, using: &dice)
      let isWild = Int.random(in: 0..<3, using: &dice) == 0
      return .list(
        (0..<count).map { _ in
          let usual = Int.random(in: -2...4, using: &dice)
          return .number(.int(isWild ? integers.randomElement(using: &dice) ?? 0 : usual))
        })
    case 8:
      let words = ["mean", "sum", "none", "same", "tanh", "row", "turned", "wide", "step"]
      return .string(words.randomElement(using: &dice) ?? "")
    default: return .none
    }
  }

  private static func setting(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// `DESCENT_FUZZ=op` tries one op alone, to find a trap; `DESCENT_FUZZ_TRIES` is how often,
  /// `DESCENT_FUZZ_SEED` with which dice.
  static let names = setting("DESCENT_FUZZ").map { [$0] } ?? OperationTable.rows.keys.sorted()
  static let tries = setting("DESCENT_FUZZ_TRIES").flatMap(Int.init) ?? 120
  static let seed = setting("DESCENT_FUZZ_SEED").flatMap(UInt64.init) ?? 7

  /// Arguments that are wild throughout, or right but for one or two of them.
  private static func arguments(_ op: String, _ corpus: [GoldenCase], _ dice: inout Dice)
    -> Arguments
  {
    if let golden = corpus.randomElement(using: &dice), Bool.random(using: &dice) {
      let right = golden.arguments()
      var (input, values) = (right.input, right.values)
      for _ in 0..<Int.random(in: 1...2, using: &dice) {
        if let name = values.keys.sorted().randomElement(using: &dice),
          Int.random(in: 0..<4, using: &dice) > 0
        {
          values[name] = value(&dice)
        } else {
          input = value(&dice)
        }
      }
      return Arguments(op: op, input: input, values: values, leaves: [])
    }
    var values: [String: Arguments.Value] = [:]
    for name in OperationTable.order(op) where Int.random(in: 0..<3, using: &dice) > 0 {
      values[name] = value(&dice)
    }
    let isList = op == "cat" || op == "stack"
    let input: Arguments.Value =
      isList ? .list((0..<3).map { _ in .tensor(tensor(&dice)) }) : .tensor(tensor(&dice))
    return Arguments(op: op, input: input, values: values, leaves: [])
  }

  @Test(arguments: names)
  func nothingTraps(_ op: String) throws {
    let row = try #require(OperationTable.rows[op])
    let corpus = try MisuseTests.cases(op)
    var dice = Dice(state: op.utf8.reduce(Self.seed) { $0 &* 31 &+ UInt64($1) })
    var (worked, refused) = (0, 0)
    for _ in 0..<Self.tries {
      let arguments = Self.arguments(op, corpus, &dice)
      do {
        let results = try row(arguments)
        for result in results where result.count < 1000 {
          #expect("\(result)".hasPrefix("tensor("))
          if result.requiresGrad { try result.sum().backward() }
        }
        worked += 1
      } catch { refused += 1 }
    }
    #expect(worked + refused == Self.tries)
  }

  /// Headers of tensor files with bytes changed, cut and put in.
  @Test func brokenTensorFilesAreRefusedOrRead() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: SafetensorsTests.file))
    var dice = Dice(state: 11)
    var refused = 0
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &dice) {
        let at = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes[at] = UInt8(ascii: "9")
        case 2: bytes = Data(bytes[..<Swift.max(at, 1)])
        default: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: at)
        }
      }
      do { _ = try Safetensors.decode(bytes) } catch is Safetensors.FormatError { refused += 1 }
    }
    #expect(refused > 1000)
  }
}
