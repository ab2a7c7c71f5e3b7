import Foundation
import Run

/// One JSON object a line, `event` first; read back by `OurLog`.
public struct JSONLog: LogFormat {
  /// Version of the schema, in each `run` event.
  public static let schema = 2
  public var every: Int

  public init(every: Int = 1) { self.every = every }

  public mutating func lines(for event: TrainingEvent) -> [String] {
    switch event {
    case .run(let run): [Self.run(run)]
    case .epoch(let record): record.epoch % every == 0 ? [Self.epoch(record)] : []
    case .bug(let bug):
      [
        Self.object(
          "bug", [("id", .text(bug.id)), ("on", .bool(bug.isOn)), ("epoch", .int(bug.epoch))])
      ]
    case .error(let report): [Self.error(report)]
    case .fixed(let epoch): [Self.object("fixed", [("epoch", .int(epoch))])]
    case .setting(let name, let value, let epoch):
      [
        Self.object(
          "setting", [("name", .text(name)), ("value", .text(value)), ("epoch", .int(epoch))])
      ]
    case .print(let text): [Self.object("print", [("text", .text(text))])]
    case .value(let name, let value, let epoch):
      [
        Self.object(
          "value", [("name", .text(name)), ("value", .number(value)), ("epoch", .int(epoch))])
      ]
    case .symptom(let symptom):
      [
        Self.object(
          "symptom",
          [
            ("id", .text(symptom.id)), ("on", .bool(symptom.isPresent)),
            ("epoch", .int(symptom.epoch)), ("text", .text(symptom.text)),
            ("why", .text(symptom.why)), ("fix", .text(symptom.fix)),
            ("line", symptom.line.map(JSON.int) ?? .null), ("code", .text(symptom.code)),
            ("fault", .bool(symptom.isFault)),
          ] + Self.change(symptom.change) + [
            ("parameters", .list(symptom.parameters.map(Self.parameter)))
          ])
      ]
    case .verdict(let result):
      [
        Self.object(
          "verdict",
          [
            ("bug", .text(result.bug)), ("symptom", .text(result.symptom)),
            ("epoch", .int(result.epoch)), ("met", .bool(result.isMet)),
          ])
      ]
    case .end(let status): [Self.object("end", [("status", .text(status.rawValue))])]
    case .listing(let lines): [Self.listing(lines)]
    case .twin(let record):
      record.epoch % every == 0 ? [Self.epoch(record, event: "twin")] : []
    case .twinDiverged(let epoch): [Self.object("twin_diverged", [("epoch", .int(epoch))])]
    case .record(let record): record.values.isEmpty ? [] : [Self.record(record)]
    case .phase, .observation, .mistake, .completions, .output, .rank: []
    }
  }

  private static func run(_ run: RunInfo) -> String {
    object(
      "run",
      [
        ("schema", .int(schema)), ("preset", .text(run.preset)), ("summary", .text(run.summary)),
        ("model", .text(run.model)),
        ("optimizer", .text(run.optimizer)), ("lr", .number(run.learningRate)),
        ("seed", .text(String(run.seed))), ("epochs", .int(run.epochs)),
        ("train_rows", .int(run.trainCount)), ("test_rows", .int(run.testCount)),
        (
          "parameters",
          .list(
            run.parameters.map {
              .object([("name", .text($0.name)), ("shape", .list($0.shape.map(JSON.int)))])
            })
        ),
        ("classes", .list(run.classNames.map(JSON.text))),
        (
          "series",
          .list(run.series.map(JSON.text))
        ),
      ])
  }

  /// The loop as it stands, so that a reader can show what an error's line number means.
  private static func listing(_ lines: [ListingLine]) -> String {
    object(
      "listing",
      [
        (
          "lines",
          .list(
            lines.map { line in
              let change: JSON =
                switch line.change {
                case .same: .null
                case .added: .text("added")
                case .removed: .text("removed")
                }
              return .object([
                ("number", line.number.map(JSON.int) ?? .null), ("code", .text(line.code)),
                ("depth", .int(line.depth)), ("change", change),
                ("bug", line.bug.map(JSON.text) ?? .null),
              ])
            })
        )
      ])
  }

  private static func epoch(_ record: EpochRecord, event: String = "epoch") -> String {
    object(
      event,
      [("epoch", .int(record.epoch))]
        + Metric.allCases.filter { !record.missing.contains($0) }.map {
          ($0.name(record.score), .number(record[$0]))
        } + [
          (EpochRecord.learningRateName, .number(record.learningRate)),
          ("seconds", .number(record.seconds)),
        ])
  }

  /// Numbers by any names, beside the place they stand at; whole epochs are written as such.
  private static func record(_ record: Record) -> String {
    var fields: [(String, JSON)] = []
    if let epoch = record.epoch {
      fields.append(("epoch", Int(exactly: epoch).map(JSON.int) ?? .number(epoch)))
    }
    if let step = record.step { fields.append(("step", .int(step))) }
    if let seconds = record.seconds { fields.append(("seconds", .number(seconds))) }
    return object("epoch", fields + record.values.map { ($0.name, .number($0.number)) })
  }

  private static func parameter(_ row: ParameterStatistics) -> JSON {
    .object([
      ("name", .text(row.name)), ("shape", .list(row.shape.map(JSON.int))),
      ("gradient", .text(row.gradient.rawValue)),
      ("gradient_norm", row.gradientNorm.map(JSON.number) ?? .null),
      ("weight_norm", .number(row.weightNorm)),
      ("update_ratio", row.updateRatio.map(JSON.number) ?? .null),
    ])
  }

  /// The edit that fixes it, a line each; nothing where none is known.
  private static func change(_ change: LoopChange?) -> [(String, JSON)] {
    guard let change else { return [] }
    let lines = change.lines.map { line in
      JSON.object([
        ("kind", .text(line.kind.rawValue)), ("line", .int(line.number)),
        ("code", .text(line.code)),
        ("blanks", .int(line.blanks)),
      ])
    }
    return [("change", .list(lines)), ("restarts", .bool(change.restarts))]
  }

  private static func error(_ report: FailureReport) -> String {
    var cut = JSON.null
    if let diagnosis = report.diagnosis {
      cut = .object(
        [
          ("kind", diagnosis.kind.map(JSON.text) ?? .null),
          ("operation", diagnosis.operation.map(JSON.text) ?? .null),
          ("line", diagnosis.line.map(JSON.int) ?? .null),
          (
            "chain",
            .list(
              diagnosis.chain.map { link in
                .object([
                  ("text", .text(link.text)), ("line", link.line.map(JSON.int) ?? .null),
                  ("cut", .bool(link.isCut)), ("dead", .bool(link.isDead)),
                ])
              })
          ),
          ("why", .text(diagnosis.why)), ("fix", diagnosis.fix.map(JSON.text) ?? .null),
        ] + change(diagnosis.change) + [
          ("no_grad", .list(diagnosis.withoutGradient.map(JSON.text))),
          ("parameters", .int(diagnosis.parameterCount)),
        ])
    }
    return object(
      "error",
      [
        ("type", .text(report.type)), ("message", .text(report.message)),
        ("epoch", .int(report.epoch)), ("line", .int(report.line)), ("code", .text(report.code)),
        ("cut", cut),
      ])
  }

  private static func object(_ event: String, _ fields: [(String, JSON)]) -> String {
    JSON.object([("event", .text(event))] + fields).text
  }
}
