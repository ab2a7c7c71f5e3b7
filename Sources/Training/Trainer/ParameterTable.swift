import Autograd
import NN
import Run

/// What can be said of every parameter once an epoch is over: gradient, weight and update.
struct ParameterTable {
  /// Bins of a histogram.
  static let bins = 16

  /// One row a parameter, in their order.
  ///
  /// `before` holds the parameters as they were when the epoch began; without it no update is
  /// known. Histograms are of the gradient's elements, and cost most of the time.
  static func statistics(
    _ parameters: [(name: String, tensor: Tensor)], before: [Tensor]? = nil,
    histograms: Bool = false
  ) -> [ParameterStatistics] {
    // A closer look leaves no trace: no cuts, and no exports that a cut could be seen in.
    withoutTracking {
      parameters.enumerated().map { index, parameter in
        let weights = Elements(parameter.tensor)
        let gradient = parameter.tensor.grad.map(Elements.init)
        let old = before.flatMap { $0.indices.contains(index) ? Elements($0[index]) : nil }
        let norm = weights.norm
        var row = ParameterStatistics(
          name: parameter.name, shape: parameter.tensor.shape, gradient: state(of: gradient),
          gradientNorm: gradient?.norm, weightNorm: norm,
          updateRatio: old.map { ratio(weights.distance(to: $0), to: $0.norm) })
        if histograms, let gradient { (row.histogram, row.histogramRange) = gradient.histogram }
        return row
      }
    }
  }

  private static func state(of gradient: Elements?) -> ParameterStatistics.Gradient {
    guard let gradient else { return .none }
    if !gradient.isFinite { return .nonFinite }
    return gradient.isZero ? .zero : .finite
  }

  /// An update of a weight that is all zeros counts as one of its own size.
  private static func ratio(_ update: Double, to norm: Double) -> Double {
    update == 0 ? 0 : norm > 0 ? update / norm : 1
  }
}

/// A tensor's values, read once.
private struct Elements {
  let values: [Float]

  init(_ tensor: Tensor) {
    // A tensor without a graph of its own, and of the right dtype, is never refused.
    values = (try? tensor.detach().to(.float32).toArray(Float.self)) ?? []
  }

  var norm: Double { sumOfSquares { Double(values[$0]) }.squareRoot() }

  func distance(to other: Elements) -> Double {
    guard other.values.count == values.count else { return .nan }
    return sumOfSquares { Double(values[$0]) - Double(other.values[$0]) }.squareRoot()
  }

  private func sumOfSquares(_ element: (Int) -> Double) -> Double {
    var sum = 0.0
    for index in values.indices {
      let value = element(index)
      sum += value * value
    }
    return sum
  }

  var isFinite: Bool { values.allSatisfy(\.isFinite) }
  var isZero: Bool { values.allSatisfy { $0 == 0 } }

  /// Counts over a range symmetric about zero; elements that are no numbers are left out.
  var histogram: (counts: [Int], range: ClosedRange<Double>) {
    let largest = values.lazy.filter(\.isFinite).map { abs(Double($0)) }.max() ?? 0
    var counts = [Int](repeating: 0, count: ParameterTable.bins)
    for value in values where value.isFinite {
      let place = largest > 0 ? (Double(value) / largest + 1) / 2 : 0.5
      counts[min(Int(place * Double(counts.count)), counts.count - 1)] += 1
    }
    return (counts, -largest...largest)
  }
}
