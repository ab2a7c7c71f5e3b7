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

  static func value(_ dice: inout Dice) -> Arguments.Value {
    let numbers = [-9_223_372_036_854_775_808, -7, -2, -1, 0, 1, 2, 3, 5, 1 << 40]
    switch Int.random(in: 0..<9, using: &dice) {
    case 0, 1, 2: return .tensor(tensor(&dice))
    case 3, 4: return .number(.int(numbers.randomElement(using: &dice) ?? 0))
    case 5:
      let doubles = [0, -1.5, 2.5, .nan, .infinity, 1e300]
      return .number(.double(doubles.randomElement(using: &dice) ?? 0))
    case 6:
      let count = Int.random(in: 0...4, using: &dice)
      return .list(
        (0..<count).map { _ in
          .number(.int([-2, -1, 0, 1, 2, 3, 4, 1 << 40].randomElement(using: &dice) ?? 0))
        })
    case 7:
      return .string(["mean", "sum", "none", "same", "tanh"].randomElement(using: &dice) ?? "")
    default: return .none
    }
  }

  /// `DESCENT_FUZZ=op` tries one op alone, to find a trap.
  static let names =
    ProcessInfo.processInfo.environment["DESCENT_FUZZ"].map { [$0] }
    ?? OperationTable.rows.keys.sorted()

  @Test(arguments: names)
  func nothingTraps(_ op: String) throws {
    let row = try #require(OperationTable.rows[op])
    var dice = Dice(state: op.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    var (worked, refused) = (0, 0)
    for _ in 0..<300 {
      var values: [String: Arguments.Value] = [:]
      for name in OperationTable.order(op) where Int.random(in: 0..<3, using: &dice) > 0 {
        values[name] = Self.value(&dice)
      }
      let isList = op == "cat" || op == "stack"
      let input: Arguments.Value =
        isList
        ? .list((0..<3).map { _ in .tensor(Self.tensor(&dice)) }) : .tensor(Self.tensor(&dice))
      do {
        let results = try row(Arguments(op: op, input: input, values: values, leaves: []))
        for result in results where result.requiresGrad && result.count < 1000 {
          try result.sum().backward()
        }
        worked += 1
      } catch { refused += 1 }
    }
    #expect(worked + refused == 300)
  }
}
