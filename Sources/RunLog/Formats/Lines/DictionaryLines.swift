import Run

/// The dictionaries that Transformers prints, numbers as strings or not:
///
///     {'loss': '3.856', 'grad_norm': '1.23', 'learning_rate': '4.5e-05', 'epoch': '0.5'}
struct DictionaryLines: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    guard let start = line.find("{'") ?? (line.bytes.first == UInt8(ascii: "{") ? 0 : nil),
      let end = line.bytes.lastIndex(of: UInt8(ascii: "}")), end > start,
      // Before it there may be a bar, and words of a logger.
      start == 0 || !line.bytes[..<start].contains(UInt8(ascii: "|"))
    else { return nil }
    // `loss_weights: {'dice': 1}`
    let before = String(decoding: line.bytes[..<start], as: UTF8.self).lowercased()
    // A trial's, behind what it came to.
    if before.hasSuffix("parameters: ") { return nil }
    let settings = ["weights: ", "config: ", "params: ", "args: "]
    if settings.contains(where: before.hasSuffix) { return [] }
    let value = line.bytes.withUnsafeBufferPointer { bytes in
      JSONBytes.value(UnsafeBufferPointer(rebasing: bytes[start...end]))
    }
    guard let value, case .object = value else { return start == 0 ? [] : nil }
    let head = Array(line.bytes[..<start])
    var reading =
      Fields.read(head, knowsPlace: line.knowsPlace)
      ?? (start == 0 ? Reading() : Fields.head(head, knowsPlace: line.knowsPlace))
    value.eachNumber { reading.add(key: $0, $1) }
    for index in reading.values.indices where Phase(of: reading.values[index].name) == nil {
      reading.values[index].phase = reading.values[index].phase ?? reading.phase
    }
    reading.phase = nil
    // A configuration that is printed so is no reading.
    guard reading.hasPlace || reading.isMeasured else { return [] }
    return [.reading(reading)]
  }
}
