import Files
import Foundation
import Run
import Testing

@testable import Autograd
@testable import Training

/// Every field of a preset with the values that numbers come to grief on: it trains, or is an error in
/// one line, and soon. The fields are those that the reader knows, so that a new one is among them.
@Suite struct ExtremeFieldTests {
  static let values = [
    "0", "-1", "9223372036854775807", "-9223372036854775808", "1e308", "NaN", ".nan", "inf", ".inf",
    "-.inf", "\"\"", "[]", "{}", "true", "~", "-1e308", "5e-324", "1e19", "4611686018427387904",
    "18446744073709551615", "4294967296", "1000000000", "0x7fffffffffffffff", "1:59:59",
    "1:0:0:0:0:0:0:0:0:0:0:0",
    "\"\\e[2J\"",
  ]

  /// A place in a preset that takes a value.
  struct Field: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The preset with a value there.
    let yaml: @Sendable (String) -> String
    /// Training is long where this says so.
    var isEpochs = false
  }

  private static func preset(_ changes: [String: String]) -> String {
    let usual = [
      "data": "{kind: xor, per_class: 8}", "model": "[linear: 4, relu, linear: out]", "epochs": "1",
    ]
    return usual.merging(changes) { $1 }.filter { !$0.value.isEmpty }
      .map { "\($0.key): \($0.value)" }.sorted().joined(separator: "\n")
  }

  private static let pictures =
    "{kind: idx, images: pictures, labels: labels, test_images: pictures, test_labels: labels}"

  /// What a kind of data does not do without.
  private static let needed: [String: [String: String]] = [
    "csv": ["file": "t.csv"],
    "idx": [
      "images": "pictures", "labels": "labels", "test_images": "pictures", "test_labels": "labels",
    ],
  ]

  private static func mapping(_ name: String, _ entries: [String: String]) -> String {
    "{"
      + ([name] + entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })
      .joined(separator: ", ") + "}"
  }

  static let fields: [Field] = {
    var all: [Field] = Experiment.keys.map { key in
      Field(testDescription: key, yaml: { preset([key: $0]) }, isEpochs: key == "epochs")
    }
    for (kind, data) in DataSource.kinds {
      for option in data.options {
        let base = needed[kind] ?? [:]
        all.append(
          Field(testDescription: "data \(kind) \(option)") { value in
            preset([
              "data": mapping("kind: \(kind)", base.merging([option: value]) { $1 }),
              "model": kind == "idx" ? "[flatten, linear: out]" : "[linear: out]",
            ])
          })
      }
    }
    for name in Layer.kinds.keys {
      all.append(
        Field(testDescription: "layer \(name)") { value in
          preset(["data": pictures, "model": "[\(name): \(value), flatten, linear: out]"])
        })
      all.append(
        Field(testDescription: "layer \(name) of flat rows") { value in
          preset(["model": "[\(name): \(value), linear: out]"])
        })
    }
    for option in Layer.conv2dOptions {
      all.append(
        Field(testDescription: "conv2d \(option)") { value in
          let options = ["channels": "2"].merging([option: value]) { $1 }
          let layer = mapping("kernel: 2", options.filter { $0.key != "kernel" })
          let text = option == "kernel" ? "{channels: 2, kernel: \(value)}" : layer
          return preset(["data": pictures, "model": "[conv2d: \(text), flatten, linear: out]"])
        })
    }
    for (name, kind) in OptimizerChoice.kinds {
      for option in ["lr"] + kind.options {
        all.append(
          Field(testDescription: "optimizer \(name) \(option)") { value in
            preset([
              "optimizer": mapping("name: \(name)", ["lr": "0.1"].merging([option: value]) { $1 })
            ])
          })
      }
    }
    for (name, kind) in SchedulerChoice.kinds {
      for option in kind.options.keys {
        all.append(
          Field(testDescription: "scheduler \(name) \(option)") { value in
            preset(["scheduler": mapping("name: \(name)", [option: value])])
          })
      }
    }
    return all.sorted { $0.testDescription < $1.testDescription }
  }()

  @Test(arguments: fields) func anyValueTrainsOrIsOneLine(_ field: Field) throws {
    let folder = try IDXTests.Folder()
    _ = try folder.write("pictures", IDXTests.pictures)
    _ = try folder.write("labels", IDXTests.labels)
    _ = try folder.write("t.csv", Array("a,b,c\n1,2,x\n2,1,y\n3,3,x\n4,1,y\n".utf8))
    for value in Self.values {
      let yaml = field.yaml(value)
      let start = ContinuousClock.now
      try MachineMemory.$assumed.withValue(1 << 30) {
        try expectEnd(yaml, folder.path + "/p.yaml", isEpochs: field.isEpochs)
      }
      // With optimised code, on a machine at rest, it is two seconds.
      let took = ContinuousClock.now - start
      #expect(took < .seconds(6), "\(took) for\n\(yaml)")
    }
  }

  private func expectEnd(_ yaml: String, _ file: String, isEpochs: Bool) throws {
    do {
      var experiment = try Experiment(yaml: yaml, file: file)
      _ = try experiment.script()
      if isEpochs { experiment.epochs = min(experiment.epochs, 3) }
      let all = events(experiment)
      guard case .end? = all.last else {
        Issue.record("no end of\n\(yaml)")
        return
      }
      for failure in all.failures { #expect(!failure.type.isEmpty && !failure.message.isEmpty) }
    } catch let error as ExperimentError {
      let text = "\(error)"
      #expect(!text.contains { $0.isNewline } && text.count < 600, "\(text)\n\(yaml)")
      #expect(text.contains("p.yaml:") || text.contains(file.dropLast(6)), "\(text)\n\(yaml)")
    }
  }

  /// The fields as they stand here are presets that train: what fails above fails by its value.
  @Test func theRestOfEachPresetIsRight() throws {
    #expect(Self.fields.count > 60)
    let folder = try IDXTests.Folder()
    _ = try folder.write("pictures", IDXTests.pictures)
    _ = try folder.write("labels", IDXTests.labels)
    for name in OptimizerChoice.names {
      let yaml = Self.preset(["optimizer": "{name: \(name), lr: 0.1}"])
      #expect(events(try Experiment(yaml: yaml, file: "p.yaml")).curve.count == 1)
    }
    let yaml = Self.preset([
      "data": Self.pictures, "model": "[conv2d: {channels: 2, kernel: 2}, flatten, linear: out]",
    ])
    #expect(events(try Experiment(yaml: yaml, file: folder.path + "/p.yaml")).curve.count == 1)
  }

  @Test func layersThatHaveRoomAloneMayHaveNoneTogether() throws {
    let layers = Array(repeating: "linear: 600", count: 12).joined(separator: ", ")
    let yaml = Self.preset(["model": "[\(layers), linear: out]"])
    MachineMemory.$assumed.withValue(32 << 20) {
      let error = #expect(throws: ExperimentError.self) {
        try Experiment(yaml: yaml, file: "p.yaml")
      }
      #expect(
        error.map { "\($0)".contains("the model as far as this layer needs") } == true,
        "\(error as Any)")
    }
  }
}
