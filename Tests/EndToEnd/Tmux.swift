import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A terminal of its own: a tmux server with one window that runs a shell.
final class Tmux {
  private let socket = "descent-\(UUID().uuidString.prefix(8))"
  private(set) var lastScreen = ""

  struct Failure: Error, CustomStringConvertible { let description: String }

  init(width: Int, height: Int, locale: String = "C.UTF-8") throws {
    try call([
      "-f", "/dev/null", "new-session", "-d", "-x", "\(width)", "-y", "\(height)",
      "env PS1='$ ' LANG=\(locale) LC_ALL=\(locale) sh",
    ])
    try call(["set", "-g", "status", "off"])
    try waitFor("$")
  }

  deinit {
    _ = try? call(["kill-server"])
    try? FileManager.default.removeItem(atPath: pidFile)
  }

  @discardableResult
  private func call(_ arguments: [String]) throws -> String {
    let out = "\(NSTemporaryDirectory())/\(socket).out"
    defer { try? FileManager.default.removeItem(atPath: out) }
    let child = try Child(["tmux", "-u", "-L", socket] + arguments, out: out, err: "/dev/null")
    guard child.wait() == 0 else {
      throw Failure(description: "tmux \(arguments.joined(separator: " ")) failed")
    }
    return try text(of: out)
  }

  /// Types text as it stands.
  func type(_ text: String) throws { try call(["send-keys", "-l", text]) }

  /// Presses keys by tmux's names for them, such as `Enter` or `C-c`.
  func press(_ keys: String...) throws { try call(["send-keys"] + keys) }

  /// Runs a shell line.
  func shell(_ line: String) throws {
    try type(line)
    try press("Enter")
  }

  func resize(_ width: Int, _ height: Int) throws {
    try call(["resize-window", "-x", "\(width)", "-y", "\(height)"])
  }

  /// Where the shell line that starts the program leaves its process number.
  var pidFile: String { "\(NSTemporaryDirectory())/\(socket).pid" }

  private func pid() throws -> Int32 {
    let text = try String(contentsOfFile: pidFile, encoding: .utf8)
    guard let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Failure(description: "no process number in '\(text)'")
    }
    return pid
  }

  /// Sends a signal to the program.
  func kill(_ signal: Int32) throws { _ = sendSignal(try pid(), signal) }

  /// Sends a signal to the thread that trains, as a fault in it does: the busiest beside the first.
  func killTraining(_ signal: Int32) throws {
    let pid = try pid()
    let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")
      .compactMap { Int($0) }.filter { $0 != Int(pid) }
    let busiest = try threads.max { try nanoseconds(pid, $0) < nanoseconds(pid, $1) }
    guard let busiest else { throw Failure(description: "no thread beside the first") }
    // The C library has the call, but its header hides it from Swift.
    typealias Call = @convention(c) (Int32, Int32, Int32) -> Int32
    guard let symbol = dlsym(nil, "tgkill") else { throw Failure(description: "no tgkill") }
    _ = unsafeBitCast(symbol, to: Call.self)(pid, Int32(busiest), signal)
  }

  /// Processor time a thread has used.
  private func nanoseconds(_ pid: Int32, _ thread: Int) throws -> Int {
    let statistics = try text(of: "/proc/\(pid)/task/\(thread)/schedstat")
    return statistics.split(separator: " ").first.flatMap { Int($0) } ?? 0
  }

  /// Whether the program still runs; one that ended and was not buried yet does not.
  func isAlive() throws -> Bool {
    let pid = try pid()
    guard sendSignal(pid, 0) == 0 else { return false }
    let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    return !(state?.contains(") Z ") ?? false)
  }

  /// Whether the program's own handler waits for a signal now.
  func handles(_ signal: Int32) throws -> Bool {
    let status = try text(of: "/proc/\(try pid())/status")
    guard
      let mask = status.firstMatch(of: /SigCgt:\s*([0-9a-f]+)/).flatMap({ UInt64($0.1, radix: 16) })
    else { throw Failure(description: "no SigCgt in '\(status)'") }
    return mask & (1 << UInt64(signal - 1)) != 0
  }

  /// Kills the window: the program's terminal goes away.
  func closeWindow() throws { try call(["kill-window"]) }

  /// What the terminal shows.
  func screen() throws -> String {
    lastScreen = try call(["capture-pane", "-p"])
    return lastScreen
  }

  /// The screen with the codes of its colours.
  func colouredScreen() throws -> String { try call(["capture-pane", "-p", "-e"]) }

  /// Waits until the screen fulfils a condition.
  @discardableResult
  func wait(_ what: String, seconds: Double = 20, until holds: (String) -> Bool) throws -> String {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      let now = try screen()
      if holds(now) { return now }
      Thread.sleep(forTimeInterval: 0.03)
    }
    throw Failure(description: "waited in vain for \(what); the screen:\n\(lastScreen)")
  }

  @discardableResult
  func waitFor(_ text: String, seconds: Double = 20) throws -> String {
    try wait("'\(text)'", seconds: seconds) { $0.contains(text) }
  }
}

private func sendSignal(_ pid: Int32, _ signal: Int32) -> Int32 { kill(pid, signal) }
