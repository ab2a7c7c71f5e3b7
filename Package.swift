// swift-tools-version: 6.2
import PackageDescription

// Every target names exactly what it may import; `.ci/run` builds with
// `--explicit-target-dependency-import-check error`, so the compiler holds the direction.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)", exclude: exclude,
    swiftSettings: strict)
}

/// For `.ci/fuzz`, which gives all that is built libFuzzer's `main`: also the plugin's tool, so that what
/// it makes is left out.
let isFuzzed = Context.environment["DESCENT_FUZZ"] != nil

let package = Package(
  name: "Descent",
  products: [
    .library(name: "Autograd", targets: ["Autograd"]),
    .library(name: "NN", targets: ["NN"]),
    .library(name: "Loop", targets: ["Loop"]),
    .library(name: "Run", targets: ["Run"]),
    .library(name: "Training", targets: ["Training"]),
    .executable(name: "descent", targets: ["descent"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .target(name: "CKernels", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "CFiles"),
    .target(name: "CNCurses"),
    .systemLibrary(name: "CCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    module("Files", ["CFiles", "CZlib"]),
    module("Text"),
    module("Autograd", ["CKernels", "Files"]),
    module("NN", ["Autograd"]),
    module("Loop", ["Autograd", "CKernels", "Files", "NN"]),
    module("Run"),
    module("Tables", ["CCSV", "CZlib", "Shipped", "Text"]),
    module(
      "Training",
      ["Autograd", "Files", "Loop", "NN", "Run", "Shipped", "Tables", "Text", "Yams"]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    module(
      "RunLog",
      [
        "CSQLite", "Files", "Run", "Tables", "Text",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: [
        "Formats/Binary/Protos/tensorboard.proto", "Formats/Binary/Protos/wandb.proto",
      ]),
    .target(
      name: "Probe", dependencies: ["Run", "Text"], exclude: ["OneFile", "Python"],
      sources: isFuzzed ? ["ChildProcess.swift", "Events", "Terminal"] : nil,
      swiftSettings: strict, plugins: isFuzzed ? [] : ["EmbedFiles"]),
    .target(
      name: "Shipped", swiftSettings: strict + (isFuzzed ? [.define("UNSHIPPED")] : []),
      plugins: isFuzzed ? [] : ["EmbedFiles"]),
    .plugin(
      name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"],
      path: "Sources/EmbedFiles"),
    .executableTarget(name: "embed-files", swiftSettings: strict),
    module("Cells", ["Text"]),
    module("Dashboard", ["Cells", "Run", "Text"]),
    module("Terminal", ["Cells", "CNCurses"]),
    .executableTarget(
      name: "descent",
      dependencies: [
        "Cells", "Dashboard", "Files", "Loop", "Probe", "Run", "RunLog", "Tables", "Terminal",
        "Text", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "descent-bench",
      dependencies: [
        "Autograd", "Loop", "NN", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    tests("CKernels", ["CKernels"]),
    tests("Files", ["CZlib", "Files"]),
    tests("Text", ["Text"]),
    tests("CNCurses", ["CNCurses"]),
    tests("Autograd", ["Autograd", "CKernels", "Files"]),
    tests("NN", ["Autograd", "NN"]),
    tests("Loop", ["Autograd", "Loop", "NN"]),
    tests("Run", ["Run"]),
    tests("Shipped", ["Shipped"]),
    tests("Tables", ["CZlib", "Tables"], exclude: ["Files", "make_tables.py"]),
    tests(
      "Training",
      ["Autograd", "Files", "Loop", "NN", "Run", "Shipped", "Tables", "Text", "Training"]),
    tests("RunLog", ["CZlib", "Run", "RunLog"], exclude: ["Logs", "Programs"]),
    tests(
      "Probe", ["Probe", "Run"],
      exclude: [
        "captures", "run", "running.py", "scripts", "test_out_of_sight.py", "test_process.py",
        "test_real.py", "test_scripts.py", "timing.py",
      ]),
    tests("Cells", ["Cells"]),
    tests("Dashboard", ["Cells", "Dashboard", "Run", "RunLog", "Training"], exclude: ["Screens"]),
    tests(
      "EndToEnd",
      [
        "CSQLite", "Cells", "Dashboard", "Text", "descent",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
)

// The ways in for bytes from outside, fed by libFuzzer (`.ci/fuzz`) or, for a few seconds, by a test. The
// program that libFuzzer runs has no `main` of its own, so it stays out of every other build.
let fuzzed: [Target.Dependency] = [
  "Autograd", "Cells", "Dashboard", "Files", "Loop", "NN", "Probe", "Run", "RunLog", "Text",
  "Training",
]
package.targets.append(
  isFuzzed
    ? .executableTarget(
      name: "fuzz", dependencies: fuzzed, path: "Tests/Fuzz",
      exclude: ["Corpus", "FuzzTests.swift", "Mutator.swift", "make_corpus.py"],
      swiftSettings: strict)
    : tests("Fuzz", fuzzed, exclude: ["Corpus", "LibFuzzer.swift", "make_corpus.py"]))
