import Foundation
import Testing

/// `descent watch` and `descent replay`: the dashboard over a log.
@Suite(.serialized) struct WatchTests {
  /// Without a terminal a log comes out as our text log, with the exit code its run deserves.
  @Test(arguments: [
    ("epoch 0 loss 0.5\nepoch 1 loss 0.25", 0, "Epoch:1 | loss: 0.2500"),
    ("epoch 0 loss 0.5\nValueError: no", 1, "Epoch:0 | loss: 0.5000"),
    ("{\"event\":\"epoch\",\"epoch\":3,\"test_acc\":1}", 0, "Epoch:3 | test_acc: 1.0000"),
  ])
  func readsOtherPrograms(_ text: String, _ status: Int32, _ last: String) throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("log.txt")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let result = try Program.run(["replay", file.path])
    #expect(result.status == status, "\(result.err)")
    #expect(result.lines.last == last)
  }

  @Test func aLogOfOursComesBackLineByLine() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("log.jsonl").path
    let run = ["log", "seed", "--bug", "argmax@20", "--epochs", "40"]
    let text = try Program.run(run)
    _ = try Program.run(run + ["--format", "jsonl", "--output", file])
    let replay = try Program.run(["replay", file])
    #expect(replay.status == 1)
    #expect(replay.out == text.out)
    #expect(replay.err == text.err)
  }

  @Test func aMissingLogIsOneLine() throws {
    let result = try Program.run(["watch", "/nowhere/log.jsonl"])
    #expect(result.status == 66)
    #expect(result.errors == ["error: no such log: /nowhere/log.jsonl"])
  }

  @Test func followsALogThatGrowsAndOneThatTakesItsPlace() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("train.log")
    try "epoch 0 loss 1.0\nepoch 1 loss 0.5\nepoch 2 l".write(
      to: file, atomically: false, encoding: .utf8)
    let terminal = try Tmux(width: 80, height: 24)
    try terminal.shell("clear; \(Program.path) watch \(file.path); echo \"code $?\"")
    try terminal.wait("what is complete") { $0.contains("epoch 1 ") }
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("oss 0.25\nepoch 3 loss 0.2\n".utf8))
    try handle.close()
    try terminal.wait("what was added") { $0.contains("epoch 3 ") }
    let another = "epoch 0 loss 9\nIndexError: Target 5 is out of bounds.\n"
    try another.write(to: file, atomically: true, encoding: .utf8)
    try terminal.waitFor("IndexError: Target 5 is out of bounds.")
    try terminal.type("q")
    try terminal.waitFor("code 0")
  }

  @Test func theLogComesByPipeAndTheKeysFromTheTerminal() throws {
    let terminal = try Tmux(width: 80, height: 24)
    try terminal.shell(
      "cd '\(Program.root)'; clear; \(Program.path) log seed --bug detach@30 --format jsonl "
        + "2>/dev/null | \(Program.path) watch -; echo \"code $?\"")
    try terminal.waitFor("element 0 of tensors does not require grad")
    try terminal.type("q")
    try terminal.waitFor("code 1")
  }

  @Test func aReplayIsPacedPausedAndBegunAgain() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("log.jsonl").path
    _ = try Program.run(["log", "seed", "--epochs", "5000", "--format", "jsonl", "--output", file])
    let terminal = try Tmux(width: 100, height: 24)
    try terminal.shell("clear; \(Program.path) replay \(file) --pace 50; echo \"code $?\"")
    try terminal.wait("some epochs") { $0.contains(/epoch [1-9]\d+\/5000/) }
    try terminal.type(" ")
    let paused = try terminal.waitFor("paused")
    try terminal.type("e")
    try terminal.wait("one epoch more") { $0.contains("paused") && $0 != paused }
    try terminal.type("r]]]]]]]]]]")
    try terminal.waitFor("finished")
    try terminal.type("q")
    try terminal.waitFor("code 0")
  }
}
