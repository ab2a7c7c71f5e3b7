import Autograd
import Foundation
import Loop
import NN
import Shipped
import Tables
import Yams

/// The folder of presets: one YAML file an experiment.
public struct PresetFolder: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// The folder that was built into the program.
  public static let shipped = PresetFolder(path: ShippedFiles.folder)

  /// The folder given, or the first `Presets` found from the working directory upwards and then
  /// from the program's own place upwards, or the one that was built in.
  public static func locate(_ given: String?, executable: String?) throws -> PresetFolder {
    let files = FileManager.default
    if let given {
      var isFolder: ObjCBool = false
      guard files.fileExists(atPath: given, isDirectory: &isFolder), isFolder.boolValue else {
        throw ExperimentError.notFound("no such folder of presets: \(given)", suggestion: nil)
      }
      return PresetFolder(path: given)
    }
    for start in [files.currentDirectoryPath, executable].compactMap({ $0 }) {
      var folder = URL(fileURLWithPath: start).standardizedFileURL.resolvingSymlinksInPath()
      while folder.path != "/" {
        let candidate = folder.appendingPathComponent("Presets").path
        if files.fileExists(atPath: candidate + "/seed.yaml") {
          return PresetFolder(path: candidate)
        }
        folder.deleteLastPathComponent()
      }
    }
    return shipped
  }

  /// The names of all presets, sorted.
  public var names: [String] { DataFile.yamlNames(in: path) ?? [] }

  /// Its folder of bugs; nil where it has none.
  public var bugs: String? {
    let bugs = path + "/bugs"
    return DataFile.yamlNames(in: bugs) == nil ? nil : bugs
  }

  /// What a preset of the folder says of itself, without its data being read; nil when the file is
  /// no preset.
  public func summary(of name: String) -> String? {
    let file = "\(path)/\(name).yaml"
    guard let text = try? DataFile(path: file).text() else { return nil }
    return Experiment.summary(yaml: text, file: file)
  }

  /// Reads a preset by its name in the folder, or by the path of a YAML file.
  public func load(
    _ nameOrPath: String, progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> Experiment {
    let isPath = nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml")
    let file = isPath ? nameOrPath : "\(path)/\(nameOrPath).yaml"
    guard DataFile(path: file).exists else {
      if isPath { throw ExperimentError.notFound("no such preset file: \(file)", suggestion: nil) }
      throw ExperimentError.notFound(
        "unknown preset '\(nameOrPath)'", suggestion: nearestName(to: nameOrPath, among: names))
    }
    var experiment = try Experiment(
      yaml: DataFile(path: file).text(), file: file, progress: progress)
    if isPath { experiment.origin = Experiment.Origin(path: file) }
    return experiment
  }
}

extension Experiment {
  static let keys = [
    "summary", "seed", "epochs", "data", "model", "loss", "label_smoothing", "optimizer",
    "scheduler", "batch_size", "clip_grad_norm", "patience",
    "setup", "loop",
  ]

  /// Reads a preset's YAML; errors name the file, the line and what was expected. `progress` is told
  /// how many bytes of its data have been read, of how many.
  public init(
    yaml text: String, file: String, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let fields = try Fields(yaml: text, file: file, what: "a preset")
    try fields.allow(Self.keys)
    let directory = URL(fileURLWithPath: file).deletingLastPathComponent().path
    name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    summary = try fields.optional("summary")?.string() ?? ""
    seed = UInt64(try fields.optional("seed")?.int(0...Int.max) ?? 42)
    epochs = try fields.optional("epochs")?.positiveInt(upTo: .max) ?? 100
    let loss = try Self.readLoss(fields)
    data = try withoutActuallyEscaping(progress) { progress in
      try Self.readData(
        fields.required("data"),
        DataContext(directory: directory, task: loss.impliedTask(fields), progress: progress))
    }
    lossKind = try loss.fitting(data, fields)
    batchSize = try fields.optional("batch_size")?.positiveInt()
    let outputs = lossKind.outputs(classes: data.classNames.count)
    var learningRate = 0.01
    if let model = fields.optional("model") {
      layers = try Self.readModel(model, outputs: outputs)
    } else if let table = data.table {
      layers = table.defaultModel(outputs: outputs)
      batchSize = batchSize ?? table.defaultBatchSize
      learningRate = table.defaultLearningRate(batchSize: batchSize)
    } else {
      // Says what is missing.
      layers = try Self.readModel(fields.required("model"), outputs: outputs)
    }
    optimizer = try Self.readOptimizer(fields.optional("optimizer"), learningRate: learningRate)
    scheduler = try fields.optional("scheduler").map { try SchedulerChoice($0) }
    gradientClip = try fields.optional("clip_grad_norm")?.number(1e-300...1e300)
    patience = try fields.optional("patience")?.positiveInt()
    loop = try Self.readLoop(fields, directory)
    try checkModel(fields)
    saysNotes = data.table.map { !$0.table.isPlain } ?? false
    data = data.labelled(lossKind.labels)
  }

  /// The layers; `linear: out` has as many outputs as loss and data need.
  private static func readModel(_ value: Fields.Value, outputs: Int) throws -> [Layer] {
    try value.list().map { value in
      let tagged = try value.tagged()
      var layer = try value.choice(Layer.kinds, what: "layer", tag: tagged.tag)(tagged)
      if layer.isOutput { layer = Layer.linear(outputs) }
      layer.line = value.line
      return layer
    }
  }

  /// The summary alone; nil when the text is no preset.
  static func summary(yaml text: String, file: String) -> String? {
    guard let fields = try? Fields(yaml: text, file: file, what: "a preset") else { return nil }
    return try? fields.optional("summary")?.string() ?? ""
  }

