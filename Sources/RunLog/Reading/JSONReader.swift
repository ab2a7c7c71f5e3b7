import Foundation
import Run

/// Our JSONL, read back: the counterpart of `JSONLog`, event by event.
///
/// Fields that are missing or of another type take a plain default, so that logs of older and
/// newer versions can be read; events that are not known here are passed over.
enum JSONReader {
  static let events: [String: @Sendable (JSONFields) -> TrainingEvent?] = [
    "run": { .run(run($0)) },
    "listing": { fields in .listing(fields.objects("lines").map(listingLine)) },
    "epoch": { epoch($0) },
    "bug": { fields in
      fields.text("id").map {
        .bug(BugSwitch(id: $0, isOn: fields.bool("on"), epoch: fields.int("epoch")))
      }
    },
    "error": { .error(failure($0)) },
    "fixed": { .fixed(epoch: $0.int("epoch")) },
    "setting": { fields in
      .setting(
        name: fields.text("name") ?? "", value: fields.text("value") ?? "",
        epoch: fields.int("epoch"))
    },
    "print": { .print($0.text("text") ?? "") },
    "value": { fields in
      fields.text("name").map {
        .value(name: $0, value: fields.number("value") ?? .nan, epoch: fields.int("epoch"))
      }
    },
    "symptom": { fields in
      fields.text("id").map {
        .symptom(
          Symptom(
            id: $0, epoch: fields.int("epoch"), text: fields.text("text") ?? "",
            isPresent: fields.bool("on"), fix: fields.text("fix") ?? fields.text("mend") ?? "",
            parameters: fields.objects("parameters").map(parameter)))
      }
    },
    "verdict": { fields in
      fields.text("bug").map {
        .verdict(
          Verdict(
            bug: $0, symptom: fields.text("symptom") ?? "", epoch: fields.int("epoch"),
            isMet: fields.bool("met")))
      }
    },
    "twin": { ownEpoch($0).map { .twin($0) } },
    "twin_diverged": { fields in fields.optionalInt("epoch").map { .twinDiverged(epoch: $0) } },
    "end": { fields in
      .end(fields.text("status").flatMap(EndStatus.init(rawValue:)) ?? .interrupted)
    },
  ]

  private static func run(_ fields: JSONFields) -> RunInfo {
    RunInfo(
      preset: fields.text("preset") ?? "run", summary: fields.text("summary") ?? "",
      model: fields.text("model") ?? "", optimizer: fields.text("optimizer") ?? "",
      learningRate: fields.number("lr") ?? .nan,
      seed: fields.text("seed").flatMap { UInt64($0) } ?? UInt64(max(fields.int("seed"), 0)),
      epochs: fields.int("epochs"),
      parameters: fields.objects("parameters").map {
        ParameterInfo(name: $0.text("name") ?? "", shape: $0.ints("shape"))
      }, trainCount: fields.int("train_rows"), testCount: fields.int("test_rows"),
      classNames: fields.texts("classes"),
      series: fields.texts("series").map { newNames[$0] ?? $0 })
  }

  private static func parameter(_ fields: JSONFields) -> ParameterStatistics {
    ParameterStatistics(
      name: fields.text("name") ?? "", shape: fields.ints("shape"),
      gradient: fields.text("gradient").flatMap(ParameterStatistics.Gradient.init) ?? .none,
      gradientNorm: fields.number("gradient_norm"),
      weightNorm: fields.number("weight_norm") ?? .nan,
      updateRatio: fields.number("update_ratio"))
  }

  private static func listingLine(_ fields: JSONFields) -> ListingLine {
    let changes: [String: ListingLine.Change] = ["added": .added, "removed": .removed]
    return ListingLine(
      number: fields.optionalInt("number"), code: fields.text("code") ?? "",
      depth: min(max(fields.int("depth"), 0), 99),
      change: fields.text("change").flatMap { changes[$0] } ?? .same, bug: fields.text("bug"))
  }

  /// An epoch of our own trainer, of either version of the schema; a record where it has other names.
  private static func epoch(_ fields: JSONFields) -> TrainingEvent? {
    let numbers = fields.numbers.filter { !places.contains($0.name) }
    guard numbers.allSatisfy({ ownNames.contains($0.name) }) else {
      let record = Record(
        epoch: fields.number("epoch"), step: fields.optionalInt("step"),
        seconds: fields.number("seconds"),
        values: numbers.map { Record.Value(newNames[$0.name] ?? $0.name, $0.value) })
      return .record(record)
    }
    return ownEpoch(fields).map { .epoch($0) }
  }

