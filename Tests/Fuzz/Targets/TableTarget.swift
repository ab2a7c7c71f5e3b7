import Files
import Foundation

@testable import Autograd
@testable import Training

extension FuzzTarget {
  /// A table's text. What a preset says of it follows from how long it is, so that an input is a table
  /// and nothing else.
  static let table = FuzzTarget(name: "table", seeds: ["Tests/Tables/Files"]) { bytes in
    let isPacked = bytes.starts(with: [0x1f, 0x8b])
    let path = try tableScratch.write(bytes, isPacked ? "t.csv.gz" : "t.csv")
    var lines = ["data:", "  kind: csv", "  file: \(path)"]
    let choice = bytes.count % 8
    if choice == 1 { lines.append("  label: c1") }
    if choice == 2 { lines.append("  task: classes") }
    if choice == 3 { lines.append("  task: number") }
    if choice == 4 { lines.append("  test_file: \(path)") }
    if choice == 5 { lines.append("  columns: {numbers: all}") }
    if choice == 6 { lines.append("  standardize: false") }
    do {
      try MachineMemory.$assumed.withValue(FuzzLimits.memory) {
        try tryOut(
          Experiment(yaml: lines.joined(separator: "\n"), file: tableScratch.folder + "/p.yaml"),
          of: bytes)
      }
    } catch is ExperimentError {
    }
  }
}

private let tableScratch = Scratch("table")
