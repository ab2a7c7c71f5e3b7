import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program or Descent is killed, the socket goes, the disk is full: nothing of the program's is lost,
/// and nothing hangs.
@Suite(.serialized) struct LossTests {
  /// Speaks as the probe does, with no torch: says hello and one loss, then does what `more` says.
  private static func speaker(_ more: String) -> String {
    """
    import json, os, signal, socket, sys, time
    link = socket.socket(socket.AF_UNIX)
    link.connect(os.environ["DESCENT_PROBE_SOCKET"])
    def say(**event):
        try:
            link.send(json.dumps(event).encode() + b"\\n")
        except OSError:
            pass
    say(event="hello", version=1, pid=os.getpid(), rank=None, world_size=None, program=["a.py"],
        python="3", torch="2", trace="auto")
    say(event="loss", steps=[1], values=[0.5])
    \(more)

    """
  }

  private func folder(_ script: String) throws -> URL {
    let folder = try Program.scratch()
    try Self.speaker(script).write(
      to: folder.appendingPathComponent("a.py"), atomically: true, encoding: .utf8)
    return folder
  }

  private func start(_ arguments: [String], in folder: URL, limit: String = "") throws -> Child {
    let command = [Program.path] + arguments + ["--", ProbeEndToEnd.python, "a.py"]
    return try Child(
      ["sh", "-c", "\(limit) exec \"$@\"", "sh"] + command, in: folder.path,
      out: folder.appendingPathComponent("out").path,
      err: folder.appendingPathComponent("err").path)
  }

  private func said(_ name: String, in folder: URL) throws -> String {
    try text(of: folder.appendingPathComponent(name).path)
  }

  private func waits(for condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<400 {
      if try condition() { return true }
      usleep(25_000)
    }
    return false
  }

  @Test(.enabled(if: ProbeEndToEnd.hasPython, "there is no Python"))
  func killedProgramIsRecordedAsLost() throws {
    let folder = try folder("os.kill(os.getpid(), signal.SIGKILL)")
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try start(["log", "--output", "run.jsonl"], in: folder).wait() == 128 + SIGKILL)
    let lines = try said("run.jsonl", in: folder).split(separator: "\n")
    #expect(lines.contains { $0.contains(#""name":"loss","step":1,"value":0.5"#) })
    #expect(lines.suffix(2).first?.contains(#""status":"lost""#) == true)
    #expect(lines.last?.hasSuffix(#""code":137,"status":"failed"}"#) == true)
  }

  /// The folder with the socket is removed while the program runs, as a cleaner of /tmp does.
  @Test(.enabled(if: ProbeEndToEnd.hasPython, "there is no Python"))
  func programOutlivesItsSocket() throws {
    let folder = try folder(
      """
      import shutil; shutil.rmtree(os.path.dirname(os.environ["DESCENT_PROBE_SOCKET"]))
      say(event="loss", steps=[2], values=[0.25]); print("done"); sys.exit(3)
      """)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try start(["log", "--output", "run.jsonl"], in: folder).wait() == 3)
    #expect(try said("out", in: folder) == "done\n")
    let recording = try said("run.jsonl", in: folder)
    #expect(recording.contains(#""step":2,"value":0.25"#))
  }

  /// The file may not grow beyond 563 kB, as on a disk that is full. (The thread sanitizer needs 524 kB
  /// for a file of its own.)
  @Test(.enabled(if: ProbeEndToEnd.hasPython, "there is no Python"))
  func fullDiskKeepsWholeLines() throws {
    let folder = try folder(
      """
      for step in range(2, 12000):
          say(event="loss", steps=[step], values=[1 / step])
      time.sleep(0.3); print("done"); sys.exit(3)
      """)
    defer { try? FileManager.default.removeItem(at: folder) }
    let child = try start(
      ["log", "--output", "run.jsonl"], in: folder, limit: "trap '' XFSZ; ulimit -f 1100;")
    #expect(child.wait() == 3)
    #expect(try said("out", in: folder) == "done\n")
    #expect(try said("err", in: folder).contains("run.jsonl ends here, the program goes on: "))
    let recording = try said("run.jsonl", in: folder)
    #expect(recording.utf8.count > 500_000 && recording.hasSuffix("}\n"))
    for line in recording.split(separator: "\n") {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
  }

  @Test(.enabled(if: ProbeEndToEnd.hasPython, "there is no Python"))
  func programGoesOnWhenLogIsKilled() throws {
    let folder = try folder(
      """
      print("ready", flush=True)
      while os.getppid() != 1 and not os.path.exists("go"): time.sleep(0.02)
      for step in range(2, 2000): say(event="loss", steps=[step], values=[1.0])
      open("end", "w").write("whole")
      """)
    defer { try? FileManager.default.removeItem(at: folder) }
    let child = try start(["log", "--output", "run.jsonl"], in: folder)
    #expect(try waits { try said("out", in: folder).contains("ready") })
    kill(child.pid, SIGKILL)
    #expect(child.wait() == 128 + SIGKILL)
    try Data().write(to: folder.appendingPathComponent("go"))
    #expect(waits { (try? said("end", in: folder)) == "whole" })
  }

  /// As when a terminal is closed.
  @Test(.enabled(if: ProbeEndToEnd.hasPython, "there is no Python"))
  func programHangsUpWhenTheScreenIsKilled() throws {
    let folder = try folder(
      """
      def closed(*_):
          open("end", "w").write("hung up")
          sys.exit(4)
      signal.signal(signal.SIGHUP, closed)
      print("ready", flush=True)
      while True: time.sleep(0.05)
      """)
    defer { try? FileManager.default.removeItem(at: folder) }
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.shell(
      "cd \(folder.path); sh -c 'echo $$ >\(terminal.pidFile); exec \(Program.path) watch -- "
        + "\(ProbeEndToEnd.python) a.py'; stty sane; echo \"code $?\"")
    try terminal.waitFor("ready")
    try terminal.kill(SIGKILL)
    #expect(waits { (try? said("end", in: folder)) == "hung up" })
  }

  @Test(.enabled(if: ProbeEndToEnd.hasPython, "there is no Python"))
  func screenStaysWhenTheDiskIsFull() throws {
    let folder = try folder(
      """
      for step in range(2, 12000):
          say(event="loss", steps=[step], values=[1 / step])
      print("done"); time.sleep(0.3); sys.exit(3)
      """)
    defer { try? FileManager.default.removeItem(at: folder) }
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.shell(
      "cd \(folder.path); clear; (trap '' XFSZ; ulimit -f 1100; \(Program.path) watch --output run.jsonl"
        + " -- \(ProbeEndToEnd.python) a.py; echo \"code $?\")")
    let screen = try terminal.waitFor("exit code 3")
    #expect(screen.contains("done"))
    #expect(screen.contains("ends here"), "\(screen)")
    try terminal.type("q")
    try terminal.waitFor("code 3")
  }
}
