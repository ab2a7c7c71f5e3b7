import Run

/// A JSON value over many lines, such as Transformers' `trainer_state.json`, which holds a run's
/// records in `log_history`.
struct JSONDocument {
  private var bytes: [UInt8] = []
  private var depth = 0
  private var isQuoted = false
  private var isEscaped = false
  /// A document is kept until it is complete.
  private static let longest = 256 << 20

  var isTooLong: Bool { bytes.count > Self.longest }

  /// Whether a line may open a document.
  static func isBeginning(_ line: [UInt8]) -> Bool {
    line.last == UInt8(ascii: "{") || line.last == UInt8(ascii: "[")
      || line.last == UInt8(ascii: ",")
  }

  /// Whether a line may follow: after `{` comes a name in quotes. A program that puts braces around lines
  /// of its own would otherwise be read to its end in vain.
  func mayGoOn(with line: [UInt8]) -> Bool {
    guard !isQuoted, let first = line.first, let last = bytes.last(where: { $0 > 0x20 }) else {
      return true
    }
    switch last {
    case UInt8(ascii: "{"): return first == UInt8(ascii: "\"") || first == UInt8(ascii: "}")
    case UInt8(ascii: "["): return "{[\"]-tfnNI".utf8.contains(first) || first &- 0x30 < 10
    default: return true
    }
  }

  /// Adds a line; the value when it is complete.
  mutating func add(_ line: [UInt8]) -> JSON? {
    for byte in line {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = isQuoted
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted {
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
      }
    }
    bytes += line
    bytes.append(UInt8(ascii: "\n"))
    return depth > 0 ? nil : bytes.withUnsafeBufferPointer { JSONBytes.value($0) } ?? .null
  }

  /// The records of a document: a list of objects, the list that is called `log_history`, or the longest
  /// list of objects in it, as CatBoost's `iterations` are.
  static func pieces(_ value: JSON) -> [LogPiece] {
    var rows = value.asList
    if rows.isEmpty { rows = value["log_history"]?.asList ?? value["history"]?.asList ?? [] }
    if rows.isEmpty { rows = longestList(value) }
    if rows.isEmpty {
      if let columns = columns(value["history"] ?? value) { return columns }
      rows = [value]
    }
    return rows.map { row in
      var reading = Reading()
      row.eachNumber { reading.add(key: $0, $1) }
      return .reading(reading)
    }
  }

  /// The longest list of objects with places that a field holds.
  private static func longestList(_ value: JSON) -> [JSON] {
    guard case .object(let fields) = value else { return [] }
    let lists = fields.map(\.1.asList).filter { rows in
      rows.count > 1
        && rows.allSatisfy { row in
          var reading = Reading()
          row.eachNumber { reading.add(key: $0, $1) }
          return reading.hasPlace && !reading.values.isEmpty
        }
    }
    return lists.max { $0.count < $1.count } ?? []
  }

  /// Keras' `history`: a list of numbers by name, one an epoch.
  private static func columns(_ value: JSON) -> [LogPiece]? {
    guard case .object(let fields) = value else { return nil }
    let lists = fields.map { ($0, $1.asList.compactMap(\.asNumber)) }.filter { $1.count > 1 }
    guard let count = lists.map(\.1.count).max() else { return nil }
    return (0..<count).map { index in
      var reading = Reading()
      reading.epoch = Double(index + 1)
      for (name, numbers) in lists where index < numbers.count {
        reading.values.append(Reading.Value(name, numbers[index]))
      }
      return .reading(reading)
    }
  }
}
