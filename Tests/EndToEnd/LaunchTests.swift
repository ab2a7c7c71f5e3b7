import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `log -- COMMAND` as a program's parent: signals, exit codes, scripts; no Python is needed.
@Suite struct LaunchTests {
  /// A process's state as the kernel names it: `S` sleeping, `T` stopped.
  private static func state(_ pid: pid_t) -> Character? {
    let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    return status?.split(separator: "\n").first { $0.hasPrefix("State:") }?
      .drop { $0 != "\t" }.dropFirst().first
  }

  private static func waits(for condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<200 {
      if try condition() { return true }
      usleep(25_000)
    }
    return false
  }

  /// Starts `descent log OPTIONS -- sh -c SCRIPT` in a folder; the script writes its id to `pid`.
  private static func start(_ script: String, _ options: [String] = [], in folder: URL) throws
    -> (Child, pid_t)
  {
    let child = try Child(
      [Program.path, "log"] + options + ["--", "sh", "-c", "echo $$ >pid; mv pid id; \(script)"],
      in: folder.path, out: folder.appendingPathComponent("out").path,
      err: folder.appendingPathComponent("err").path)
    let file = folder.appendingPathComponent("id").path
    #expect(waits { FileManager.default.fileExists(atPath: file) })
    return (child, pid_t(try text(of: file).trimmingCharacters(in: .newlines)) ?? 0)
  }

  @Test func scriptWithoutAnInterpreterIsTheShells() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = folder.appendingPathComponent("plain").path
    // Written here, it would be open in whatever another test starts at that moment, and busy.
    let writer = try Child(
      ["sh", "-c", "echo 'echo it ran \"$@\"; exit 4' >plain; chmod 700 plain"], in: folder.path,
      out: "/dev/null", err: "/dev/null")
    #expect(writer.wait() == 0)
    let result = try Program.run(["log", "--", script, "one", "two words"])
    #expect(result.out == "it ran one two words\n")
    #expect(result.status == 4, "\(result.err)")
  }

  @Test func stopAndGoOnArePassedOn() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (descent, program) = try Self.start("while :; do sleep 0.05; done", in: folder)
    kill(descent.pid, SIGTSTP)
    // The test's process group may have no terminal, where the kernel stops none of it.
    let hasStopped = Self.waits { Self.state(program) == "T" && Self.state(descent.pid) == "T" }
    if hasStopped {
      kill(descent.pid, SIGCONT)
      #expect(Self.waits { Self.state(program) != "T" && Self.state(descent.pid) != "T" })
    }
    kill(descent.pid, SIGTERM)
    #expect(descent.wait() == 128 + SIGTERM)
  }

  @Test func programGoesOnWhenDescentIsKilled() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (descent, _) = try Self.start(
      "sleep 0.5; echo done", ["--output", "run.jsonl"], in: folder)
    kill(descent.pid, SIGKILL)
    #expect(descent.wait() == 128 + SIGKILL)
    let out = folder.appendingPathComponent("out").path
    #expect(try Self.waits { try text(of: out) == "done\n" })
  }

  @Test func recordingHasABeginningAndAnEnd() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("%h.jsonl").path
    let result = try Program.run(["log", "--output", file, "--", "sh", "-c", "echo hi; exit 3"])
    #expect(result.status == 3)
    #expect(result.out == "hi\n")
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder.path).first)
    #expect(name == ProcessInfo.processInfo.hostName + ".jsonl")
    let lines = try text(of: folder.appendingPathComponent(name).path).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix(#"{"event":"run","#) == true)
    #expect(lines.last?.hasSuffix(#""code":3,"status":"failed"}"#) == true)
  }

  @Test func fullDiskEndsTheRecordingAlone() throws {
    let result = try Program.run(["log", "--output", "/dev/full", "--", "sh", "-c", "echo hi"])
    #expect(result.status == 0)
    #expect(result.out == "hi\n")
    #expect(result.errors.count == 1)
    #expect(result.err.hasPrefix("descent: /dev/full ends here, the program goes on: "))
  }

  @Test func recordingThatCannotBeginIsAnError() throws {
    let result = try Program.run(["log", "--output", "/not/there", "--", "sh", "-c", "echo hi"])
    #expect(result.status == 73)
    #expect(result.out.isEmpty)
  }
}
