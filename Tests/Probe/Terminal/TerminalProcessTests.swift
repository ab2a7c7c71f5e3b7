import Foundation
import Testing

@testable import Probe

/// Programs in terminals of their own.
@Suite struct TerminalProcessTests {
  static func start(_ script: String, rows: Int = 24, columns: Int = 80) throws -> TerminalProcess {
    try TerminalProcess(
      command: ["sh", "-c", script].map { Array($0.utf8CString) },
      size: .init(rows: rows, columns: columns))
  }

  /// Reads until `text` has come, or to the end.
  private func read(_ process: TerminalProcess, until text: String) -> String {
    var seen = ""
    while !seen.contains(text), case .bytes(let bytes) = process.output(waiting: -1) {
      seen += String(decoding: bytes, as: UTF8.self)
    }
    return seen
  }

  private func rest(_ process: TerminalProcess) -> String { read(process, until: "\u{0}") }

  @Test func allThreeAreTheTerminal() throws {
    let process = try Self.start(
      "test -t 0 && test -t 1 && test -t 2 && echo yes >/dev/tty; exit 3")
    #expect(rest(process) == "yes\r\n")
    #expect(process.wait() == 3)
  }

  @Test func sizeIsToldAndChanges() throws {
    let process = try Self.start(
      "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.05; done", rows: 30, columns: 91
    )
    #expect(read(process, until: "\n") == "30 91\r\n")
    process.resize(to: .init(rows: 12, columns: 40))
    #expect(rest(process) == "12 40\r\n")
    #expect(process.wait() == 0)
  }

  @Test func controlCInterrupts() throws {
    let process = try Self.start("echo ready; sleep 60")
    _ = read(process, until: "ready")
    process.write([3])
    _ = rest(process)
    #expect(process.wait() == 128 + SIGINT)
  }

  @Test func whatIsTypedIsRead() throws {
    let process = try Self.start("stty -echo; echo ready; read line; echo \"<$line>\"")
    _ = read(process, until: "ready")
    #expect(process.write(Array("hello\n".utf8)) == 6)
    #expect(rest(process).contains("<hello>"))
    #expect(process.wait() == 0)
  }

  @Test func signalsReachTheForeground() throws {
    let process = try Self.start("echo ready; sleep 60; echo late")
    _ = read(process, until: "ready")
    process.signal(SIGTERM)
    #expect(!rest(process).contains("late"))
    #expect(process.wait() == 128 + SIGTERM)
  }

  @Test func closedTerminalHangsUp() throws {
    let folder = try PrivateFolder()
    defer { folder.remove() }
    let file = folder.path + "/ended"
    var process: TerminalProcess? = try Self.start(
      "trap 'echo hung up > \(file); exit' HUP; echo ready; while :; do sleep 0.05; done")
    if let process { _ = read(process, until: "ready") }
    let identifier = process?.identifier ?? 0
    process = nil
    var status: Int32 = 0
    #expect(waitpid(identifier, &status, 0) == identifier)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "hung up\n")
  }

  @Test func scriptWithoutAnInterpreterIsTheShells() throws {
    let folder = try PrivateFolder()
    defer { folder.remove() }
    let file = folder.path + "/plain"
    // Written here, it would be open in whatever another test starts at that moment, and busy.
    let writer = try Self.start("echo 'echo \"it ran $1\"' > \(file); chmod 700 \(file)")
    #expect(writer.wait() == 0)
    let process = try TerminalProcess(
      command: [file, "twice"].map { Array($0.utf8CString) }, size: .init(rows: 24, columns: 80))
    #expect(rest(process) == "it ran twice\r\n")
    #expect(process.wait() == 0)
  }

  @Test func whatIsNotThereIsAnError() {
    let failure = #expect(throws: LaunchFailure.self) {
      try TerminalProcess(
        command: [Array("/not/there".utf8CString)], size: .init(rows: 24, columns: 80))
    }
    #expect(failure?.exitCode == 127)
  }
}
