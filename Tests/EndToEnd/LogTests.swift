import Foundation
import Testing

@Suite struct VersionEndToEnd {
  @Test func versionIsTold() throws {
    let told = try Program.run(["--version"])
    #expect(told.status == 0)
    #expect(told.out.hasPrefix("descent "))
    #expect(told.out.contains(/\d+\.\d+/))
  }
}

/// `descent log` as a person or a script runs it.
@Suite struct LogEndToEnd {
  static let famous =
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"

  /// The article's loop under real PyTorch 2.13, seed 42.
  @Test func seedPrintsWhatPyTorchPrints() throws {
    let log = try Program.run(["log", "seed", "--seed", "42", "--epochs", "1001"])
    #expect(log.status == 0)
    #expect(log.err.isEmpty)
    #expect(log.lines.count == 1001)
    for line in [
      "Epoch:0 | Train loss: 1.3643 | Train acc: 0.2500 | Test loss: 1.4596 | Test acc: 0.0938",
      "Epoch:100 | Train loss: 0.5431 | Train acc: 0.7812 | Test loss: 1.5848 | Test acc: 0.4688",
      "Epoch:500 | Train loss: 0.2395 | Train acc: 1.0000 | Test loss: 3.9146 | Test acc: 0.3750",
      "Epoch:1000 | Train loss: 0.1376 | Train acc: 1.0000 | Test loss: 6.0976 | Test acc: 0.3750",
    ] { #expect(log.lines.contains(line), "\(line)") }
  }

  @Test(arguments: [("argmax", "argmax", "line 3"), ("no_grad", "torch.no_grad()", "line")])
  func brokenLoopSaysWhereAndEndsWithOne(_ bug: String, _ cut: String, _ line: String) throws {
    let log = try Program.run(["log", "seed", "--bug", bug])
    #expect(log.status == 1)
    #expect(log.out.isEmpty)
    #expect(log.errors.first == Self.famous)
    #expect(log.err.contains(cut) && log.err.contains(line), "\(log.err)")
    #expect(log.err.contains("fix"), "\(log.err)")
  }

  @Test(arguments: ["argmax", "no_grad"])
  func fixedLogGoesOnAndEqualsTheHealthyOne(_ bug: String) throws {
    let healthy = try Program.run(["log", "iris", "--epochs", "60"])
    let fixed = try Program.run(
      ["log", "iris", "--epochs", "60", "--bug", "\(bug)@20", "--fix"])
    #expect(fixed.status == 0)
    #expect(fixed.out == healthy.out)
    #expect(healthy.lines.count == 60)
    #expect(fixed.errors.first == Self.famous)
    #expect(fixed.err.contains("epoch 20"), "\(fixed.err)")
    let unfixed = try Program.run(["log", "iris", "--epochs", "60", "--bug", "\(bug)@20"])
    #expect(unfixed.status == 1)
    #expect(unfixed.lines == Array(healthy.lines.prefix(20)))
  }

  @Test func irisIsLearnt() throws {
    let last = try #require(try Program.run(["log", "iris"]).lines.last)
    let accuracy = try #require(last.firstMatch(of: /Test acc: ([0-9.]+)/).flatMap { Double($0.1) })
    #expect(accuracy >= 0.93, "\(last)")
  }

  @Test func withoutATerminalRunIsLog() throws {
    let log = try Program.run(["log", "seed"])
    #expect(try Program.run([]).out == log.out)
    #expect(try Program.run(["run", "seed"]).out == log.out)
  }

  /// What is mistaken, the exit code, and what the one line must name.
  static let mistakes: [(arguments: [String], status: Int32, names: String)] = [
    (["log", "irs"], 66, "unknown preset 'irs'; did you mean 'iris'?"),
    (["log", "/no/such.yaml"], 66, "/no/such.yaml"),
    (["log", "--epochs", "-3"], 64, "--epochs must be a positive whole number, not -3"),
    (["log", "--epochs", "many"], 64, "many"),
    (["log", "--lr", "nan"], 64, "--lr must be a finite number"),
    (["log", "--lr", "inf"], 64, "--lr must be a finite number"),
    (["log", "--bug", "argmx"], 64, "did you mean 'argmax'?"),
    (["log", "--bug", "argmax@x"], 64, "'x' is no epoch"),
    (["log", "--optimizer", "adm"], 64, "did you mean 'adam'?"),
    (["log", "--output", "/no/such/folder/x.log"], 73, "/no/such/folder/x.log"),
    (["log", "--frobnicate"], 64, "--frobnicate"),
    (["log", "--presets", "/no/such/folder"], 66, "/no/such/folder"),
    (["run", "--theme", "ligth"], 64, "did you mean 'light'?"),
  ]

  @Test(arguments: mistakes.indices)
  func mistakeIsOneClearLine(_ index: Int) throws {
    let (arguments, status, names) = Self.mistakes[index]
    let log = try Program.run(arguments)
    #expect(log.status == status, "\(log.err)")
    #expect(log.errors.count == 1, "\(log.err)")
    #expect(log.err.contains(names), "\(log.err)")
    #expect(log.out.isEmpty)
  }

  /// A preset or table that is wrong: the file, the line, and what was expected.
  static let files: [(yaml: String, csv: String?, status: Int32, names: String)] = [
    ("epochz: 3\n", nil, 65, "p.yaml:1: unknown key 'epochz'; did you mean 'epochs'?"),
    ("epochs: lots\n", nil, 65, "p.yaml:1: 'epochs' must be a positive whole number, not 'lots'"),
    (
      "data:\n  kind: csv\n  file: t.csv\nmodel:\n  - linear: 2\n", nil, 66, "t.csv"
    ),
    (
      "data:\n  kind: csv\n  file: t.csv\nmodel:\n  - linear: 2\n", "a,k\n1,x\n2\n", 65,
      "t.csv:3: column 2: expected 2 columns, found 1"
    ),
  ]

  @Test(arguments: files.indices)
  func mistakeInAFileNamesItsLine(_ index: Int) throws {
    let (yaml, csv, status, names) = Self.files[index]
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let preset = folder.appendingPathComponent("p.yaml")
    try yaml.write(to: preset, atomically: true, encoding: .utf8)
    try csv?.write(
      to: folder.appendingPathComponent("t.csv"), atomically: true, encoding: .utf8)
    let log = try Program.run(["log", preset.path])
    #expect(log.status == status, "\(log.err)")
    #expect(log.errors.count == 1, "\(log.err)")
    #expect(log.err.contains(names), "\(log.err)")
  }

  /// Sizes that no machine has room for, each in the place where it is read.
  static let sizes: [(yaml: String, names: String)] = [
    ("data: {kind: random, rows: 8, features: 4, classes: 1000000000}", "classes 1000000000 needs"),
    ("data: {kind: random, classes: 9223372036854775807}", "'classes' must be a positive"),
    ("data: {kind: spiral, per_class: 9223372036854775807}", "'per_class' must be a positive"),
    ("data: {kind: spiral, per_class: 1000000000}", "per_class 1000000000 needs 144 GB"),
    ("data: {kind: xor, test_per_class: 100000000000}", "test_per_class 100000000000 needs"),
    ("data: {kind: random, rows: 1000000000000}", "rows 1000000000000 needs"),
    (
      "scheduler: {name: step, step_size: 9223372036854775807}\ndata: {kind: random}",
      "'step_size' must be a positive whole number, at most"
    ),
  ]

  @Test(arguments: sizes.indices)
  func sizeWithoutRoomIsOneLineAtOnce(_ index: Int) throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let preset = folder.appendingPathComponent("p.yaml")
    try "\(Self.sizes[index].yaml)\nmodel:\n  - linear: 3\n".write(
      to: preset, atomically: true, encoding: .utf8)
    let log = try Program.run(["log", preset.path])
    #expect(log.status == 65, "\(log.err)")
    #expect(log.errors.count == 1, "\(log.err)")
    #expect(log.err.contains(Self.sizes[index].names), "\(log.err)")
  }

