import Foundation
import Testing

/// What `--output` recorded of a program, shown again.
@Suite struct RecordedProgramTests {
  /// Lines as `log --output run.jsonl -- python train.py` writes them.
  static func recording(host: String = "h", ranks: ClosedRange<Int>? = nil) -> String {
    var lines = [
      #"{"event":"run","seconds":0.0,"command":["python","train.py"],"host":"\#(host)","schema":2}"#
    ]
    for (process, rank) in (ranks ?? -1 ... -1).enumerated() {
      let place = rank < 0 ? "" : #","rank":\#(rank)"#
      let head = #""process":\#(process)\#(place),"seconds":1.0"#
      let size = rank < 0 ? "" : #","world_size":4"#
      lines += [
        #"{"event":"process",\#(head),"pid":7,"program":["train.py"],"python":"3.11","#
          + #""torch":"2.13","trace":"auto"\#(size)}"#,
        #"{"event":"listing",\#(head),"backward":9,"file":"train.py","function":"","#
          + #""lines":[{"code":"for step in range(9):","number":7},"#
          + #"{"code":"    loss = head(encode(x))","number":8},"#
          + #"{"code":"    loss.backward()","number":9}]}"#,
        #"{"event":"lines",\#(head),"lines":[{"grad_fn":"MeanBackward0","line":8,"shape":[]}],"step":1}"#,
      ]
      for step in 1...6 {
        let loss = rank == 3 ? 90.0 : 1.5 / Double(step)
        lines.append(
          #"{"event":"value",\#(head),"name":"loss","step":\#(step),"value":\#(loss)}"#)
      }
      if rank >= 0 {
        lines.append(#"{"event":"pace",\#(head),"each":0.5,"forward":0.125,"step":6}"#)
      }
      lines += [
        #"{"event":"gradients",\#(head),"parameters":[{"gradient":0.25,"name":"encoder.weight","#
          + #""requires_grad":true,"shape":[4,3],"weight":2.0}],"step":6}"#,
        #"{"event":"print",\#(head),"stream":"stdout","text":"epoch 1 accuracy 0.875"}"#,
        #"{"event":"process_end",\#(head),"reports":0,"status":"finished","step":6}"#,
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static let report =
    #"{"event":"report","process":0,"seconds":1.0,"at":null,"cut":[{"at":{"file":"train.py","#
    + #""function":"","line":8,"text":"loss = head(encode(x))"},"by":"detach()"}],"#
    + #""fix":"z = encode(x)","headline":"2 of 4 parameters get no gradient","kind":"detach","#
    + #""level":"fault","no_grad":["encoder.weight"],"parameters":4,"path":[],"step":5,"#
    + #""why":"detach() gives the same values without their history."}"# + "\n"
  static let end = #"{"event":"end","seconds":2.0,"code":0,"status":"finished"}"# + "\n"

  private static func folder(_ logs: [String: String]) throws -> URL {
    let folder = try Program.scratch()
    for (name, text) in logs {
      try text.write(
        to: folder.appendingPathComponent(name), atomically: false, encoding: .utf8)
    }
    return folder
  }

  private static func screen(_ arguments: [String], in folder: URL) throws -> String {
    let picture = folder.appendingPathComponent("screen.txt").path
    let result = try Program.run(arguments + ["--snapshot", picture, "--size", "140x40"])
    #expect(result.err.isEmpty || result.err.contains("screen.txt"), "\(result.err)")
    return try text(of: picture)
  }

  @Test func replayShowsAllOfIt() throws {
    let folder = try Self.folder(["run.jsonl": Self.recording() + Self.report + Self.end])
    defer { try? FileManager.default.removeItem(at: folder) }
    let screen = try Self.screen(
      ["replay", folder.appendingPathComponent("run.jsonl").path], in: folder)
    for part in [
      "train.py", "loss = head(encode(x))", "MeanBackward0", "step loss", "accuracy",
      "encoder.weight", "epoch 1 accuracy 0.875", "2 of 4 parameters get no gradient",
      "z = encode(x)", "finished",
    ] {
      #expect(screen.contains(part), "no '\(part)' on\n\(screen)")
    }
  }

  /// Each machine records its own ranks into one folder.
  @Test func severalMachinesRanksStandSideBySide() throws {
    let folder = try Self.folder([
      "a.jsonl": Self.recording(host: "a", ranks: 0...1),
      "b.jsonl": Self.recording(host: "b", ranks: 2...3),
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    let terminal = try Tmux(width: 150, height: 44)
    try terminal.shell("clear; \(Program.path) watch \(folder.path); echo \"code $?\"")
    let screen = try terminal.wait("all ranks") {
      $0.contains(/rank +0 +1 +2 +3/) && $0.contains("the loss of rank 3 is 90, that of the others")
    }
    #expect(screen.contains("steps/s"))
    try terminal.type("q")
    try terminal.waitFor("code 0")
  }

  @Test func summaryKnowsItsSeries() throws {
    let folder = try Self.folder(["run.jsonl": Self.recording() + Self.end])
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try Program.run(["summary", folder.path])
    #expect(result.status == 0)
    #expect(result.out.contains("step loss") && result.out.contains("accuracy"), "\(result.out)")
  }

  @Test(
    .enabled(if: ProbeEndToEnd.hasTorch, "there is no Python with torch; PROBE_PYTHON may name one")
  )
  func realProgramIsShownAgain() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("run.jsonl").path
    // The probe waits for torch, and records what is printed from there on.
    let source = ProbeEndToEnd.script.replacing(
      "import torch\n", with: "import torch\nprint('begins')\n", maxReplacements: 1)
    let result = try ProbeEndToEnd.run(source, [Program.path, "log", "--output", file, "--"])
    #expect(result.status == 1)
    let screen = try Self.screen(["replay", file], in: folder)
    // Of what it printed the last lines fit: its traceback.
    let parts = [
      "guess = model(x).argmax(1).float()", "argmax (line 9)", "RuntimeError",
      "_engine_run_backward(",
    ]
    for part in parts { #expect(screen.contains(part), "no '\(part)' on\n\(screen)") }
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("begins"))
  }
}