  /// What says where an epoch's numbers stand; all else is a series.
  private static let places: Set<String> = ["epoch", "step", "seconds"]
  /// The names of version 1, which knew no others, by those of version 2.
  private static let newNames = Dictionary(
    uniqueKeysWithValues: Metric.allCases.map { ($0.rawValue, $0.name) })
  private static let ownNames = Set(EpochRecord.seriesNames + newNames.keys)

  private static func ownEpoch(_ fields: JSONFields) -> EpochRecord? {
    guard let epoch = fields.optionalInt("epoch"), epoch >= 0 else { return nil }
    func number(_ metric: Metric) -> Double? {
      fields.number(metric.name) ?? fields.number(metric.rawValue)
    }
    func value(_ metric: Metric) -> Double { number(metric) ?? .nan }
    return EpochRecord(
      epoch: epoch, trainLoss: value(.trainLoss), trainAccuracy: value(.trainAccuracy),
      testLoss: value(.testLoss), testAccuracy: value(.testAccuracy),
      learningRate: fields.number(EpochRecord.learningRateName) ?? .nan,
      seconds: fields.number("seconds") ?? 0,
      missing: MetricSet(Metric.allCases.filter { number($0) == nil }))
  }

  private static func failure(_ fields: JSONFields) -> FailureReport {
    FailureReport(
      type: fields.text("type") ?? "Error", message: fields.text("message") ?? "",
      epoch: fields.int("epoch"), line: fields.int("line"), code: fields.text("code") ?? "",
      diagnosis: fields.object("cut").map { cut in
        Diagnosis(
          kind: cut.text("kind"), operation: cut.text("operation"), line: cut.optionalInt("line"),
          chain: cut.objects("chain").map {
            Diagnosis.Link(
              text: $0.text("text") ?? "", line: $0.optionalInt("line"), isCut: $0.bool("cut"),
              isDead: $0.bool("dead"))
          }, why: cut.text("why") ?? "", fix: cut.text("fix") ?? cut.text("mend"),
          withoutGradient: cut.texts("no_grad") + cut.texts("starved"),
          parameterCount: cut.int("parameters"))
      })
  }
}

/// The fields of a JSON object, each as the type that is asked for or not at all.
struct JSONFields {
  private let values: [String: Any]

  init?(_ text: String) {
    // Python writes NaN and Infinity bare, which JSON does not know.
    guard let object = Self.parse(text) ?? Self.parse(Self.quotingNumbers(text)) else {
      return nil
    }
    values = object
  }

  private init(_ values: [String: Any]) { self.values = values }

  private static func parse(_ text: String) -> [String: Any]? {
    (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
  }

  private static func quotingNumbers(_ text: String) -> String {
    text.replacing(/(?<before>[:\[,]\s*)(?<word>-?Infinity|NaN)/) {
      "\($0.before)\"\($0.word)\""
    }
  }

  func text(_ key: String) -> String? { values[key] as? String }
  func texts(_ key: String) -> [String] {
    (values[key] as? [Any] ?? []).compactMap { $0 as? String }
  }
  func bool(_ key: String) -> Bool { values[key] as? Bool ?? false }
  func object(_ key: String) -> JSONFields? { (values[key] as? [String: Any]).map(JSONFields.init) }

  func objects(_ key: String) -> [JSONFields] {
    (values[key] as? [Any] ?? []).compactMap { ($0 as? [String: Any]).map(JSONFields.init) }
  }

  func optionalInt(_ key: String) -> Int? { Self.int(values[key]) }
  func int(_ key: String) -> Int { optionalInt(key) ?? 0 }
  func ints(_ key: String) -> [Int] { (values[key] as? [Any] ?? []).compactMap(Self.int) }

  /// A number, or one of the strings "NaN", "Infinity" and "-Infinity".
  func number(_ key: String) -> Double? { Self.number(values[key]) }

  /// All that are numbers, by name; those in objects within too.
  var numbers: [(name: String, value: Double)] {
    values.keys.sorted().flatMap { key -> [(name: String, value: Double)] in
      if let inner = object(key) { return inner.numbers.map { ("\(key)/\($0.name)", $0.value) } }
      return number(key).map { [(key, $0)] } ?? []
    }
  }

  private static func int(_ value: Any?) -> Int? {
    number(value).flatMap { Int(exactly: $0) }
  }

  private static func number(_ value: Any?) -> Double? {
    switch value {
    case let number as Double: number
    case let number as Int: Double(number)
    case let number as NSNumber: number.doubleValue
    case let text as String:
      ["NaN": Double.nan, "Infinity": .infinity, "-Infinity": -.infinity][text]
    default: nil
    }
  }
}
