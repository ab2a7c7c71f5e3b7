import Foundation
import Testing

/// Several logs at once, and a log as a picture.
@Suite struct SideBySideTests {
  private static func folder(_ logs: [String: String]) throws -> URL {
    let folder = try Program.scratch()
    for (name, text) in logs { try write(text, to: folder.appendingPathComponent(name)) }
    return folder
  }

  private static func write(_ text: String, to file: URL) throws {
    try text.write(to: file, atomically: false, encoding: .utf8)
  }

  private static let log = "epoch 0 loss 0.75\nepoch 1 loss 0.5\n"

  @Test func aFoldersRunsAreListedAndNewOnesAppear() throws {
    let folder = try Self.folder(["a.log": Self.log, "b.log": Self.log + "ValueError: no\n"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.shell("clear; \(Program.path) watch \(folder.path); echo \"code $?\"")
    try terminal.wait("both runs") {
      $0.contains("a.log") && $0.contains("b.log") && $0.contains("ValueError: no")
    }
    try Self.write(Self.log + "epoch 2 loss 0.25\n", to: folder.appendingPathComponent("c.log"))
    try terminal.wait("the new run") { $0.contains("c.log") && $0.contains("0.250") }
    try terminal.type("q")
    try terminal.waitFor("code 0")
  }

  @Test func aFinishedLogIsDrawnWithoutATerminal() throws {
    let folder = try Self.folder(["a.log": Self.log, "b.log": Self.log + "ValueError: no\n"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let picture = folder.appendingPathComponent("screen.txt").path
    func replay(_ paths: String...) throws -> (status: Int32, screen: String) {
      let result = try Program.run(["replay"] + paths + ["--snapshot", picture, "--size", "80x24"])
      #expect(result.out.isEmpty)
      return (result.status, try String(contentsOfFile: picture, encoding: .utf8))
    }
    let one = try replay(folder.appendingPathComponent("a.log").path)
    #expect(one.status == 0 && one.screen.contains("finished"))
    #expect(one.screen.split(separator: "\n").count == 24)
    let failed = try replay(folder.appendingPathComponent("b.log").path)
    #expect(failed.status == 1 && failed.screen.contains("ValueError: no"))
    let both = try replay(
      folder.appendingPathComponent("a.log").path, folder.appendingPathComponent("b.log").path)
    #expect(both.status == 0 && both.screen.contains("2 runs"))
  }

  @Test func severalLogsNeedATerminal() throws {
    let folder = try Self.folder(["a.log": Self.log])
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try Program.run(["watch", folder.path])
    #expect(result.status == 64 && result.out.isEmpty)
    #expect(
      result.errors.first
        == "error: several logs need a terminal; descent summary needs none")
  }
}
