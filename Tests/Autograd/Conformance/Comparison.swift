@testable import Autograd

/// Runs a golden's op and says where the result first differs.
enum Comparison {
  static func first(_ golden: GoldenCase, _ row: OperationTable.Row) throws -> String? {
    let arguments = golden.arguments()
    let results: [Tensor]
    do {
      results = try row(arguments)
    } catch let error as TorchError {
      guard let wanted = golden.error else { return "raises \(error)" }
      let text = "\(wanted.type): \(wanted.message)"
      return "\(error)" == text ? nil : "says \(error)\n    not  \(text)"
    }
    if let wanted = golden.error { return "does not raise \(wanted.type): \(wanted.message)" }
    guard results.count == golden.outputs.count else {
      return "gives \(results.count) results, not \(golden.outputs.count)"
    }
    for (i, (result, wanted)) in zip(results, golden.outputs).enumerated() {
      if let difference = difference(result, wanted) { return "output \(i) \(difference)" }
      if i < golden.requiresGrad.count, result.requiresGrad != golden.requiresGrad[i] {
        return "output \(i) requires_grad \(result.requiresGrad)"
      }
      if i < golden.gradFns.count, result.gradFn?.name != golden.gradFns[i] {
        return
          "output \(i) has grad_fn \(result.gradFn?.name ?? "None"), not \(golden.gradFns[i] ?? "None")"
      }
    }
    guard let wanted = golden.gradients else { return nil }
    return try gradients(of: results, arguments, wanted, golden.secondGradients)
  }

  private static func gradients(
    of results: [Tensor], _ arguments: Arguments, _ wanted: [GoldenTensor?],
    _ second: [GoldenTensor?]?
  ) throws -> String? {
    let live = results.filter(\.requiresGrad)
    let leaves = arguments.leaves
    guard leaves.count == wanted.count else {
      return "has \(leaves.count) leaves, not \(wanted.count)"
    }
    let first = try grad(
      live, leaves, gradients: live.map(pattern), retainGraph: true, createGraph: second != nil,
      allowUnused: true)
    for (i, (found, golden)) in zip(first, wanted).enumerated() {
      if let golden {
        guard let found else { return "gradient \(i) is nil" }
        if let text = difference(found, golden, floor: 0.1) { return "gradient \(i) \(text)" }
      } else if let found, found.values.contains(where: { $0 != 0 }) {
        return "gradient \(i) is not nil"
      }
    }
    guard let second else { return nil }
    let again = first.compactMap { $0 }.filter(\.requiresGrad)
    let found =
      again.isEmpty
      ? leaves.map { _ in nil }
      : try grad(again, leaves, gradients: again.map(pattern), allowUnused: true)
    for (i, (found, golden)) in zip(found, second).enumerated() {
      // No second gradient and one of zeros are the same.
      let count = found?.count ?? golden?.values.count ?? 0
      let zeros = [Double](repeating: 0, count: count)
      if let text = difference(
        found?.values ?? zeros, golden?.values ?? zeros, tolerance: 1e-8, floor: 0.1)
      {
        return "second gradient \(i) \(text)"
      }
    }
    return nil
  }

  /// The gradient fed to an output: the same sequence as in `goldens.py`.
  static func pattern(_ tensor: Tensor) -> Tensor? {
    let values = (0..<tensor.count).map { Double(($0 * 7 + 3) % 11 - 5) / 4 }
    return try? Tensor(values, shape: tensor.shape).to(tensor.dtype)
  }

  private static func difference(
    _ found: Tensor, _ golden: GoldenTensor, floor: Double = 1e-6
  ) -> String? {
    if found.dtype != golden.dtype { return "is \(found.dtype), not \(golden.dtype)" }
    if found.shape != golden.shape { return "is \(found.shape), not \(golden.shape)" }
    return difference(
      found.values, golden.values, tolerance: found.dtype == .float64 ? 1e-10 : 1e-5,
      floor: floor)
  }

  /// Relative to the value, and to the largest one where values cancel.
  ///
  /// `floor` is the size below which a value counts as the noise of a cancellation.
  static func difference(
    _ found: [Double], _ golden: [Double], tolerance: Double, floor: Double = 1e-6
  ) -> String? {
    let finite = golden.filter(\.isFinite).map(abs)
    let scale = min(finite.max() ?? 0, 100)
    for (i, (a, b)) in zip(found, golden).enumerated() {
      if a == b || (a.isNaN && b.isNaN) { continue }
      let room = tolerance * max(abs(b), scale * 0.1, floor)
      if !(abs(a - b) <= room) { return "[\(i)] = \(a), not \(b)" }
    }
    return nil
  }
}
