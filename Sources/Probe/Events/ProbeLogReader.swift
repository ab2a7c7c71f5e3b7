import Foundation

/// One line of a recorded program, as it was before `ProbeLog` wrote it.
public enum ProbeLogEntry: Sendable, Equatable {
  case begin(command: [String], host: String)
  case message(ProbeMessage)
  case end(code: Int32)
}

/// Reads back what `ProbeLog` wrote, while it grows.
public struct ProbeLogReader: Sendable {
  private var rest: [UInt8] = []

  public init() {}

  /// What such a log begins with, and no other does.
  public static let beginning = Array(#"{"event":"run","seconds":0.0,"command":["#.utf8)

  /// The entries that are complete with these bytes; lines of a later version are passed over.
  public mutating func read(_ bytes: some Collection<UInt8>) -> [ProbeLogEntry] {
    var entries: [ProbeLogEntry] = []
    var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    let decoder = ProbeDecoder.decoder
    while let piece = pieces.popFirst() {
      rest += piece
      if pieces.isEmpty { break }
      if let line = try? decoder.decode(Line.self, from: Data(rest)) { entries += line.entries }
      rest.removeAll(keepingCapacity: true)
    }
    return entries
  }

  private struct Line: Decodable {
    let entries: [ProbeLogEntry]

    private enum Key: String, CodingKey { case event, process, rank }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      let name = try fields.decode(String.self, forKey: .event)
      switch name {
      case "run":
        let run = try ProbeLogLine.Run(from: decoder)
        entries = [.begin(command: run.command, host: run.host)]
      case "end": entries = [.end(code: try ProbeLogLine.Ending(from: decoder).code)]
      default:
        let process = try fields.decode(Int.self, forKey: .process)
        let rank = try fields.decodeIfPresent(Int.self, forKey: .rank)
        entries = try Self.messages(name, process, rank, decoder).map { .message($0) }
      }
    }

    private static func messages(
      _ name: String, _ process: Int, _ rank: Int?, _ decoder: any Decoder
    ) throws -> [ProbeMessage] {
      func event(_ event: ProbeEvent) -> [ProbeMessage] { [.event(process: process, event)] }
      switch name {
      case "process":
        let start = try ProbeLogLine.Start(from: decoder)
        return event(
          .hello(
            ProbeEvent.Hello(
              version: 1, pid: start.pid, rank: rank, worldSize: start.worldSize,
              program: start.program, python: start.python, torch: start.torch, trace: start.trace))
        )
      case "listing": return event(.listing(try ProbeLogLine.Listing(from: decoder).listing))
      case "value":
        let value = try ProbeLogLine.Value(from: decoder)
        return event(
          value.name == "lr"
            ? .step(ProbeEvent.Step(step: value.step, tracing: false, lr: value.value))
            : .loss(ProbeEvent.Losses(steps: [value.step], values: [value.value])))
      case "pace":
        let pace = try ProbeLogLine.Pace(from: decoder)
        return event(
          .step(
            ProbeEvent.Step(
              step: pace.step, tracing: false, lr: nil, seconds: pace.each, forward: pace.forward)))
      case "error": return event(.report(try ProbeLogLine.Failure(from: decoder).report))
      case "process_end":
        let end = try ProbeLogLine.ProcessEnd(from: decoder)
        let closed = ProbeMessage.closed(process: process)
        guard end.status == "finished" else { return [closed] }
        return event(.end(ProbeEvent.End(step: end.step ?? 0, reports: end.reports ?? 0)))
          + [closed]
      default: return event(try ProbeEvent(from: decoder))
      }
    }
  }
}
