import Autograd
import NN
import Run

extension Distribution {
  /// Rows the model is run on to see its activations.
  private static let mostRows = 256

  /// Every parameter's values, then every layer's outputs for the first training rows.
  static func all(_ state: LoopState) -> [Distribution] {
    var result = state.models.namedParameters.map {
      Distribution(name: $0.name, kind: .weight, $0.tensor.values)
    }
    guard let input = state["X_train"],
      let some = try? withoutTracking({
        try input.narrow(dim: 0, start: 0, length: min(input.shape.first ?? 0, mostRows))
      })
    else { return result }
    // A model that cannot be run now still shows the layers before the one that fails.
    _ = try? Probe(state: state).run(some) { index, module, output in
      result.append(
        Distribution(name: "\(index) \(module.kind)", kind: .activation, output.values))
    }
    return result
  }

  init(name: String, kind: Kind, _ values: [Double]) {
    var (low, high) = (Double.infinity, -Double.infinity)
    var (sum, squares) = (0.0, 0.0)
    var (finite, zeros) = (0, 0)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
      sum += value
      squares += value * value
      finite += 1
      if value == 0 { zeros += 1 }
    }
    guard finite > 0 else {
      self.init(
        name: name, kind: kind, minimum: .nan, maximum: .nan, mean: .nan, deviation: .nan,
        zeroFraction: 0, nonFinite: values.count, histogram: [])
      return
    }
    var histogram = Array(repeating: 0, count: Self.bins)
    let scale = high > low ? Double(Self.bins) / (high - low) : 0
    for value in values where value.isFinite {
      let bin = (value - low) * scale
      histogram[bin.isFinite ? min(Int(bin), Self.bins - 1) : 0] += 1
    }
    let mean = sum / Double(finite)
    self.init(
      name: name, kind: kind, minimum: low, maximum: high, mean: mean,
      deviation: max(squares / Double(finite) - mean * mean, 0).squareRoot(),
      zeroFraction: Double(zeros) / Double(finite), nonFinite: values.count - finite,
      histogram: histogram)
  }
}
