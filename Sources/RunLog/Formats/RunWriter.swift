import Run
import Text

/// Writes items as lines of a log.
public protocol RunWriter {
  /// The lines that an item adds, without line ends.
  mutating func lines(for item: LogItem) -> [String]
}

/// Our JSONL, version 2: series by name, beside the epoch and the step they stand at.
public struct JSONLinesWriter: RunWriter {
  public static let schema = 2

  public init() {}

  public func lines(for item: LogItem) -> [String] {
    switch item {
    case .run(let name, _):
      [object("run", [("schema", .int(Self.schema)), ("name", name.map(JSON.text) ?? .null)])]
    case .setting(let name, let value, let epoch):
      [
        object(
          "setting",
          [("name", .text(name)), ("value", .text(value))]
            + (epoch.map { [("epoch", .int($0))] } ?? []))
      ]
    case .record, .own: item.values.map { [line($0.record, $0.epoch)] } ?? []
    case .failure(let failure):
      [
        object(
          "error",
          [
            ("type", .text(failure.type)), ("message", .text(failure.message)),
            ("line", .int(failure.line)), ("code", .text(failure.code)),
          ])
      ]
    case .message(let text): [object("print", [("text", .text(text))])]
    case .end(let status): [object("end", [("status", .text(status.rawValue))])]
    }
  }

  private func line(_ record: Record, _ epoch: Double?) -> String {
    var fields: [(String, JSON)] = []
    if let epoch = epoch ?? record.epoch { fields.append(("epoch", .plain(epoch))) }
    if let done = record.epoch, done != epoch { fields.append(("epochs_done", .number(done))) }
    if let step = record.step { fields.append(("step", .int(step))) }
    if let seconds = record.seconds { fields.append(("seconds", .number(seconds))) }
    return object("epoch", fields + record.values.map { ($0.name, .number($0.number)) })
  }

  private func object(_ event: String, _ fields: [(String, JSON)]) -> String {
    JSON.object([("event", .text(event))] + fields).text
  }
}

/// A table with a column for each series; cells of what a record does not have are empty.
public struct CSVWriter: RunWriter {
  private let names: [String]
  private let hasRuns: Bool
  private var run = 0
  private var hasHead = false

  /// `names` are those of all series, and `runs` is how many runs the table holds.
  public init(names: [String], runs: Int) {
    self.names = names
    hasRuns = runs > 1
  }

  public mutating func lines(for item: LogItem) -> [String] {
    if case .run = item { run += 1 }
    guard let (record, epoch) = item.values else { return [] }
    var cells = hasRuns ? ["\(run)"] : []
    cells += [
      (epoch ?? record.epoch).map { JSON.plain($0).text } ?? "",
      record.step.map(String.init) ?? "", record.seconds.map { "\($0)" } ?? "",
    ]
    for name in names {
      cells.append(record.values.first { $0.name == name }.map { "\($0.number)" } ?? "")
    }
    let line = cells.joined(separator: ",")
    if hasHead { return [line] }
    hasHead = true
    let head = (hasRuns ? ["run"] : []) + ["epoch", "step", "seconds"] + names.map(Self.quoted)
    return [head.joined(separator: ","), line]
  }

  private static func quoted(_ name: String) -> String {
    let name = name.harmless()
    guard name.contains(where: { ",\"".contains($0) }) else { return name }
    return "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}

extension JSON {
  /// Whole numbers without a point.
  static func plain(_ number: Double) -> JSON {
    number == number.rounded() && abs(number) < 1e15 ? .int(Int(number)) : .number(number)
  }
}
