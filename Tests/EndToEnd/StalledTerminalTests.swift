import Foundation
import Testing

/// A terminal that takes nothing more, as after Control-S.
@Suite(.serialized) struct StalledTerminalTests {
  @Test func trainingGoesOnWithoutIt() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let dashboard = DashboardEndToEnd()
    let terminal = try dashboard.start(
      "seed --epochs 100000000 --pace max --save '\(folder.path)/saved' --save-every 2000")
    try terminal.wait("a checkpoint") { _ in Self.epoch(in: folder) > 0 }
    try terminal.press("C-s")
    Thread.sleep(forTimeInterval: 0.5)
    // More than the trainer may be ahead of who reads what it tells.
    let goal = Self.epoch(in: folder) + 50_000
    try terminal.wait("epoch \(goal)", seconds: 60) { _ in Self.epoch(in: folder) > goal }
    try terminal.press("C-q")
    try terminal.wait("the epochs since") { (dashboard.epoch($0) ?? 0) > goal }
    try terminal.type("q")
    try terminal.type("y")
    try dashboard.expectClean(terminal, code: 0)
  }

  /// The epoch that the checkpoint in `saved` is of.
  private static func epoch(in folder: URL) -> Int {
    let file = folder.appendingPathComponent("saved/run.json").path
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return text.firstMatch(of: /"epoch":(\d+)/).flatMap { Int($0.1) } ?? 0
  }
}
