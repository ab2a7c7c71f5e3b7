import Foundation

/// The events of a program as JSON lines, in the form of our own run log.
///
/// `event` comes first in each line, then `process` (the connections counted from 0), `rank` under
/// `torchrun`, and `seconds` since the run began:
///
///     run           schema, command, host
///     process       pid, world_size, program, python, torch, trace
///     listing       file, function, backward, lines [{number, code}]
///     lines         step, lines [{line, shape, grad_fn}]
///     value         name ("loss", "lr"), step, value
///     pace          step, each, forward (seconds): under `torchrun`, at most once a second
///     gradients     step, parameters [{name, shape, weight, gradient, requires_grad}]
///     print         stream, text: a line of it, without its end
///     error         type, message, step, file, line, code, cut {kind, operation, line,
///                   chain [{text, line, cut, dead}], why, fix, no_grad, parameters}
///     report        what raised nothing: the fields of the package's `report`
///     dropped       count
///     process_end   status (finished, lost), step, reports
///     end           status (finished, failed, interrupted), code
///
/// Numbers that are not finite are the strings "NaN", "Infinity", "-Infinity".
public struct ProbeLog: Sendable {
  /// Version of the schema, in the `run` line.
  public static let schema = 2

  private struct Process {
    var rank: Int?
    var rate: Double?
    /// When its pace was last written.
    var paced = -Double.infinity
    var end: ProbeEvent.End?
    /// What was printed since the last line's end, by stream.
    var unfinished: [String: String] = [:]
  }

  private var processes: [Int: Process] = [:]

  public init() {}

  public func begin(command: [String], host: String) -> String {
    JSONLine("run", process: nil, rank: nil, seconds: 0)
      .text(ProbeLogLine.Run(schema: Self.schema, command: command, host: host))
  }

  /// `code` is the exit code as a shell has it.
  public func end(code: Int32, seconds: Double) -> String {
    // A terminal's Ctrl-C, a closed terminal, or a request to end.
    let isInterrupted = [SIGINT, SIGHUP, SIGTERM].contains(code - 128)
    let status = code == 0 ? "finished" : isInterrupted ? "interrupted" : "failed"
    return JSONLine("end", process: nil, rank: nil, seconds: seconds)
      .text(ProbeLogLine.Ending(status: status, code: code))
  }

  public mutating func lines(for message: ProbeMessage, seconds: Double) -> [String] {
    switch message {
    case .event(let number, let event):
      var process = processes[number] ?? Process()
      defer { processes[number] = process }
      if case .hello(let hello) = event { process.rank = hello.rank }
      return Self.lines(for: event, of: &process, number, seconds)
    case .closed(let number):
      let process = processes.removeValue(forKey: number) ?? Process()
      func line(_ event: String) -> JSONLine {
        JSONLine(event, process: number, rank: process.rank, seconds: seconds)
      }
      var lines: [String] = []
      for (stream, text) in process.unfinished.sorted(by: { $0.key < $1.key }) where !text.isEmpty {
        lines.append(line("print").text(ProbeEvent.Print(stream: stream, text: text)))
      }
      let end = ProbeLogLine.ProcessEnd(
        status: process.end == nil ? "lost" : "finished", step: process.end?.step,
        reports: process.end?.reports)
      return lines + [line("process_end").text(end)]
    }
  }

  private static func lines(
    for event: ProbeEvent, of process: inout Process, _ number: Int, _ seconds: Double
  ) -> [String] {
    let rank = process.rank
    func line(_ event: String) -> JSONLine {
      JSONLine(event, process: number, rank: rank, seconds: seconds)
    }
    switch event {
    case .hello(let hello):
      return [
        line("process").text(
          ProbeLogLine.Start(
            pid: hello.pid, worldSize: hello.worldSize, program: hello.program,
            python: hello.python, torch: hello.torch, trace: hello.trace))
      ]
    case .listing(let listing): return [line("listing").text(ProbeLogLine.Listing(listing))]
    case .lines(let lines): return [line("lines").text(lines)]
    case .loss(let losses):
      return zip(losses.steps, losses.values).map {
        line("value").text(ProbeLogLine.Value(name: "loss", step: $0, value: $1))
      }
    case .step(let step):
      var lines: [String] = []
      if rank != nil, !step.tracing, step.seconds != nil, seconds - process.paced >= 1 {
        process.paced = seconds
        lines.append(
          line("pace").text(
            ProbeLogLine.Pace(step: step.step, each: step.seconds, forward: step.forward)))
      }
      guard let rate = step.lr, rate != process.rate else { return lines }
      process.rate = rate
      return lines + [
        line("value").text(ProbeLogLine.Value(name: "lr", step: step.step, value: rate))
      ]
    case .gradients(let gradients): return [line("gradients").text(gradients)]
    case .print(let print):
      let text = process.unfinished[print.stream, default: ""] + print.text
      var ended = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
      let rest = ended.popLast() ?? ""
      // A bar draws itself anew in one line for hours.
      let isLong = rest.utf8.count > longestUnfinished
      process.unfinished[print.stream] = isLong ? "" : String(rest)
      return (isLong ? ended + [rest] : ended).map {
        line("print").text(ProbeEvent.Print(stream: print.stream, text: String($0)))
      }
    case .report(let report):
      return report.level == .error
        ? [line("error").text(ProbeLogLine.Failure(report))] : [line("report").text(report)]
    case .dropped(let dropped): return [line("dropped").text(dropped)]
    case .end(let end):
      process.end = end
      return []
    }
  }

  private static let longestUnfinished = 4096
}
