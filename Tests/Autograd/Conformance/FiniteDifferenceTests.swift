import Testing

@testable import Autograd

/// Each op's derivative against differences of its values, in float64, from the same table rows.
@Suite struct FiniteDifferenceTests {
  /// The padding row of an embedding has a slope, and by definition no gradient.
  static let names = GoldenCase.names.filter { $0 != "embedding" }

  @Test(arguments: names)
  func derivativeIsTheSlope(_ op: String) throws {
    let row = try #require(OperationTable.rows[op])
    var checked = 0
    for (index, golden) in try GoldenCase.all(op).enumerated()
    where golden.gradients != nil && checked < 200 {
      let arguments = golden.arguments()
      guard !arguments.leaves.isEmpty, arguments.leaves.allSatisfy({ $0.dtype == .float64 }),
        arguments.leaves.allSatisfy({ $0.values.allSatisfy { abs($0) < 20 } })
      else { continue }
      guard let results = try? row(arguments) else { continue }
      let live = results.filter(\.requiresGrad)
      // A float32 result is too coarse for differences.
      guard live.allSatisfy({ $0.dtype == .float64 }) else { continue }
      let gradients = try grad(
        live, arguments.leaves, gradients: live.map(Comparison.pattern), allowUnused: true)
      for (which, leaf) in arguments.leaves.enumerated() {
        for at in stride(from: 0, to: leaf.count, by: max(leaf.count / 6, 1)) {
          guard let slope = try slope(golden, row, which, at) else { continue }
          checked += 1
          let found = gradients[which]?.values[at] ?? 0
          #expect(
            abs(found - slope) <= 1e-5 * max(abs(slope), abs(found), 1),
            "\(op) #\(index), input \(which)[\(at)]: \(found), slope \(slope)")
        }
      }
    }
  }

  /// The slope of the weighed outputs along one element; nil where it depends on the step, that is
  /// at kinks, ties and jumps.
  private func slope(
    _ golden: GoldenCase, _ row: OperationTable.Row, _ which: Int, _ at: Int
  ) throws -> Double? {
    func value(_ step: Double) throws -> Double {
      let arguments = golden.arguments { index, tensor in
        guard index == which, let moved = try? Tensor(tensor.values, shape: tensor.shape) else {
          return tensor
        }
        moved.pointer(Double.self)[at] += step
        return moved
      }
      var total = 0.0
      for result in try row(arguments) where result.requiresGrad {
        let weights = Comparison.pattern(result)?.values ?? []
        for (a, b) in zip(result.values, weights) { total += a * b }
      }
      return total
    }
    func difference(_ step: Double) throws -> Double {
      (try value(step) - value(-step)) / (2 * step)
    }
    guard let coarse = try? difference(2e-5), let fine = try? difference(1e-5),
      let right = try? (value(1e-5) - value(0)) / 1e-5, coarse.isFinite, fine.isFinite
    else { return nil }
    let size = max(abs(fine), 1)
    // Differences of large values are noise.
    guard abs(try value(0)) * 1e-10 < 1e-6 * size else { return nil }
    guard abs(coarse - fine) < 1e-6 * size, abs(right - fine) < 1e-2 * size else { return nil }
    return fine
  }
}
