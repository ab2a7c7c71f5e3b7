import Run

/// The events of our own JSONL, version 1 and later.
///
/// Version 1 has four numbers by fixed names; version 2 has any, in the object itself or in
/// `values`. Events that are not known are passed over.
struct OurLog {
  /// A run began and did not end.
  private(set) var isOpen = false

  /// An event's numbers; nil for what stands nowhere.
  private func record(_ reading: Reading) -> Record? {
    guard reading.hasPlace else { return nil }
    return Record(
      epoch: reading.epoch, step: reading.step.flatMap { Int(exactly: $0) },
      seconds: reading.seconds, values: reading.values.map { Record.Value($0.name, $0.number) })
  }

  mutating func pieces(_ event: String, _ object: JSON) -> [LogPiece] {
    switch event {
    case "run": return run(object)
    case "epoch", "record", "step": return numbers(object)
    case "value":
      guard let name = object["name"]?.asText, let number = object["value"]?.asNumber else {
        return []
      }
      let record = Record(
        epoch: object["epoch"]?.asNumber, step: object["step"]?.asInteger,
        values: [Record.Value(name, number)])
      return [.record(record, epoch: record.epoch)]
    case "setting":
      return [
        .item(
          .setting(
            name: object["name"]?.asText ?? "", value: object["value"]?.plainText ?? ""))
      ]
    case "print": return [.item(.message(object["text"]?.asText ?? ""))]
    case "error":
      return [
        .item(
          .failure(
            LogItem.Failure(
              type: object["type"]?.asText ?? "Error", message: object["message"]?.asText ?? "",
              line: object["line"]?.asInteger ?? 0, code: object["code"]?.asText ?? "")))
      ]
    case "end":
      isOpen = false
      let status = object["status"]?.asText.flatMap(LogItem.Status.init(rawValue:))
      return [.item(.end(status ?? .interrupted))]
    default: return []
    }
  }

  private mutating func run(_ object: JSON) -> [LogPiece] {
    isOpen = true
    let name = object["preset"]?.asText ?? object["name"]?.asText
    var pieces: [LogPiece] = [.item(.run(name: name))]
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

  private func numbers(_ object: JSON) -> [LogPiece] {
    var reading = Reading()
    guard case .object(let fields) = object else { return [] }
    for (key, value) in fields {
      if key == "values" {
        value.eachNumber { reading.values.append(Reading.Value($0, $1)) }
      } else if key != "event", let number = value.asNumber {
        reading.add(key: key, number)
      }
    }
    return record(reading).map { [.record($0, epoch: $0.epoch)] } ?? []
  }
}