  /// The preset's own loop: text, or the name of a `.py` file beside the preset.
  private static func readLoop(_ fields: Fields, _ directory: String) throws -> LoopText? {
    func text(_ key: String) throws -> String? {
      guard let value = fields.optional(key) else { return nil }
      let text = try value.string()
      guard text.hasSuffix(".py"), !text.contains("\n") else { return text }
      let path = text.hasPrefix("/") ? text : directory + "/" + text
      guard DataFile(path: path).exists else {
        throw value.malformed("no such file: \(path)")
      }
      return try DataFile(path: path).text()
    }
    let setup = try text("setup")
    guard let loop = try text("loop") else {
      if let value = fields.optional("setup") { throw value.malformed("'setup' needs a 'loop'") }
      return nil
    }
    let result = LoopText(setup: setup ?? "", loop: loop)
    do {
      _ = try LoopState.compile(result, NameTable())
    } catch let error as LoopError {
      let line = error.line - result.setupLines.count
      let isLoop = line > 0
      throw ExperimentError.malformed(
        file: fields.file, line: fields.optional(isLoop ? "loop" : "setup")?.line,
        message: "'\(isLoop ? "loop" : "setup")', line \(isLoop ? line : error.line): \(error)")
    }
    return result
  }

  private static func readData(
    _ value: Fields.Value, _ context: DataContext
  ) throws -> DataSource {
    let fields = try value.fields()
    let kindValue = try fields.required("kind")
    let kind = try kindValue.choice(DataSource.kinds, what: "kind of data")
    try fields.allow(["kind"] + kind.options)
    return try kind.read(fields, context)
  }

  private static func readLoss(_ fields: Fields) throws -> LossKind {
    let smoothing = fields.optional("label_smoothing")
    let kinds = LossKind.kinds(try smoothing?.number(0...1) ?? 0)
    let kind = try fields.optional("loss")?.choice(kinds, what: "loss")
    if let smoothing, let kind, kind.name != "cross_entropy" {
      throw smoothing.malformed("'label_smoothing' goes with cross_entropy, not with \(kind.name)")
    }
    return try kind ?? .crossEntropy(labelSmoothing: smoothing?.number(0...1) ?? 0)
  }

  private static func readOptimizer(
    _ value: Fields.Value?, learningRate: Double
  ) throws -> OptimizerChoice {
    guard let value else { return OptimizerChoice(name: "adam", learningRate: learningRate) }
    let fields = try value.fields()
    let nameValue = try fields.required("name")
    let kind = try nameValue.choice(OptimizerChoice.kinds, what: "optimizer")
    try fields.allow(["name", "lr"] + kind.options)
    var options: [String: Double] = [:]
    for key in kind.options {
      guard let value = fields.optional(key) else { continue }
      options[key] =
        OptimizerChoice.switches.contains(key)
        ? (try value.bool() ? 1 : 0) : try value.number(0...1e300)
    }
    return OptimizerChoice(
      name: try nameValue.string(), learningRate: try fields.required("lr").number(0...1e300),
      options: options)
  }

  /// Builds the model once, so that a model that does not fit is an error of the preset.
  private func checkModel(_ fields: Fields) throws {
    func malformed(_ line: Int?, _ message: String) -> ExperimentError {
      .malformed(file: fields.file, line: line, message: message)
    }
    let generator = SharedGenerator(Generator(seed: 0))
    var shape = data.inputShape
    let rows = max(min(batchSize ?? .max, data.trainCount), data.testCount)
    var whole = MemoryNeed([0])
    for layer in layers {
      do {
        let module = try layer.make(&shape, generator)
        // A step's values, their gradients, and what the layer needs in between.
        let values = MemoryNeed([rows] + shape + [12])
        try values.expectRoom(for: "\(rows) rows of \(shape)")
        // Each layer may have room alone, and all together none.
        whole.add(values)
        whole.add(Layer.need(weights: [module.parameters.reduce(0) { $0 + $1.count }]))
        try whole.expectRoom(for: "the model as far as this layer")
      } catch let error as ExperimentError {
        throw malformed(layer.line, "model: \(error)")
      } catch let error as TorchError {
        throw malformed(layer.line, "model: \(error.message)")
      }
    }
    let classes = data.classNames.count
    if lossKind.isBinary && classes != 2 {
      throw malformed(
        fields.optional("loss")?.line,
        "\(lossKind.name) needs two classes; the data have \(classes)")
    }
    let wanted = [lossKind.outputs(classes: classes)]
    guard shape == wanted else {
      throw malformed(
        layers.last?.line ?? fields.optional("model")?.line,
        "model: the last layer gives \(shape) a row, but \(lossKind.name) on "
          + (data.isQuantity ? "a quantity" : "\(classes) classes") + " needs \(wanted)")
    }
  }

  /// The model in short: `MLP 2-16-16-3`, `Linear 10-3`.
  public var modelName: String {
    var shape = data.inputShape
    let sources = layers.map { layer in
      let source = layer.python(&shape)
      return (source: source, outputs: shape)
    }
    let weights = sources.filter {
      $0.source.hasPrefix("nn.Linear") || $0.source.hasPrefix("nn.Conv")
    }
    let sizes = weights.compactMap { $0.outputs.first.map(String.init) }
    let input = data.inputShape.map(String.init).joined(separator: "×")
    let kind =
      sources.contains { $0.source.hasPrefix("nn.Conv") }
      ? "CNN" : weights.count == 1 ? "Linear" : "MLP"
    return "\(kind) " + ([input] + sizes).joined(separator: "-")
  }
}
