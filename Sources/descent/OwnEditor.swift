import Dashboard
import Foundation

/// The person's own editor, given some lines to change.
struct OwnEditor {
  /// What became of it.
  private(set) var result = Message.notice("no editor was run")

  /// As the shell runs it: it may have arguments.
  private var command: String {
    let environment = ProcessInfo.processInfo.environment
    return [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }
      .first { !$0.isEmpty } ?? "vi"
  }

  /// Writes the lines to a file, waits for the editor and reads them back. The terminal is its own
  /// meanwhile.
  mutating func edit(_ lines: [String]) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("descent-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("loop.py")
    do {
      // For nobody else to read or write.
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try (lines.joined(separator: "\n") + "\n").write(
        to: file, atomically: false, encoding: .utf8)
      let quoted = "'" + file.path.replacingOccurrences(of: "'", with: "'\\''") + "'"
      // Not `Process`: its child would be in the background and could not read the terminal.
      let status = system("\(command) \(quoted)")
      guard status == 0 else {
        result = .notice("\(command) failed, the loop is as it was")
        return
      }
      var text = try String(contentsOf: file, encoding: .utf8)
      if text.hasSuffix("\n") { text.removeLast() }
      result = .edited(
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    } catch {
      result = .notice("the loop could not be edited: \(error.localizedDescription)")
    }
  }
}
