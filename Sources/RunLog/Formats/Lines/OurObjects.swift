import Run

/// The objects in events of our own JSONL, with a plain default for each field that is missing.
extension JSON {
  var runInfo: RunInfo {
    RunInfo(
      preset: text("preset") ?? "run", summary: text("summary") ?? "", model: text("model") ?? "",
      optimizer: text("optimizer") ?? "", learningRate: number("lr") ?? .nan,
      seed: text("seed").flatMap { UInt64($0) } ?? UInt64(max(int("seed"), 0)),
      epochs: int("epochs"),
      parameters: list("parameters").map {
        ParameterInfo(name: $0.text("name") ?? "", shape: $0.shape)
      }, trainCount: int("train_rows"), testCount: int("test_rows"), classNames: texts("classes"),
      series: texts("series").map { Self.newNames[$0] ?? $0 })
  }

  /// The names of version 1, which knew no others, by those of version 2.
  private static let newNames = Dictionary(
    uniqueKeysWithValues: Metric.allCases.map { ($0.rawValue, $0.name) })

  var parameterStatistics: ParameterStatistics {
    ParameterStatistics(
      name: text("name") ?? "", shape: shape,
      gradient: text("gradient").flatMap(ParameterStatistics.Gradient.init) ?? .none,
      gradientNorm: number("gradient_norm"), weightNorm: number("weight_norm") ?? .nan,
      updateRatio: number("update_ratio"))
  }

  var listingLine: ListingLine {
    let changes: [String: ListingLine.Change] = ["added": .added, "removed": .removed]
    return ListingLine(
      number: optionalInt("number"), code: text("code") ?? "", depth: min(max(int("depth"), 0), 99),
      change: text("change").flatMap { changes[$0] } ?? .same, bug: text("bug"))
  }

  var failure: LogItem.Failure {
    var cut = self["cut"]
    if case .null = cut { cut = nil }
    return LogItem.Failure(
      type: text("type") ?? "Error", message: text("message") ?? "", line: int("line"),
      code: text("code") ?? "", epoch: optionalInt("epoch"), diagnosis: cut?.diagnosis)
  }

  private var diagnosis: Diagnosis {
    Diagnosis(
      kind: text("kind"), operation: text("operation"), line: optionalInt("line"),
      chain: list("chain").map {
        Diagnosis.Link(
          text: $0.text("text") ?? "", line: $0.optionalInt("line"), isCut: $0.bool("cut"),
          isDead: $0.bool("dead"))
      }, why: text("why") ?? "", fix: text("fix") ?? text("mend"),
      change: change, withoutGradient: texts("no_grad") + texts("starved"),
      parameterCount: int("parameters"))
  }

  /// The edit that fixes a fault; nil where none was known.
  var change: LoopChange? {
    let kinds = LoopChange.Line.Kind.self
    let lines = list("change").map { line in
      LoopChange.Line(
        kind: line.text("kind").flatMap(kinds.init) ?? .move, number: line.int("line"),
        code: line.text("code") ?? "", blanks: min(max(line.int("blanks"), 0), 999))
    }
    return lines.isEmpty ? nil : LoopChange(lines: lines, restarts: bool("restarts"))
  }

  private var shape: [Int] { list("shape").compactMap(\.asExactInteger) }
}

/// The fields of an object, each as the type that is asked for or not at all.
extension JSON {
  func text(_ key: String) -> String? { self[key]?.asText }
  func texts(_ key: String) -> [String] { list(key).compactMap(\.asText) }
  func list(_ key: String) -> [JSON] { self[key]?.asList ?? [] }
  func number(_ key: String) -> Double? { self[key]?.asNumber }
  func optionalInt(_ key: String) -> Int? { self[key]?.asExactInteger }
  func int(_ key: String) -> Int { optionalInt(key) ?? 0 }
  func bool(_ key: String) -> Bool { if case .bool(true) = self[key] { true } else { false } }

  fileprivate var asExactInteger: Int? { asNumber.flatMap { Int(exactly: $0) } }
}