  #if os(Linux)
    /// Memory that runs out in the midst of training is the run's error, with its line.
    @Test func memoryThatRunsOutIsAnErrorOfTheRun() throws {
      let folder = try Program.scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      let preset = folder.appendingPathComponent("p.yaml")
      try """
      data: {kind: random}
      model:
        - linear: 3
      setup: |
        kept = []
      loop: |
        train_logits = model(X_train)
        loss = loss_fn(train_logits, y_train)
        kept.append(torch.zeros(20000000))
      """.write(to: preset, atomically: true, encoding: .utf8)
      let (out, err) = (folder.path + "/out", folder.path + "/err")
      let child = try Child(
        ["sh", "-c", "ulimit -v 1500000; exec \(Program.path) log \(preset.path)"],
        in: Program.root, out: out, err: err)
      let status = child.wait()
      let said = try String(contentsOfFile: err, encoding: .utf8)
      // A sanitizer takes more room than that for itself.
      if said.contains("Sanitizer") { return }
      #expect(status == 1, "\(said)")
      #expect(said.contains("can't allocate memory: you tried to allocate 80000000 bytes"))
      #expect(said.contains("line 4: kept.append"), "\(said)")
      #expect(try !String(contentsOfFile: out, encoding: .utf8).isEmpty)
    }
  #endif

