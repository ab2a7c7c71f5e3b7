import Foundation

/// A way in for bytes from outside, which no bytes may break: a file here and a line in `all`.
///
/// libFuzzer makes inputs for each (`.ci/fuzz`), and so do the ordinary tests for a few seconds.
struct FuzzTarget: Sendable {
  let name: String
  /// Files and folders of the repository that are inputs to begin with, beside `Corpus/<name>`, where
  /// every input is kept that found a fault.
  var seeds: [String] = []
  /// Bytes of the longest input.
  var longest = 2048
  /// Reads an input. It may be anything, and what comes of it is a value or an error for a person: any
  /// other error that is thrown, a trap and a hang are faults.
  let run: @Sendable ([UInt8]) throws -> Void

  static let all: [FuzzTarget] = [
    .loop, .preset, .table, .pictures, .runLog, .eventFile, .checkpoint, .keys,
  ]

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The folders and files that inputs begin with.
  var corpus: [URL] {
    (["Tests/Fuzz/Corpus/\(name)"] + seeds).map { Self.root.appending(path: $0) }
  }
}

/// A fault that an input found.
struct FuzzFault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
