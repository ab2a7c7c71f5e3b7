import Foundation
import Testing

/// The probe in real Python programs.
@Suite struct ProbeEndToEnd {
  /// Whether a line of Python runs without an error; `PROBE_PYTHON` names another Python.
  private static func runs(_ line: String) -> Bool {
    let child = try? Child([python, "-c", line], out: "/dev/null", err: "/dev/null")
    return child?.wait() == 0
  }

  static let python = ProcessInfo.processInfo.environment["PROBE_PYTHON"] ?? "python3"
  static let hasPython = runs("pass")
  static let hasTorch = runs("import torch")

  static let script = """
    import torch

    torch.manual_seed(0)
    model = torch.nn.Linear(4, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, y = torch.randn(8, 4), torch.randn(8)
    for step in range(3):
        guess = model(x).argmax(1).float()
        loss = torch.nn.functional.mse_loss(guess, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    """

  /// Runs Python on `source` in a folder of its own; `arguments` of Descent's come before it.
  static func run(_ source: String, _ arguments: [String], probe: String? = nil) throws
    -> Program.Output
  {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    try source.write(
      to: folder.appendingPathComponent("train.py"), atomically: true, encoding: .utf8)
    try probe?.write(
      to: folder.appendingPathComponent("probe.py"), atomically: true, encoding: .utf8)
    let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
    let child = try Child(
      arguments + [python, "train.py"], in: folder.path, out: out.path, err: err.path)
    return Program.Output(
      status: child.wait(), out: try text(of: out.path), err: try text(of: err.path))
  }

  @Test(.enabled(if: hasPython, "there is no Python"))
  func withoutTorchTheProgramSimplyRuns() throws {
    let program = "import sys\nprint(sorted(n for n in sys.modules if 'probe' in n))\nsys.exit(3)\n"
    let result = try Self.run(program, [Program.path, "log", "--"])
    #expect(result.out == "['descent_probe', 'descent_probe.install']\n")
    #expect(result.err.isEmpty)
    #expect(result.status == 3)
  }

  /// The file that `python bundle.py` writes.
  @Test(.enabled(if: hasPython, "there is no Python"))
  func printedFileIsTheBundle() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let out = folder.appendingPathComponent("out").path
    let child = try Child(
      [Self.python, "Sources/Probe/OneFile/bundle.py"], in: Program.root, out: out, err: "/dev/null"
    )
    #expect(child.wait() == 0)
    let printed = try Program.run(["probe", "--print"]).out
    #expect(printed == (try text(of: out)))
    let result = try Self.run("import probe, descent_probe.install\nprint(1)\n", [], probe: printed)
    #expect(result.out == "1\n", "\(result.err)")
  }

  @Test(.enabled(if: hasTorch, "there is no Python with torch; PROBE_PYTHON may name one"))
  func faultyProgramIsToldItsLine() throws {
    let result = try Self.run(Self.script, [Program.path, "log", "--"])
    #expect(result.status == 1)
    #expect(result.err.contains("argmax, train.py:8"), "\(result.err)")
  }

  @Test(.enabled(if: hasTorch, "there is no Python with torch; PROBE_PYTHON may name one"))
  func importedProbeSaysTheSame() throws {
    let probe = try Program.run(["probe", "--print"]).out
    let result = try Self.run("import probe\n" + Self.script, [], probe: probe)
    #expect(result.status == 1)
    #expect(result.err.contains("argmax, train.py:9"), "\(result.err)")
  }

  /// What the probe sees, in a file; the terminal shows the same as without one.
  @Test(.enabled(if: hasTorch, "there is no Python with torch; PROBE_PYTHON may name one"))
  func recordingHoldsWhatTheProbeSees() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("run.jsonl").path
    let program =
      "print('begins')\n"
      + Self.script.replacingOccurrences(of: ".argmax(1).float()", with: ".sum(1)")
    let result = try Self.run(program, [Program.path, "log", "--output", file, "--"])
    #expect(result.status == 0, "\(result.err)")
    #expect(result.out == "begins\n")
    #expect(result.err.isEmpty)
    let events = try text(of: file).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let names = events.compactMap { $0["event"] as? String }
    #expect(names.first == "run")
    #expect(Array(names.suffix(2)) == ["process_end", "end"])
    #expect(Set(names).isSuperset(of: ["process", "listing", "value", "gradients"]))
    let losses = events.filter {
      $0["event"] as? String == "value" && $0["name"] as? String == "loss"
    }
    #expect(losses.compactMap { $0["step"] as? Int } == [1, 2, 3])
  }

  @Test(.enabled(if: hasTorch, "there is no Python with torch; PROBE_PYTHON may name one"))
  func recordedErrorIsStillToldToThePerson() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("run.jsonl").path
    let result = try Self.run(Self.script, [Program.path, "log", "--output", file, "--"])
    #expect(result.status == 1)
    #expect(result.err.contains("argmax, train.py:8"), "\(result.err)")
    let lines = try text(of: file).split(separator: "\n")
    let error = try #require(lines.first { $0.hasPrefix(#"{"event":"error""#) })
    #expect(error.contains(#""operation":"argmax""#))
    #expect(lines.last?.contains(#""status":"failed""#) == true)
    // Python prints the traceback past `sys.stderr`'s own writes no differently: it is recorded too.
    #expect(lines.contains { $0.contains("Traceback") })
    #expect(!lines.contains { $0.hasPrefix(#"{"event":"print""#) && $0.contains("train.py:8:") })
  }
}
