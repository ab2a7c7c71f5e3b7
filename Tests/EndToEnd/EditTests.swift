import Foundation
import Testing

/// The loop's lines changed in the real program while it trains.
@Suite(.serialized) struct EditEndToEnd {
  static let argmax =
    "loss = loss_fn(train_logits.argmax(dim=1).float(), y_train.float())"

  /// Into the lines and down to the loss.
  private func openLoss(_ terminal: Tmux) throws {
    try terminal.type("c")
    try terminal.waitFor("editing")
    try terminal.type("jj")
    try terminal.press("Enter")
    try terminal.waitFor("line open")
  }

  @Test(arguments: [(80, 24), (160, 45)])
  func aGradientCutByHandIsFoundAndFixed(_ size: (Int, Int)) throws {
    let terminal = try DashboardEndToEnd().start(
      "seed --epochs 1000000", width: size.0, height: size.1)
    try terminal.waitFor("loss = loss_fn(")
    try openLoss(terminal)
    // A mistake first: it is shown under its line, and the old loop trains on.
    try terminal.press("C-u")
    try terminal.type("loss = loss_fn((train_logits")
    try terminal.press("Enter")
    let wrong = try terminal.waitFor("SyntaxError: '(' was never closed")
    let rows = wrong.split(separator: "\n").map(String.init)
    let caret = rows.firstIndex { $0.contains(/│ +\^/) }
    #expect(caret.map { rows[$0 - 1].contains("loss = loss_fn((train_logits") } == true, "\(wrong)")
    try terminal.wait("the old loop to go on") {
      !$0.contains("✖ raised") && $0.contains("running")
    }
    try terminal.press("Enter")
    try terminal.waitFor("line open")
    try terminal.press("End", "C-u")
    try terminal.type(Self.argmax)
    try terminal.press("Enter")
    let broken = try terminal.waitFor("element 0 of tensors does not require grad")
    #expect(broken.contains("cut"), "\(broken)")
    #expect(broken.contains("argmax"), "\(broken)")
    let parked = DashboardEndToEnd().epoch(broken) ?? 0
    try terminal.type("f")
    try terminal.wait("it to train on") {
      !$0.contains("does not require grad") && (DashboardEndToEnd().epoch($0) ?? 0) > parked
    }
    let mended = try terminal.screen()
    #expect(mended.contains("loss = loss_fn(train_logits, y_"), "\(mended)")
    try terminal.type("qy")
    try DashboardEndToEnd().expectClean(terminal, code: 0)
  }

  @Test func tabCompletesWhatTheLoopHolds() throws {
    let terminal = try DashboardEndToEnd().start("seed --epochs 1000000", width: 160, height: 45)
    try terminal.waitFor("loss = loss_fn(")
    try openLoss(terminal)
    try terminal.press("C-u")
    try terminal.type("loss = loss_fn(train_lo")
    // What comes of the key must not be taken for the line as it was before.
    try terminal.wait("the word begun") {
      $0.contains("loss_fn(train_lo") && !$0.contains("loss_fn(train_logits")
    }
    try terminal.press("Tab")
    try terminal.waitFor("loss_fn(train_logits")
    try terminal.type(".argma")
    try terminal.press("Tab")
    try terminal.waitFor("train_logits.argmax")
    try terminal.press("Escape")
    try terminal.waitFor("editing")
    try terminal.press("Escape")
    try terminal.type("qy")
    try DashboardEndToEnd().expectClean(terminal, code: 0)
  }

  @Test func theOwnEditorChangesTheLoop() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = folder.appendingPathComponent("editor").path
    try
      "echo my own editor\nsed -i 's/^loss = .*/loss = loss_fn(train_logits, y_train) * 3/' \"$1\"\n"
      .write(toFile: script, atomically: true, encoding: .utf8)
    // Read by a shell: a file is busy for exec while a child that is being started has inherited the
    // descriptor which wrote it.
    let terminal = try DashboardEndToEnd().start(
      "seed --epochs 1000000", width: 160, height: 45,
      environment: "-u VISUAL \"EDITOR=sh \(script)\"")
    try terminal.waitFor("loss = loss_fn(")
    let before = DashboardEndToEnd().epoch(try terminal.screen()) ?? 0
    try terminal.type("C")
    try terminal.waitFor("y_train) * 3")
    try terminal.wait("progress") { (DashboardEndToEnd().epoch($0) ?? 0) > before }
    try terminal.press("Escape")
    try terminal.type("qy")
    try terminal.waitFor("sane")
  }

  @Test func aFailingEditorIsToldOf() throws {
    let terminal = try DashboardEndToEnd().start(
      "seed --epochs 1000000", width: 160, height: 45, environment: "VISUAL=false")
    try terminal.waitFor("loss = loss_fn(")
    try terminal.type("C")
    try terminal.waitFor("false failed, the loop is as it was")
    try terminal.type("qy")
    try terminal.waitFor("sane")
  }
}
