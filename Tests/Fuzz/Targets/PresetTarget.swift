import Files

@testable import Autograd
@testable import Training

extension FuzzTarget {
  /// A preset's YAML, or a bug's.
  static let preset = FuzzTarget(name: "preset", seeds: ["Presets"]) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    try MachineMemory.$assumed.withValue(FuzzLimits.memory) {
      // No data lie there.
      let file = "/dev/null/p.yaml"
      do {
        try tryOut(Experiment(yaml: text, file: file), of: bytes)
      } catch is ExperimentError {
      }
      do {
        _ = try Bug(yaml: text, file: file).info()
      } catch is ExperimentError {
      }
    }
  }
}
