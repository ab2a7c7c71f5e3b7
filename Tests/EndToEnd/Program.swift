import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The real program, as `swift test` has built it.
enum Program {
  /// Where the test runner lies, there lies the program.
  static let path: String = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0])
    for candidate in [Bundle.main.bundleURL, folder.deletingLastPathComponent()] {
      let file = candidate.appendingPathComponent("descent")
      if FileManager.default.isExecutableFile(atPath: file.path) { return file.path }
    }
    // The runner may be a bundle inside the folder.
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let file = folder.appendingPathComponent("descent")
      if FileManager.default.isExecutableFile(atPath: file.path) { return file.path }
    }
    return "descent"
  }()

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  struct Output {
    var status: Int32
    var out: String
    var err: String
    var lines: [String] { out.split(separator: "\n").map(String.init) }
    var errors: [String] { err.split(separator: "\n").map(String.init) }
  }

  /// Runs the program without a terminal to its end.
  static func run(_ arguments: [String], signal: (after: Double, number: Int32)? = nil) throws
    -> Output
  {
    let folder = try scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
    let child = try Child([path] + arguments, in: root, out: out.path, err: err.path)
    if let signal {
      Thread.sleep(forTimeInterval: signal.after)
      kill(child.pid, signal.number)
    }
    return Output(
      status: child.wait(),
      out: try text(of: out.path),
      err: try text(of: err.path))
  }

  /// A fresh folder.
  static func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "descent-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
