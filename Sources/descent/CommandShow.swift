import ArgumentParser
import Dashboard
import Foundation
import Probe
import Run
import Terminal
import Training

/// `watch -- COMMAND`: a program in a terminal of its own, as a source of events.
///
/// One thread reads what the program writes and what its processes send; what it prints is shown,
/// and read as any program's log is.
// @unchecked Sendable: `events`, `code` and `size` are touched only while `lock` is held. The rest never changes
// after init; `process` is Sendable, and `setup` and `recording` are used by the thread alone.
final class CommandSource: EventSource, @unchecked Sendable {
  private let lock = NSLock()
  private var events: [TrainingEvent] = []
  private var code: Int32?
  private var size: TerminalProcess.Size

  private let process: TerminalProcess
  private let setup: ProbeSetup?
  private let recording: ProbeRecording?
  private let wake: @Sendable () -> Void

  init(
    _ own: CommandAfterDashes, trace: ProbeSetup.Trace?, output: String?,
    size: TerminalProcess.Size, wake: @escaping @Sendable () -> Void
  ) throws {
    self.wake = wake
    self.size = size
    recording = try output.map { try ProbeRecording(path: $0, command: own.words) }
    setup = try? ProbeSetup(trace: trace, listens: true, reportsToStderr: false)
    process = try TerminalProcess(command: own.words, size: size)
    events = ProbeRun().begin(own.name)
    if setup?.socket == nil {
      events.append(.print("the program runs without the probe, which could not be set up"))
    }
    do {
      _ = try JoinableThread(stackSize: 1 << 20) { [self] in follow() }
    } catch {
      process.signal(SIGHUP)
      throw error
    }
  }

  /// The program's exit code; that of a program that is hung up and goes on is SIGHUP's.
  var exitCode: Int32? { lock.withLock { code } ?? 128 + SIGHUP }

  private var hasEnded: Bool { lock.withLock { code != nil } }

  func takeLists(waiting seconds: Double?) -> [[TrainingEvent]] {
    lock.withLock {
      defer { events = [] }
      return events.isEmpty ? [] : [events]
    }
  }

  func send(_ command: TrainingCommand) {
    switch command {
    case .interrupt: process.signal(SIGINT)
    default: break
    }
  }

  /// A program hears of another size, so it is told only when it is one.
  func resizeProgram(_ rows: Int, _ columns: Int) {
    let new = TerminalProcess.Size(rows: max(rows, 1), columns: max(columns, 1))
    let isOther = lock.withLock {
      defer { size = new }
      return size != new
    }
    if isOther { process.resize(to: new) }
  }

  /// The program gets what a terminal that is closed sends, and a moment to end.
  func stop() {
    guard !hasEnded else { return }
    process.signal(SIGHUP)
    for _ in 0..<40 where !hasEnded { usleep(50_000) }
  }

  private func add(_ more: [TrainingEvent]) {
    if more.isEmpty { return }
    lock.withLock { events += more }
    wake()
  }

  private func follow() {
    var run = ProbeRun()
    var output = ProgramOutput()
    var hasMore = true
    while hasMore {
      var news: [TrainingEvent] = []
      switch process.output(waiting: 50) {
      case .bytes(let bytes): news += output.append(bytes)
      case .nothing: break
      case .closed: hasMore = false
      }
      news += take(setup?.socket?.receive() ?? [], &run)
      add(news)
    }
    let status = process.wait()
    add(take(setup?.socket?.drain() ?? [], &run) + output.end())
    recording?.end(code: status)
    if let failure = recording?.takeFailure() { add([.print(failure)]) }
    lock.withLock {
      code = status
      events += run.end(code: status)
    }
    wake()
  }

  private func take(_ messages: [ProbeMessage], _ run: inout ProbeRun) -> [TrainingEvent] {
    let events = messages.flatMap { message in
      recording?.receive(message)
      return run.events(for: message)
    }
    // Standard error would write over the screen.
    return events + (recording?.takeFailure().map { [.print($0)] } ?? [])
  }
}

/// The program on the screen; without a terminal, as `log -- COMMAND`.
struct CommandShow {
  let command: CommandAfterDashes
  let trace: ProbeSetup.Trace?
  let output: String?
  let screen: ScreenOptions

  func run() throws {
    guard isatty(STDOUT_FILENO) == 1 else {
      return try Log.start(command, trace: trace, output: output)
    }
    do {
      let source = try CommandSource(
        command, trace: trace, output: output, size: Self.size, wake: { Terminal.wake() })
      try screen.show(source, presets: nil, pace: nil)
    } catch let failure as LaunchFailure {
      complain("error: \(failure)")
      throw ExitCode(failure.exitCode)
    }
  }

  /// Of the panel that shows what the program prints: about two fifths of the screen.
  private static var size: TerminalProcess.Size {
    var window = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0
    let (rows, columns) = isKnown ? (Int(window.ws_row), Int(window.ws_col)) : (24, 80)
    return TerminalProcess.Size(rows: max(rows / 2, 4), columns: max(columns * 2 / 5 - 4, 30))
  }
}
