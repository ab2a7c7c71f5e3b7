import Autograd
import NN

/// One layer of a preset's model.
public struct Layer: Sendable {
  /// Makes the module for an input of `shape` (without the batch) and sets `shape` to its output's.
  let make: @Sendable (_ shape: inout [Int], inout Generator) throws -> any Module
  /// PyTorch source that makes it; sets `shape` as `make` does.
  let python: @Sendable (_ shape: inout [Int]) -> String

  /// A layer that keeps the shape and has no options.
  static func plain(_ python: String, _ module: @escaping @Sendable () -> any Module) -> Layer {
    Layer(make: { _, _ in module() }, python: { _ in python })
  }

  /// How presets write each kind of layer: `- relu` or `- linear: 16`.
  static let kinds: [String: @Sendable (Fields.Value) throws -> Layer] = [
    "linear": { value in
      let outputs = try value.positiveInt()
      return Layer(
        make: { shape, generator in
          let inputs = try flat(shape, "linear")
          shape = [outputs]
          return try Linear(inputs, outputs, generator: &generator)
        },
        python: { shape in
          defer { shape = [outputs] }
          return "nn.Linear(\(shape.first ?? 0), \(outputs))"
        })
    },
    "relu": { _ in plain("nn.ReLU()") { ReLU() } },
    "tanh": { _ in plain("nn.Tanh()") { Tanh() } },
    "sigmoid": { _ in plain("nn.Sigmoid()") { Sigmoid() } },
  ]

  static func flat(_ shape: [Int], _ layer: String) throws -> Int {
    guard shape.count == 1, let inputs = shape.first else {
      throw ExperimentError.model(
        "\(layer) needs flat rows but gets \(shape): put flatten before it")
    }
    return inputs
  }
}