  /// What stands at the path stays what it is: a link a link, a pipe a pipe.
  @Test func outputIsWrittenIntoWhatIsThere() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = FileManager.default
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    for (link, target) in [("log", "real.log"), ("plot.svg", "real.svg")] {
      try Data("old".utf8).write(to: URL(fileURLWithPath: path(target)))
      try files.createSymbolicLink(atPath: path(link), withDestinationPath: path(target))
    }
    let result = try Program.run(
      ["log", "seed", "--epochs", "3", "--output", path("log"), "--plot", path("plot.svg")])
    #expect(result.status == 0, "\(result.err)")
    for link in ["log", "plot.svg"] {
      #expect((try? files.destinationOfSymbolicLink(atPath: path(link))) != nil)
    }
    #expect(try String(contentsOfFile: path("real.log"), encoding: .utf8).contains("Epoch:2"))
    #expect(try String(contentsOfFile: path("real.svg"), encoding: .utf8).hasPrefix("<svg"))

    #expect(mkfifo(path("pipe"), 0o600) == 0)
    let reader = try Child(
      ["cat", path("pipe")], in: folder.path, out: path("read"), err: path("err"))
    #expect(
      try Program.run(["log", "seed", "--epochs", "3", "--output", path("pipe")]).status == 0)
    #expect(reader.wait() == 0)
    #expect(try String(contentsOfFile: path("read"), encoding: .utf8).contains("Epoch:2"))
    let full = try Program.run(["log", "seed", "--epochs", "3", "--output", "/dev/full"])
    #expect(full.status == 73)
    #expect(full.err == "error: cannot write /dev/full: No space left on device\n")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGQUIT])
  func interruptedLogIsClosedProperly(_ signal: Int32) throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("log.jsonl")
    let child = try Child(
      [Program.path, "log", "seed", "--epochs", "100000000", "--format", "jsonl"]
        + ["--output", file.path],
      in: Program.root, out: folder.path + "/out", err: folder.path + "/err")
    // Nothing else says that the run has begun.
    for _ in 0..<600 where ((try? Data(contentsOf: file)) ?? Data()).isEmpty {
      Thread.sleep(forTimeInterval: 0.1)
    }
    kill(child.pid, signal)
    #expect(child.wait() == 128 + signal)
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.first?.hasPrefix("{\"event\":\"run\"") == true)
    #expect(lines.last == "{\"event\":\"end\",\"status\":\"interrupted\"}")
  }

  #if os(Linux)
    /// A run as long as one likes takes no more memory than a short one.
    @Test func memoryDoesNotGrowWithTheEpochs() throws {
      let folder = try Program.scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
      // The address sanitizer would keep what has been freed, the thread sanitizer what was done.
      let child = try Child(
        ["env", "ASAN_OPTIONS=quarantine_size_mb=1", "TSAN_OPTIONS=flush_memory_ms=200"]
          + [Program.path, "log", "seed"]
          + ["--epochs", "100000000", "--every", "1000"],
        in: Program.root, out: out.path, err: err.path)
      defer {
        kill(child.pid, SIGKILL)
        _ = child.wait()
      }
      /// Resident bytes once the log has come to `epoch`.
      func resident(at epoch: Int) throws -> Int {
        let deadline = Date() + 300
        while try !text(of: out.path).contains("Epoch:\(epoch) ") {
          try #require(Date() < deadline, "no epoch \(epoch)")
          Thread.sleep(forTimeInterval: 0.02)
        }
        let fields = try text(of: "/proc/\(child.pid)/statm").split(separator: " ")
        return try #require(fields.count > 1 ? Int(fields[1]) : nil)
          * Int(sysconf(Int32(_SC_PAGESIZE)))
      }
      // The first thousands fill pools, and more of them under a sanitizer.
      let early = try resident(at: 10_000)
      let late = try resident(at: 40_000)
      // Seventy bytes an epoch would show.
      #expect(late - early < 2 << 20, "\(early) bytes became \(late)")
    }
  #endif
}
