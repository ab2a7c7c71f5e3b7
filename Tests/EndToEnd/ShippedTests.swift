import Foundation
import Testing

/// The program alone in a folder, as a person has it who was given one file.
@Suite struct ShippedTests {
  /// Runs the program from a folder that holds nothing else.
  private static func run(
    _ arguments: [String], beside write: (URL) throws -> Void = { _ in }
  ) throws -> Program.Output {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appendingPathComponent("descent")
    // A second name for it, where the folder is on the same disk: the program is large.
    if (try? FileManager.default.linkItem(atPath: Program.path, toPath: program.path)) == nil {
      try FileManager.default.copyItem(atPath: Program.path, toPath: program.path)
    }
    try write(folder)
    let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
    let child = try Child([program.path] + arguments, in: folder.path, out: out.path, err: err.path)
    return Program.Output(
      status: child.wait(), out: try text(of: out.path), err: try text(of: err.path))
  }

  @Test(arguments: [
    ["presets"], ["bugs"], ["log", "iris", "--epochs", "3"], ["export", "digits"],
    ["log", "seed", "--bug", "argmax", "--epochs", "2"], ["bugs", "argmax"],
  ])
  func saysWhatItSaysBesideItsFolder(_ arguments: [String]) throws {
    let alone = try Self.run(arguments)
    let beside = try Program.run(arguments)
    #expect(alone.out == beside.out && !(alone.out + alone.err).isEmpty)
    #expect(alone.err == beside.err)
    #expect(alone.status == beside.status)
  }

  @Test func folderBesideItWins() throws {
    let result = try Self.run(["presets"]) { folder in
      let presets = folder.appendingPathComponent("Presets")
      try FileManager.default.createDirectory(at: presets, withIntermediateDirectories: false)
      try "summary: my own\ndata: {kind: random}\nmodel: [linear: 3]\n".write(
        to: presets.appendingPathComponent("seed.yaml"), atomically: true, encoding: .utf8)
    }
    #expect(result.lines == ["seed  my own"])
  }

  @Test func folderWithoutBugsLeavesTheShippedOnes() throws {
    let result = try Self.run(["log", "seed", "--presets", "own", "--bug", "argmax"]) { folder in
      let presets = folder.appendingPathComponent("own")
      try FileManager.default.createDirectory(at: presets, withIntermediateDirectories: false)
      try "data: {kind: random}\nmodel: [linear: 3]\n".write(
        to: presets.appendingPathComponent("seed.yaml"), atomically: true, encoding: .utf8)
    }
    #expect(result.status == 1)
    #expect(result.err.contains("does not require grad"), "\(result.err)")
  }
}
