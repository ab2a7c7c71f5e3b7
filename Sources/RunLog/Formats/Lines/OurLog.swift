import Run

/// Our own JSONL, read back: the counterpart of `JSONLog`, event by event.
///
/// Version 1 has four numbers by fixed names; version 2 has any, in the object itself or in
/// `values`. Fields that are missing or of another type take a plain default, so that logs of older
/// and newer versions can be read; events that are not known are passed over.
struct OurLog {
  /// A run began and did not end.
  private(set) var isOpen = false

  mutating func pieces(_ event: String, _ object: JSON) -> [LogPiece] {
    switch event {
    case "run":
      isOpen = true
      return Self.run(object)
    case "epoch", "record", "step":
      return Self.numbers(object).map { [.record($0.record, epoch: $0.epoch)] } ?? []
    case "end":
      isOpen = false
      let status = object.text("status").flatMap(EndStatus.init(rawValue:))
      return [.item(.end(status ?? .interrupted))]
    default: return Self.events[event]?(object).map { [.item($0)] } ?? []
    }
  }

  private static let events: [String: @Sendable (JSON) -> LogItem?] = [
    "listing": { .own(.listing($0.list("lines").map(\.listingLine))) },
    "bug": { object in
      object.text("id").map {
        .own(.bug(BugSwitch(id: $0, isOn: object.bool("on"), epoch: object.int("epoch"))))
      }
    },
    "error": { .failure($0.failure) },
    "fixed": { .own(.fixed(epoch: $0.int("epoch"))) },
    "setting": { object in
      .setting(
        name: object.text("name") ?? "", value: object["value"]?.plainText ?? "",
        epoch: object.optionalInt("epoch"))
    },
    "print": { .message($0.text("text") ?? "") },
    "value": { object in
      guard let name = object.text("name"), let number = object.number("value") else { return nil }
      return .own(.value(name: name, value: number, epoch: object.int("epoch")))
    },
    "symptom": { object in
      object.text("id").map {
        .own(
          .symptom(
            Symptom(
              id: $0, epoch: object.int("epoch"), text: object.text("text") ?? "",
              isPresent: object.bool("on"), why: object.text("why") ?? "",
              fix: object.text("fix") ?? object.text("mend") ?? "", change: object.change,
              line: object.optionalInt("line"), code: object.text("code") ?? "",
              isFault: object["fault"] == nil || object.bool("fault"),
              parameters: object.list("parameters").map(\.parameterStatistics))))
      }
    },
    "verdict": { object in
      object.text("bug").map {
        .own(
          .verdict(
            Verdict(
              bug: $0, symptom: object.text("symptom") ?? "", epoch: object.int("epoch"),
              isMet: object.bool("met"))))
      }
    },
    "twin": { numbers($0).flatMap { EpochRecord($0.record) }.map { .own(.twin($0)) } },
    "twin_diverged": { $0.optionalInt("epoch").map { .own(.twinDiverged(epoch: $0)) } },
  ]

  /// A run, and its settings by name.
  private static func run(_ object: JSON) -> [LogPiece] {
    let name = object.text("preset") ?? object.text("name")
    let info = object["preset"].map { _ in object.runInfo }
    var pieces: [LogPiece] = [.item(.run(name: name, info: info))]
    guard case .object(let fields) = object else { return pieces }
    for (key, value) in fields where !["event", "schema", "preset", "series"].contains(key) {
      switch value {
      case .list, .null: continue
      case .object(let inner):
        for (name, value) in inner {
          pieces.append(.item(.setting(name: name, value: value.plainText)))
        }
      default: pieces.append(.item(.setting(name: key, value: value.plainText)))
      }
    }
    return pieces
  }

  /// An event's numbers, and the epoch that it names; nil for what stands nowhere.
  private static func numbers(_ object: JSON) -> (record: Record, epoch: Double?)? {
    var reading = Reading()
    var done: Double?
    guard case .object(let fields) = object else { return nil }
    for (key, value) in fields where key != "event" {
      if key == "epochs_done" {
        done = value.asNumber
      } else if let number = value.asNumber {
        reading.add(key: key, number)
      } else {
        value.eachNumber(key == "values" ? "" : key) { reading.values.append(.init($0, $1)) }
      }
    }
    guard reading.hasPlace else { return nil }
    let record = Record(
      epoch: done ?? reading.epoch, step: reading.step.flatMap { Int(exactly: $0) },
      seconds: reading.seconds, values: reading.values.map { Record.Value($0.name, $0.number) })
    return (record, reading.epoch)
  }
}

extension EpochRecord {
  /// An epoch of our own trainer, of either version of the schema; nil for a record with other
  /// names, or without a whole epoch.
  init?(_ record: Record) {
    guard record.step == nil, let epoch = record.epoch.flatMap({ Int(exactly: $0) }), epoch >= 0
    else { return nil }
    self.init(
      epoch: epoch, trainLoss: .nan, trainAccuracy: .nan, testLoss: .nan, testAccuracy: .nan,
      learningRate: .nan, seconds: record.seconds ?? 0)
    var found: MetricSet = []
    for value in record.values {
      switch value.name {
      case "train/loss", "train_loss":
        trainLoss = value.number
        found.insert(.trainLoss)
      case "train/acc", "train_acc":
        trainAccuracy = value.number
        found.insert(.trainAccuracy)
      case "test/loss", "test_loss":
        testLoss = value.number
        found.insert(.testLoss)
      case "test/acc", "test_acc":
        testAccuracy = value.number
        found.insert(.testAccuracy)
      case "train/r2":
        (trainAccuracy, score) = (value.number, .r2)
        found.insert(.trainAccuracy)
      case "test/r2":
        (testAccuracy, score) = (value.number, .r2)
        found.insert(.testAccuracy)
      case Self.learningRateName: learningRate = value.number
      default: return nil
      }
    }
    for metric in Metric.allCases where !found.contains(metric) { missing.insert(metric) }
  }
}
