import Autograd
import NN

/// One layer of a preset's model.
public struct Layer: Sendable {
  /// Makes the module for an input of `shape` (without the batch) and sets `shape` to its output's.
  let make: @Sendable (_ shape: inout [Int], SharedGenerator) throws -> any Module
  /// PyTorch source that makes it; sets `shape` as `make` does.
  let python: @Sendable (_ shape: inout [Int]) -> String
  /// Its line in the preset, 0 when it comes from no file.
  var line = 0
  /// `linear: out`: as wide as loss and data need.
  var isOutput = false

  static func linear(_ outputs: Int) -> Layer {
    Layer(
      make: { shape, source in
        let inputs = try flat(shape, "linear")
        shape = [outputs]
        try expectRoom("linear \(outputs)", [inputs, outputs])
        return try Linear(inputs, outputs, generator: &source.generator)
      },
      python: { shape in
        defer { shape = [outputs] }
        return "nn.Linear(\(shape.first ?? 0), \(outputs))"
      })
  }

  static let flatten = Layer(
    make: { shape, _ in
      shape = [shape.reduce(1, *)]
      return Flatten()
    },
    python: { shape in
      shape = [shape.reduce(1, *)]
      return "nn.Flatten()"
    })

  static let relu = Layer(make: { _, _ in ReLU() }, python: { _ in "nn.ReLU()" })

  /// A layer that keeps the shape and has no options.
  private static func plain(
    _ python: String, _ module: @escaping @Sendable () -> any Module
  ) -> @Sendable (Fields.Tagged) throws -> Layer {
    { tagged in
      try tagged.alone()
      return Layer(make: { _, _ in module() }, python: { _ in python })
    }
  }

  /// How presets write each kind of layer: `- relu` or `- linear: 16`.
  static let kinds: [String: @Sendable (Fields.Tagged) throws -> Layer] = [
    "linear": { tagged in
      let value = try tagged.required("- linear: 16")
      if (try? value.string()) == "out" {
        var layer = linear(1)
        layer.isOutput = true
        return layer
      }
      return linear(try value.positiveInt())
    },
    "conv2d": conv2d,
    "max_pool2d": { tagged in
      let kernel = try tagged.value?.positiveInt() ?? 2
      return Layer(
        make: { shape, _ in
          shape = try window(shape, "max_pool2d", kernel: kernel, stride: kernel, padding: 0)
          return MaxPool2d(kernel)
        },
        python: { shape in
          shape = shape.prefix(1) + shape.dropFirst().map { $0 / kernel }
          return "nn.MaxPool2d(\(kernel))"
        })
    },
    "flatten": { tagged in
      try tagged.alone()
      return flatten
    },
    "dropout": { tagged in
      let p = try tagged.value?.number(0...1) ?? 0.5
      return Layer(
        make: { _, source in try Dropout(p, generator: source) },
        python: { _ in "nn.Dropout(\(pythonNumber(p)))" })
    },
    "batch_norm": { tagged in
      try tagged.alone()
      return Layer(
        make: { shape, _ in
          shape.count == 3 ? try BatchNorm2d(shape[0]) : try BatchNorm1d(flat(shape, "batch_norm"))
        },
        python: { "nn.BatchNorm\($0.count == 3 ? 2 : 1)d(\($0.first ?? 0))" })
    },
    "layer_norm": { tagged in
      try tagged.alone()
      return Layer(
        make: { shape, _ in try LayerNorm(shape.last ?? 0) },
        python: { "nn.LayerNorm(\($0.last ?? 0))" })
    },
    "relu": plain("nn.ReLU()") { ReLU() },
    "tanh": plain("nn.Tanh()") { Tanh() },
    "sigmoid": plain("nn.Sigmoid()") { Sigmoid() },
    "gelu": plain("nn.GELU()") { GELU() },
  ]

  static let conv2dOptions = ["channels", "kernel", "stride", "padding"]

  /// `- conv2d: 8`, or a mapping with `channels`, `kernel` (3), `stride` (1) and `padding` (0).
  private static let conv2d: @Sendable (Fields.Tagged) throws -> Layer = { tagged in
    let value = try tagged.required("- conv2d: {channels: 8, kernel: 3, padding: 1}")
    var (outputs, kernel, stride, padding) = (0, 3, 1, 0)
    if value.isMapping {
      let fields = try value.fields()
      try fields.allow(conv2dOptions)
      outputs = try fields.required("channels").positiveInt()
      kernel = try fields.optional("kernel")?.positiveInt() ?? kernel
      stride = try fields.optional("stride")?.positiveInt() ?? stride
      padding = try fields.optional("padding")?.int() ?? padding
    } else {
      outputs = try value.positiveInt()
    }
    let (channels, size, step, border) = (outputs, kernel, stride, padding)
    return Layer(
      make: { shape, source in
        let inputs = shape.first ?? 0
        let image = try window(shape, "conv2d", kernel: size, stride: step, padding: border)
        shape = [channels] + image.dropFirst()
        try expectRoom("conv2d \(channels)", [inputs, channels, size, size])
        return try Conv2d(
          inputs, channels, kernel: size, stride: step, padding: border,
          generator: &source.generator)
      },
      python: { shape in
        let inputs = shape.first ?? 0
        shape = [channels] + shape.dropFirst().map { ($0 + 2 * border - size) / step + 1 }
        return "nn.Conv2d(\(inputs), \(channels), \(size)"
          + (step == 1 ? "" : ", stride=\(step)") + (border == 0 ? "" : ", padding=\(border)") + ")"
      })
  }

  /// Throws where there is no room for weights of a shape.
  private static func expectRoom(_ layer: String, _ shape: [Int]) throws {
    try need(weights: shape).expectRoom(for: layer)
  }

  /// What weights of a shape take, with their gradients and what an optimiser keeps of each.
  static func need(weights shape: [Int]) -> MemoryNeed { MemoryNeed(shape + [20]) }

  /// The width of flat rows.
  static func flat(_ shape: [Int], _ layer: String) throws -> Int {
    guard shape.count == 1, let inputs = shape.first else {
      throw ExperimentError.model(
        "\(layer) needs flat rows but gets \(shape): put flatten before it")
    }
    return inputs
  }

  /// An image's shape after a window slid over it.
  private static func window(
    _ shape: [Int], _ layer: String, kernel: Int, stride: Int, padding: Int
  ) throws -> [Int] {
    guard shape.count == 3 else {
      throw ExperimentError.model(
        "\(layer) needs images [channels, height, width] but gets \(shape): give the data their "
          + "shape, e.g. image: [1, 8, 8]")
    }
    guard shape.dropFirst().allSatisfy({ $0 + 2 * padding >= kernel }) else {
      throw ExperimentError.model("\(layer)'s kernel \(kernel) is larger than its input \(shape)")
    }
    return [shape[0]] + shape.dropFirst().map { ($0 + 2 * padding - kernel) / stride + 1 }
  }
}

extension Experiment {
  /// Whether a layer acts differently in training.
  var hasModalLayer: Bool {
    var shape = data.inputShape
    return layers.map { $0.python(&shape) }.contains {
      $0.hasPrefix("nn.Dropout") || $0.hasPrefix("nn.BatchNorm")
    }
  }
}
