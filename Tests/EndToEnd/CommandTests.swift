import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `descent log -- COMMAND`: to the command, Descent is not there.
@Suite struct CommandTests {
  /// Runs a line of `sh`, in which `$D` is the program and `$S` a folder of the test's own.
  static func shell(_ line: String) throws -> Program.Output {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
    let child = try Child(
      ["env", "D=\(Program.path)", "S=\(folder.path)", "sh", "-c", line],
      in: folder.path, out: out.path, err: err.path)
    return Program.Output(
      status: child.wait(), out: try text(of: out.path), err: try text(of: err.path))
  }

  @Test(arguments: [0, 1, 7, 255])
  func exitCodeIsTheCommands(_ code: Int32) throws {
    let result = try Program.run(["log", "--", "sh", "-c", "exit \(code)"])
    #expect(result.status == code)
    #expect(result.out.isEmpty && result.err.isEmpty, "\(result.out)\(result.err)")
  }

  @Test(arguments: [SIGTERM, SIGKILL, SIGHUP])
  func signalThatEndedTheCommandIsInTheExitCode(_ signal: Int32) throws {
    let result = try Program.run(["log", "--", "sh", "-c", "kill -\(signal) $$"])
    #expect(result.status == 128 + signal)
  }

  @Test func argumentsAreAsTheyWere() throws {
    let result = try Self.shell(
      #"$D log -- printf '[%s]' --bug -h -- '' 'a  b' "$(printf '\377')" | od -An -tx1 -v"#)
    let bytes = result.out.split { $0 == " " || $0 == "\n" }.map { UInt8($0, radix: 16) ?? 0 }
    #expect(bytes == Array("[--bug][-h][--][][a  b][".utf8) + [0xff] + Array("]".utf8))
    #expect(result.err.isEmpty, "\(result.err)")
  }

  @Test func streamsPassThrough() throws {
    let result = try Self.shell(
      "printf 'in\\000put' | $D log -- sh -c 'cat; echo to stderr >&2'")
    #expect(result.out == "in\0put")
    #expect(result.err == "to stderr\n")
    #expect(result.status == 0)
  }

  /// In a folder that stays, so that Python keeps what it compiled; where there can be none, in one
  /// that goes.
  @Test(arguments: [("$S/cache", "/cache/descent/probe/"), ("/dev/null", "/descent-")])
  func packageIsFirstOnThePathInAPrivateFolder(_ cache: String, _ place: String) throws {
    let command =
      #"echo "$PYTHONPATH"; f=${PYTHONPATH%%:*}; stat -c %a "$f"; ls "$f" "$f"/descent_probe"#
    let result = try Self.shell(
      "export TMPDIR=$S PYTHONPATH=/one:/two XDG_CACHE_HOME=\(cache); $D log -- sh -c '\(command)'; "
        + "ls -d $S/descent-* >&2")
    let path = try #require(result.lines.first)
    #expect(path.hasSuffix(":/one:/two"), "\(path)")
    #expect(path.contains(place), "\(path)")
    #expect(result.lines.dropFirst().first == "700")
    for name in ["sitecustomize.py", "descent_probe", "install.py"] {
      #expect(result.lines.contains(name))
    }
    #expect(!result.lines.contains("bundle.py"))
    #expect(result.err.contains("No such file"), "the folder stayed: \(result.err)")
  }

  @Test func traceIsPassedOn() throws {
    let print = ["--", "sh", "-c", "echo $DESCENT_PROBE_TRACE"]
    #expect(try Program.run(["log", "--trace", "always"] + print).out == "always\n")
    #expect(try Program.run(["log", "--trace=off"] + print).out == "off\n")
    #expect(try Program.run(["log"] + print).out == "\n")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1])
  func signalToDescentAloneReachesTheCommandOnce(_ signal: Int32) throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
    let command =
      "trap 'echo got it' \(signal); echo ready; for i in 1 2 3 4 5 6; do sleep 0.1; done; exit 9"
    let child = try Child(
      [Program.path, "log", "--", "sh", "-c", command], in: folder.path, out: out.path,
      err: err.path)
    let deadline = Date() + 20
    while try text(of: out.path).isEmpty, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    kill(child.pid, signal)
    #expect(child.wait() == 9)
    #expect(try text(of: out.path) == "ready\ngot it\n")
    #expect(try text(of: err.path).isEmpty)
  }

  @Test func ignoredSignalStaysIgnored() throws {
    let result = try Self.shell("trap '' HUP; $D log -- sh -c 'kill -HUP $$; echo alive'")
    #expect(result.out == "alive\n")
    #expect(result.status == 0)
  }

  @Test func commandOutlivesAKilledDescent() throws {
    let result = try Self.shell(
      "export TMPDIR=$S; $D log -- sh -c 'echo ready; sleep 0.5; echo done' >$S/o & "
        + "while ! grep -q ready $S/o; do sleep 0.02; done; kill -KILL $!; wait $!; sleep 0.8; cat $S/o"
    )
    #expect(result.out == "ready\ndone\n")
  }

  @Test(arguments: [
    ("/no/such/program", 127, "cannot start /no/such/program: No such file or directory"),
    ("no-such-program", 127, "cannot start no-such-program: No such file or directory"),
    ("/etc/passwd", 126, "cannot start /etc/passwd: Permission denied"),
    ("/", 126, "cannot start /: Permission denied"),
  ])
  func commandThatCannotStartIsOneLine(_ command: String, _ status: Int32, _ says: String) throws {
    let result = try Program.run(["log", "--", command])
    #expect(result.status == status)
    #expect(result.errors == ["error: " + says])
  }

  static let mistakes: [(arguments: [String], names: String)] = [
    (["log", "--bug", "argmax", "--", "true"], "--bug"),
    (["log", "--epochs", "3", "--", "true"], "--epochs"),
    (["log", "--trace", "off", "--every=2", "--", "true"], "--every=2"),
    (["log", "seed", "--", "true"], "seed"),
    (["log", "--"], "there is no command after --"),
    (["log", "--trace", "off"], "--trace goes with a command after --"),
    (["log", "--trace", "some", "--", "true"], "some"),
    (["probe"], "descent probe --print"),
  ]

  @Test(arguments: mistakes.indices)
  func mistakeIsOneLine(_ index: Int) throws {
    let (arguments, names) = Self.mistakes[index]
    let result = try Program.run(arguments)
    #expect(result.status == 64)
    #expect(result.errors.count == 1, "\(result.err)")
    #expect(result.err.contains(names), "\(result.err)")
  }

  @Test func terminalIsTheCommandsAndItsKeyComesOnce() throws {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (start, command, go) = (
      folder.appendingPathComponent("start"), folder.appendingPathComponent("command"),
      folder.appendingPathComponent("go")
    )
    let tmux = try Tmux(width: 150, height: 20)
    // The shell in between keeps the shell of the terminal from seeing that Descent is stopped.
    try """
    trap : INT
    sh -c 'echo $$ >\(tmux.pidFile); exec \(Program.path) log -- sh \(command.path)'
    echo code $?
    """.write(to: start, atomically: true, encoding: .utf8)
    try """
    test -t 0 && test -t 1 && test -t 2 && echo a terminal
    n=0; trap 'n=$((n+1)); echo key $n' INT
    echo ready
    while ! [ -e \(go.path) ]; do sleep 0.05; done
    for i in 1 2 3 4; do sleep 0.1; done
    exit 5
    """.write(to: command, atomically: true, encoding: .utf8)
    try tmux.shell("sh \(start.path)")
    try tmux.waitFor("ready")
    // A second signal that came at once might melt into the first: Descent is late.
    try tmux.kill(SIGSTOP)
    try tmux.press("C-c")
    try tmux.waitFor("key 1")
    try tmux.kill(SIGCONT)
    try Data().write(to: go)
    let screen = try tmux.waitFor("code 5")
    #expect(screen.contains("a terminal"))
    #expect(!screen.contains("key 2"))
  }
}
