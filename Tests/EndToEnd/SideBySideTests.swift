import CSQLite
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

  @Test func theRunsOfADatabaseGrowSideBySide() throws {
    let folder = try Self.folder([:])
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("trackio.db").path
    let written = Program.root + "/Tests/RunLog/Programs/trackio.db"
    try FileManager.default.copyItem(atPath: written, toPath: file)
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.shell("clear; \(Program.path) watch \(file); echo \"code $?\"")
    try terminal.wait("both runs") { $0.contains("first") && $0.contains("second") }
    var database: OpaquePointer?
    try #require(sqlite3_open(file, &database) == SQLITE_OK)
    defer { sqlite3_close(database) }
    // As programs do that train at the same time.
    for (run, step, loss) in [("first", 3, 0.375), ("third", 0, 7.5), ("first", 4, 0.125)] {
      let values = "{\"epoch\": \(step), \"loss\": \(loss)}"
      let text = """
        INSERT INTO metrics (run_id, run_name, timestamp, step, metrics)
        VALUES ('\(run)', '\(run)', '2026-01-01', \(step), '\(values)')
        """
      #expect(sqlite3_exec(database, text, nil, nil, nil) == SQLITE_OK)
    }
    try terminal.wait("what was added") {
      $0.contains(/first +4 +0\.125/) && $0.contains(/third +0 +7\.5/)
    }
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
