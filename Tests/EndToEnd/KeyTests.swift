import Foundation
import Testing

@testable import Cells
@testable import Dashboard

/// Every key of the table, in the real program, at four sizes.
@Suite struct KeyEndToEnd {
  static let sizes = [(200, 60), (120, 36), (80, 24), (40, 10)]

  /// The key as tmux names it.
  static func name(_ key: Key) -> String {
    switch key {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PPage"
    case .pageDown: "NPage"
    case .enter: "Enter"
    case .escape: "Escape"
    case .tab: "Tab"
    case .backTab: "BTab"
    case .backspace: "BSpace"
    case .delete: "DC"
    case .wordLeft: "C-Left"
    case .wordRight: "C-Right"
    case .control(let character): "C-\(character)"
    }
  }

  /// Whatever is pressed, the screen stays whole and the program alive; at the end it is left as
  /// it was found.
  @Test(arguments: sizes)
  func everyKeyLeavesAWholeScreen(_ size: (Int, Int)) throws {
    let (width, height) = size
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    // So many epochs that the keys which let it run free do not end it: only then does q ask.
    let terminal = try DashboardEndToEnd().start(
      "spiral --epochs 1000000000 --presets '\(Program.root)/Presets'", width: width,
      height: height,
      // An editor that leaves everything as it is.
      environment: "VISUAL=true", folder: folder.path)
    try terminal.waitFor("q quit")
    for binding in KeyBinding.table where binding.action != .quit {
      for key in binding.keys {
        // Escape closes what opened, or leaves a panel that fills the screen. An editor has the
        // terminal to itself first: what is typed meanwhile, the driver would echo.
        if binding.action == .openEditor {
          try openEditor(terminal, Self.name(key))
        } else {
          try terminal.press(Self.name(key))
        }
        try terminal.press("Escape")
        try terminal.wait("the dashboard after \(binding.label)") { screen in
          let rows = screen.split(separator: "\n", omittingEmptySubsequences: false)
          return rows.first?.hasPrefix("descent") == true && rows.allSatisfy { $0.count <= width }
        }
      }
    }
    #expect(try terminal.isAlive())
    try terminal.press("Escape", "Escape", "Escape")
    try terminal.press("q")
    // A key may have chosen a preset that has ended by now: then nothing is lost and q leaves.
    let out = try terminal.wait("the way out") { $0.contains("quit?") || $0.contains("code ") }
    if out.contains("quit?") { try terminal.type("y") }
    // A bug that a key left on may have raised since; on a slow machine the fix came before it.
    try DashboardEndToEnd().expectClean(terminal, code: 0, 1)
    // The picture that a key saved is whole.
    let pictures = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".svg") }
    #expect(pictures.count == 1)
    if let picture = pictures.first {
      #expect(try text(of: "\(folder.path)/\(picture)").hasSuffix("</svg>\n"))
    }
  }

  /// Right behind an escape a letter would be another key, and how long a busy program takes to read the
  /// escape nobody knows: what was not heard is pressed again.
  private func openEditor(_ terminal: Tmux, _ key: String) throws {
    for pause in [0.5, 1, 2] {
      Thread.sleep(forTimeInterval: pause)
      try terminal.press(key)
      if (try? terminal.waitFor("nothing was changed", seconds: 5)) != nil { return }
    }
    Thread.sleep(forTimeInterval: 4)
    try terminal.press(key)
    try terminal.waitFor("nothing was changed")
  }
}
