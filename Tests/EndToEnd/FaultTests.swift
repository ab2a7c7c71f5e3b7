import Foundation
import Testing

#if os(Linux)
  /// One call of the system fails, in a run with a log, a picture and checkpoints. A small part of what
  /// `Tests/Conformance/faults.py` does.
  // A sanitizer wants to be loaded first, and has a `malloc` of its own.
  @Suite(.enabled(if: ProcessInfo.processInfo.environment["DESCENT_SANITIZER"] == nil))
  struct FaultTests {
    /// The library that is loaded before the program's own, compiled once.
    static let library: Result<String, any Error> = Result {
      let folder = try Program.scratch()
      let library = folder.appendingPathComponent("faults.so").path
      let source = Program.root + "/Tests/Conformance/faults.c"
      let child = try Child(
        ["clang", "-O1", "-shared", "-fPIC", "-o", library, source], out: "/dev/null",
        err: folder.appendingPathComponent("err").path)
      guard child.wait() == 0 else { throw Child.Failure(description: "faults.c: no library") }
      return library
    }

    struct Run {
      let status: Int32
      let err: String
      /// The call was reached, and failed.
      let failed: Bool
    }

    /// Runs `log` in a folder with a call that fails, and goes on from its checkpoint.
    static func run(_ fault: String, in folder: URL, resuming: Bool = false) throws -> Run {
      let mark = folder.appendingPathComponent("mark").path
      let files = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
      let preload = try fault.isEmpty ? [] : ["LD_PRELOAD=\(library.get())", "FAULT=\(fault)"]
      let child = try Child(
        ["env"] + preload + [
          "FAULT_MARK=\(mark)", Program.path, "log", "seed", "--epochs", "6", "--format", "jsonl",
          "--presets", Program.root + "/Presets", "--output", "log.jsonl", "--plot", "curves.svg",
          "--save", "saved", "--save-every", "2",
        ] + (resuming ? ["--resume", "saved"] : []),
        in: folder.path, out: files.0.path, err: files.1.path)
      return Run(
        status: child.wait(), err: try text(of: files.1.path),
        failed: FileManager.default.fileExists(atPath: mark))
    }

    static let faults: [String] =
      ["open", "write", "fsync", "rename"].flatMap { kind in
        [1, 2, 3, 4, 6, 8, 11, 14, 18].map { "\(kind):\($0)" }
      }
      + ["write:2+", "write:5+", "open:60", "open:70", "open:75"]
      + ["pthread_create:1", "pthread_create:1+", "pthread_create:2"]
      + [1, 16, 1000, 20_000, 100_000, 200_000, 300_000].map { "malloc:\($0)" }

    @Test(.timeLimit(.minutes(2)), arguments: faults)
    func saysSoAndLeavesWholeFiles(_ fault: String) throws {
      let folder = try Program.scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      let run = try Self.run(fault, in: folder)
      // Swift's own end, where there is no memory, is a trap, an abort, or a use of address zero.
      let ends: Set<Int32> =
        fault.hasPrefix("malloc")
        ? [128 + SIGILL, 128 + SIGTRAP, 128 + SIGABRT, 128 + SIGSEGV] : []
      #expect(ends.union([0, 1, 65, 66, 73]).contains(run.status), "\(run.status) \(run.err)")
      if !run.failed { #expect(run.status == 0) }
      // Where every write fails, so does the one that would say so.
      let canSay = !fault.hasPrefix("write") || !fault.hasSuffix("+")
      if run.status != 0, !ends.contains(run.status), canSay {
        #expect(run.err.contains("rror"), "\(run.err)")
      }
      let log = folder.appendingPathComponent("log.jsonl").path
      let lines = (try? text(of: log)) ?? ""
      #expect(lines.isEmpty || lines.hasSuffix("}\n"), "\(lines.suffix(80))")
      let picture = try? text(of: folder.appendingPathComponent("curves.svg").path)
      #expect(picture?.hasSuffix("</svg>\n") ?? (run.status != 0))
      guard
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("saved").path)
      else {
        #expect(run.status != 0)
        return
      }
      let again = try Self.run("", in: folder, resuming: true)
      #expect(again.status == 0, "\(again.err)")
      #expect(try text(of: log).hasSuffix("\"status\":\"finished\"}\n"))
    }

    /// ncurses calls `exit` itself where it gets no memory.
    @Test(arguments: [1, 2, 30])
    func givesTheTerminalBackWhereALibraryEndsTheProcess(_ write: Int) throws {
      let folder = try Program.scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      let mark = folder.appendingPathComponent("mark").path
      let dashboard = DashboardEndToEnd()
      let terminal = try dashboard.start(
        "seed --epochs 1000000",
        environment: "LD_PRELOAD=\(Self.library.get()) FAULT=exit:\(write) FAULT_MARK='\(mark)'")
      try dashboard.expectClean(terminal, code: 1)
      #expect(FileManager.default.fileExists(atPath: mark))
    }
  }
#endif
